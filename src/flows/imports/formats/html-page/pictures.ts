import type { DraftImageInput } from '../../normalisation/draft.js';
import { creditIn } from '../rss/plain-text.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';
import { toAbsoluteUrl } from './page.js';

const credits =
  '.credit, .photo-credit, .image-credit, .caption-credit, .copyright, .photographer, [itemprop="creditText"], [itemprop="copyrightHolder"], cite, small';
const captions = 'figcaption, .caption, .wp-caption-text, [itemprop="caption"]';

/** The maximum number of characters of a caption that are read. */
const maxCaptionLength = 2_000;

export type Picture = DraftImageInput & { holder: Element };

/** Returns the images of an article in their order, with captions and credits, without tracking pixels and icons. */
export function picturesIn(article: Element, base: string | null): Picture[] {
  return allIn(article, 'img').flatMap((image) => {
    const url = toAbsoluteUrl(addressOf(image), base);
    const size = Number(attributeOf(image, 'width') ?? 1_000);
    if (url === null || size < 50) return [];
    const figure = image.closest('figure, .wp-caption, [itemtype$="ImageObject"]');
    const isOfImage = figure !== null && article.contains(figure) && allIn(figure, 'img, iframe').length === 1;
    const holder = isOfImage ? figure : image;
    return [{ url, holder, alt: attributeOf(image, 'alt'), ...captionAndCreditOf(holder) }];
  });
}

/** Returns the URL of an image. Pages that load images lazily have the URL beside that of a placeholder. */
function addressOf(image: Element): string | null {
  const lazySrc =
    attributeOf(image, 'data-src') ?? attributeOf(image, 'data-lazy-src') ?? attributeOf(image, 'data-original');
  const src = attributeOf(image, 'src');
  const sets = attributeOf(image, 'srcset') ?? attributeOf(image, 'data-srcset');
  if (lazySrc !== null) return lazySrc;
  return src !== null && !src.startsWith('data:')
    ? src
    : (sets
        ?.split(/\s*,\s+/)
        .at(-1)
        ?.split(/\s/)[0] ?? null);
}

function captionAndCreditOf(holder: Element): Pick<DraftImageInput, 'caption' | 'credit'> {
  const caption = holder.querySelector(captions);
  const credit = holder.querySelector(credits);
  const captionText = textOf(caption).slice(0, maxCaptionLength);
  const creditText = textOf(credit).slice(0, maxCaptionLength);
  if (creditText !== '') {
    const words = captionText.endsWith(creditText)
      ? captionText.slice(0, -creditText.length)
      : captionText.replace(creditText, ' ');
    return {
      caption:
        words
          .replace(/\s+/g, ' ')
          .replace(/[\s|/–—(]+$/, '')
          .trim() || null,
      credit: stripCreditLabel(creditText),
    };
  }
  const captionCredit = creditIn(captionText);
  if (captionCredit === null) return { caption: captionText || null, credit: null };
  const ending =
    /[\s(|/–—-]*(?:(?:photo\w*|foto|image|picture|illustration|bild|credits?)(?: credit)?(?: by|:| von)|©|\(c\)) *[^()|]{2,200}[).]*$/i;
  return { caption: captionText.replace(ending, '').trim() || null, credit: captionCredit };
}

const stripCreditLabel = (credit: string): string =>
  credit
    .replace(/^[\s(]*(?:(?:photo\w*|foto|image|picture|credits?)(?: credit)?(?: by|:)|©|\(c\)) */i, '')
    .replace(/[\s)]+$/, '') || credit;
