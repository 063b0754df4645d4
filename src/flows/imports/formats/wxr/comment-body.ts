import { sanitizeComment } from '../../../../lib/rich-text/html.js';
import { htmlToMarkdown } from '../../../../lib/rich-text/index.js';
import { clean } from '../../normalisation/text.js';
import { withParagraphs } from './breaks.js';

/** Characters of a comment: what WordPress can hold. Of lines, tags and marks more would keep the parsers for long. */
const maxLength = 65_536;
const maxLines = 2_000;
const maxMarks = 2_000;

/** Lines that are the same in Markdown as they are. */
const isPlain = (text: string) => !/[\\*_`[\]<>&\n\r\t~#|!]|^\s*(?:[-+=]|\d+[.)])| {2}/.test(text);

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const isWithinLimits = (text: string): boolean =>
  text.length <= maxLength && countOf(text, /\n/g) <= maxLines && countOf(text, /[*_~`[\]<>\\]/g) <= maxMarks;

/**
 * The Markdown of a comment that is kept as HTML, or why there is none.
 *
 * @param lines whether line breaks are meant, as WordPress keeps them, or are the white space of HTML
 */
export function commentBody(
  html: string,
  lines: 'breaks' | 'spaces',
): { body: string } | { reason: 'no-text' | 'too-long' } {
  const text = clean(html).trim();
  if (text === '') return { reason: 'no-text' };
  if (!isWithinLimits(text)) return { reason: 'too-long' };
  if (isPlain(text)) return { body: text };
  const body = htmlToMarkdown(sanitizeComment(lines === 'breaks' ? withParagraphs(text, true) : text)).trim();
  if (body === '') return { reason: 'no-text' };
  return isWithinLimits(body) ? { body } : { reason: 'too-long' };
}
