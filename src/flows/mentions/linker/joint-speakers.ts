import type { Runs } from './active-verbs.js';
import type { Match, Part } from './article-text.js';
import { conjunctions, prepositions, subjects } from './speech-verbs.js';
import { titleBefore } from './titles.js';
import type { Token } from './tokens.js';

/** How many names a list of speakers has at most. */
const maxSpeakers = 8;

const firstWordOf = ({ part, from }: Match): number => titleBefore(part.tokens, from) ?? from;

/** How two names are joined: by a conjunction, by a comma between names of a list, or not. */
function joinOf({ tokens, text }: Part, runs: Runs, leftName: Match, rightName: Match): 'and' | 'comma' | undefined {
  const first = firstWordOf(rightName);
  const last = tokens[leftName.to] as Token;
  if (runs[leftName.to] !== runs[rightName.from] || last.isPossessive || leftName.cut > 0) return undefined;
  const between = text.slice(last.end, (tokens[first] as Token).start);
  if (/^\s*&\s*$/.test(between)) return 'and';
  if (first === leftName.to + 1) return /^,\s$/.test(between) ? 'comma' : undefined;
  const isConjunction = first === leftName.to + 2 && conjunctions.has((tokens[leftName.to + 1] as Token).key);
  return isConjunction && /^(?:\s|,\s)\p{L}+\s$/u.test(between) ? 'and' : undefined;
}

/** Returns whether a comma stands before the conjunction between two names, as at the end of a list. */
const hasComma = ({ tokens }: Part, leftName: Match): boolean => tokens[leftName.to + 1]?.gap === 'comma';

/** Returns whether a name can be the first of several subjects, because no verb or preposition stands before it. */
function canBeginSubjects({ tokens }: Part, runs: Runs, match: Match): boolean {
  const first = firstWordOf(match);
  const before = tokens[first - 1];
  if (before === undefined || runs[first - 1] !== runs[first] || tokens[first]?.gap === 'comma') return true;
  if (prepositions.has(before.key) || before.isPossessive || subjects.has(before.key)) return false;
  return (
    before.isCapitalised || /^(?:that|as|when|while|but|because|dass|als|que|quand|cuando|che|att|at)$/.test(before.key)
  );
}

/** Returns the indices of the names that are listed together with a name, the name itself included, in their order. */
export function listedNames(part: Part, runs: Runs, matches: readonly Match[], index: number): number[] {
  let [first, last] = [index, index];
  const join = (at: number) => joinOf(part, runs, matches[at] as Match, matches[at + 1] as Match);
  while (first > 0 && last - first < maxSpeakers && join(first - 1) !== undefined) first -= 1;
  while (last + 1 < matches.length && last - first < maxSpeakers && join(last) !== undefined) last += 1;
  const list = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  if (list.length === 1) return list;
  // A list ends with a conjunction. Otherwise, the second name is an apposition.
  if (join(last - 1) !== 'and') return [index];
  // He met Ann, and Ben said: “…”
  return list.length === 2 && hasComma(part, matches[first] as Match) ? [index] : list;
}

/**
 * Returns the indices of all who speak together with a speaker: `Ann and Ben said`; `said Ann, Ben and Kim`. Returns none
 * if the names belong to another noun, as in `the spokesman for Ann and Ben said`.
 *
 * @param verb the index of the verb of speech. Undefined if the names stand alone
 */
export function jointSpeakers(
  part: Part,
  runs: Runs,
  matches: readonly Match[],
  { index, verb }: { index: number; verb: number | undefined },
): number[] {
  const list = listedNames(part, runs, matches, index);
  if (list.length === 1) return list;
  const first = matches[list[0] as number] as Match;
  const last = matches[list.at(-1) as number] as Match;
  if (verb !== undefined && verb < first.from) {
    // “…,” said Ann and Ben nodded.
    const next = part.tokens[last.to + 1];
    const isLast = next === undefined || runs[last.to + 1] !== runs[last.to] || next.gap !== 'space';
    return isLast || prepositions.has(next.key) || afterSpeakers.has(next.key) ? list : [index];
  }
  if (canBeginSubjects(part, runs, first)) return list;
  const before = part.tokens[firstWordOf(first) - 1];
  const isComplement = before !== undefined && (prepositions.has(before.key) || before.isPossessive);
  return isComplement ? [] : [index];
}

/** Words after the last speaker with which no other sentence begins. */
const afterSpeakers: ReadonlySet<string> = new Set(
  'after before in on at who as when during yesterday today am im nach während gestern heute après dans en hier le ayer hoy em nel w we в во'.split(
    ' ',
  ),
);
