import { areMostlyArticles } from '../../normalisation/headlines.js';
import { isByline } from './byline.js';
import { allIn, attributeOf, type Element, isElement, type Node, textOf } from './dom.js';
import { columnHeadlines, isPageTitle } from './headlines.js';
import { headingIn, isHeading, leavesOf } from './leaves.js';
import { hasParagraphs } from './paragraphs.js';
import type { ChosenTexts } from './readable.js';
import { articleSelector, minProseLength, startsIn } from './starts.js';

/** The nodes of a page that make up one article, and its anchor. */
export type Region = { nodes: Node[]; anchor: string | null };

/** What is known about a page before it is split. */
type PageContext = {
  /** The path of its canonical URL. */
  path: string | null;
  /** The titles in its head. */
  titles: readonly string[];
  /** The texts that Readability chose. */
  chosenTexts: ChosenTexts | null;
};

/** An element outside the articles, such as a teaser, or the headline of a short part that is kept in an article. */
export type SurroundingElement = {
  element: Element;
  reason: 'teaser' | 'before-the-first-story' | 'between-stories' | 'kept-in-the-story-above';
};

/** The maximum number of headlines and article elements of a page. It bounds the time of the search. */
const maxHeadlines = 1_500;

const maxTeaserLength = 400;

/**
 * Splits a page into its articles. An article begins with an `article` element that has a headline and a text, or with
 * a headline before a byline or a dateline. In one column, each article extends to the next one, and what follows a
 * horizontal rule belongs to the headline below it. Other headings are subheadings of an article.
 *
 * @param isLive whether the page is a live blog, whose entries are not articles
 * @returns null if the page has too many headlines
 */
export function regionsOf(
  root: Element,
  { isLive, ...context }: PageContext & { isLive: boolean },
): { regions: Region[]; beside: SurroundingElement[]; isLive: boolean } | null {
  const beside: SurroundingElement[] = [];
  if (allIn(root, `${articleSelector}, h1, h2, h3, h4`).length > maxHeadlines) return null;
  for (const article of allIn(root, 'article, .teaser, .card'))
    if (isTeaser(article, context.path)) {
      beside.push({ element: article, reason: 'teaser' });
      article.remove();
    }
  const live = isLive || isLiveBlog(root);
  if (live) return { regions: [], beside, isLive: true };
  const { starts, sections } = startsOfArticles(root, context);
  if (starts.size === 0) return { regions: [], beside, isLive: false };
  for (const element of sections) beside.push({ element, reason: 'kept-in-the-story-above' });
  const groups = groupByStart(root, starts);
  const regions: Region[] = [];
  for (const { start, nodes } of groups) {
    const first = nodes.find(isElement);
    if (start === null && !isPlainArticle(nodes)) {
      for (const node of nodes)
        if (isElement(node) && textOf(node) !== '')
          beside.push({ element: node, reason: regions.length === 0 ? 'before-the-first-story' : 'between-stories' });
    } else regions.push({ nodes, anchor: anchorOf(start ?? first ?? null, nodes) });
  }
  return { regions, beside, isLive: false };
}

/**
 * Returns the starts of articles that have a headline and at least two paragraphs each. A start with less text belongs
 * to the article above it. In a column without other marks, the headlines of such sections are returned. If only one of
 * several starts is left, the page is one article, so there are no starts.
 */
function startsOfArticles(root: Element, context: PageContext): { starts: Set<Element>; sections: Element[] } {
  const { titles } = context;
  const markedStarts = startsIn(root, titles);
  if (markedStarts.size > 1) {
    const long = longStarts(root, withoutRepetitions(markedStarts, context), context.chosenTexts);
    return { starts: long.size === 1 ? new Set() : long, sections: [] };
  }
  const headlines = columnHeadlines(root, titles);
  const [first] = headlines;
  const long = longStarts(root, new Set(headlines), null);
  const mayBeginShort = first !== undefined && (long.has(first) || first.localName === 'h1');
  if (!mayBeginShort || !areMostlyArticles(long.size, headlines.length - long.size))
    return { starts: markedStarts, sections: [] };
  const firstLong = headlines.findIndex((headline) => long.has(headline));
  return { starts: long, sections: headlines.slice(firstLong).filter((headline) => !long.has(headline)) };
}

/**
 * Returns the starts without those whose headline is that of another, because some pages print the head for each size of
 * screen. If one of the headlines is the title of the page, those that link to other pages are teasers.
 */
function withoutRepetitions(starts: ReadonlySet<Element>, { titles, path }: PageContext): Set<Element> {
  const headings = new Map([...starts].map((start) => [start, isHeading(start) ? start : headingIn(start)]));
  const hasTitle = [...headings.values()].some((heading) => heading !== null && isPageTitle(heading, titles));
  const headlines = new Set<string>();
  return new Set(
    [...starts].filter((start) => {
      const heading = headings.get(start) ?? null;
      const headline = textOf(heading).toLowerCase();
      if (hasTitle && heading !== null && !isPageTitle(heading, titles) && linksElsewhere(heading, path)) return false;
      return headline === '' || (!headlines.has(headline) && headlines.add(headline));
    }),
  );
}

/** Returns the starts with at least two paragraphs. Below a mere headline, Readability must have chosen some of the text. */
function longStarts(root: Element, starts: ReadonlySet<Element>, chosenTexts: ChosenTexts | null): Set<Element> {
  const isChosen = (node: Node): boolean =>
    chosenTexts === null || chosenTexts.has(node) || (isElement(node) && chosenTexts.lengthIn(node) > 0);
  return new Set(
    groupByStart(root, starts).flatMap(({ start, nodes }) =>
      start !== null && hasParagraphs(nodes) && (!isHeading(start) || nodes.some(isChosen)) ? [start] : [],
    ),
  );
}

/** Returns whether an element is a teaser: a headline that links to another page, with little text. */
function isTeaser(element: Element, path: string | null): boolean {
  return (
    linksElsewhere(headingIn(element) ?? element, path) &&
    textOf(element).length < maxTeaserLength &&
    allIn(element, 'p').filter((one) => textOf(one).length > minProseLength).length <= 1 &&
    !leavesOf(element).some(isByline)
  );
}

/** Returns whether a heading, or an element without one, has a link to another page. */
function linksElsewhere(element: Element, path: string | null): boolean {
  const href = attributeOf(element.querySelector('a') ?? element.closest('a'), 'href');
  if (href === null || href.startsWith('#')) return false;
  const target = URL.canParse(href, 'http://page.invalid') ? new URL(href, 'http://page.invalid').pathname : href;
  return target !== path;
}

/** Returns whether a page is a live blog, by its classes, or by entries with a time of day and no byline. */
function isLiveBlog(root: Element): boolean {
  if (root.querySelector('[itemtype*="LiveBlogPosting"], .live-blog, .liveblog, #live-blog, #liveblog') !== null)
    return true;
  const entries = allIn(root, 'article').filter((one) => headingIn(one) !== null);
  return (
    entries.length >= 2 &&
    allIn(root, 'h1').length === 1 &&
    entries.every((entry) => entry.querySelector('h1') === null && hasClock(entry) && !leavesOf(entry).some(isByline))
  );
}

const hasClock = (entry: Element): boolean =>
  allIn(entry, 'time').some((time) => /^\d{1,2}[:.]\d\d\b.{0,12}$/.test(textOf(time)));

type Group = { start: Element | null; nodes: Node[]; isClosed: boolean };

/** Groups the nodes of a page by the start of the article to which they belong. */
function groupByStart(root: Element, starts: ReadonlySet<Element>): Group[] {
  const groups: Group[] = [];
  const startsByAncestor = new Map<Element, Element[]>();
  for (const start of starts)
    for (let at = start.parentElement; at !== null; at = at.parentElement) {
      const others = startsByAncestor.get(at);
      if (others === undefined) startsByAncestor.set(at, [start]);
      else others.push(start);
    }
  /** Nodes after a horizontal rule, until their article is known. */
  let nodesAfterRule: Node[] | null = null;
  const add = (nodes: readonly Node[]): void => {
    const last = groups.at(-1);
    if (last === undefined || last.isClosed) groups.push({ start: null, nodes: [...nodes], isClosed: false });
    else last.nodes.push(...nodes);
  };
  const flush = (): void => {
    if (nodesAfterRule !== null) add(nodesAfterRule);
    nodesAfterRule = null;
  };
  const walk = (element: Element): void => {
    for (const node of [...element.childNodes]) {
      if (!isElement(node)) {
        if (node.nodeType === 3 && node.textContent.trim() !== '')
          nodesAfterRule === null ? add([node]) : nodesAfterRule.push(node);
        continue;
      }
      if (node.localName === 'hr') {
        flush();
        nodesAfterRule = [];
        continue;
      }
      const within = starts.has(node) ? [node] : (startsByAncestor.get(node) ?? []);
      const [start] = within;
      if (start === undefined) nodesAfterRule === null ? add([node]) : nodesAfterRule.push(node);
      else if (within.length > 1) {
        flush();
        walk(node);
      } else {
        const isArticle = !isHeading(start);
        // A wrapper may contain only the head of an article, so the group stays open for the rest.
        const nodes: Node[] = [...(nodesAfterRule ?? []), node];
        nodesAfterRule = null;
        groups.push({ start, nodes, isClosed: isArticle && starts.size > 1 });
      }
    }
  };
  walk(root.querySelector('body') ?? root);
  flush();
  return groups;
}

function isPlainArticle(nodes: readonly Node[]): boolean {
  const elements = nodes.filter(isElement);
  return elements.some((one) => isHeading(one) || headingIn(one) !== null) && hasParagraphs(nodes);
}

/** Returns the id of the headline of an article, or of an element around it within its own nodes. */
function anchorOf(start: Element | null, nodes: readonly Node[]): string | null {
  if (start === null) return null;
  const holder = nodes.find((node) => isElement(node) && node.contains(start));
  for (let at: Element | null = start; at !== null; at = at === holder ? null : at.parentElement) {
    const id = attributeOf(at, 'id') ?? attributeOf(at.querySelector(':scope > a[name]'), 'name');
    if (id !== null) return id;
  }
  return attributeOf(headingIn(start), 'id');
}
