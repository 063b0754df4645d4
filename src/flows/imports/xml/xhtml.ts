import { escapeHtml } from '../normalisation/text.js';
import type { Element } from './elements.js';

/** Converts XHTML to HTML. Elements of other namespaces are replaced by their content, and elements without one count as HTML. */
export function xhtmlToHtml(element: Element): string {
  const out: string[] = [];
  const write = (node: Element): void => {
    for (const child of node.children) {
      if (typeof child === 'string') out.push(escapeHtml(child));
      else if (!/^(?:(?:html|atom):)?[a-z][a-z\d]*$/i.test(child.name)) write(child);
      else {
        const name = child.name.replace(/^.*:/, '').toLowerCase();
        const attributes = [...child.attributes].map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join('');
        out.push(`<${name}${attributes}>`);
        write(child);
        if (!/^(?:br|hr|img|col)$/.test(name)) out.push(`</${name}>`);
      }
    }
  };
  write(element);
  return out.join('');
}
