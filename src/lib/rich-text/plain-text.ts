import { textIfClean } from './already-clean.js';
import { assetsIn, isAssetFigure } from './asset-figures.js';
import { createDroppedParts, type DroppedPart } from './dropped-parts.js';
import { blocks } from './elements.js';
import { articleTree } from './html.js';
import { serialise } from './serialise.js';
import type { Child, Element, Root } from './tree.js';

/** The gaps between two pieces of text. If several apply, the last of them in this list wins. */
const gaps = ['', ' ', '\n', '\n\n'] as const;
type Gap = 0 | 1 | 2 | 3;

/**
 * Returns the canonical plain text of a body, on which search, excerpts and the offsets of mentions are based. It is
 * the text of the sanitised body. Blocks, including the rows of tables, are separated by `"\n\n"`, a `br` becomes
 * `"\n"`, references to footnotes and the footnotes get their number in brackets, and table cells and runs of white space are separated by one space. In `pre`, line breaks and indents are
 * kept and empty lines removed. Images and attributes have no text, nor have the captions of assets, which readers see
 * only together with the asset. The text has no white space at its ends or before a
 * line break. A no-break space is kept like other characters. The result is stable:
 * `htmlToText(html) === htmlToText(sanitizeHtml(html))`.
 *
 * Never throws. Takes linear time.
 */
export function htmlToText(html: string): string {
  return textOf(articleTree(html));
}

/**
 * The body of an article: its sanitised HTML, its plain text, what was left out of the source, and the id of the asset of
 * each image.
 */
export type CleanBody = { html: string; text: string; droppedParts: DroppedPart[]; assets: string[] };

/**
 * Returns the results of `sanitizeHtml` and `htmlToText` together, which costs only one parsing, and almost nothing if
 * the HTML is simple and clean already.
 */
export function sanitizeWithText(html: string): CleanBody {
  const cleanBody = bodyIfClean(html);
  if (cleanBody !== undefined) return cleanBody;
  const { parts, note } = createDroppedParts();
  const tree = articleTree(html, note);
  return { html: serialise(tree), text: textOf(tree), droppedParts: parts, assets: assetsIn(tree.children) };
}

/** Returns the result of `sanitizeWithText` if the HTML is simple and clean already, or undefined. Takes little time. */
export function bodyIfClean(html: string): CleanBody | undefined {
  const text = textIfClean(html);
  return text === undefined ? undefined : { html, text, droppedParts: [], assets: [] };
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
  /** Whether the number of a footnote was just written, which its text follows on the same line. */
  let isAfterNumber = false;

  function widenGap(nextGap: Gap): void {
    if (isAfterNumber) gap = 1;
    else if (nextGap > gap) gap = nextGap;
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
    isAfterNumber = false;
  }

  function write(node: Text, isPreformatted: boolean): void {
    for (const { 0: piece, index } of node.value.matchAll(/\n|[ \t]+|[^ \t\n]+/g)) {
      if (/^[^ \t\n]/.test(piece)) appendWord(piece, node, index);
      else if (!isPreformatted) widenGap(1);
      else if (piece === '\n') widenGap(2);
      else indent += piece;
    }
  }

  /** Writes the number of a footnote, which has no place in the tree. */
  function writeNumber(number: string): void {
    if (out.length > 0) {
      out.push(gaps[gap], indent);
      length += gaps[gap].length + indent.length;
    }
    out.push(`[${number}]`);
    length += number.length + 2;
    gap = 0;
    indent = '';
  }

  function writeFootnotes(section: Element): void {
    const lists = section.children.filter((child): child is Element => child.type === 'element');
    for (const [index, item] of lists
      .flatMap((list) => list.children)
      .filter(isItem)
      .entries()) {
      widenGap(3);
      writeNumber(String(index + 1));
      isAfterNumber = true;
      walk(item.children, false);
      isAfterNumber = false;
      widenGap(3);
    }
  }

  function walk(nodes: Child[] | Element['children'], inPre: boolean): void {
    for (const node of nodes) {
      if (node.type === 'text') {
        write(node, inPre);
      } else if (node.type === 'element') {
        if (node.properties.dataFootnoteBackref !== undefined) continue;
        const reference = node.properties.dataFootnoteRef === undefined ? '' : numberIn(node);
        if (reference !== '') {
          writeNumber(reference);
          continue;
        }
        if (node.tagName === 'section') {
          writeFootnotes(node);
          continue;
        }
        if (isAssetFigure(node)) {
          widenGap(3);
          continue;
        }
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

const isItem = (node: Child | Element['children'][number]): node is Element =>
  node.type === 'element' && node.tagName === 'li';

/** Returns the number that a reference to a footnote shows, or an empty text if it shows something else. */
function numberIn({ children: [child, ...others] }: Element): string {
  return child?.type === 'text' && others.length === 0 && /^\d{1,4}$/.test(child.value) ? child.value : '';
}
