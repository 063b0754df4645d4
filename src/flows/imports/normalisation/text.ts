/** Characters that PostgreSQL, UTF-8 or XML cannot store. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for control characters
const invalidCharacters = /[\0-\x08\x0b\x0c\x0e-\x1f]|\p{Surrogate}/gu;

/** UTF-16 units that may be invalid, including halves of valid characters. This search is much faster. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for control characters
const mayBeInvalid = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]/;

/** Returns a text without control characters, with lone surrogates replaced by U+FFFD. */
export function clean(text: string): string {
  if (!mayBeInvalid.test(text)) return text;
  return text.replace(invalidCharacters, (one) => (one < ' ' ? '' : '\ufffd'));
}

/** Returns a clean text on one line, with single spaces. */
export function oneLine(text: string): string {
  const cleanText = clean(text);
  return /[^\S ]| {2}|^ | $/.test(cleanText) ? cleanText.replace(/\s+/g, ' ').trim() : cleanText;
}

/** Returns the words of a text in small letters, with single spaces between them, for comparisons. */
export const normalizeWords = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

/** Shortens a text to at most `max` UTF-16 units and adds an ellipsis. Cuts between words if that removes little. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const start = text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '');
  const lastGap = start.search(/\s\S*$/);
  return `${(lastGap > max / 2 ? start.slice(0, lastGap) : start).trimEnd()}…`;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes a text for HTML, including attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (one) => escapes[one] ?? one);

/**
 * Converts plain text to HTML. Empty lines separate paragraphs, and other line breaks are kept. In a text without empty
 * lines, every line is a paragraph.
 */
export function paragraphs(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').trim();
  if (lines === '') return '';
  const parts = /\n[^\S\n]*\n/.test(lines) ? lines.split(/\n(?:[^\S\n]*\n)+/) : lines.split('\n');
  return parts
    .map((part) => part.split('\n').map((line) => escapeHtml(line.trim())))
    .map((part) => `<p>${part.join('<br>')}</p>`)
    .join('\n');
}

/** Returns whether a text of unknown type begins like HTML. */
export const looksLikeHtml = (text: string): boolean =>
  /^\s*<(?:!doctype|html|body|p|div|h[1-6]|figure|section|article|blockquote|ul|ol|table|img|span|b|i|em|strong|a)\b/i.test(
    text,
  );

/** Returns the content of the `body` element of a page, or all of other HTML. */
export function bodyInnerHtml(html: string): string {
  const opening = /<body(?:\s[^<>]*)?>/i.exec(html);
  if (opening === null) return html;
  const start = opening.index + opening[0].length;
  const end = Math.max(html.lastIndexOf('</body'), html.lastIndexOf('</BODY'));
  return html.slice(start, end < start ? undefined : end);
}

const lowercaseWords = new Set('and et und y of the for in on de la des du von van der di da del en au à'.split(' '));

/** Converts a slug to a title: `world-of-sport` to `World of Sport`. */
export const slugToTitle = (slug: string): string =>
  slug
    .split(/[-_\s]+/)
    .filter((word) => word !== '')
    .map((word, index) => (index > 0 && lowercaseWords.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
