import { compareSequences, createDiffBudget, type DiffBudget, type Run, type Step, wordsOf } from '../word-diff.js';
import { isBlock, type Node, pairsOf, type Unit, unitsOf } from './block-pairs.js';
import { articleTree } from './html.js';
import { serialise } from './serialise.js';
import type { Element, Root } from './tree.js';

type Mark = 'ins' | 'del';

const element = (tagName: string, children: Node[]): Element =>
  ({ type: 'element', tagName, properties: {}, children }) as Element;

const htmlOf = (nodes: readonly Node[]) => serialise({ type: 'root', children: nodes } as unknown as Root);

/** Replaces the `ins` elements of a body, which would look like insertions of the comparison. */
const withoutInsertions = <Kind extends Node>(nodes: readonly Kind[]): Kind[] =>
  nodes.map((node) => {
    if (node.type !== 'element') return node;
    const tagName = node.tagName === 'ins' ? 'u' : node.tagName;
    return { ...node, tagName, children: withoutInsertions(node.children) };
  });

/** Returns a short key that is the same for the same content. */
type KeyOf = (node: Node) => string;

/** Creates short keys for nodes. The key of each node is made once, although it is needed at every level around it. */
function nodeKeys(): KeyOf {
  const short = shortNames();
  const keys = new Map<Node, string>();
  return function keyOf(node) {
    const before = keys.get(node);
    if (before !== undefined) return before;
    const content =
      node.type === 'element' ? `${openingOf(node)}${node.children.map(keyOf).join(' ')}` : textKeyOf(node);
    const key = short(content);
    keys.set(node, key);
    return key;
  };
}

const textKeyOf = (node: Node) => (node.type === 'text' ? `"${node.value}` : '');

type Comparison = { budget: DiffBudget; keyOf: KeyOf };

const openingOf = ({ tagName, properties }: Element) => `<${tagName} ${JSON.stringify(properties)}>`;

/**
 * Marks the contents of a block, or the block itself if it is always empty. A mark around the blocks of a list or table
 * would be invalid HTML.
 */
function markUnit({ nodes, block }: Unit, mark: Mark): Node[] {
  if (block === undefined || block.tagName === 'hr') return [element(mark, nodes)];
  if (block.tagName === 'col') return mark === 'del' ? [] : nodes;
  return [{ ...block, children: unitsOf(block.children).flatMap((unit) => markUnit(unit, mark)) } as Element];
}

/** A word or an empty element, with the elements around it in its block. */
type Atom = { node: Node; around: readonly Element[]; key: string };

/**
 * Splits the nodes of a block into atoms.
 *
 * @param short returns a short name for a text, because addresses may be long and are repeated for every word in a link
 */
function atomsOf(
  nodes: readonly Node[],
  short: (text: string) => string,
  keyOf: KeyOf,
  around: readonly Element[] = [],
  keyPrefix = '',
): Atom[] {
  return nodes.flatMap((node): Atom[] => {
    if (node.type === 'text')
      return wordsOf(node.value).map((value) => ({
        node: { type: 'text', value },
        around,
        key: `${keyPrefix}\n${value}`,
      }));
    if (node.type !== 'element') return [];
    if (node.children.length === 0) return [{ node, around, key: `${keyPrefix}\n${keyOf(node)}` }];
    return atomsOf(node.children, short, keyOf, [...around, node], short(`${keyPrefix}${openingOf(node)}`));
  });
}

function shortNames(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const shortName = names.get(text) ?? String(names.size);
    names.set(text, shortName);
    return shortName;
  };
}

/** Rebuilds nodes from atoms and the elements around them. */
function assembleNodes(atoms: readonly Atom[], depth = 0): Node[] {
  const out: Node[] = [];
  for (let at = 0; at < atoms.length; ) {
    const { node, around } = atoms[at] as Atom;
    const outer = around[depth];
    let end = at + 1;
    while (end < atoms.length && atoms[end]?.around[depth] === outer && outer !== undefined) end += 1;
    const last = out.at(-1);
    if (outer !== undefined)
      out.push({ ...outer, children: assembleNodes(atoms.slice(at, end), depth + 1) } as Element);
    else if (node.type === 'text' && last?.type === 'text') last.value += node.value;
    else out.push(node.type === 'text' ? { ...node } : node);
    at = end;
  }
  return out;
}

function compareInside(before: readonly Node[], after: readonly Node[], { budget, keyOf }: Comparison): Node[] {
  const short = shortNames();
  const atoms = { before: atomsOf(before, short, keyOf), after: atomsOf(after, short, keyOf) };
  const keys = (some: readonly Atom[]) => some.map(({ key }) => key);
  const steps = compareSequences(keys(atoms.before), keys(atoms.after), budget);
  const all: Step[] = steps ?? [
    { op: 'delete', before: 0, after: 0, count: atoms.before.length },
    { op: 'insert', before: 0, after: 0, count: atoms.after.length },
  ];
  return all.flatMap(({ op, count, ...at }): Node[] => {
    if (count === 0) return [];
    if (op === 'delete') return [element('del', assembleNodes(atoms.before.slice(at.before, at.before + count)))];
    const those = assembleNodes(atoms.after.slice(at.after, at.after + count));
    return op === 'insert' ? [element('ins', those)] : those;
  });
}

function compareUnits(before: readonly Unit[], after: readonly Unit[], comparison: Comparison): Node[] {
  return pairsOf(before, after, comparison.budget).flatMap(([one, other]): Node[] => {
    if (one === undefined) return other === undefined ? [] : markUnit(other, 'ins');
    if (other === undefined) return markUnit(one, 'del');
    if (one.block === undefined || other.block === undefined) return compareInside(one.nodes, other.nodes, comparison);
    const children = compareNodes(one.block.children, other.block.children, comparison);
    return [{ ...other.block, children } as Element];
  });
}

function compareNodes(before: readonly Node[], after: readonly Node[], comparison: Comparison): Node[] {
  if (!before.some(isBlock) && !after.some(isBlock)) return compareInside(before, after, comparison);
  const units = { before: unitsOf(before), after: unitsOf(after) };
  const keys = (some: readonly Unit[]) => some.map(({ nodes }) => nodes.map(comparison.keyOf).join(' '));
  const steps = compareSequences(keys(units.before), keys(units.after), comparison.budget);
  if (steps === undefined) return compareUnits(units.before, units.after, comparison);
  const out: Node[] = [];
  let deletedUnits: Unit[] = [];
  let insertedUnits: Unit[] = [];
  const flushPending = () => {
    out.push(...compareUnits(deletedUnits, insertedUnits, comparison));
    [deletedUnits, insertedUnits] = [[], []];
  };
  for (const { op, count, ...at } of steps) {
    if (op === 'delete') deletedUnits.push(...units.before.slice(at.before, at.before + count));
    else if (op === 'insert') insertedUnits.push(...units.after.slice(at.after, at.after + count));
    else {
      flushPending();
      out.push(...units.after.slice(at.after, at.after + count).flatMap(({ nodes }) => nodes));
    }
  }
  flushPending();
  return out;
}

/**
 * Compares two bodies of an article. Returns the later one with insertions in `<ins>` and deletions in `<del>`, word by
 * word where a paragraph was changed. Both bodies are sanitised, so the result is, too, apart from those two elements.
 * An `<ins>` of the bodies themselves is shown as `<u>`. Parts that would take too long to compare are shown as replaced.
 */
export function compareHtml(before: string, after: string, budget: DiffBudget = createDiffBudget()): string {
  const bodies = [before, after].map((body) => withoutInsertions(articleTree(body).children));
  const [beforeNodes = [], afterNodes = []] = bodies;
  return htmlOf(compareNodes(beforeNodes, afterNodes, { budget, keyOf: nodeKeys() }));
}

/** Writes compared words as escaped HTML with `<ins>` and `<del>`. */
export function runsToHtml(runs: readonly Run[]): string {
  const marks = { insert: 'ins', delete: 'del' } as const;
  return htmlOf(
    runs.map(({ op, text }): Node => {
      const node: Node = { type: 'text', value: text };
      return op === 'equal' ? node : element(marks[op], [node]);
    }),
  );
}
