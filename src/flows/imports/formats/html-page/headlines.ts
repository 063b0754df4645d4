import { allIn, type Element, textLengthOutsideLinks, textOf } from './dom.js';
import { isHeading, leavesOf } from './leaves.js';
import type { Page } from './page.js';

/** The minimum number of words of a headline that only its rank marks, and of one of a lower rank. */
const minHeadlineWords = 3;
const minLowerHeadlineWords = 4;

/** The maximum number of words of the name of a site or an edition above the headlines. */
const maxPageTitleWords = 4;

/** The maximum number of headlines of a column without bylines. Longer pages are lists or manuals. */
const maxColumnHeadlines = 20;

/** The minimum number of characters of text above the headlines that shows that they are subheadings. */
const minIntroductionLength = 40;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Returns the number of words of a line. Counts also in scripts without spaces. */
export function countWords(line: string): number {
  let count = 0;
  for (const { isWordLike } of segmenter.segment(line.slice(0, 500))) if (isWordLike) count += 1;
  return count;
}

/** Labels of sections, steps and lists, which are not headlines. */
const labelPattern =
  /^(?:#?\d+\s*[.):–—-]|(?:step|part|chapter|section|day|week|tip|lesson|teil|kapitel|schritt|étape|partie|chapitre|paso|parte|capítulo)\s+\d)|:$/i;

/** Returns whether a line can be the headline of an article by its words: it has enough, and is no label. */
export const isHeadlineText = (line: string, minWords: number): boolean =>
  !labelPattern.test(line) && countWords(line) >= minWords;

/** Returns whether all lines can be headlines of articles of one column, and none of them is much shorter. */
export const areHeadlines = (lines: readonly string[], minWords: number): boolean =>
  new Set(lines.map((line) => line.toLowerCase())).size === lines.length &&
  lines.every((line) => isHeadlineText(line, minWords) && line.length * 2 >= (lines[0]?.length ?? 0));

const normalizeWords = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

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
  const headlines = headings.filter((one) => one.localName === first.localName && one !== top).concat([]);
  if (!isBelowTitle) headlines.unshift(top);
  if (headlines.length < 2 || headlines.length > maxColumnHeadlines) return [];
  if (!/^h[12]$/.test(first.localName) || isPageTitle(first, titles)) return [];
  if (headings.some((one) => one !== top && one.localName < first.localName)) return [];
  const above = leaves.slice(0, leaves.indexOf(first));
  if (above.some((leaf) => !isHeading(leaf) && textLengthOutsideLinks(leaf) >= minIntroductionLength)) return [];
  const minWords = first.localName === 'h1' ? minHeadlineWords : minLowerHeadlineWords;
  return areHeadlines(headlines.map(textOf), minWords) ? headlines : [];
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
