import { type DiffBudget, wordsOf } from '../word-diff.js';
import { blocks, words } from './elements.js';
import type { Element, Root } from './tree.js';

/** A node of a body. */
export type Node = Root['children'][number] | Element['children'][number];

/** Elements that count as changed rather than replaced, however different their contents are. */
const frames = words('ul ol dl blockquote figure table caption thead tbody tfoot tr td th details summary');

/**
 * How many words of a block are compared with another, for how many pairs of blocks, and how much budget a pair costs.
 */
const sampleLimits = { maxWords: 100, maxPairs: 10_000, stepsPerPair: 10 };

/** Two blocks with at least this likeness count as one block that was changed. */
const minLikeness = 0.3;

/** Returns whether a node is a block or contains one. */
export const isBlock = (node: Node): node is Element =>
  node.type === 'element' && (blocks.has(node.tagName) || node.children.some(isBlock));

const isBlank = (node: Node): boolean => node.type === 'text' && node.value.trim() === '';

/** A block, or the nodes between two blocks. */
export type Unit = { nodes: Node[]; block: Element | undefined };

/** Groups sibling nodes into blocks and the nodes between them. */
export function unitsOf(nodes: readonly Node[]): Unit[] {
  const units: Unit[] = [];
  let between: Node[] = [];
  const flushPending = () => {
    if (!between.every(isBlank)) units.push({ nodes: between, block: undefined });
    between = [];
  };
  for (const node of nodes) {
    if (!isBlock(node)) {
      between.push(node);
      continue;
    }
    flushPending();
    units.push({ nodes: [node], block: node });
  }
  flushPending();
  return units;
}

/** Returns the text of nodes up to a length, with a space between two elements. */
function textUpTo(nodes: readonly Node[], length: number): string {
  let text = '';
  for (const node of nodes) {
    if (text.length >= length) break;
    if (text !== '') text += ' ';
    if (node.type === 'text') text += node.value;
    if (node.type === 'element') text += textUpTo(node.children, length - text.length);
  }
  return text.slice(0, length);
}

const sampleOf = ({ nodes }: Unit) =>
  new Set(
    wordsOf(textUpTo(nodes, 20 * sampleLimits.maxWords))
      .slice(0, sampleLimits.maxWords)
      .map((word) => word.trim()),
  );

const nothing: ReadonlySet<string> = new Set();

function likeness(before: Unit, after: Unit, samples: ReadonlyMap<Unit, ReadonlySet<string>>): number {
  if (before.block?.tagName !== after.block?.tagName) return 0;
  const [some, others] = [samples.get(before) ?? nothing, samples.get(after) ?? nothing];
  let sharedCount = 0;
  for (const word of some) if (others.has(word)) sharedCount += 1;
  const alike = some.size + others.size === 0 ? 1 : (2 * sharedCount) / (some.size + others.size);
  return frames.has(before.block?.tagName ?? '') ? Math.max(alike, minLikeness) : alike;
}

/** Pairs old and new units without changing their order, so that the total likeness is as great as possible. */
export function pairsOf(
  before: readonly Unit[],
  after: readonly Unit[],
  budget: DiffBudget,
): [Unit | undefined, Unit | undefined][] {
  const pairCount = before.length * after.length;
  if (pairCount > sampleLimits.maxPairs || pairCount * sampleLimits.stepsPerPair > budget.remainingSteps)
    return [
      ...before.map((unit): [Unit, undefined] => [unit, undefined]),
      ...after.map((unit): [undefined, Unit] => [undefined, unit]),
    ];
  budget.remainingSteps -= pairCount * sampleLimits.stepsPerPair;
  const samples = new Map([...before, ...after].map((unit) => [unit, sampleOf(unit)]));
  const like = before.map((one) => after.map((other) => likeness(one, other, samples)));
  const likeAt = (i: number, j: number) => like[i]?.[j] ?? 0;
  const best = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const bestAt = (i: number, j: number) => best[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const pairedScore = likeAt(i, j) >= minLikeness ? likeAt(i, j) + bestAt(i + 1, j + 1) : 0;
      (best[i] as number[])[j] = Math.max(pairedScore, bestAt(i + 1, j), bestAt(i, j + 1));
    }
  }
  const matchedPairs: [Unit | undefined, Unit | undefined][] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const isPair = likeAt(i, j) >= minLikeness && bestAt(i, j) === likeAt(i, j) + bestAt(i + 1, j + 1);
    if (isPair) matchedPairs.push([before[i++], after[j++]]);
    else if (i < before.length && (j === after.length || bestAt(i + 1, j) >= bestAt(i, j + 1)))
      matchedPairs.push([before[i++], undefined]);
    else matchedPairs.push([undefined, after[j++]]);
  }
  return matchedPairs;
}
