import { articleTree, type Element, type Root, serialise } from './html.js';
import { placesOf } from './plain-text.js';

type Child = Root['children'][number] | Element['children'][number];
type Text = Extract<Child, { type: 'text' }>;

/** A part of the canonical plain text of a body, in UTF-16 units, and what is said of it. */
export type Annotation = { start: number; end: number; attributes: Readonly<Record<string, string>>; href: string };

/** A part of one text node that is wrapped, from one of its units to another. */
type TextPiece = { from: number; to: number; annotation: Annotation };

/**
 * Wraps parts of a body, each in a link with the attributes given, or in a `span` where it is inside of a link already. A
 * part that lies over the borders of elements is wrapped piece by piece, so that what was balanced stays so.
 *
 * @param html sanitised, as it is stored
 * @param annotations by offsets in `htmlToText(html)`; those that lie over one before, or cut a character in two, are left out
 * @returns HTML with the same text: `htmlToText` of both is equal
 */
export function annotateHtml(html: string, annotations: readonly Annotation[]): string {
  const tree = articleTree(html);
  const piecesByNode = new Map<Text, TextPiece[]>();
  const inOrder = [...annotations].sort((a, b) => a.start - b.start);
  let next = 0;
  let coveredUpTo = 0;
  for (const { node, from, at, length } of placesOf(tree)) {
    while (next < inOrder.length && ((inOrder[next]?.end ?? 0) <= at || (inOrder[next]?.start ?? 0) < coveredUpTo)) {
      coveredUpTo = Math.max(coveredUpTo, Math.min(inOrder[next]?.end ?? 0, at));
      next += 1;
    }
    for (let index = next; index < inOrder.length; index += 1) {
      const annotation = inOrder[index] as Annotation;
      if (annotation.start >= at + length) break;
      const start = Math.max(annotation.start, at);
      const end = Math.min(annotation.end, at + length);
      if (end <= start) continue;
      const piece = { from: from + start - at, to: from + end - at, annotation };
      if (!cutsCharacter(node.value, piece)) addPiece(piecesByNode, node, piece);
    }
  }
  return serialise({ type: 'root', children: wrapNodes(tree.children, piecesByNode, false) });
}

const cutsCharacter = (text: string, { from, to }: TextPiece) =>
  [from, to].some((at) => /[\uDC00-\uDFFF]/.test(text.charAt(at)));

/** Words of one annotation in one text node are wrapped together, with the white space between them. */
function addPiece(piecesByNode: Map<Text, TextPiece[]>, node: Text, piece: TextPiece): void {
  const pieces = piecesByNode.get(node) ?? [];
  const last = pieces.at(-1);
  if (last?.annotation === piece.annotation) last.to = piece.to;
  else if (last === undefined || last.to <= piece.from) pieces.push(piece);
  piecesByNode.set(node, pieces);
}

function wrapNodes<Kind extends Child>(
  nodes: readonly Kind[],
  piecesByNode: Map<Text, TextPiece[]>,
  inLink: boolean,
): Kind[] {
  return nodes.flatMap((node) => {
    if (node.type === 'element') {
      const children = wrapNodes(node.children, piecesByNode, inLink || node.tagName === 'a');
      return [{ ...node, children }];
    }
    const pieces = node.type === 'text' ? piecesByNode.get(node) : undefined;
    return pieces === undefined ? [node] : (wrapPieces(node as Text, pieces, inLink) as Kind[]);
  });
}

function wrapPieces({ value }: Text, pieces: readonly TextPiece[], inLink: boolean): Child[] {
  const parts: Child[] = [];
  let end = 0;
  const text = (from: number, to: number): Text => ({ type: 'text', value: value.slice(from, to) });
  for (const { from, to, annotation } of pieces) {
    if (from > end) parts.push(text(end, from));
    const { attributes, href } = annotation;
    parts.push({
      type: 'element',
      tagName: inLink ? 'span' : 'a',
      properties: inLink ? attributes : { ...attributes, href },
      children: [text(from, to)],
    });
    end = to;
  }
  if (end < value.length) parts.push(text(end, value.length));
  return parts;
}
