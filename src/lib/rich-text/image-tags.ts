import { attributeAt, endOfComment, endOfRawText, gapAt, tagNameAt } from './markup-tags.js';
import { htmlToText } from './plain-text.js';

/** An image of HTML that was not sanitised. */
export type ImageTag = {
  /** The address, with character references decoded. */
  src: string;
  /** The alternative text, or null without one. */
  alt: string | null;
  /** The text of `figcaption` if the image is the last one of its figure. */
  caption: string | null;
};

type FoundImage = { rawSrc: string; rawAlt: string | null; from: number; to: number; end: number };

/** How many characters after an image are searched for its caption. */
const maxCaptionDistance = 5_000;

const tagStart = /<!--|<(?:img|script|style|textarea|title)(?=[\t\n\f\r />])/gi;

const decode = (value: string): string => (value.includes('&') ? htmlToText(value) : value);

function captionAfter(html: string, end: number): string | null {
  const rest = html.slice(end, end + maxCaptionDistance);
  const figureEnd = rest.search(/<\/figure|<img[\t\n\f\r />]/i);
  const caption = /<figcaption(?:[\t\n\f\r /][^>]*)?>(.*)$/is.exec(rest.slice(0, Math.max(0, figureEnd)))?.[1];
  return caption === undefined ? null : htmlToText(caption).trim() || null;
}

/** Yields the images of HTML that have an address, with the places of their attributes `src`. Runs in linear time. */
function* findImages(html: string): Generator<FoundImage> {
  let from = 0;
  for (const { 0: start, index } of html.matchAll(tagStart)) {
    if (index < from) continue;
    if (start === '<!--') {
      from = endOfComment(html, index);
      continue;
    }
    const name = tagNameAt(html, index + 1);
    let at = index + 1 + name.length;
    let src: { value: string; from: number; to: number } | undefined;
    let alt: string | null = null;
    for (;;) {
      at += gapAt(html, at).length;
      if (at >= html.length) return;
      if (html[at] === '>') break;
      const attribute = attributeAt(html, at);
      if (attribute === null) return;
      const key = attribute.name.toLowerCase();
      if (key === 'src') src ??= { value: attribute.value, from: at, to: attribute.end };
      if (key === 'alt') alt ??= attribute.value;
      at = attribute.end;
    }
    from = at + 1;
    if (name !== 'img') from = endOfRawText(html, from, name);
    else if (src !== undefined) yield { rawSrc: src.value, rawAlt: alt, from: src.from, to: src.to, end: from };
  }
}

/** Returns the first images of HTML that was not sanitised, and the number of all images. */
export function imagesInHtml(html: string, maxImages: number): { images: ImageTag[]; count: number } {
  const images: ImageTag[] = [];
  let count = 0;
  for (const { rawSrc, rawAlt, end } of findImages(html)) {
    count += 1;
    if (count <= maxImages)
      images.push({
        src: decode(rawSrc).trim(),
        alt: rawAlt === null ? null : decode(rawAlt),
        caption: captionAfter(html, end),
      });
  }
  return { images, count };
}

/**
 * Replaces the addresses of the first images in HTML that was not sanitised.
 *
 * @param replace returns the new address of an image, or undefined to leave it; has no characters that HTML escapes
 */
export function replaceImageAddresses(
  html: string,
  maxImages: number,
  replace: (src: string) => string | undefined,
): string {
  const out: string[] = [];
  let from = 0;
  let count = 0;
  for (const image of findImages(html)) {
    count += 1;
    if (count > maxImages) break;
    const address = replace(decode(image.rawSrc).trim());
    if (address === undefined) continue;
    out.push(html.slice(from, image.from), `src="${address}"`);
    from = image.to;
  }
  return out.length === 0 ? html : out.join('') + html.slice(from);
}

/** Replaces the addresses of all images in HTML by one address, except those that begin with `keptScheme`. */
export function replaceAllImageAddresses(
  html: string,
  address: string,
  keptScheme: string,
): { html: string; count: number } {
  const out: string[] = [];
  let from = 0;
  for (const { rawSrc, from: start, to } of findImages(html)) {
    if (rawSrc.trim().startsWith(keptScheme)) continue;
    out.push(`${html.slice(from, start)}src="${address}"`);
    from = to;
  }
  return { html: out.join('') + html.slice(from), count: out.length };
}
