import { htmlToText } from '../../../../lib/rich-text/index.js';
import type { DraftImageInput } from '../../normalisation/draft.js';
import { webAddress } from '../../normalisation/web-address.js';
import { creditIn } from './plain-text.js';

const tags = /<(\/?)(img|figure|figcaption|iframe|embed|object|video|audio|source)\b([^<>]*)>/gi;

/** The maximum number of media of one body. */
const maxMedia = 500;

const maxCaptionLength = 4_000;

const patterns = Object.fromEntries(
  ['src', 'data'].map((name) => [name, new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i')]),
);

/** Returns the value of an attribute, with character references resolved. */
function attributeOf(attributes: string, name: 'src' | 'data'): string | null {
  const match = patterns[name]?.exec(attributes);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value?.includes('&') ? htmlToText(value) : (value ?? null);
}

/** An image or another medium in a body. `id` is the id of the image in WordPress. */
export type BodyMedium = DraftImageInput & { id: string | null };

/** Returns the media of an HTML body, each URL once, and images with the captions of their figures. Linear time. */
export function mediaIn(html: string): BodyMedium[] {
  const media = new Map<string, BodyMedium>();
  let inFigure: BodyMedium[] = [];
  let captionStart = -1;
  for (const { 1: closingSlash, 2: tag = '', 3: attributes = '', 0: fullTag, index } of html.matchAll(tags)) {
    const name = tag.toLowerCase();
    if (name === 'figure') {
      inFigure = [];
      captionStart = -1;
    } else if (name === 'figcaption') {
      if (!closingSlash) captionStart = index + fullTag.length;
      else if (captionStart !== -1) {
        const caption = htmlToText(html.slice(captionStart, Math.min(index, captionStart + maxCaptionLength))) || null;
        for (const medium of inFigure) {
          medium.caption ??= caption;
          medium.credit ??= creditIn(caption);
        }
        captionStart = -1;
      }
    } else if (!closingSlash && media.size < maxMedia) {
      const url = webAddress(attributeOf(attributes, name === 'object' ? 'data' : 'src'));
      if (url === null || media.has(url)) continue;
      const medium: BodyMedium = { url, id: /\bwp-image-(\d{1,20})\b/.exec(attributes)?.[1] ?? null };
      media.set(url, medium);
      if (name === 'img') inFigure.push(medium);
    }
  }
  return [...media.values()];
}
