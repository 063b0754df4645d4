/** Characters that PostgreSQL, UTF-8 or XML do not have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const invalidCharacters = /[\0-\x08\x0b\x0c\x0e-\x1f]|\p{Surrogate}/gu;

/** Units that may be such a character, or half of one that is right: found in a fraction of the time. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const mayBeInvalid = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]/;

/** Text as the desk keeps it: without controls, and without halves of characters. */
export function clean(text: string): string {
  if (!mayBeInvalid.test(text)) return text;
  return text.replace(invalidCharacters, (one) => (one < ' ' ? '' : '\ufffd'));
}

/** A text on one line. */
export function oneLine(text: string): string {
  const cleanText = clean(text);
  return /[^\S ]| {2}|^ | $/.test(cleanText) ? cleanText.replace(/\s+/g, ' ').trim() : cleanText;
}

/** The start of a text of at most so many UTF-16 units, cut between words where that costs little, with an ellipsis. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const start = text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '');
  const lastGap = start.search(/\s\S*$/);
  return `${(lastGap > max / 2 ? start.slice(0, lastGap) : start).trimEnd()}…`;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML, attributes included. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (one) => escapes[one] ?? one);

/**
 * Plain text as HTML. Empty lines part paragraphs, and other line breaks are meant; where there is no empty line, every
 * line is a paragraph.
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

/** Whether a text of which nobody says what it is begins as HTML does. */
export const looksLikeHtml = (text: string): boolean =>
  /^\s*<(?:!doctype|html|body|p|div|h[1-6]|figure|section|article|blockquote|ul|ol|table|img|span|b|i|em|strong|a)\b/i.test(
    text,
  );

/** What is inside of `body` in a whole page; of any other HTML, all. */
export function bodyInnerHtml(html: string): string {
  const opening = /<body(?:\s[^<>]*)?>/i.exec(html);
  if (opening === null) return html;
  const start = opening.index + opening[0].length;
  const end = Math.max(html.lastIndexOf('</body'), html.lastIndexOf('</BODY'));
  return html.slice(start, end < start ? undefined : end);
}

const lowercaseWords = new Set('and et und y of the for in on de la des du von van der di da del en au à'.split(' '));

/** A slug as words: `world-of-sport` is `World of Sport`. */
export const slugToTitle = (slug: string): string =>
  slug
    .split(/[-_\s]+/)
    .filter((word) => word !== '')
    .map((word, index) => (index > 0 && lowercaseWords.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
