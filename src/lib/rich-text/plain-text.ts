import { textIfClean } from './already-clean.js';
import { blocks } from './elements.js';
import { articleTree, type Element, type Root, serialise } from './html.js';

type Child = Root['children'][number];

/** What stands between two pieces of text, the greater first when both do. */
const gaps = ['', ' ', '\n', '\n\n'] as const;
type Gap = 0 | 1 | 2 | 3;

/**
 * The canonical plain text of a story, which searches, excerpts and offsets of mentions go by: that of the sanitised
 * body, blocks (a table's rows among them) parted by `"\n\n"`, `br` by `"\n"`, cells and any other run of white space by
 * one space, but for `pre`, where lines and indents stay and only empty lines go. Pictures and attributes have no text. No
 * white space at either end or before a line break; a no-break space is a character like any other. The same text for the same HTML, always:
 * `htmlToText(html) === htmlToText(sanitizeHtml(html))`.
 *
 * Never throws; linear time.
 */
export function htmlToText(html: string): string {
  return textOf(articleTree(html));
}

/**
 * HTML from anywhere as the body of an article, and its text: what `sanitizeHtml` and `htmlToText` give, at the price of one; at nearly
 * none where it is plain and clean already.
 */
export function sanitizeWithText(html: string): { html: string; text: string } {
  const cleanText = textIfClean(html);
  if (cleanText !== undefined) return { html, text: cleanText };
  const tree = articleTree(html);
  return { html: serialise(tree), text: textOf(tree) };
}

type Text = Extract<Child | Element['children'][number], { type: 'text' }>;

/** A run of text without white space: where it stands in its node and in the plain text. UTF-16 units. */
export type Place = { node: Text; from: number; at: number; length: number };

/** Where the words of the plain text stand in the tree, in their order. */
export function placesOf(tree: Root): Place[] {
  const places: Place[] = [];
  textOf(tree, (place) => places.push(place));
  return places;
}

function textOf(tree: Root, onPlace?: (place: Place) => void): string {
  const out: string[] = [];
  let length = 0;
  let gap: Gap = 0;
  /** White space of a `pre`, kept back until a word follows on the same line. */
  let indent = '';

  function widenGap(nextGap: Gap): void {
    if (nextGap > gap) gap = nextGap;
    if (nextGap > 1) indent = '';
  }

  function appendWord(word: string, node: Text, from: number): void {
    if (out.length > 0) {
      out.push(gaps[gap], indent);
      length += gaps[gap].length + indent.length;
    }
    out.push(word);
    onPlace?.({ node, from, at: length, length: word.length });
    length += word.length;
    gap = 0;
    indent = '';
  }

  function write(node: Text, isPreformatted: boolean): void {
    for (const { 0: piece, index } of node.value.matchAll(/\n|[ \t]+|[^ \t\n]+/g)) {
      if (/^[^ \t\n]/.test(piece)) appendWord(piece, node, index);
      else if (!isPreformatted) widenGap(1);
      else if (piece === '\n') widenGap(2);
      else indent += piece;
    }
  }

  function walk(nodes: Child[] | Element['children'], inPre: boolean): void {
    for (const node of nodes) {
      if (node.type === 'text') {
        write(node, inPre);
      } else if (node.type === 'element') {
        if (node.tagName === 'br') widenGap(2);
        const around: Gap = node.tagName === 'td' || node.tagName === 'th' ? 1 : blocks.has(node.tagName) ? 3 : 0;
        widenGap(around);
        walk(node.children, inPre || node.tagName === 'pre');
        widenGap(around);
      }
    }
  }

  walk(tree.children, false);
  return out.join('');
}
