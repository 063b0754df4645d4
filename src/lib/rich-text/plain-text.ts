import { textIfClean } from './already-clean.js';
import { blocks } from './elements.js';
import { articleTree, type Element, type Root, serialise } from './html.js';

type Child = Root['children'][number];

/** The gaps between two pieces of text. If several apply, the last of them in this list wins. */
const gaps = ['', ' ', '\n', '\n\n'] as const;
type Gap = 0 | 1 | 2 | 3;

/**
 * Returns the canonical plain text of a body, on which search, excerpts and the offsets of mentions are based. It is
 * the text of the sanitised body. Blocks, including the rows of tables, are separated by `"\n\n"`, a `br` becomes
 * `"\n"`, and table cells and runs of white space are separated by one space. In `pre`, line breaks and indents are
 * kept and empty lines removed. Images and attributes have no text. The text has no white space at its ends or before a
 * line break. A no-break space is kept like other characters. The result is stable:
 * `htmlToText(html) === htmlToText(sanitizeHtml(html))`.
 *
 * Never throws. Takes linear time.
 */
export function htmlToText(html: string): string {
  return textOf(articleTree(html));
}

/**
 * Returns the results of `sanitizeHtml` and `htmlToText` together, which costs only one parsing, and almost nothing if
 * the HTML is simple and clean already.
 */
export function sanitizeWithText(html: string): { html: string; text: string } {
  const cleanText = textIfClean(html);
  if (cleanText !== undefined) return { html, text: cleanText };
  const tree = articleTree(html);
  return { html: serialise(tree), text: textOf(tree) };
}

type Text = Extract<Child | Element['children'][number], { type: 'text' }>;

/**
 * A run of text without white space, with its places in its node (`from`) and in the plain text (`at`), in UTF-16
 * units.
 */
export type Place = { node: Text; from: number; at: number; length: number };

/** Returns the places of the words of the plain text in the tree, in order. */
export function placesOf(tree: Root): Place[] {
  const places: Place[] = [];
  textOf(tree, (place) => places.push(place));
  return places;
}

function textOf(tree: Root, onPlace?: (place: Place) => void): string {
  const out: string[] = [];
  let length = 0;
  let gap: Gap = 0;
  /** White space in a `pre` that is written only if a word follows on the same line. */
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
