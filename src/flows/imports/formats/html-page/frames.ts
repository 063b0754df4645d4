import { embedQuoteSelector } from '../../../../lib/rich-text/index.js';
import { truncate } from '../../normalisation/text.js';
import { allIn, attributeOf, type Element, isElement, isText, textLengthOutsideLinks, textOf } from './dom.js';
import { isLeaf } from './leaves.js';
import { toAbsoluteUrl } from './page.js';

/** The minimum number of characters outside links by which a block is text, not a label of a widget. */
const minTextLength = 40;

const textHolders = 'article, [itemprop="articleBody"], [data-field="body"], .entry-content, .post-content';

/** Frames of advertising, of counters, and of buttons and forms that belong to the page. */
const furnitureAddresses =
  /^https?:\/\/(?:[\w-]+\.)*(?:doubleclick\.net|googlesyndication\.com|googletagmanager\.com|googleadservices\.com|google-analytics\.com|amazon-adsystem\.com|adnxs\.com|taboola\.com|outbrain\.com|criteo\.(?:com|net)|scorecardresearch\.com|disqus\.com|addthis\.com|addtoany\.com)\/|^https?:\/\/(?:[\w-]+\.)*(?:google|recaptcha)\.\w+\/recaptcha\/|^https?:\/\/www\.facebook\.com\/(?:(?:v\d{1,2}\.\d\/)?plugins\/(?:like|page|likebox|follow|share_button|comments)\b|tr\b)|^https?:\/\/www\.youtube\.com\/subscribe_embed\b|^https?:\/\/platform\.(?:twitter|x)\.com\/widgets\/(?:tweet|follow)_button\b/i;

export const isFrame = ({ localName }: Element): boolean => /^(?:iframe|object|embed)$/.test(localName);

/** The attributes with the address of a frame. A script may load it from another one than `src` and `data`. */
const addressAttributes = ['src', 'data', 'data-src', 'data-lazy-src', 'data-original'];

/** Returns the absolute URL of what a frame shows, or null. */
export function frameAddressOf(frame: Element, base: string | null): string | null {
  for (const name of addressAttributes) {
    const url = toAbsoluteUrl(attributeOf(frame, name), base);
    if (url !== null) return url;
  }
  const inner = frame.localName === 'object' ? frame.querySelector('embed[src]') : null;
  return inner === null ? null : frameAddressOf(inner, base);
}

/** Describes a frame that is left out, for the report, with its relative address if the page has no base address. */
export function describeFrame(frame: Element, base: string | null): string {
  const printedAddress = addressAttributes.map((name) => attributeOf(frame, name)).find((value) => value !== null);
  const address = (frameAddressOf(frame, base) ?? printedAddress)?.replace(/[?#].*$/s, '');
  return [`<${frame.localName}>`, ...(address === undefined ? [] : [`"${truncate(address, 100)}"`])].join(' ');
}

/**
 * Returns whether a frame shows something within the text of an article, such as a video. Frames of advertising, frames
 * that nobody can see, and frames outside the text do not.
 */
export function isFrameOfText(frame: Element, base: string | null): boolean {
  const address = frameAddressOf(frame, base);
  if (address === null || furnitureAddresses.test(address) || isInvisible(frame)) return false;
  return frame.closest(textHolders) !== null || isBesideText(frame);
}

/** The maximum number of quoted posts that are looked for in an element. */
const maxQuotes = 100;

/** Returns the posts of known providers that an element quotes with their embed codes. */
export const embedQuotesIn = (element: Element): Element[] => allIn(element, embedQuoteSelector).slice(0, maxQuotes);

/** Returns whether an element holds one quoted post within the text of an article, and no other text. */
export function isWrapperOfEmbedQuote(element: Element): boolean {
  const quote = element.querySelector(embedQuoteSelector);
  if (quote === null || textOf(quote) !== textOf(element)) return false;
  return element.closest(textHolders) !== null || isBesideText(element);
}

const isInvisible = (frame: Element): boolean =>
  frame.getAttribute('hidden') !== null ||
  ['width', 'height'].some((name) => /^[0-2](?:px)?$/.test(attributeOf(frame, name) ?? '')) ||
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:width|height)\s*:\s*[0-2](?:px)?\s*(?:;|$))/i.test(
    attributeOf(frame, 'style') ?? '',
  );

/** Returns whether the element around a frame and its caption contains paragraphs, without other elements in between. */
function isBesideText(frame: Element): boolean {
  let container = frame.parentElement;
  while (container !== null && (container.localName === 'figure' || textOf(container) === ''))
    container = container.parentElement;
  return (
    container !== null &&
    [...container.childNodes].some((node) =>
      isElement(node)
        ? node.localName !== 'figure' && isLeaf(node) && textLengthOutsideLinks(node) >= minTextLength
        : isText(node) && node.textContent.trim().length >= minTextLength,
    )
  );
}
