import { escapeText, Html } from './html.js';

/** Matches strings, JSON keys, comments, numbers, literals, JavaScript keywords and shell variables. */
const tokens =
  /("(?:[^"\\]|\\.)*")(\s*:)?|('(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)|(\/\/[^\n]*)|\b(\d+(?:\.\d+)?|true|false|null)\b|\b(import|from|const|await|new|for|of|async)\b|(\$\w+)/g;

const span = (kind: string, text: string): string => `<span class="${kind}">${escapeText(text)}</span>`;

/** Highlights the syntax of source text. */
export function highlight(source: string): Html {
  let result = '';
  let end = 0;
  for (const match of source.matchAll(tokens)) {
    const [text, double, colon, single, comment, literal, word, variable] = match;
    result += escapeText(source.slice(end, match.index));
    end = match.index + text.length;
    if (double !== undefined) result += span(colon === undefined ? 't-s' : 't-k', double) + (colon ?? '');
    else if (single !== undefined) result += span('t-s', single);
    else if (comment !== undefined) result += span('t-c', comment);
    else if (literal !== undefined) result += span('t-n', literal);
    else result += span('t-w', word ?? variable ?? '');
  }
  return new Html(result + escapeText(source.slice(end)));
}

/** The origin in samples if none is configured. The browser replaces it with the origin of the page. */
export const placeholderOrigin = 'http://127.0.0.1:3000';

/** Marks the placeholder of the origin, so that the browser can replace it. */
export const markOrigin = ({ text }: Html): Html =>
  new Html(text.replaceAll(placeholderOrigin, `<span class="origin">${placeholderOrigin}</span>`));

/** Highlights a sample and marks the placeholder of the origin. */
export const highlightSample = (source: string): Html => markOrigin(highlight(source));

/** Renders a value as JSON without highlighting. */
export const renderPlainJson = (value: unknown): Html => new Html(escapeText(JSON.stringify(value, null, 2) ?? ''));

/** Renders a value as highlighted JSON. */
export const renderJson = (value: unknown): Html => highlight(JSON.stringify(value, null, 2) ?? '');

/** Writes a value as a JavaScript expression. Lines after the first are indented. */
export function toJavaScript(value: unknown, indent = ''): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  if (value === null || typeof value !== 'object') return String(JSON.stringify(value));
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => toJavaScript(item, inner))
    : Object.entries(value).map(
        ([key, item]) => `${/^[a-z_$][\w$]*$/i.test(key) ? key : toJavaScript(key)}: ${toJavaScript(item, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return open + close;
  const line = Array.isArray(value) ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
  if (line.length + indent.length <= 72 && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close}`;
}
