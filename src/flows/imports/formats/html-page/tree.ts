import { parseHTML } from 'linkedom';
import { type Excess, tooDeep } from './bounds.js';
import type { Element } from './dom.js';

/** The maximum depth of a tree that is walked by recursion. */
const maxLevels = 128;

/** Parses a page that is within the limits. The tree may still be too deep, for example with unclosed paragraphs. */
export function treeOf(html: string): Element | Excess {
  const start = html.search(/<html[\s>]/i);
  const fullHtml = start === -1 ? `<html><body>${html}</body></html>` : html.slice(start);
  const root: Element | null = parseHTML(fullHtml).document.documentElement;
  if (root === null) return treeOf('<html></html>');
  return isTooDeep(root) ? tooDeep(maxLevels) : root;
}

function isTooDeep(root: Element): boolean {
  let level = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxLevels) return true;
    level = level.flatMap((element) => [...element.children]);
  }
  return false;
}
