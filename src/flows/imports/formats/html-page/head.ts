import type { Draft } from '../../draft.js';
import type { Omission } from '../../normalisation/draft.js';
import type { DraftPersonInput } from '../../normalisation/lists.js';
import { bylineOf, isByline } from './byline.js';
import { type Dateline, datelineOf } from './dateline.js';
import { datesOf } from './dates.js';
import { allIn, attributeOf, type Element, isElement, isText, type Node, textOf } from './dom.js';
import { isHeading, leavesOf } from './leaves.js';

/** The head of an article: what is above its text. */
export type Head = {
  headline: string | null;
  standfirst: string | null;
  kicker: string | null;
  people: DraftPersonInput[];
  /** The agencies and other organisations of the byline. */
  sources: Draft['sources'][number][];
  /** The place in the byline. */
  place: string | null;
  omissions: Omission[];
  dateline: Dateline | null;
  publishedAt: Date | null;
  updatedAt: Date | null;
  tags: string[];
};

/** How many blocks below the headline are searched for a byline. */
const maxHeadBlocks = 8;

const deckSelector =
  '.standfirst, .deck, .dek, .subtitle, .sub-title, .subheadline, .sub-headline, .subhead, .lead, .lede, .intro, .excerpt, .p-summary, [itemprop="description"], [itemprop="alternativeHeadline"]';
const kickerSelector = '.kicker, .eyebrow, .overline, .topic, .category, .label';
const tagSelector = '[rel~="tag"], .tags a, .tag-list a, .post-tags a, [itemprop="keywords"]';
const maxDeckLength = 600;

/** Returns the head of an article and removes it from the article. */
export function extractHead(article: Element): Head {
  const tags = allIn(article, tagSelector);
  const head: Head = {
    headline: null,
    standfirst: null,
    kicker: null,
    people: [],
    sources: [],
    place: null,
    omissions: [],
    dateline: null,
    publishedAt: null,
    updatedAt: null,
    tags: tags
      .flatMap((tag) => (attributeOf(tag, 'content') ?? textOf(tag)).split(','))
      .map((tag) => tag.replace(/^#/, '')),
  };
  for (const list of new Set(tags.map((tag) => tag.closest('.tags, .tag-list, .post-tags') ?? tag))) list.remove();
  const heading = headlineIn(article);
  const kicker = article.querySelector(kickerSelector);
  if (kicker !== null && textOf(kicker).length < 60 && !kicker.contains(heading ?? article)) {
    head.kicker = textOf(kicker) || null;
    kicker.remove();
  }
  head.headline = textOf(heading) || null;
  const leaves = leavesOf(article);
  const top = leaves.slice((heading === null ? -1 : leaves.indexOf(heading)) + 1).slice(0, maxHeadBlocks);
  extractDeckAboveByline(top, head);
  extractByline(article, top, head);
  const dates = datesOf(article);
  head.publishedAt = dates.publishedAt ?? head.publishedAt;
  head.updatedAt = dates.updatedAt;
  head.omissions.push(...dates.omissions);
  for (const line of dates.lines) removeLine(line, article);
  if (head.standfirst === null) extractDeck(article, heading, head);
  heading?.remove();
  extractDateline(article, head);
  return head;
}

const headlineIn = (article: Element): Element | null =>
  article.querySelector('h1[itemprop="headline"], h2[itemprop="headline"]') ??
  article.querySelector('h1') ??
  article.querySelector('h2, h3, h4');

/** Removes a line, and the wrapper around it if that contains nothing else. */
function removeLine(line: Element, article: Element): void {
  let wrapper = line;
  for (
    let at = line.parentElement;
    at !== null && at !== article && textOf(at).length <= textOf(line).length + 24;
    at = at.parentElement
  ) {
    if (at.querySelector('img, iframe, object, embed') !== null || isHeading(at)) break;
    wrapper = at;
  }
  wrapper.remove();
}

function extractByline(article: Element, top: readonly Element[], head: Head): void {
  const lines = top.filter(isByline);
  const bylines = lines.length > 0 ? lines.slice(0, 2) : leavesOf(article).slice(-2).filter(isByline);
  for (const line of bylines) {
    const { people, sources, place, printedDate, omissions } = bylineOf(line);
    head.people.push(...people);
    head.sources.push(...sources);
    head.place ??= place;
    head.omissions.push(...omissions);
    head.publishedAt ??= printedDate;
    for (const time of allIn(line, 'time')) line.parentElement?.append(time);
    line.remove();
  }
}

/** Extracts a standfirst between the headline and the byline, unless it is a date. */
function extractDeckAboveByline([first, second]: readonly Element[], head: Head): void {
  if (first === undefined || second === undefined || isByline(first) || !isByline(second)) return;
  const text = textOf(first);
  if (!/^(?:p|div|h[2-6])$/.test(first.localName) || first.querySelector('time, img') !== null) return;
  if (
    text.length < 15 ||
    text.length > maxDeckLength ||
    /^\D{0,20}\d{1,2}\b.{0,20}\d{4}\b/.test(text) ||
    datelineOf(text) !== null
  )
    return;
  head.standfirst = text;
  first.remove();
}

/** Extracts a standfirst below the headline, found by its class or its place above the text. */
function extractDeck(article: Element, heading: Element | null, head: Head): void {
  const markedDeck = allIn(article, deckSelector).find(
    (one) => textOf(one) !== '' && textOf(one).length <= maxDeckLength && one.querySelector('p ~ p') === null,
  );
  const leaves = leavesOf(article);
  const at = heading === null ? -1 : leaves.indexOf(heading);
  const next = leaves[at + 1];
  const deck =
    markedDeck ?? (next !== undefined && heading !== null && isDeck(next, leaves[at + 2], article) ? next : null);
  if (deck === null || deck.contains(heading ?? article)) return;
  head.standfirst = textOf(deck);
  deck.remove();
}

/** Returns whether several headings have the same rank. They are the subheadings of an article. */
const hasMoreOf = (article: Element, rank: string): boolean => allIn(article, rank).length > 1;

/** Returns whether a block is a standfirst: a smaller heading, or a paragraph in bold or italics before the text. */
function isDeck(block: Element, next: Element | undefined, article: Element): boolean {
  const text = textOf(block);
  if (next === undefined || text === '' || text.length > maxDeckLength) return false;
  if (isHeading(block)) return !isHeading(next) && text.length > 20 && !hasMoreOf(article, block.localName);
  const [onlyChild] = block.children;
  return (
    block.localName === 'p' &&
    onlyChild !== undefined &&
    /^(?:strong|b|em|i)$/.test(onlyChild.localName) &&
    textOf(onlyChild) === text &&
    next.localName === 'p'
  );
}

function extractDateline(article: Element, head: Head): void {
  const first = leavesOf(article).find(
    (leaf) => !/^(?:figure|img)$/.test(leaf.localName) && !isHeading(leaf) && textOf(leaf) !== '',
  );
  if (first === undefined) return;
  const dateline = datelineOf(first.textContent.replace(/\s/g, ' '));
  if (dateline === null) return;
  head.dateline = dateline;
  removeLeadingText(first, dateline.length);
}

/** Removes the first `length` characters of an element, and the child elements that become empty. */
function removeLeadingText(element: Element, length: number): void {
  let remainingLength = length;
  const walk = (node: Node): void => {
    if (remainingLength <= 0) return;
    if (isText(node)) {
      const text = node.textContent;
      node.textContent = text.slice(remainingLength);
      remainingLength -= text.length;
    } else if (isElement(node)) {
      for (const child of [...node.childNodes]) walk(child);
      if (node !== element && node.textContent === '') node.remove();
    }
  };
  walk(element);
}
