import { areHeadlines, countWords, headlineRules } from '../../normalisation/headlines.js';
import { normalizeWords } from '../../normalisation/text.js';
import { allIn, type Element, textLengthOutsideLinks, textOf } from './dom.js';
import { isHeading, leavesOf } from './leaves.js';
import type { Page } from './page.js';

/** The maximum number of words of the name of a site or an edition above the headlines. */
const maxPageTitleWords = 4;

/** The minimum number of characters of text above the headlines that shows that they are subheadings. */
const minIntroductionLength = 40;

/** Returns whether a heading is the title of the page, which may have the name of the site behind it. */
export function isPageTitle(heading: Element, titles: readonly string[]): boolean {
  const text = normalizeWords(textOf(heading));
  return text !== '' && titles.some((title) => `${normalizeWords(title)} `.startsWith(`${text} `));
}

/** Returns the titles that a page has in its head. */
export function titlesOf(root: Element, page: Page): string[] {
  const headlines = page.linkedData.articles.map(({ draft }) => draft.headline);
  return [textOf(root.querySelector('title')), page.title ?? '', ...headlines.slice(0, 1)].filter(
    (title) => title !== '',
  );
}

/**
 * Returns the headlines of a column of articles that have no bylines, rules or `article` elements, or no headlines.
 *
 * They have the highest rank of all headings, and the first one is the first thing in the column, so they are not the
 * subheadings of an article. Only the short name of a site or an edition may be above them. If the first of them is the
 * title of the page, the page is one article.
 */
export function columnHeadlines(root: Element, titles: readonly string[]): Element[] {
  const leaves = leavesOf(root.querySelector('main, [role="main"]') ?? root.querySelector('body') ?? root);
  const headings = leaves.filter(isHeading).filter((one) => textOf(one) !== '');
  const [top, second] = headings;
  if (top === undefined || second === undefined || allIn(root, 'article').length === 1) return [];
  const isBelowTitle = second.localName > top.localName && isSiteTitle(top, headings);
  const first = isBelowTitle ? second : top;
  const headlines = headings.filter(({ localName }) => localName === first.localName);
  if (headlines.length < 2) return [];
  if (!/^h[12]$/.test(first.localName) || isPageTitle(first, titles)) return [];
  if (headings.some((one) => one !== top && one.localName < first.localName)) return [];
  const above = leaves.slice(0, leaves.indexOf(first));
  if (above.some((leaf) => !isHeading(leaf) && textLengthOutsideLinks(leaf) >= minIntroductionLength)) return [];
  const rules = first.localName === 'h1' ? headlineRules.topRank : headlineRules.lowerRank;
  return areHeadlines(headlines.map(textOf), rules) ? headlines : [];
}

/** Returns whether a heading names a site or an edition: it is shorter than each headline of the next rank. */
function isSiteTitle(top: Element, headings: readonly Element[]): boolean {
  const words = countWords(textOf(top));
  const level = headings[1]?.localName;
  return (
    words <= maxPageTitleWords &&
    headings.every((one) => one === top || one.localName !== level || countWords(textOf(one)) > words)
  );
}
