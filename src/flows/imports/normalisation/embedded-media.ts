import { embedOf, htmlToText, sanitizeHtml } from '../../../lib/rich-text/index.js';
import type { Omission } from '../draft.js';
import { quote } from './fields.js';
import { escapeHtml } from './text.js';
import { webAddress } from './web-address.js';

const openingTag = /<(iframe|embed|object|video|audio)\b([^<>]*)>/gi;

/** The maximum number of media of a body that are handled, and of characters between their tags. */
const maxMedia = 500;
const maxElementLength = 10_000;

const addressPattern = /\s(?:src|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

/** Returns the URL in the attributes of a tag that shows a medium, or null. */
export function addressIn(attributes: string): string | null {
  const match = addressPattern.exec(attributes);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return webAddress(value?.includes('&') ? htmlToText(value) : value);
}

/**
 * Returns the embed of a page or player at an address as HTML, or undefined if no known provider owns the address.
 *
 * @param title the words that a front end shows before it loads the embed
 */
export function embedHtml(address: string, title?: string | null): string | undefined {
  const embed = embedOf(address);
  if (embed === undefined) return undefined;
  const link = `<a href="${escapeHtml(embed.url)}">${escapeHtml(title ?? embed.url)}</a>`;
  return `<figure data-embed="${embed.provider}">${link}</figure>`;
}

/** Returns the address of the embed in sanitised HTML, or undefined. */
export const embedAddressIn = (sanitizedHtml: string): string | undefined =>
  /<figure data-embed="[^"]*"><a href="([^"]*)"/.exec(sanitizedHtml)?.[1];

/** Returns the URL of a medium, from its tag or from the first source in it. */
function addressOf(attributes: string, content: string): string | null {
  const source = /<(?:source|embed|param)\b([^<>]*)>/i.exec(content)?.[1];
  return addressIn(attributes) ?? (source === undefined ? null : addressIn(source));
}

/** Returns whether a body with an address contains it, with or without character references. */
export const containsAddress = (html: string, address: string): boolean =>
  html.includes(address) || html.includes(escapeHtml(address));

/** Returns an address without its parameters, which are often longer than the text around the link. */
const shownAddress = (address: string): string => address.replace(/[?#].*$/s, '');

/**
 * Replaces the media that a body cannot embed by links, so that readers can reach them. `omissions` lists these media,
 * and those without a web address, which are lost. Runs in linear time.
 */
export function withLinkedMedia(html: string): { html: string; omissions: Omission[] } {
  const omissions: Omission[] = [];
  const out: string[] = [];
  let from = 0;
  let count = 0;
  for (const { 0: tag, 1: rawName = '', 2: attributes = '', index } of html.matchAll(openingTag)) {
    if (index < from) continue;
    count += 1;
    if (count > maxMedia) break;
    const name = rawName.toLowerCase();
    const contentStart = index + tag.length;
    const rest = html.slice(contentStart, contentStart + maxElementLength);
    const closingTag = name === 'embed' ? null : new RegExp(`</${name}\\s*>`, 'i').exec(rest);
    const content = closingTag === null ? '' : rest.slice(0, closingTag.index);
    const end = closingTag === null ? contentStart : contentStart + closingTag.index + closingTag[0].length;
    const address = addressOf(attributes, content);
    const sanitizedHtml = sanitizeHtml(html.slice(index, end));
    if (embedAddressIn(sanitizedHtml) !== undefined) continue;
    if (address !== null && containsAddress(sanitizedHtml, address)) continue;
    if (address === null) {
      omissions.push({ what: name, reason: 'no-place-for-it' });
      continue;
    }
    omissions.push({ what: `${name} ${quote(address)}`, reason: 'kept-as-a-reference' });
    // Content for browsers that cannot show the medium is often a link with words.
    const fallback = /<a\b[^<>]*>[^<>]*<\/a>/i.exec(content)?.[0];
    const link =
      fallback !== undefined && containsAddress(fallback, address)
        ? fallback
        : `<a href="${escapeHtml(address)}">${escapeHtml(shownAddress(address))}</a>`;
    const isInFigure = /<figure\b[^<>]*>\s*$/i.test(html.slice(Math.max(0, index - 300), index));
    out.push(html.slice(from, index), isInFigure ? link : `<p>${link}</p>`);
    from = end;
  }
  return omissions.length === 0 ? { html, omissions } : { html: out.join('') + html.slice(from), omissions };
}
