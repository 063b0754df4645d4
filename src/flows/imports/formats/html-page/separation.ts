import { type Element, hasMoreThan, isElement, isText, type Node } from './dom.js';
import { isBlock, isHeading } from './leaves.js';

/** Elements that hold a name, a date or another part of a line. Others, such as `b`, may stand inside a word. */
const partElements = /^(?:a|span|time|address|cite|small)$/;
const inlineElements = /^(?:a|span|time|address|cite|small|em|strong|i|b)$/;

/** The maximum length of a line that has text beside its parts. Longer ones are prose. Characters. */
const maxLineLength = 250;

/** The maximum number of elements in a part of a line. */
const maxPartElements = 8;

/**
 * Puts a space between the parts of a line that only their elements keep apart, as on minified pages:
 * `<span>Ann Porter</span><span>3 November 2024</span>`. Words with elements inside them stay whole.
 */
export function separateParts(root: Element): void {
  const remaining: Element[] = [root];
  for (let parent = remaining.pop(); parent !== undefined; parent = remaining.pop()) {
    separateChildren(parent);
    for (const child of parent.children)
      if (!/^(?:pre|code|script|style|svg|math|ruby|head)$/.test(child.localName)) remaining.push(child);
  }
}

function separateChildren(parent: Element): void {
  const nodes = [...parent.childNodes];
  const ownText = nodes.filter(isText).reduce((sum, node) => sum + node.textContent.trim().length, 0);
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1];
    if (!isElement(node) || next === undefined) continue;
    if (node.localName === 'br') {
      if (isHeading(parent)) node.after(' ');
    } else if (isElement(next) && isSeparate(node, next, ownText)) node.after(' ');
  }
}

function isSeparate(left: Element, right: Element, ownText: number): boolean {
  if (isBlock(left) || isBlock(right)) return !/^(?:br|img)$/.test(right.localName);
  const mayBePart = ownText === 0 ? inlineElements : partElements;
  if (ownText > maxLineLength || !mayBePart.test(left.localName) || !mayBePart.test(right.localName)) return false;
  if (hasMoreThan(left, maxPartElements) || hasMoreThan(right, maxPartElements)) return false;
  return isBoundary(left.textContent, right.textContent);
}

/** A small word at the start of a part that joins it to a name: `<a>Ann Porter</a><span>in Lisbon</span>`. */
const joiningStart = /^(?:and|und|et|og|och|with|in|from|for|aus|à|&)(?:\s|$)/;

/** Returns whether two texts cannot be parts of one word or number. */
function isBoundary(left: string, right: string): boolean {
  if (/^\s|^$/.test(right) || /\s$|^$/.test(left)) return false;
  const areNames = left.length > 1 && right.length > 1 && (left.includes(' ') || right.includes(' '));
  if (/[\p{Lu}\p{N}]$/u.test(left) && /^[\p{Lu}\p{N}]/u.test(right))
    return areNames || /\d{4}$/.test(left) || (/\d$/.test(left) && /^\p{Lu}\p{Ll}/u.test(right));
  if (left.includes(' ') && joiningStart.test(right)) return true;
  return /[\p{Ll}\p{M}.,:;!?)]$/u.test(left) && /^[\p{Lu}\p{N}(]/u.test(right);
}

/** Words at the end of a part of a byline that the next part completes. */
const openEnd = /(?:^|\s)(?:\p{Ll}[\p{L}.]{0,3}|by|von|par|por|from|story|text|words|and|with)$|[,:&+/(–—-]$/iu;

/** Returns whether two parts of a byline are apart, such as a name and a title, and not words of one part. */
export function arePartsOfByline(left: Node | undefined, right: Node): boolean {
  if (left === undefined || !isElement(left) || !isElement(right)) return false;
  if (!partElements.test(left.localName) || !partElements.test(right.localName)) return false;
  const [first, second] = [left.textContent.trim(), right.textContent.trim()];
  return first.includes(' ') && !openEnd.test(first) && /^[\p{Lu}\p{N}]/u.test(second);
}
