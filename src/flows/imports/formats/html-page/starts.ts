import { isHeadlineText } from '../../normalisation/headlines.js';
import { isByline } from './byline.js';
import { datelineOf } from './dateline.js';
import { isDateLine } from './dates.js';
import { allIn, type Element, proseLength, textOf } from './dom.js';
import { isPageTitle } from './headlines.js';
import { headingIn, isHeading, leavesOf } from './leaves.js';

/** How many blocks after a headline are searched for a byline or a dateline. */
const maxBlocksAfterHeadline = 6;

/** The minimum number of characters of prose in an article. */
export const minProseLength = 60;

/** The minimum number of words of a headline below another heading, so that it is no label of a section. */
const minSectionWords = 3;

/** The maximum number of article elements around another one. */
const maxNesting = 4;

/** Elements that mark an article. */
export const articleSelector =
  'article, [role="article"], [itemtype*="schema.org/NewsArticle"], [itemtype*="schema.org/Article"], [itemtype*="schema.org/BlogPosting"], .hentry, .h-entry, .story, .news-item, .post';

/**
 * Returns the elements with which articles begin.
 *
 * @param titles the titles in the head of the page
 */
export function startsIn(root: Element, titles: readonly string[]): Set<Element> {
  const leaves = leavesOf(root);
  const marks = withoutDuplicateHeadlines(leaves, markedHeadings(leaves));
  if (marks.length === 0) marks.push(...headingsBetweenRules(leaves));
  const levels = new Set(marks.map(({ localName }) => localName));
  const title = leaves.find((leaf) => isHeading(leaf) && isPageTitle(leaf, titles));
  if (marks.length > 0)
    for (const heading of leaves.filter(isHeading).filter(({ localName }) => localName <= (title?.localName ?? 'h6')))
      if (levels.has(heading.localName) && !marks.includes(heading) && isBehindRule(heading)) marks.push(heading);
  const starts = new Set<Element>();
  const markedElements = allIn(root, articleSelector).filter(({ localName }) => localName !== 'body');
  const articles = outermost(markedElements).filter(
    (one) => headingIn(one) !== null && proseLength(one) >= minProseLength,
  );
  const inner = new Map(articles.map((one) => [one, articles.filter((other) => other !== one && one.contains(other))]));
  for (const article of articles) {
    const within = inner.get(article) ?? [];
    const outer = articles.find((one) => one !== article && one.contains(article));
    const own = marks.filter((mark) => article.contains(mark));
    if (own.length > 1 || (within.length > 0 && !hasOwnArticle(article, within))) continue;
    // An article element without a byline, inside another article, is a part of that article.
    if (outer !== undefined && own.length === 0 && hasOwnArticle(outer, inner.get(outer) ?? [])) continue;
    if (![...starts].some((start) => start.contains(article))) starts.add(article);
  }
  for (const mark of marks) if (![...starts].some((start) => start.contains(mark))) starts.add(mark);
  return starts;
}

/** Returns the elements that are inside at most `maxNesting` of the others. */
function outermost(elements: readonly Element[]): Element[] {
  const all = new Set(elements);
  return elements.filter((element) => {
    let outer = 0;
    for (let at = element.parentElement; at !== null; at = at.parentElement) if (all.has(at)) outer += 1;
    return outer <= maxNesting;
  });
}

function hasOwnArticle(article: Element, within: readonly Element[]): boolean {
  const isOwn = (element: Element) => !within.some((one) => one.contains(element));
  return (
    allIn(article, 'h1, h2, h3').some(isOwn) &&
    allIn(article, 'p')
      .filter(isOwn)
      .reduce((sum, one) => sum + textOf(one).length, 0) >= minProseLength
  );
}

/** Returns the headlines with a byline or a dateline, and those of the rank of the first of them with a date. */
function markedHeadings(leaves: readonly Element[]): Element[] {
  const marks = leaves.map((leaf, index) => (isHeading(leaf) ? markOf(leaves, index) : null));
  const level = leaves.find((_, index) => marks[index] !== null)?.localName;
  return leaves.filter(
    (leaf, index) => marks[index] === 'byline' || (marks[index] === 'date' && leaf.localName === level),
  );
}

/** Returns what shows that a headline begins an article: a byline, dateline or date follows soon, before the text. */
function markOf(leaves: readonly Element[], index: number): 'byline' | 'date' | null {
  const level = Number(leaves[index]?.localName.slice(1));
  let mark: 'date' | null = null;
  if (level > 4) return null;
  for (const leaf of leaves.slice(index + 1, index + 1 + maxBlocksAfterHeadline)) {
    if (isHeading(leaf)) {
      if (Number(leaf.localName.slice(1)) <= level) return mark;
      continue;
    }
    if (isByline(leaf)) return 'byline';
    const text = textOf(leaf);
    if (leaf.localName === 'p' && datelineOf(text) !== null) return 'byline';
    if (isDateLine(text)) mark = 'date';
    if (text.length > 400) return mark;
  }
  return mark;
}

/**
 * Removes one of two headlines that share a byline. If the lower one begins its own article, or others of its level do,
 * the upper one is the title of the page. Otherwise the lower one is a standfirst.
 */
function withoutDuplicateHeadlines(leaves: readonly Element[], marks: readonly Element[]): Element[] {
  const remainingMarks = new Set(marks);
  const places = marks.map((mark) => leaves.indexOf(mark));
  for (const [index, upper] of marks.entries()) {
    const lower = marks[index + 1];
    if (lower === undefined || lower.localName <= upper.localName) continue;
    const between = leaves.slice((places[index] ?? 0) + 1, places[index + 1]);
    if (between.some((leaf) => isByline(leaf) || datelineOf(textOf(leaf)) !== null)) continue;
    const article = lower.closest(articleSelector);
    const isOwn = article !== null && !article.contains(upper);
    const others = marks.filter(({ localName }) => localName === lower.localName).length > 1;
    remainingMarks.delete(isOwn || others ? upper : lower);
  }
  return [...remainingMarks];
}

/** Returns the headlines of a column without bylines, if all of the top level have text and a rule between them. */
function headingsBetweenRules(leaves: readonly Element[]): Element[] {
  const headings = leaves.filter(isHeading);
  const [title, next] = headings;
  // The title of the page is right above the first article.
  const isTitle = title !== undefined && next !== undefined && leaves.indexOf(next) === leaves.indexOf(title) + 1;
  const level = (isTitle ? next : title)?.localName;
  const candidates = headings.filter((heading) => heading !== (isTitle ? title : null) && heading.localName === level);
  const isUppermost = headings.every((one) => one === title || one.localName >= (level ?? ''));
  const hasText = candidates.every((heading) => {
    const start = leaves.indexOf(heading) + 1;
    return leaves
      .slice(start, start + maxBlocksAfterHeadline)
      .some((leaf) => leaf.localName === 'p' && textOf(leaf).length >= minProseLength);
  });
  // Below the headline of an article, rules may separate its sections.
  if (isTitle && !candidates.every((heading) => isHeadlineText(textOf(heading), minSectionWords))) return [];
  return candidates.length > 1 && isUppermost && hasText && candidates.slice(1).every(isBehindRule) ? candidates : [];
}

function isBehindRule(heading: Element): boolean {
  for (let at: Element | null = heading; at !== null && at.localName !== 'body'; at = at.parentElement) {
    if (at.previousElementSibling?.localName === 'hr') return true;
    if (at.previousElementSibling !== null) return false;
  }
  return false;
}
