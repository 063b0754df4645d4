import { isByline } from './byline.js';
import { allIn, attributeOf, type Element, isElement, type Node, proseLength, textOf } from './dom.js';
import { headingIn, isHeading, leavesOf } from './leaves.js';
import { articleSelector, minProseLength, startsIn } from './starts.js';

/** The parts of a page that one story is made of, and the anchor by which it is reached. */
export type Region = { nodes: Node[]; anchor: string | null };

/** What stands beside the stories: teasers, and what comes before the first. */
export type SurroundingElement = { element: Element; reason: 'teaser' | 'before-the-first-story' | 'between-stories' };

/** Characters of prose that makes a story of what has no mark of one but a headline. */
const minPlainArticleLength = 200;

/** Headlines and articles of a page: what comes between them is looked at for each. */
const maxHeadlines = 1_500;

const maxTeaserLength = 400;

/**
 * Parts a page into its stories. A story begins with an `article` that has a headline and a text, or with a headline that a
 * by-line or a dateline follows; where several such are in one column, each goes on to the next, and what stands behind a
 * rule belongs to the headline below it. Other headings are those of parts of a story.
 *
 * @returns null where there are more headlines than on any page of news
 * @param isLive whether the page is one live blog, whose entries are no stories
 */
export function regionsOf(
  root: Element,
  { isLive, path }: { isLive: boolean; path: string | null },
): { regions: Region[]; beside: SurroundingElement[]; isLive: boolean } | null {
  const beside: SurroundingElement[] = [];
  if (allIn(root, `${articleSelector}, h1, h2, h3, h4`).length > maxHeadlines) return null;
  for (const article of allIn(root, 'article, .teaser, .card'))
    if (isTeaser(article, path)) {
      beside.push({ element: article, reason: 'teaser' });
      article.remove();
    }
  const live = isLive || isLiveBlog(root);
  if (live) return { regions: [], beside, isLive: true };
  const starts = startsIn(root);
  if (starts.size === 0) return { regions: [], beside, isLive: false };
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

/** A card of a list: a linked headline with hardly any text, that leads to another page. */
function isTeaser(element: Element, path: string | null): boolean {
  const heading = headingIn(element);
  const link =
    heading?.querySelector('a') ?? heading?.closest('a') ?? (heading === null ? element.querySelector('a') : null);
  const href = attributeOf(link, 'href');
  if (href === null || href.startsWith('#')) return false;
  const target = URL.canParse(href, 'http://page.invalid') ? new URL(href, 'http://page.invalid').pathname : href;
  if (target === path) return false;
  return (
    textOf(element).length < maxTeaserLength &&
    allIn(element, 'p').filter((one) => textOf(one).length > minProseLength).length <= 1 &&
    !leavesOf(element).some(isByline)
  );
}

/** Whether a page is a live blog, by its names, or by entries that have the time of day and no by-line. */
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

/** What comes between the beginnings of stories, each with the story that it belongs to. */
function groupByStart(root: Element, starts: ReadonlySet<Element>): Group[] {
  const groups: Group[] = [];
  const startsByAncestor = new Map<Element, Element[]>();
  for (const start of starts)
    for (let at = start.parentElement; at !== null; at = at.parentElement) {
      const others = startsByAncestor.get(at);
      if (others === undefined) startsByAncestor.set(at, [start]);
      else others.push(start);
    }
  /** What stands behind a rule, until it is known whose it is. */
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
        // A wrapper in which only a part of the story stands, as a head, is followed by the rest of it.
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
  return (
    elements.some((one) => isHeading(one) || headingIn(one) !== null) &&
    elements.reduce((sum, one) => sum + proseLength(one), 0) >= minPlainArticleLength
  );
}

/** The id of a story's headline or of what it is in; of several things in one wrapper, only its own. */
function anchorOf(start: Element | null, nodes: readonly Node[]): string | null {
  if (start === null) return null;
  const holder = nodes.find((node) => isElement(node) && node.contains(start));
  for (let at: Element | null = start; at !== null; at = at === holder ? null : at.parentElement) {
    const id = attributeOf(at, 'id') ?? attributeOf(at.querySelector(':scope > a[name]'), 'name');
    if (id !== null) return id;
  }
  return attributeOf(headingIn(start), 'id');
}
