import type { FoundPerson } from '../../fitting/lists.js';
import { bylineOf, isByline, namesIn } from './byline.js';
import { type Dateline, datelineOf } from './dateline.js';
import { daysOf } from './days.js';
import { allIn, attributeOf, type Element, isElement, isText, type Node, textOf } from './dom.js';
import { isHeading, leavesOf } from './leaves.js';

/** What stands above the text of a story. It has been taken out of it. */
export type Head = {
  headline: string | null;
  standfirst: string | null;
  kicker: string | null;
  people: FoundPerson[];
  agencies: string[];
  dateline: Dateline | null;
  published: Date | null;
  updated: Date | null;
  tags: string[];
};

/** Blocks at the top in which a by-line stands, and those of the end that may have one too. */
const near = 8;

const decks =
  '.standfirst, .deck, .dek, .subtitle, .sub-title, .subheadline, .sub-headline, .subhead, .lead, .lede, .intro, .excerpt, .p-summary, [itemprop="description"], [itemprop="alternativeHeadline"]';
const kickers = '.kicker, .eyebrow, .overline, .topic, .category, .label';
const tagLists = '[rel~="tag"], .tags a, .tag-list a, .post-tags a, [itemprop="keywords"]';
const longestDeck = 600;

/** Takes the head of a story out of it, in place. */
export function headOf(story: Element): Head {
  const tags = allIn(story, tagLists);
  const head: Head = {
    headline: null,
    standfirst: null,
    kicker: null,
    people: [],
    agencies: [],
    dateline: null,
    published: null,
    updated: null,
    tags: tags
      .flatMap((tag) => (attributeOf(tag, 'content') ?? textOf(tag)).split(','))
      .map((tag) => tag.replace(/^#/, '')),
  };
  for (const list of new Set(tags.map((tag) => tag.closest('.tags, .tag-list, .post-tags') ?? tag))) list.remove();
  const heading = headlineIn(story);
  const kicker = story.querySelector(kickers);
  if (kicker !== null && textOf(kicker).length < 60 && !kicker.contains(heading ?? story)) {
    head.kicker = textOf(kicker) || null;
    kicker.remove();
  }
  head.headline = textOf(heading) || null;
  const leaves = leavesOf(story);
  const top = leaves.slice((heading === null ? -1 : leaves.indexOf(heading)) + 1).slice(0, near);
  takeDeckAboveByline(top, head);
  takeByline(story, top, head);
  const days = daysOf(story);
  head.published = days.published ?? head.published;
  head.updated = days.updated;
  for (const line of days.lines) takeLine(line, story);
  if (head.standfirst === null) takeDeck(story, heading, head);
  heading?.remove();
  takeDateline(story, head);
  return head;
}

const headlineIn = (story: Element): Element | null =>
  story.querySelector('h1[itemprop="headline"], h2[itemprop="headline"]') ??
  story.querySelector('h1') ??
  story.querySelector('h2, h3, h4');

/** A line goes with the wrapper that has nothing else in it. */
function takeLine(line: Element, story: Element): void {
  let whole = line;
  for (
    let at = line.parentElement;
    at !== null && at !== story && textOf(at).length <= textOf(line).length + 24;
    at = at.parentElement
  ) {
    if (at.querySelector('img') !== null || isHeading(at)) break;
    whole = at;
  }
  whole.remove();
}

function takeByline(story: Element, top: readonly Element[], head: Head): void {
  const lines = top.filter(isByline);
  const bylines = lines.length > 0 ? lines.slice(0, 2) : leavesOf(story).slice(-2).filter(isByline);
  for (const line of bylines) {
    const { people, agencies, printed } = bylineOf(line);
    head.people.push(...people);
    head.agencies.push(...agencies);
    head.published ??= printed;
    const time = line.querySelector('time');
    if (time !== null) line.parentElement?.append(time);
    line.remove();
  }
}

/** What stands between the headline and the by-line, and is no day. */
function takeDeckAboveByline([first, second]: readonly Element[], head: Head): void {
  if (first === undefined || second === undefined || isByline(first) || !isByline(second)) return;
  const text = textOf(first);
  if (!/^(?:p|div|h[2-6])$/.test(first.localName) || first.querySelector('time, img') !== null) return;
  if (
    text.length < 15 ||
    text.length > longestDeck ||
    /^\D{0,20}\d{1,2}\b.{0,20}\d{4}\b/.test(text) ||
    datelineOf(text) !== null
  )
    return;
  head.standfirst = text;
  first.remove();
}

/** What stands under the headline, by its name or its place above the text. */
function takeDeck(story: Element, heading: Element | null, head: Head): void {
  const named = allIn(story, decks).find(
    (one) => textOf(one) !== '' && textOf(one).length <= longestDeck && one.querySelector('p ~ p') === null,
  );
  const leaves = leavesOf(story);
  const at = heading === null ? -1 : leaves.indexOf(heading);
  const next = leaves[at + 1];
  const deck = named ?? (next !== undefined && heading !== null && isDeck(next, leaves[at + 2]) ? next : null);
  if (deck === null || deck.contains(heading ?? story)) return;
  head.standfirst = textOf(deck);
  deck.remove();
}

/** A smaller heading right below the headline, or a paragraph that is all in bold or italics, with the text behind it. */
function isDeck(block: Element, next: Element | undefined): boolean {
  const text = textOf(block);
  if (next === undefined || text === '' || text.length > longestDeck) return false;
  if (isHeading(block)) return !isHeading(next) && text.length > 20;
  const [only] = block.children;
  return (
    block.localName === 'p' &&
    only !== undefined &&
    /^(?:strong|b|em|i)$/.test(only.localName) &&
    textOf(only) === text &&
    next.localName === 'p'
  );
}

function takeDateline(story: Element, head: Head): void {
  const first = leavesOf(story).find(
    (leaf) => !/^(?:figure|img)$/.test(leaf.localName) && !isHeading(leaf) && textOf(leaf) !== '',
  );
  if (first === undefined) return;
  const dateline = datelineOf(first.textContent.replace(/\s/g, ' '));
  if (dateline === null) return;
  head.dateline = dateline;
  cutText(first, dateline.length);
}

/** Takes so many characters off the beginning of an element, and what is empty then. */
function cutText(element: Element, length: number): void {
  let left = length;
  const walk = (node: Node): void => {
    if (left <= 0) return;
    if (isText(node)) {
      const text = node.textContent;
      node.textContent = text.slice(left);
      left -= text.length;
    } else if (isElement(node)) {
      for (const child of [...node.childNodes]) walk(child);
      if (node !== element && node.textContent === '') node.remove();
    }
  };
  walk(element);
}

/** Who wrote a page, by its head. */
export const authorsIn = (author: string | null): FoundPerson[] => (author === null ? [] : namesIn(author).people);
