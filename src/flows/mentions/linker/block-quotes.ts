import type { TextSpan } from '../../../lib/rich-text/credited-quotes.js';
import type { Runs } from './active-verbs.js';
import type { Match, Part } from './article-text.js';
import { listedNames } from './joint-speakers.js';
import type { Quotation } from './quotations.js';
import type { Token } from './tokens.js';

/** Quotations in the order of the text, and the credits of those that are paragraphs of block quotes. */
type QuotationsWithCredits = { quotations: Quotation[]; credits: ReadonlyMap<Quotation, TextSpan> };

const openingMarks = /^[“„«»"「『‘'”]+\s*/u;
const closingMarks = /\s*[”“»«"」』’']+$/u;

/** Replaces the quotations in block quotes by the paragraphs of these block quotes. Takes linear time. */
export function withBlockQuotes(
  { text, creditedQuotes }: Part,
  quotations: readonly Quotation[],
): QuotationsWithCredits {
  const credits = new Map<Quotation, TextSpan>();
  const all: Quotation[] = [];
  let at = 0;
  for (const { paragraphs, credit } of creditedQuotes) {
    const from = paragraphs[0]?.start ?? credit.start;
    while (at < quotations.length && (quotations[at] as Quotation).end <= from) all.push(quotations[at++] as Quotation);
    while (at < quotations.length && (quotations[at] as Quotation).start < credit.end) at += 1;
    for (const { start, end } of paragraphs) {
      const paragraphText = text.slice(start, end);
      const textStart = start + (openingMarks.exec(paragraphText)?.[0].length ?? 0);
      const textEnd = Math.max(textStart, end - (closingMarks.exec(paragraphText)?.[0].length ?? 0));
      const inner = text.slice(textStart, textEnd);
      const quotation = { start, end, text: inner, textStart, textEnd, last: inner.at(-1) ?? '', isOpen: false };
      if (inner !== '') all.push(quotation);
      credits.set(quotation, credit);
    }
  }
  return { quotations: [...all, ...quotations.slice(at)], credits };
}

/** How many words of a title may stand before the name in a credit. */
const maxTitleWords = 4;

/** Returns the indices of the matches that a credit names first. Empty if it names nobody whom a match names. */
export function namesInCredit(part: Part, matches: readonly Match[], { start, end }: TextSpan, runs: Runs): number[] {
  const { tokens } = part;
  const tokenOf = ({ from }: Match) => tokens[from] as Token;
  let [low, high] = [0, matches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokenOf(matches[middle] as Match).start < start) low = middle + 1;
    else high = middle;
  }
  const match = matches[low];
  if (match === undefined || tokenOf(match).start >= end || (tokens[match.to] as Token).isPossessive) return [];
  const title = part.text.slice(start, tokenOf(match).start);
  const isTitle =
    !/[,;:.(]/.test(title.replace(/\p{L}+\.\s/gu, '')) && title.trim().split(/\s+/).length <= maxTitleWords;
  return isTitle ? listedNames(part, runs, matches, low) : [];
}
