import { htmlToText } from '../../../../lib/rich-text/index.js';
import type { Dropped, FoundImage } from '../../fitting/draft.js';
import { quoted } from '../../fitting/fields.js';
import { webAddress } from '../../fitting/web-address.js';
import { creditIn } from './plainly.js';

const tags = /<(\/?)(img|figure|figcaption|iframe|embed|object|video|audio|source)\b([^<>]*)>/gi;

/** Media of one body. */
const most = 500;

const longestCaption = 4_000;

const patterns = Object.fromEntries(
  ['src', 'data'].map((name) => [name, new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i')]),
);

/** The value of an attribute, with its references resolved. */
function attributeOf(attributes: string, name: 'src' | 'data'): string | null {
  const found = patterns[name]?.exec(attributes);
  const value = found?.[1] ?? found?.[2] ?? found?.[3];
  return value?.includes('&') ? htmlToText(value) : (value ?? null);
}

/** A picture or something else that a body refers to; `id` is what WordPress calls the picture. */
export type BodyMedium = FoundImage & { id: string | null };

/**
 * What a body in HTML refers to, pictures with the captions of their figures; and, for the report, what of it a body does
 * not keep. Each address once. Linear time.
 */
export function mediaIn(html: string): { media: BodyMedium[]; dropped: Dropped[] } {
  const media = new Map<string, BodyMedium>();
  const dropped: Dropped[] = [];
  let inFigure: BodyMedium[] = [];
  let captionFrom = -1;
  for (const { 1: closing, 2: tag = '', 3: attributes = '', 0: whole, index } of html.matchAll(tags)) {
    const name = tag.toLowerCase();
    if (name === 'figure') {
      inFigure = [];
      captionFrom = -1;
    } else if (name === 'figcaption') {
      if (!closing) captionFrom = index + whole.length;
      else if (captionFrom !== -1) {
        const caption = htmlToText(html.slice(captionFrom, Math.min(index, captionFrom + longestCaption))) || null;
        for (const one of inFigure) {
          one.caption ??= caption;
          one.credit ??= creditIn(caption);
        }
        captionFrom = -1;
      }
    } else if (!closing && media.size < most) {
      const url = webAddress(attributeOf(attributes, name === 'object' ? 'data' : 'src'));
      if (url === null || media.has(url)) continue;
      const one: BodyMedium = { url, id: /\bwp-image-(\d{1,20})\b/.exec(attributes)?.[1] ?? null };
      media.set(url, one);
      if (name === 'img') inFigure.push(one);
      else dropped.push({ what: `${name} ${quoted(url)}`, reason: 'kept-as-a-reference' });
    }
  }
  return { media: [...media.values()], dropped };
}
