import { articleTree, serialise } from './html.js';
import { placesOf } from './plain-text.js';
import type { Element, Root } from './tree.js';

type Child = Root['children'][number] | Element['children'][number];
type Text = Extract<Child, { type: 'text' }>;

/** A part of the plain text of a body, in UTF-16 units, with the attributes and the link target for it. */
export type Annotation = { start: number; end: number; attributes: Readonly<Record<string, string>>; href: string };

/** The part of one text node that is wrapped, in UTF-16 units of the node. */
type TextPiece = { from: number; to: number; annotation: Annotation };

/**
 * Wraps parts of a body, each in a link with the given attributes, or in a `span` if it is inside a link already. A
 * part that crosses the borders of elements is wrapped in several pieces, so that the elements stay balanced.
 *
 * @param html a sanitised body, as it is stored
 * @param annotations parts by their offsets in `htmlToText(html)`. A part that overlaps an earlier one or splits a
 *   character is ignored.
 * @returns HTML with the same plain text: `htmlToText` gives the same for both
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

/**
 * Adds a piece. Joins it to the last one if both are of the same annotation, so that the white space is wrapped, too.
 */
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
