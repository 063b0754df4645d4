import { isActiveVerb, type Runs } from './active-verbs.js';
import type { Match, Part, Setting } from './article-text.js';
import { fold } from './fold.js';
import { verbAfterClause, verbAfterComplement } from './name-complements.js';
import { sourceAfter, sourceBefore } from './sources.js';
import { beforeVerb, englishVerbs, prepositions, speakerWords, subjects, verbsWithListener } from './speech-verbs.js';
import { titleBefore } from './titles.js';
import type { Token } from './tokens.js';
import { afterName, functionWords, weekdays } from './words.js';

/** How many words, such as a title or an apposition, may stand between the name and the verb. */
const maxWordsToVerb = 12;

/** How many words of a title and an apposition are searched for a verb before the name. */
const maxWordsFromVerb = 8;

/** How many words of a title may stand between a verb and the name without a comma. */
const maxTitleWords = 3;

/** How many characters a remark in brackets after a name has at most, as in `Kaine (D-Va.)`. */
const maxRemark = 40;

/** Returns whether the words before a name make it belong to another noun, as in `the spokesman for Angela Merkel`. */
function isComplement({ tokens }: Part, runs: Runs, first: number): boolean {
  const before = tokens[first - 1];
  const isSame = runs[first - 1] === runs[first] && runs[first - 2] === runs[first];
  return before !== undefined && isSame && (prepositions.has(before.key) || before.isPossessive);
}

/** Returns whether a name is in another case than that of the subject, as in the Polish `Tuska` and the Russian `Путина`. */
function isOblique({ part: { tokens }, to, cut, skip, candidates, method }: Match, { inflection }: Setting): boolean {
  const last = tokens[to] as Token;
  if (cut > 0 || last.isPossessive) return true;
  const person = candidates[0]?.person;
  const isInflected = inflection === 'west-slavic' || /^[\p{sc=Cyrillic}\p{sc=Greek}]/u.test(last.key);
  if (!isInflected || skip > 0 || method === 'editor' || person === undefined) return false;
  const isForm = (key: string) => key === last.key || key.endsWith(` ${last.key}`);
  return person.shorts.length > 0 && !person.shorts.some(isForm) && !isForm(fold(person.name));
}

/** Returns the first word of a name with its title. */
const firstWordOf = ({ part, from }: Match): number => titleBefore(part.tokens, from) ?? from;

/** Returns the index of the verb of speech whose subject a match is, or undefined. */
export function verbOf(
  match: Match,
  runs: Runs,
  setting: Setting,
  isNamed: (index: number) => boolean,
): number | undefined {
  const { part, from } = match;
  if (runs[from] === -1) return undefined;
  const first = firstWordOf(match);
  const source = sourceBefore(part, runs, first) ?? sourceAfter(part, runs, match.to);
  if (source !== undefined) return source;
  if (isOblique(match, setting)) return undefined;
  const after = isComplement(part, runs, first)
    ? undefined
    : (verbAfter(match, runs, isNamed) ??
      verbAfterComplement(match, runs, isNamed) ??
      verbAfterClause(match, runs, isNamed));
  // Asked about it, Ann said: “…”
  if (after === match.to + 1) return after;
  return verbBefore(part, runs, first, match, isNamed) ?? after;
}

/** Returns the verb before a name: `“…,” said Ann`; `“…,” said the minister, Ann`. */
function verbBefore(
  part: Part,
  runs: Runs,
  first: number,
  { from, to }: Match,
  isNamed: (index: number) => boolean,
): number | undefined {
  const { tokens } = part;
  const isApposition = tokens[from]?.gap === 'comma';
  const maxWords = isApposition ? maxWordsFromVerb : maxTitleWords + 1;
  let hasPreposition = false;
  for (let at = first - 1; at >= 0 && at >= first - maxWords; at -= 1) {
    if (runs[at] !== runs[from] || isNamed(at)) return undefined;
    const { key, gap } = tokens[at] as Token;
    if (isActiveVerb(part, runs, at)) {
      if (hasPreposition && !isApposition) return undefined;
      return isInverted(part, runs, at, isNamed) ? at : undefined;
    }
    if (speakerWords.has(key) && at === first - 1 && isFirstOfRun(runs, at)) {
      const isLast = runs[to + 1] !== runs[to] || tokens[to + 1]?.gap === 'comma';
      return isLast || !part.isEnglish ? at : undefined;
    }
    if (gap === 'comma' && !isApposition) return undefined;
    if (prepositions.has(key)) hasPreposition = true;
  }
  return undefined;
}

const isFirstOfRun = (runs: Runs, at: number): boolean => at === 0 || runs[at - 1] !== runs[at];

/** Returns whether no subject stands before a verb, so that the subject may follow it. */
function isInverted({ tokens }: Part, runs: Runs, at: number, isNamed: (index: number) => boolean): boolean {
  const { key, gap } = tokens[at] as Token;
  if (verbsWithListener.has(key)) return false;
  if (isFirstOfRun(runs, at) || gap === 'comma') return true;
  const before = tokens[at - 1] as Token;
  if (isNamed(at - 1) || subjects.has(before.key)) return false;
  return !englishVerbs.has(key) || beforeVerb.has(before.key);
}

/** Returns the verb after a name: `Ann said`; `Ann, who leads the party, said`. */
function verbAfter(match: Match, runs: Runs, isNamed: (index: number) => boolean): number | undefined {
  const { part, from, to } = match;
  const { tokens } = part;
  const next = afterRemark(part, to);
  const isApposition = tokens[next]?.gap === 'comma';
  const isRelative = isApposition && tokens[next]?.key === 'who';
  for (let at = next; at < tokens.length && at <= next + maxWordsToVerb; at += 1) {
    if (runs[at] !== runs[from] || isNamed(at)) return undefined;
    const { gap, key } = tokens[at] as Token;
    if (isActiveVerb(part, runs, at)) {
      if (!isApposition) {
        const between = at > next ? tokens[next]?.key : undefined;
        // A comma closes a clause in which the name stands: `…, die Ann kennt, sagte`.
        if (between !== undefined && gap === 'comma') return undefined;
        return between === undefined || !englishVerbs.has(key) || isAdverb(between) ? at : undefined;
      }
      // A comma closes the apposition. Without it, another person speaks: `He met Ann, a spokesman said`.
      const isClosed =
        gap === 'comma' ||
        (at - 1 > next && tokens[at - 1]?.gap === 'comma' && beforeVerb.has(tokens[at - 1]?.key ?? ''));
      if (at > next && (isClosed || (isRelative && at === next + 1))) return at;
      continue;
    }
    // Beyond the next word, the verb may follow only an apposition or adverb, which begins with a comma.
    if (!isApposition && at > next) return undefined;
  }
  return undefined;
}

/** Returns whether a word may stand between an English subject and its verb. A noun may not: `Trump lawyer said`. */
const isAdverb = (key: string): boolean =>
  functionWords.has(key) || afterName.has(key) || beforeVerb.has(key) || weekdays.has(key) || key.endsWith('ly');

/** Returns the first word after a name and a remark in brackets. */
function afterRemark({ tokens, text }: Part, to: number): number {
  const end = (tokens[to] as Token).end;
  if (text.charAt(end + 1) !== '(') return to + 1;
  const close = text.slice(end, end + maxRemark).indexOf(')');
  if (close === -1) return to + 1;
  let at = to + 1;
  while (at < tokens.length && (tokens[at] as Token).start < end + close) at += 1;
  return at;
}

/**
 * Returns whether a run consists of nothing but a name with its title, as in the interview `Angela Merkel: “…”`.
 *
 * @param last the last word of the run
 */
export const isLabel = (match: Match, runs: Runs, last: number): boolean =>
  match.to === last && isFirstOfRun(runs, firstWordOf(match));

/** Returns whether a run begins with a name, so that the name can be the subject of all its verbs. */
export const beginsRun = (match: Match, runs: Runs): boolean => isFirstOfRun(runs, firstWordOf(match));
