import { escapeHtml } from '../../normalisation/text.js';
import type { Element } from '../nitf/tree.js';

const elementsWithoutText: ReadonlySet<string> = new Set(['script', 'style', 'head', 'title']);
const emptyElements: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'col', 'source']);

/** Converts the content of an XHTML element to HTML. */
export function xhtmlToHtml(element: Element): string {
  return element.children
    .map((child) => {
      if (typeof child === 'string') return escapeHtml(child);
      const name = child.name.toLowerCase();
      if (elementsWithoutText.has(name) || !/^[a-z][a-z\d]*$/.test(name)) return '';
      const attributes = [...child.attributes].map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join('');
      return `<${name}${attributes}>${emptyElements.has(name) ? '' : `${xhtmlToHtml(child)}</${name}>`}`;
    })
    .join('');
}
