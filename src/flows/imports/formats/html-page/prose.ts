import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { embedQuoteSelector } from '../../../../lib/rich-text/index.js';
import type { Omission } from '../../normalisation/draft.js';
import { quote } from '../../normalisation/fields.js';
import { escapeHtml, truncate } from '../../normalisation/text.js';
import { allIn, attributeOf, type Element, isElement, isText, type Node, textOf } from './dom.js';
import { frameAddressOf } from './frames.js';
import { leavesOf } from './leaves.js';
import { toAbsoluteUrl } from './page.js';

/** Limits of Readability: elements to parse, minimum characters of an article, and the share that it may leave out. */
const maxElements = 20_000;
const minLength = 100;
const maxLostShare = 0.15;

/** Elements that show something without text. */
const textlessContent = `img, hr, table, video, audio, iframe, object, embed, br, ${embedQuoteSelector}`;

/** Removes elements that have become empty, the innermost first. */
export function removeEmptyElements(article: Element): void {
  for (const element of allIn(article, 'header, footer, div, section, figure, p, ul, ol, li, aside, span').reverse())
    if (element.textContent.trim() === '' && element.querySelector(textlessContent) === null) element.remove();
}

/** Removes the links that show nothing. Returns the report of those whose address is in no other link. */
export function removeEmptyLinks(article: Element): Omission[] {
  const links = allIn(article, 'a');
  // Other links may point to one with a name, and embed codes have links without texts.
  const isUsed = (link: Element) => link.matches('[id], [name]') || link.closest(embedQuoteSelector) !== null;
  const emptyLinks = links.filter(
    (link) => link.textContent.trim() === '' && link.querySelector(textlessContent) === null && !isUsed(link),
  );
  const removedLinks = new Set(emptyLinks);
  const keptAddresses = new Set(links.flatMap((link) => (removedLinks.has(link) ? [] : [attributeOf(link, 'href')])));
  for (const link of emptyLinks) link.remove();
  const addresses = new Set(emptyLinks.map((link) => attributeOf(link, 'href')));
  return [...addresses].flatMap((address) =>
    address === null || keptAddresses.has(address) ? [] : [{ what: `link ${quote(address)}`, reason: 'no-text' }],
  );
}

/** Removes the rules above and below an article, which separate it from nothing. */
export function removeOuterRules(article: Element): void {
  removeRulesBefore(article, (nodes) => nodes);
  removeRulesBefore(article, (nodes) => nodes.toReversed());
}

/** Removes rules until there is something else. Returns whether there is. */
function removeRulesBefore(element: Element, inOrder: (nodes: readonly Node[]) => readonly Node[]): boolean {
  for (const node of inOrder([...element.childNodes])) {
    if (isText(node) && node.textContent.trim() !== '') return true;
    if (!isElement(node)) continue;
    if (node.localName === 'hr') node.remove();
    else if (node.matches(textlessContent) || removeRulesBefore(node, inOrder)) return true;
  }
  return false;
}

/** Makes the URLs of links, images and frames absolute. */
export function resolveAddresses(article: Element, base: string | null): void {
  for (const [selector, name] of [
    ['a', 'href'],
    ['img', 'src'],
  ] as const)
    for (const element of allIn(article, selector)) {
      const lazySrc =
        name === 'src' ? (attributeOf(element, 'data-src') ?? attributeOf(element, 'data-lazy-src')) : null;
      const address = lazySrc ?? attributeOf(element, name);
      const absoluteUrl = toAbsoluteUrl(address, base);
      if (absoluteUrl !== null && absoluteUrl !== attributeOf(element, name)) element.setAttribute(name, absoluteUrl);
    }
  for (const frame of allIn(article, 'iframe, object, embed')) {
    const address = frameAddressOf(frame, base);
    if (address !== null) frame.setAttribute(frame.localName === 'object' ? 'data' : 'src', address);
  }
}

/** Elements of which Readability may not lose any. */
const poorerWithout = ['img', 'h2', 'h3', 'blockquote', 'table', 'iframe', 'object', 'embed'];

/**
 * Returns the text of an article as cleaned by Readability, with what it left out. If Readability lost more than a
 * small part, returns the original text.
 */
export function readableHtml(article: Element, headline: string | null): { html: string; omissions: Omission[] } {
  const original = { html: article.innerHTML.trim(), omissions: [] };
  const page = parseHTML(
    `<html><head><title>${escapeHtml(headline ?? '')}</title></head><body><article>${original.html}</article></body></html>`,
  ).document;
  const readabilityHtml = parseReadability(page);
  if (readabilityHtml === null) return original;
  const readabilityRoot = parseHTML(`<html><body>${readabilityHtml}</body></html>`).document.documentElement as Element;
  const readabilityText = textOf(readabilityRoot).replace(/\s/g, '');
  const lostLeaves = leavesOf(article).filter(
    (leaf) => textOf(leaf) !== '' && !readabilityText.includes(textOf(leaf).replace(/\s/g, '')),
  );
  const length = lostLeaves.reduce((sum, leaf) => sum + textOf(leaf).length, 0);
  const isPoorer = (selector: string) => allIn(readabilityRoot, selector).length < allIn(article, selector).length;
  if (length > maxLostShare * textOf(article).length || poorerWithout.some(isPoorer)) return original;
  return {
    html: readabilityRoot.querySelector('#readability-page-1')?.innerHTML.trim() ?? readabilityHtml,
    omissions: lostLeaves.map((leaf) => ({ what: `"${truncate(textOf(leaf), 60)}"`, reason: 'beside-the-story' })),
  };
}

/** Returns the text by Readability, or null. Readability throws on large pages and on trees that no browser makes. */
function parseReadability(page: ConstructorParameters<typeof Readability>[0]): string | null {
  try {
    return (
      new Readability(page, {
        maxElemsToParse: maxElements,
        charThreshold: minLength,
        disableJSONLD: true,
        // Embeds and code are recognised by their classes.
        keepClasses: true,
      }).parse()?.content ?? null
    );
  } catch {
    return null;
  }
}
