import { setImmediate as aMoment } from 'node:timers/promises';
import { compareSequences, type Effort, type Run, type Step, someEffort, wordsOf } from '../word-diff.js';
import { isBlock, type Node, pairsOf, type Unit, unitsOf } from './block-pairs.js';
import { articleTree, type Element, type Root, serialise } from './html.js';

type Mark = 'ins' | 'del';

/** Beyond so many words and signs the inside of a block is replaced as a whole. */
const mostAtoms = 20_000;

/** Beyond so many blocks beside one another all are replaced. */
const mostUnits = 40_000;

const element = (tagName: string, children: Node[]): Element =>
  ({ type: 'element', tagName, properties: {}, children }) as Element;

const htmlOf = (nodes: readonly Node[]) => serialise({ type: 'root', children: nodes } as unknown as Root);

/** The same for the same content: to compare by, and cheaper than HTML. */
function keyOf(node: Node): string {
  if (node.type === 'text') return JSON.stringify(node.value);
  return node.type === 'element' ? `${openingOf(node)}${node.children.map(keyOf).join('')}</>` : '';
}

const openingOf = ({ tagName, properties }: Element) => `<${tagName} ${JSON.stringify(properties)}>`;

/** Marks all that is in a block, and the block where nothing can be in it: a mark around blocks of a list or table would be no HTML. */
function marked({ nodes, block }: Unit, mark: Mark): Node[] {
  if (block === undefined || block.tagName === 'hr') return [element(mark, nodes)];
  if (block.tagName === 'col') return mark === 'del' ? [] : nodes;
  return [{ ...block, children: unitsOf(block.children).flatMap((unit) => marked(unit, mark)) } as Element];
}

/** A word, or an element without content, and the elements around it inside of its block. */
type Atom = { node: Node; around: readonly Element[]; key: string };

/** @param short gives each text a short name, the same for the same: addresses may be long, and stand around many words */
function atomsOf(
  nodes: readonly Node[],
  short: (text: string) => string,
  around: readonly Element[] = [],
  signs = '',
): Atom[] {
  return nodes.flatMap((node): Atom[] => {
    if (node.type === 'text')
      return wordsOf(node.value).map((value) => ({ node: { type: 'text', value }, around, key: `${signs}\n${value}` }));
    if (node.type !== 'element') return [];
    if (node.children.length === 0) return [{ node, around, key: `${signs}\n${keyOf(node)}` }];
    return atomsOf(node.children, short, [...around, node], short(`${signs}${openingOf(node)}`));
  });
}

function shortNames(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text) ?? String(names.size);
    names.set(text, known);
    return known;
  };
}

/** Puts atoms back into the elements that were around them. */
function assembled(atoms: readonly Atom[], depth = 0): Node[] {
  const out: Node[] = [];
  for (let at = 0; at < atoms.length; ) {
    const { node, around } = atoms[at] as Atom;
    const outer = around[depth];
    let end = at + 1;
    while (end < atoms.length && atoms[end]?.around[depth] === outer && outer !== undefined) end += 1;
    const last = out.at(-1);
    if (outer !== undefined) out.push({ ...outer, children: assembled(atoms.slice(at, end), depth + 1) } as Element);
    else if (node.type === 'text' && last?.type === 'text') last.value += node.value;
    else out.push(node.type === 'text' ? { ...node } : node);
    at = end;
  }
  return out;
}

function compareInside(before: readonly Node[], after: readonly Node[], effort: Effort): Node[] {
  const short = shortNames();
  const atoms = { before: atomsOf(before, short), after: atomsOf(after, short) };
  const isTooLong = atoms.before.length > mostAtoms || atoms.after.length > mostAtoms;
  const keys = (some: readonly Atom[]) => some.map(({ key }) => key);
  const steps = isTooLong ? undefined : compareSequences(keys(atoms.before), keys(atoms.after), effort);
  const all: Step[] = steps ?? [
    { op: 'delete', before: 0, after: 0, count: atoms.before.length },
    { op: 'insert', before: 0, after: 0, count: atoms.after.length },
  ];
  return all.flatMap(({ op, count, ...at }): Node[] => {
    if (count === 0) return [];
    if (op === 'delete') return [element('del', assembled(atoms.before.slice(at.before, at.before + count)))];
    const those = assembled(atoms.after.slice(at.after, at.after + count));
    return op === 'insert' ? [element('ins', those)] : those;
  });
}

function compareUnits(before: readonly Unit[], after: readonly Unit[], effort: Effort): Node[] {
  return pairsOf(before, after, effort).flatMap(([one, other]): Node[] => {
    if (one === undefined) return other === undefined ? [] : marked(other, 'ins');
    if (other === undefined) return marked(one, 'del');
    if (one.block === undefined || other.block === undefined) return compareInside(one.nodes, other.nodes, effort);
    const children = compareNodes(one.block.children, other.block.children, effort);
    return [{ ...other.block, children } as Element];
  });
}

function compareNodes(before: readonly Node[], after: readonly Node[], effort: Effort): Node[] {
  if (!before.some(isBlock) && !after.some(isBlock)) return compareInside(before, after, effort);
  const units = { before: unitsOf(before), after: unitsOf(after) };
  if (units.before.length + units.after.length > mostUnits) return compareUnits(units.before, units.after, effort);
  const keys = (some: readonly Unit[]) => some.map(({ nodes }) => nodes.map(keyOf).join(''));
  const steps = compareSequences(keys(units.before), keys(units.after), effort);
  if (steps === undefined) return compareUnits(units.before, units.after, effort);
  const out: Node[] = [];
  let gone: Unit[] = [];
  let come: Unit[] = [];
  const settle = () => {
    out.push(...compareUnits(gone, come, effort));
    [gone, come] = [[], []];
  };
  for (const { op, count, ...at } of steps) {
    if (op === 'delete') gone.push(...units.before.slice(at.before, at.before + count));
    else if (op === 'insert') come.push(...units.after.slice(at.after, at.after + count));
    else {
      settle();
      out.push(...units.after.slice(at.after, at.after + count).flatMap(({ nodes }) => nodes));
    }
  }
  settle();
  return out;
}

/**
 * Shows in the later body of an article what has changed since the earlier one: what was put in is in `<ins>`, what was taken
 * out in `<del>`, word by word where a paragraph was changed. Both are sanitised, and so is the outcome, but for those two
 * elements. What would take too long to compare is shown as replaced; between its steps, of which the longest takes about as
 * long as sanitising both bodies, others get their turn.
 */
export async function compareHtml(before: string, after: string, effort: Effort = someEffort()): Promise<string> {
  const one = articleTree(before).children;
  await aMoment();
  const other = articleTree(after).children;
  await aMoment();
  const compared = compareNodes(one, other, effort);
  await aMoment();
  return htmlOf(compared);
}

/** Compared words as HTML, escaped, with `<ins>` and `<del>`. */
export function runsToHtml(runs: readonly Run[]): string {
  const marks = { insert: 'ins', delete: 'del' } as const;
  return htmlOf(
    runs.map(({ op, text }): Node => {
      const node: Node = { type: 'text', value: text };
      return op === 'equal' ? node : element(marks[op], [node]);
    }),
  );
}
