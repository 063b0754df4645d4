import { parseHTML } from 'linkedom';

type Node = { nodeType: number; localName?: string; textContent: string | null; childNodes: Iterable<Node> };

/** A multiset of words: how often each word occurs. */
export type Words = ReadonlyMap<string, number>;

/** Elements within a line of text. All other elements separate words. */
const inlineElements = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const hiddenElements = new Set('script style template noscript'.split(' '));
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Returns the text that a browser would show for HTML, with spaces between blocks. */
export function visibleText(html: string): string {
  let text = '';
  const walk = (node: Node): void => {
    if (node.nodeType === 3) text += node.textContent ?? '';
    if (node.nodeType !== 1 || hiddenElements.has(node.localName ?? '')) return;
    const gap = inlineElements.has(node.localName ?? '') ? '' : ' ';
    text += gap;
    for (const child of node.childNodes) walk(child);
    text += gap;
  };
  walk(parseHTML(`<html><body>${html}</body></html>`).document.documentElement as unknown as Node);
  return text;
}

/** Returns the words of texts, in compatibility form (NFKC) and lower case. */
export function wordsOf(...texts: readonly string[]): Map<string, number> {
  const words = new Map<string, number>();
  for (const text of texts)
    for (const { segment, isWordLike } of segmenter.segment(text.normalize('NFKC').toLowerCase()))
      if (isWordLike === true) words.set(segment, (words.get(segment) ?? 0) + 1);
  return words;
}

/** Returns the number of words of a multiset. */
export const countOf = (words: Words): number => [...words.values()].reduce((sum, count) => sum + count, 0);

/** Returns how many words two multisets have in common. */
export const countShared = (one: Words, other: Words): number =>
  [...one].reduce((sum, [word, count]) => sum + Math.min(count, other.get(word) ?? 0), 0);
