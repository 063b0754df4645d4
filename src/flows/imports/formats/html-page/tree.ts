import { parseHTML } from 'linkedom';
import { type Excess, tooDeep } from './bounds.js';
import type { Element } from './dom.js';
import { separateParts } from './separation.js';

/** The maximum depth of a tree that is walked by recursion. */
const maxLevels = 128;

/** Parses a page that is within the limits. The tree may still be too deep, for example with unclosed paragraphs. */
export function treeOf(html: string): Element | Excess {
  const start = rootAt(html);
  const fullHtml = start === -1 ? `<html><body>${html}</body></html>` : html.slice(start);
  const root: Element | null = parseHTML(fullHtml).document.documentElement;
  if (root === null) return treeOf('<html></html>');
  if (isTooDeep(root)) return tooDeep(maxLevels);
  separateParts(root);
  return root;
}

/** Returns the position of the root element, or -1. Pages for old browsers have other roots in comments. */
function rootAt(html: string): number {
  const pattern = /<html[\s>]/gi;
  for (let match = pattern.exec(html); match !== null; match = pattern.exec(html)) {
    const comment = html.lastIndexOf('<!--', match.index);
    if (comment === -1) return match.index;
    const end = html.indexOf('-->', comment + 4);
    if (end !== -1 && end < match.index) return match.index;
    if (end === -1) return -1;
    pattern.lastIndex = end;
  }
  return -1;
}

function isTooDeep(root: Element): boolean {
  let level = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxLevels) return true;
    level = level.flatMap((element) => [...element.children]);
  }
  return false;
}
