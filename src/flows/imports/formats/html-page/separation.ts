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
  const parents: Element[] = [root];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    separateChildren(parent);
    for (const child of parent.children)
      if (!/^(?:pre|code|script|style|svg|math|ruby|head)$/.test(child.localName)) parents.push(child);
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

function isSeparate(before: Element, after: Element, ownText: number): boolean {
  if (isBlock(before) || isBlock(after)) return !/^(?:br|img)$/.test(after.localName);
  const mayBePart = ownText === 0 ? inlineElements : partElements;
  if (ownText > maxLineLength || !mayBePart.test(before.localName) || !mayBePart.test(after.localName)) return false;
  if (hasMoreThan(before, maxPartElements) || hasMoreThan(after, maxPartElements)) return false;
  return isBoundary(before.textContent, after.textContent);
}

/** A small word at the start of a part that joins it to a name: `<a>Ann Porter</a><span>in Lisbon</span>`. */
const joiningStart = /^(?:and|und|et|og|och|with|in|from|for|aus|à|&)(?:\s|$)/;

/** Returns whether two texts cannot be parts of one word or number. */
function isBoundary(before: string, after: string): boolean {
  if (/^\s|^$/.test(after) || /\s$|^$/.test(before)) return false;
  const areNames = before.length > 1 && after.length > 1 && (before.includes(' ') || after.includes(' '));
  if (/[\p{Lu}\p{N}]$/u.test(before) && /^[\p{Lu}\p{N}]/u.test(after))
    return areNames || /\d{4}$/.test(before) || (/\d$/.test(before) && /^\p{Lu}\p{Ll}/u.test(after));
  if (before.includes(' ') && joiningStart.test(after)) return true;
  return /[\p{Ll}\p{M}.,:;!?)]$/u.test(before) && /^[\p{Lu}\p{N}(]/u.test(after);
}

/** Words at the end of a part of a byline that the next part completes. */
const openEnd = /(?:^|\s)(?:\p{Ll}[\p{L}.]{0,3}|by|von|par|por|from|story|text|words|and|with)$|[,:&+/(–—-]$/iu;

/** Returns whether two parts of a byline are apart, such as a name and a title, and not words of one part. */
export function arePartsOfByline(before: Node | undefined, after: Node): boolean {
  if (before === undefined || !isElement(before) || !isElement(after)) return false;
  if (!partElements.test(before.localName) || !partElements.test(after.localName)) return false;
  const [first, second] = [before.textContent.trim(), after.textContent.trim()];
  return first.includes(' ') && !openEnd.test(first) && /^[\p{Lu}\p{N}]/u.test(second);
}
