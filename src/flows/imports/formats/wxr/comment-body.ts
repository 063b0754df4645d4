import { sanitizeComment } from '../../../../lib/rich-text/html.js';
import { htmlToMarkdown } from '../../../../lib/rich-text/index.js';
import { clean } from '../../normalisation/text.js';
import { withParagraphs } from './breaks.js';

/** The maximum length is that of WordPress. More lines, tags or marks would block the parsers for too long. */
const maxLength = 65_536;
const maxLines = 2_000;
const maxMarks = 2_000;

/** Returns whether a text is the same in HTML and Markdown. */
const isPlain = (text: string) => !/[\\*_`[\]<>&\n\r\t~#|!]|^\s*(?:[-+=]|\d+[.)])| {2}/.test(text);

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const isWithinLimits = (text: string): boolean =>
  text.length <= maxLength && countOf(text, /\n/g) <= maxLines && countOf(text, /[*_~`[\]<>\\]/g) <= maxMarks;

/**
 * Converts a comment from HTML to Markdown.
 *
 * @param lines whether line breaks are kept, as in WordPress, or are the white space of HTML
 * @returns the Markdown, or the reason why there is none
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
