import { parsedTree } from './html.js';
import { placesOf } from './plain-text.js';
import { serialise } from './serialise.js';
import type { Element, Root } from './tree.js';

type Child = Root['children'][number] | Element['children'][number];
type Text = Extract<Child, { type: 'text' }>;

/** The place of a name in the plain text of a body, in UTF-16 units, and the slug of the person. */
type Place = { start: number; end: number; slug: string };

/** The part of one text node that is wrapped, in UTF-16 units of the node. */
type TextPiece = { from: number; to: number; place: Place };

/**
 * Marks people in a body: wraps each of their names in a link to the person with the attribute `data-person`, or in a
 * `span` if it is inside a link already. A name that crosses the borders of elements is wrapped in several pieces, so
 * that the elements stay balanced.
 *
 * @param html a sanitised body, as it is stored or as readers see it
 * @param places JSON of an array of `[start, end, slug]`, with offsets in `htmlToText(html)` in UTF-16 units. A place
 *   that overlaps an earlier one or splits a character is ignored.
 * @returns HTML with the same plain text: `htmlToText` gives the same for both
 */
export function annotatePeople(html: string, places: string): string {
  const tree = parsedTree(html);
  const piecesByNode = new Map<Text, TextPiece[]>();
  const inOrder = (JSON.parse(places) as [number, number, string][])
    .map(([start, end, slug]): Place => ({ start, end, slug }))
    .sort((a, b) => a.start - b.start);
  let next = 0;
  let coveredUpTo = 0;
  for (const { node, from, at, length } of placesOf(tree)) {
    while (next < inOrder.length && ((inOrder[next]?.end ?? 0) <= at || (inOrder[next]?.start ?? 0) < coveredUpTo)) {
      coveredUpTo = Math.max(coveredUpTo, Math.min(inOrder[next]?.end ?? 0, at));
      next += 1;
    }
    for (let index = next; index < inOrder.length; index += 1) {
      const place = inOrder[index] as Place;
      if (place.start >= at + length) break;
      const start = Math.max(place.start, at);
      const end = Math.min(place.end, at + length);
      if (end <= start) continue;
      const piece = { from: from + start - at, to: from + end - at, place };
      if (!cutsCharacter(node.value, piece)) addPiece(piecesByNode, node, piece);
    }
  }
  return serialise({ type: 'root', children: wrapNodes(tree.children, piecesByNode, false) });
}

const cutsCharacter = (text: string, { from, to }: TextPiece) =>
  [from, to].some((at) => /[\uDC00-\uDFFF]/.test(text.charAt(at)));

/**
 * Adds a piece. Joins it to the last one if both are of the same place, so that the white space is wrapped, too.
 */
function addPiece(piecesByNode: Map<Text, TextPiece[]>, node: Text, piece: TextPiece): void {
  const pieces = piecesByNode.get(node) ?? [];
  const last = pieces.at(-1);
  if (last?.place === piece.place) last.to = piece.to;
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
  for (const { from, to, place } of pieces) {
    if (from > end) parts.push(text(end, from));
    const mark = { 'data-person': place.slug };
    parts.push({
      type: 'element',
      tagName: inLink ? 'span' : 'a',
      properties: inLink ? mark : { ...mark, href: `/v1/people/${place.slug}` },
      children: [text(from, to)],
    });
    end = to;
  }
  if (end < value.length) parts.push(text(end, value.length));
  return parts;
}
