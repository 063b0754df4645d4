import type { FoundImage } from '../../fitting/draft.js';
import { creditIn } from '../rss/plainly.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';
import { absolute } from './page.js';

const credits =
  '.credit, .photo-credit, .image-credit, .caption-credit, .copyright, .photographer, [itemprop="creditText"], [itemprop="copyrightHolder"], cite, small';
const captions = 'figcaption, .caption, .wp-caption-text, [itemprop="caption"]';

/** Characters of a caption that are looked at. */
const longestCaption = 2_000;

export type Picture = FoundImage & { holder: Element };

/** The pictures of a story in its order, with their captions and credits; of what shows nothing, such as a pixel, none. */
export function picturesIn(story: Element, base: string | null): Picture[] {
  return allIn(story, 'img').flatMap((image) => {
    const url = absolute(addressOf(image), base);
    const size = Number(attributeOf(image, 'width') ?? 1_000);
    if (url === null || size < 50) return [];
    const figure = image.closest('figure, .wp-caption, [itemtype$="ImageObject"]');
    const holder = figure !== null && story.contains(figure) && allIn(figure, 'img').length === 1 ? figure : image;
    return [{ url, holder, alt: attributeOf(image, 'alt'), ...wordsOf(holder) }];
  });
}

/** Pages load pictures late: the address that counts stands beside the one of a placeholder. */
function addressOf(image: Element): string | null {
  const late =
    attributeOf(image, 'data-src') ?? attributeOf(image, 'data-lazy-src') ?? attributeOf(image, 'data-original');
  const stated = attributeOf(image, 'src');
  const sets = attributeOf(image, 'srcset') ?? attributeOf(image, 'data-srcset');
  if (late !== null) return late;
  return stated !== null && !stated.startsWith('data:')
    ? stated
    : (sets
        ?.split(/\s*,\s+/)
        .at(-1)
        ?.split(/\s/)[0] ?? null);
}

function wordsOf(holder: Element): Pick<FoundImage, 'caption' | 'credit'> {
  const caption = holder.querySelector(captions);
  const credit = holder.querySelector(credits);
  const all = textOf(caption).slice(0, longestCaption);
  const stated = textOf(credit).slice(0, longestCaption);
  if (stated !== '') {
    const words = all.endsWith(stated) ? all.slice(0, -stated.length) : all.replace(stated, ' ');
    return {
      caption:
        words
          .replace(/\s+/g, ' ')
          .replace(/[\s|/–—(]+$/, '')
          .trim() || null,
      credit: bare(stated),
    };
  }
  const said = creditIn(all);
  if (said === null) return { caption: all || null, credit: null };
  const ending =
    /[\s(|/–—-]*(?:(?:photo\w*|foto|image|picture|illustration|bild|credits?)(?: credit)?(?: by|:| von)|©|\(c\)) *[^()|]{2,200}[).]*$/i;
  return { caption: all.replace(ending, '').trim() || null, credit: said };
}

const bare = (credit: string): string =>
  credit
    .replace(/^[\s(]*(?:(?:photo\w*|foto|image|picture|credits?)(?: credit)?(?: by|:)|©|\(c\)) */i, '')
    .replace(/[\s)]+$/, '') || credit;
