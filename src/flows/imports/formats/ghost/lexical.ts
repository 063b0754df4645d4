import { asFields, asList, asText, type Fields, firstText } from '../../fitting/fields.js';
import { escapeHtml } from '../../fitting/text.js';
import { cardHtml, type Note } from './cards.js';

/** Bits of the format of a text, and the element of each. */
const formats: readonly (readonly [bit: number, tag: string])[] = [
  [16, 'code'],
  [1, 'strong'],
  [2, 'em'],
  [4, 's'],
  [8, 'u'],
  [32, 'sub'],
  [64, 'sup'],
  [128, 'mark'],
];

const headings = /^h[1-6]$/;

/** What Lexical, the editor of Ghost since version 5, has of a text, as HTML. */
export function lexicalHtml(state: unknown, note: Note): string {
  const inside = (node: Fields): string =>
    asList(node.children)
      .map((child) => html(asFields(child)))
      .join('');

  function html(node: Fields): string {
    const type = (asText(node.type) ?? '').replace(/^extended-/, '');
    switch (type) {
      case 'paragraph':
        return `<p>${inside(node)}</p>`;
      case 'heading': {
        const tag = headings.test(String(node.tag)) ? String(node.tag) : 'h2';
        return `<${tag}>${inside(node)}</${tag}>`;
      }
      case 'quote':
      case 'aside':
        return `<blockquote><p>${inside(node)}</p></blockquote>`;
      case 'list': {
        const tag = node.listType === 'number' || node.tag === 'ol' ? 'ol' : 'ul';
        return `<${tag}>${inside(node)}</${tag}>`;
      }
      case 'listitem':
        return `<li>${inside(node)}</li>`;
      case 'link':
      case 'autolink':
        return `<a href="${escapeHtml(firstText(node.url) ?? '')}">${inside(node)}</a>`;
      case 'linebreak':
        return '<br>';
      case 'tab':
        return ' ';
      case 'text':
        return textHtml(node);
      default:
        if (Array.isArray(node.children)) return inside(node);
        return type === '' ? '' : cardHtml(type, node, note);
    }
  }
  return inside(asFields(asFields(state).root));
}

function textHtml({ text, format }: Fields): string {
  if (typeof text !== 'string') return '';
  const bits = typeof format === 'number' ? format : 0;
  return formats.reduce(
    (inner, [bit, tag]) => ((bits & bit) === 0 ? inner : `<${tag}>${inner}</${tag}>`),
    escapeHtml(text),
  );
}
