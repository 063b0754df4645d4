import { asFields, asList, asText, type Fields, firstText } from '../../normalisation/fields.js';
import { escapeHtml } from '../../normalisation/text.js';
import { cardHtml, type Note } from './cards.js';

/** The bits of the format of a text, and their elements. */
const formatTags: readonly (readonly [bit: number, tag: string])[] = [
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

/** Converts a text of Lexical, the editor of Ghost since version 5, to HTML. */
export function lexicalHtml(state: unknown, note: Note): string {
  const childrenHtml = (node: Fields): string =>
    asList(node.children)
      .map((child) => nodeHtml(asFields(child)))
      .join('');

  function nodeHtml(node: Fields): string {
    const type = (asText(node.type) ?? '').replace(/^extended-/, '');
    switch (type) {
      case 'paragraph':
        return `<p>${childrenHtml(node)}</p>`;
      case 'heading': {
        const tag = headings.test(String(node.tag)) ? String(node.tag) : 'h2';
        return `<${tag}>${childrenHtml(node)}</${tag}>`;
      }
      case 'quote':
      case 'aside':
        return `<blockquote><p>${childrenHtml(node)}</p></blockquote>`;
      case 'list': {
        const tag = node.listType === 'number' || node.tag === 'ol' ? 'ol' : 'ul';
        return `<${tag}>${childrenHtml(node)}</${tag}>`;
      }
      case 'listitem':
        return `<li>${childrenHtml(node)}</li>`;
      case 'link':
      case 'autolink':
        return `<a href="${escapeHtml(firstText(node.url) ?? '')}">${childrenHtml(node)}</a>`;
      case 'linebreak':
        return '<br>';
      case 'tab':
        return ' ';
      case 'text':
        return textHtml(node);
      default:
        if (Array.isArray(node.children)) return childrenHtml(node);
        return type === '' ? '' : cardHtml(type, node, note);
    }
  }
  return childrenHtml(asFields(asFields(state).root));
}

function textHtml({ text, format }: Fields): string {
  if (typeof text !== 'string') return '';
  const bits = typeof format === 'number' ? format : 0;
  return formatTags.reduce(
    (inner, [bit, tag]) => ((bits & bit) === 0 ? inner : `<${tag}>${inner}</${tag}>`),
    escapeHtml(text),
  );
}
