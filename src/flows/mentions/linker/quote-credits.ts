import type { Runs } from './active-verbs.js';
import type { Match, Part } from './article-text.js';
import { fold } from './fold.js';
import { listedNames } from './joint-speakers.js';
import type { Quotation } from './quotations.js';
import { isSpeechVerb, prepositions } from './speech-verbs.js';
import type { Token } from './tokens.js';

/** How many characters a line that credits a quotation has at most. */
const maxLength = 120;

/** How many words of a title may stand before the name. */
const maxTitleWords = 4;

/** Matches the dash that leads from a quotation to its speaker, in the same line or in the next one. */
const dash = /^(?:\s+|\s*\n\s*|(?=[—–―]))[—–―-]+\s*$/u;

/**
 * Matches what may follow the name: the end of the line, or an office or a work after a comma, in brackets or after a
 * bar, as in `, in “The Sea”`.
 */
const office =
  /^(?:[.;,]?\s*$|\s*[,，(|/–—][^.!?;:“”„"«»\n]*(?:[“„"«][^“”„"«»\n]*[”“"»])?[^.!?;:“”„"«»\n]*[.;)]?\s*$)/u;

/**
 * Returns for each quotation the indices of the matches to which the words after it credit the quotation:
 * `“…” — Ann Porter`; `“…” - Ann Porter, baker`; or the name alone in the line below. Takes linear time.
 */
export function creditsOf(
  part: Part,
  matches: readonly Match[],
  quotations: readonly Quotation[],
  runs: Runs,
): (readonly number[] | undefined)[] {
  let at = 0;
  return quotations.map((quotation, number) => {
    while (at < matches.length && startOf(matches[at] as Match) < quotation.end) at += 1;
    const next = quotations[number + 1]?.start ?? Number.POSITIVE_INFINITY;
    const limit = quotation.end + maxLength;
    for (let index = at; index < matches.length && startOf(matches[index] as Match) < Math.min(next, limit); index += 1)
      if (beginsCredit(part, quotation, matches[index] as Match)) {
        const indices = listedNames(part, runs, matches, index);
        const end = isCredited(part, quotation, quotations[number + 1]) ? next : Number.POSITIVE_INFINITY;
        return endsCredit(part, matches[indices.at(-1) ?? index] as Match, end) ? indices : undefined;
      }
    return undefined;
  });
}

const startOf = ({ part, from }: Match): number => (part.tokens[from] as Token).start;

/** Returns whether nothing but a dash or the start of the next line, and a title, stands before a name. */
function beginsCredit({ text, tokens }: Part, { start, end }: Quotation, match: Match): boolean {
  let first = match.from;
  while (first > 0 && (tokens[first - 1] as Token).start >= end) first -= 1;
  if (match.from - first > maxTitleWords) return false;
  const lead = text.slice(end, (tokens[first] as Token).start);
  const isBelow = /^[ \t]*\n[ \t]*$/.test(lead) && (start === 0 || text.charAt(start - 1) === '\n');
  if (!dash.test(lead) && !isBelow) return false;
  for (let at = first; at < match.from; at += 1) {
    const { key, start: from, end: to, isPossessive } = tokens[at] as Token;
    const isOther = tokens[at + 1]?.gap !== 'space' || isPossessive || prepositions.has(key);
    if (isOther || isSpeechVerb(key, text.slice(from, to))) return false;
  }
  return true;
}

/** Returns whether a credit may end before the next quotation in its line: `“A.” — Ann Porter “B.” — Ben Hall`. */
const isCredited = ({ text }: Part, { last }: Quotation, next: Quotation | undefined): boolean =>
  next !== undefined && /[.!?…]/.test(last) && /^[^\S\n]*[—–―]/u.test(text.slice(next.end, next.end + 3));

/**
 * Returns whether the line ends after a name, or after an office.
 *
 * @param limit where the line ends at the latest
 */
function endsCredit({ text, tokens }: Part, { to, cut }: Match, limit: number): boolean {
  const last = tokens[to] as Token;
  if (last.isPossessive || cut > 0) return false;
  const line = text.slice(last.end, Math.min(limit, last.end + maxLength));
  const rest = line.includes('\n') ? line.slice(0, line.indexOf('\n')) : line;
  if (rest.length === maxLength || !office.test(rest)) return false;
  return !(rest.match(/[\p{L}\p{M}]+/gu) ?? []).some((word) => isSpeechVerb(fold(word), word));
}
