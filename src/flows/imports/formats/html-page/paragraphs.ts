import { isParagraphText, minParagraphs } from '../../normalisation/headlines.js';
import { isByline } from './byline.js';
import { type Element, isElement, isText, type Node, textLengthOutsideLinks } from './dom.js';
import { isHeading, isLeaf, leavesOf } from './leaves.js';

/** Returns whether nodes have the text of an article: at least two paragraphs, also ones that line breaks separate. */
export function hasParagraphs(nodes: readonly Node[]): boolean {
  let count = 0;
  for (const node of nodes) {
    if (isText(node)) count += isParagraphText(node.textContent) ? 1 : 0;
    else if (isElement(node)) count += countIn(node);
    if (count >= minParagraphs) return true;
  }
  return false;
}

function countIn(element: Element): number {
  if (isLeaf(element)) return countInLeaf(element);
  return leavesOf(element).reduce((sum, leaf) => sum + countInLeaf(leaf), 0) + countOwnTexts(element);
}

function countInLeaf(leaf: Element): number {
  if (isHeading(leaf) || leaf.localName === 'figure' || isByline(leaf)) return 0;
  if (!isParagraphText(leaf.textContent) || textLengthOutsideLinks(leaf) * 2 < leaf.textContent.trim().length) return 0;
  return Math.max(1, countOwnTexts(leaf));
}

/** Returns the number of texts directly in an element that are long enough for paragraphs. Lines between breaks are such. */
function countOwnTexts(element: Element): number {
  if (element.localName === 'p' && element.querySelector('br + br') === null) return 0;
  return [...element.childNodes].filter((node) => isText(node) && isParagraphText(node.textContent)).length;
}
