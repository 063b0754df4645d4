import { Readability } from '@mozilla/readability';
import { type Element, isElement, isText, type Node, textOf } from './dom.js';
import { embedQuotesIn } from './frames.js';

/** Limits of Readability: elements to parse, and the number of characters below which it looks for a longer text. */
const maxElements = 20_000;
const minLength = 500;

const hiddenElements = /^(?:script|style|template|noscript|head)$/;

/** Returns the texts of an element in reading order, without white space and scripts. */
export function textsIn(element: Element): Node[] {
  const texts: Node[] = [];
  const walk = (parent: Element): void => {
    for (const node of parent.childNodes)
      if (isText(node) && node.textContent.trim() !== '') texts.push(node);
      else if (isElement(node) && !hiddenElements.test(node.localName)) walk(node);
  };
  walk(element);
  return texts;
}

/** The texts of a page that Readability takes for the text of its article. */
export type ChosenTexts = {
  has(text: Node): boolean;
  /** Returns the number of characters of these texts that are in an element, outside links. */
  lengthIn(element: Element): number;
};

/**
 * Returns those of the texts of a page that Readability takes for the text of its article, or null if it finds none.
 *
 * Readability moves and replaces elements, but it keeps texts whole and in their order. So a text counts as chosen if
 * the article of Readability has the same text as often as the page, or with the same text before or after it.
 *
 * @param page a tree of the same page, which is destroyed
 */
export function readableTexts(texts: readonly Node[], page: Element): ChosenTexts | null {
  const article = readableArticle(page);
  if (article === null) return null;
  const articleWords = textsIn(article).map(wordsOf);
  const pageWords = texts.map(wordsOf);
  const articleCounts = countEach(articleWords);
  const pageCounts = countEach(pageWords);
  const articlePairs = new Set(articleWords.map((words, at) => pairOf(articleWords[at - 1], words)));
  const isChosen = (words: string, at: number): boolean =>
    articleCounts.has(words) &&
    ((articleCounts.get(words) ?? 0) >= (pageCounts.get(words) ?? 0) ||
      articlePairs.has(pairOf(pageWords[at - 1], words)) ||
      articlePairs.has(pairOf(words, pageWords[at + 1])));
  const chosenTexts = new Set(texts.filter((_, at) => isChosen(pageWords[at] ?? '', at)));
  if (chosenTexts.size === 0) return null;
  const lengths = lengthsByElement(chosenTexts);
  return { has: (text) => chosenTexts.has(text), lengthIn: (element) => lengths.get(element) ?? 0 };
}

/** Adds up the characters of texts outside links for each element around them. */
function lengthsByElement(texts: ReadonlySet<Node>): Map<Node, number> {
  const lengths = new Map<Node, number>();
  for (const text of texts) {
    const ancestors: Element[] = [];
    for (let at = text.parentElement; at !== null; at = at.parentElement) ancestors.push(at);
    if (ancestors.some(({ localName }) => localName === 'a')) continue;
    const length = text.textContent.trim().length;
    for (const element of ancestors) lengths.set(element, (lengths.get(element) ?? 0) + length);
  }
  return lengths;
}

const wordsOf = ({ textContent }: Node): string => textContent.replace(/\s+/g, '');
const pairOf = (one: string | undefined, next: string | undefined): string => `${one}\n${next}`;

function countEach(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Returns the article that Readability finds. It throws on large pages and on trees that no browser makes. */
function readableArticle(page: Element): Element | null {
  try {
    const document = page.ownerDocument as unknown as ConstructorParameters<typeof Readability<Element>>[0];
    return (
      new Readability<Element>(document, {
        maxElemsToParse: maxElements,
        charThreshold: minLength,
        disableJSONLD: true,
        serializer: (node) => node as unknown as Element,
      }).parse()?.content ?? null
    );
  } catch {
    return null;
  }
}

/**
 * Removes the texts of an element that were not chosen, and the elements that contain no other texts. Elements without
 * texts, such as images, stay if the element around them stays, and so do posts that an embed code quotes.
 *
 * @returns the removed elements and texts
 */
export function pruneTo(element: Element, chosenTexts: ChosenTexts): Node[] {
  const removedNodes: Node[] = [];
  const holders = new Set<Node>();
  for (const node of textsIn(element))
    if (chosenTexts.has(node))
      for (let at = node.parentElement; at !== null && !holders.has(at); at = at.parentElement) holders.add(at);
  const embeds = new Set<Node>(embedQuotesIn(element).flatMap((quote) => outermostWithout(holders, quote) ?? []));
  const prune = (parent: Element): void => {
    for (const node of [...parent.childNodes]) {
      const isLost = isText(node) ? !chosenTexts.has(node) : isElement(node) && !holders.has(node);
      if (isLost && !embeds.has(node) && node.textContent.trim() !== '') {
        removedNodes.push(node);
        node.remove();
      } else if (isElement(node) && holders.has(node) && !embeds.has(node)) prune(node);
    }
  };
  prune(element);
  return removedNodes;
}

/**
 * Returns the outermost element around a quote that is no holder of chosen texts, or null if it has other texts. A quote
 * that holds chosen texts is returned itself.
 */
function outermostWithout(holders: ReadonlySet<Node>, quote: Element): Element | null {
  let outermost = quote;
  if (holders.has(quote)) return quote;
  for (let at = quote.parentElement; at !== null && !holders.has(at); at = at.parentElement) outermost = at;
  return textOf(outermost) === textOf(quote) ? outermost : null;
}
