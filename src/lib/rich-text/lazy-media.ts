import type { NoteDropped } from './dropped-parts.js';
import { candidatesOf } from './image-candidates.js';
import { endOfComment, endOfRawText, readTag, type Tag } from './markup-tags.js';

const lazySources = ['data-src', 'data-lazy-src', 'data-original', 'data-lazy'];
const sets = ['srcset', 'data-srcset', 'data-lazy-srcset'];
const ampIds = ['data-videoid', 'data-tweetid', 'data-shortcode', 'data-href', 'data-trackid'];
const readAttributes = [
  'src',
  ...lazySources,
  ...sets,
  ...ampIds,
  'placeholder',
  'fallback',
  'alt',
  'title',
  'width',
  'height',
  'style',
  'aria-label',
];

/** The elements of AMP whose HTML has the same attributes. */
const plainNames: Readonly<Record<string, string>> = {
  'amp-img': 'img',
  'amp-anim': 'img',
  'amp-video': 'video',
  'amp-audio': 'audio',
  'amp-iframe': 'iframe',
};

/** The addresses of what the players of AMP show. */
const players: Readonly<Record<string, (tag: Tag) => string | undefined>> = {
  'amp-youtube': (tag) => withId('https://www.youtube.com/watch?v=', tag, 'data-videoid'),
  'amp-vimeo': (tag) => withId('https://vimeo.com/', tag, 'data-videoid'),
  'amp-dailymotion': (tag) => withId('https://www.dailymotion.com/video/', tag, 'data-videoid'),
  'amp-twitter': (tag) => withId('https://platform.twitter.com/embed/Tweet.html?id=', tag, 'data-tweetid'),
  'amp-instagram': (tag) => withId('https://www.instagram.com/p/', tag, 'data-shortcode'),
  'amp-facebook': (tag) => tag.attributes.get('data-href'),
  'amp-soundcloud': (tag) => withId('https://api.soundcloud.com/tracks/', tag, 'data-trackid'),
};

/** Players of AMP whose attributes have no address of a page for people. */
const otherPlayers =
  /^amp-(?:3q-player|apester-media|beopinion|brid-player|brightcove|delight-player|gfycat|hulu|ima-video|imgur|izlesene|jwplayer|kaltura-player|megaphone|minute-media-player|mowplayer|nexxtv-player|o2-player|ooyala-player|pinterest|playbuzz|powr-player|reach-player|redbull-player|riddle-quiz|springboard-player|vine|viqeo-player|vk|wistia-player|yotpo)$/;

/** Elements of AMP that show nothing of the article. */
const isTechnical = (name: string): boolean =>
  /^amp-(?:analytics|pixel|state|bind|install-serviceworker|consent|geo|access|auto-ads|script|animation|font)$/.test(
    name,
  );

function withId(start: string, { attributes }: Tag, name: string): string | undefined {
  const id = attributes.get(name) ?? '';
  return /^[\w-]{1,64}$/.test(id) ? `${start}${id}` : undefined;
}

const isRealAddress = (address: string | undefined): boolean =>
  address !== undefined && address.trim() !== '' && !/^\s*(?:data|about|javascript):/i.test(address);

/** Returns the addresses in the sets of an image, the widest image of each set first. */
const addressesInSets = ({ attributes }: Tag, names: readonly string[]): string[] =>
  names.flatMap((name) => candidatesOf(attributes.get(name) ?? '')).filter(isRealAddress);

/**
 * Returns the address of an image that a script would load, if the image has none of its own or a placeholder. An image
 * may have its addresses only in a set for several sizes of screens.
 */
const lazyAddressOf = (tag: Tag): string | undefined =>
  lazySources.map((name) => tag.attributes.get(name)).find(isRealAddress) ??
  addressesInSets(tag, sets.slice(1))[0] ??
  (isRealAddress(tag.attributes.get('src')) ? undefined : addressesInSets(tag, ['srcset'])[0]);

/** Returns all addresses at which an image is. */
const addressesOf = (tag: Tag): string[] => [
  ...['src', ...lazySources].flatMap((name) => tag.attributes.get(name) ?? []).filter(isRealAddress),
  ...addressesInSets(tag, sets),
];

/** Returns whether an image only counts readers: it is not visible. */
const isPixel = ({ attributes }: Tag): boolean =>
  [attributes.get('width'), attributes.get('height')].some((size) => /^\s*[0-2](?:px)?\s*$/.test(size ?? '')) ||
  /display\s*:\s*none|visibility\s*:\s*hidden|left\s*:\s*-\d{3}/i.test(attributes.get('style') ?? '');

function write(name: string, { attributes }: Tag, address: string | undefined): string {
  const attributeTexts = ['alt', 'title', 'aria-label', 'width', 'height'].flatMap((key) => {
    const value = attributes.get(key);
    return value === undefined ? [] : [` ${key}="${value.replaceAll('"', '&quot;')}"`];
  });
  return `<${name}${address === undefined ? '' : ` src="${address.replaceAll('"', '&quot;')}"`}${attributeTexts.join('')}>`;
}

const tagStart = /<!--|<(\/?)(img|noscript|script|style|textarea|title|amp-[a-z-]+)(?=[\t\n\f\r />])/gi;
const rawTextElements = new Set(['script', 'style', 'textarea', 'title']);

/** Returns the images in a text with their addresses. */
function imagesIn(html: string): { tag: Tag; address: string | undefined }[] {
  const images: { tag: Tag; address: string | undefined }[] = [];
  let from = 0;
  for (const { index } of html.matchAll(/<img(?=[\t\n\f\r />])/gi)) {
    if (index < from) continue;
    const tag = readTag(html, index + 1, () => readAttributes);
    if (tag === null) break;
    from = tag.end;
    const src = tag.attributes.get('src');
    images.push({ tag, address: isRealAddress(src) ? src : lazyAddressOf(tag) });
  }
  return images;
}

/** An image that the text shows, and where it is in the output. */
type VisibleImage = { index: number; tag: Tag; address: string };

/** Adds the alternative text of the same image in `noscript` to an image without one. */
function addMissingAlt(out: string[], { index, tag, address }: VisibleImage, other: Tag): void {
  const alt = other.attributes.get('alt')?.trim() ?? '';
  if (alt === '' || (tag.attributes.get('alt') ?? '').trim() !== '') return;
  tag.attributes.set('alt', alt);
  out[index] = write('img', tag, address);
}

/**
 * Rewrites media that only a script shows as plain HTML: images whose address is in an attribute such as `data-src`
 * or `srcset`, the images in `noscript`, and the elements of AMP, such as `amp-img`. Images in `noscript` that the text shows anyway are
 * left out silently. `noteDropped` hears of all other content of `noscript` and of players that are not known. Runs in
 * linear time.
 */
export function revealLazyMedia(html: string, noteDropped: NoteDropped = () => {}): string {
  if (!/<noscript|<amp-|\s(?:srcset|data-(?:src|lazy|original))/i.test(html)) return html;
  const out: string[] = [];
  let from = 0;
  /** The end of a comment or a script, in which nothing is a tag. */
  let skippedTo = 0;
  /** Where the last image is in `out`, if nothing but white space and end tags follows it. */
  let lastImage: { index: number; end: number; isPlaceholder: boolean } | null = null;
  /** The images in `out` by all their addresses. */
  const visibleImages = new Map<string, VisibleImage>();
  const noteVisible = (tag: Tag, address: string): void => {
    const image = { index: out.length - 1, tag, address };
    for (const one of addressesOf(tag)) if (!visibleImages.has(one)) visibleImages.set(one, image);
  };
  for (const { 1: slash = '', 2: rawName = '', index } of html.matchAll(tagStart)) {
    if (index < Math.max(from, skippedTo)) continue;
    if (rawName === '') {
      skippedTo = endOfComment(html, index);
      continue;
    }
    const name = rawName.toLowerCase();
    const tag = readTag(html, index + 1 + slash.length, () => readAttributes);
    if (tag === null) break;
    const replace = (text: string, end = tag.end): void => {
      out.push(html.slice(from, index), text);
      from = end;
    };
    if (rawTextElements.has(name)) {
      if (slash === '') skippedTo = endOfRawText(html, tag.end, name);
      continue;
    }
    if (slash !== '') {
      if (name.startsWith('amp-'))
        replace(plainNames[name] === 'video' || plainNames[name] === 'audio' ? `</${plainNames[name]}>` : '');
      continue;
    }
    if (name === 'img') {
      const src = tag.attributes.get('src');
      const lazyAddress = lazyAddressOf(tag);
      const address = lazyAddress ?? (isRealAddress(src) ? src : undefined);
      replace(lazyAddress === undefined ? html.slice(index, tag.end) : write('img', tag, lazyAddress));
      if (address !== undefined) noteVisible(tag, address);
      lastImage = { index: out.length - 1, end: tag.end, isPlaceholder: address === undefined };
    } else if (name === 'noscript') {
      const end = endOfRawText(html, tag.end, 'noscript');
      const content = html.slice(tag.end, end);
      const closingTag = readTag(html, end + 2, () => []);
      const images = imagesIn(content);
      const pictures = images.filter((image) => image.address !== undefined && !isPixel(image.tag));
      const newPictures: typeof pictures = [];
      for (const picture of pictures) {
        const shownImage = addressesOf(picture.tag)
          .map((one) => visibleImages.get(one))
          .find(Boolean);
        if (shownImage === undefined) newPictures.push(picture);
        else addMissingAlt(out, shownImage, picture.tag);
      }
      const isBeside =
        lastImage !== null && /^(?:\s|<\/[a-z]+>)*$/i.test(html.slice(lastImage.end, index).slice(0, 500));
      if (newPictures.length > 0 && lastImage?.isPlaceholder && isBeside) out[lastImage.index] = '';
      if (pictures.length === 0 && content.trim() !== '')
        noteDropped('noscript', 'unsupported-element', images[0]?.address ?? '');
      replace('', closingTag?.end ?? html.length);
      for (const { tag: picture, address = '' } of newPictures) {
        out.push(write('img', picture, address));
        noteVisible(picture, address);
      }
    } else {
      const player = players[name];
      const plainName = plainNames[name];
      const address =
        player?.(tag) ?? (isRealAddress(tag.attributes.get('src')) ? tag.attributes.get('src') : lazyAddressOf(tag));
      const isFrame = plainName === 'iframe' || player !== undefined;
      if (isFrame && address !== undefined) {
        // What is inside the element is shown only until the frame has loaded.
        const end = tag.selfClosing ? tag.end : endOfRawText(html, tag.end, name);
        replace(`${write('iframe', tag, address)}</iframe>`, end);
      } else if (plainName === 'img' && ['placeholder', 'fallback'].some((key) => tag.attributes.has(key))) {
        // It is shown only until the element around it has loaded, or if this fails.
        replace('');
      } else if (plainName !== undefined) {
        replace(write(plainName, tag, address));
        if (plainName === 'img' && address !== undefined) noteVisible(tag, address);
      } else if (player !== undefined || otherPlayers.test(name) || (address !== undefined && !isTechnical(name)))
        noteDropped(name, 'unknown-embed', address ?? '');
    }
  }
  return out.join('') + html.slice(from);
}
