import { dateLineOf } from '../html-page/dates.js';
import { isHeadOfText, isImpossibleDate, partsOfHeadLine } from '../text/head-lines.js';

/** The first paragraph of a Markdown text, with the empty lines around it. */
const firstParagraph = /^\s*(\S[^\n]*(?:\n[ \t]*\S[^\n]*)*)(?:\n\s*|$)/;

/** The longest paragraph that is read as a head. Characters. */
const maxHeadLength = 500;

/**
 * Separates the paragraphs at the start of a text that are only bylines with a credit and dates, such as `*By Ann Porter*`,
 * from the text.
 *
 * @param takesDates whether dates belong to the head. If the date of the article is known already, they are text.
 * @returns their lines, and the rest. If nothing would remain, all of it is text.
 */
export function splitHead(body: string, takesDates: boolean): { lines: string[]; text: string } {
  const lines: string[] = [];
  let text = body;
  for (;;) {
    const [block = '', paragraph = ''] = firstParagraph.exec(text.slice(0, maxHeadLength)) ?? [];
    // A paragraph that reaches the limit is not known to its end.
    if (block === '' || block.length >= Math.min(maxHeadLength, text.length)) break;
    const ownLines = paragraph.split('\n').map((line) => line.replace(/^[\s*_]+|[\s*_\\]+$/g, ''));
    if (!ownLines.every(isHeadOfText) || (!takesDates && ownLines.some(hasDate))) break;
    lines.push(...ownLines);
    text = text.slice(block.length);
  }
  return text.trim() === '' ? { lines: [], text: body } : { lines, text };
}

const hasDate = (line: string): boolean =>
  isImpossibleDate(line) || partsOfHeadLine(line).some((part) => dateLineOf(part) !== null);
