import { isActiveVerb, type Runs } from './active-verbs.js';
import type { Match, Part } from './article-text.js';
import { beforeVerb, conjunctions, prepositions } from './speech-verbs.js';
import { titleBefore } from './titles.js';
import type { Token } from './tokens.js';
import { functionWords } from './words.js';

const setOf = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** How many words from a name to the end of its complement are read, and to the end of a clause about the person. */
const maxWords = 9;
const maxClauseWords = 20;

/** How many words of a title may stand before a name at the beginning of its sentence. */
const maxTitleWords = 4;

/** Prepositions with which the employer or the home of a person follows the name, folded. */
const complementPrepositions = setOf(`of from at in for with
  von vom aus bei beim im de du des d au chez del en di della dell dal da van uit bij`);

/** Articles and similar words, which stand only after a preposition in a complement. */
const determiners = setOf(`the a an his her its their our this
  der die das dem den des ein eine einem einen einer eines le la les l un une el los las una il lo i gli het`);

/** Words that begin another clause in other languages than English, without a comma before them. */
const clauseWords = setOf(`qui que qu dont ou quand lorsque comme si car mais cuando quien como porque pero donde
  dass weil als wenn aber che quando come perche ma die dat toen maar`);

/** Words with which a clause about the person of a name begins: `Ann Porter, who knows Ben Hall, said`. */
const clauseOpeners = setOf('who whose whom qui dont que quien cuya cuyo che die der deren dessen das');

/** Words after which another subject begins in the same sentence. */
const subordinators = setOf('that as when while but because dass weil als que quand cuando che att at dat');

/**
 * Returns the verb of speech after a name with a complement: `Ann Porter of the port authority said`. The complement is
 * nothing but prepositions and nouns, so that no other verb can stand before the verb of speech, and the name is at the
 * place of a subject.
 */
export function verbAfterComplement(match: Match, runs: Runs, isNamed: (index: number) => boolean): number | undefined {
  const { part, from, to } = match;
  const { tokens } = part;
  const next = tokens[to + 1];
  if (next === undefined || !(isElided(part, next, 'd') || isPreposition(part, next))) return undefined;
  if (!isSubject(match, runs, isNamed)) return undefined;
  let isAfterPreposition = false;
  for (let at = to + 1; at < tokens.length && at <= to + maxWords; at += 1) {
    const token = tokens[at] as Token;
    const { key, gap } = token;
    if (runs[at] !== runs[from]) return undefined;
    if (gap === 'comma' && !isAfterPreposition) return verbAfterOpener(match, runs, isNamed, at);
    if (isNamed(at) || (gap !== 'space' && gap !== 'hyphen' && gap !== 'elision')) return undefined;
    // In `of the claims office said`, the word that looks like a verb is a noun.
    if (!isAfterPreposition && isActiveVerb(part, runs, at))
      return at > to + (isElided(part, next, 'd') ? 1 : 2) ? at : undefined;
    const isBeforeVerb = beforeVerb.has(key) && isActiveVerb(part, runs, at + 1);
    if (isBeforeVerb && !isAfterPreposition) continue;
    if (!isAfterPreposition && isPreposition(part, token)) isAfterPreposition = true;
    else if (determiners.has(key)) {
      if (!isAfterPreposition) return undefined;
    } else if (conjunctions.has(key)) {
      if (!joinsNames(part, at)) return undefined;
    } else if (functionWords.has(key) || clauseWords.has(key)) return undefined;
    else isAfterPreposition = false;
  }
  return undefined;
}

/** Returns whether a conjunction joins two capitalised words, as in `the Department of Health and Care`. */
const joinsNames = ({ tokens }: Part, at: number): boolean =>
  tokens[at - 1]?.isCapitalised === true && tokens[at + 1]?.isCapitalised === true;

/**
 * Returns the verb of speech after a name with a clause or an apposition in commas that may name other people:
 * `Ann Porter, who succeeded Ben Hall in 2019, said`. The verb follows the comma at its end.
 */
export const verbAfterClause = (match: Match, runs: Runs, isNamed: (index: number) => boolean): number | undefined =>
  match.part.tokens[match.to + 1]?.gap === 'comma' && isSubject(match, runs, isNamed)
    ? verbAfterOpener(match, runs, isNamed, match.to + 1)
    : undefined;

/** Returns the verb after the clauses of which the first begins with a word after a comma. */
function verbAfterOpener(
  { part, from }: Match,
  runs: Runs,
  isNamed: (index: number) => boolean,
  opener: number,
): number | undefined {
  const { tokens } = part;
  if (!isOpener(part, opener)) return undefined;
  for (let at = opener + 1; at < opener + maxClauseWords && runs[at] === runs[from]; at += 1) {
    const token = tokens[at] as Token;
    if (token.gap !== 'comma') continue;
    const verb = beforeVerb.has(token.key) ? at + 1 : at;
    if (runs[verb] !== runs[from] || isNamed(verb)) return undefined;
    if (isActiveVerb(part, runs, verb)) return verb;
    if (!isOpener(part, at)) return undefined;
  }
  return undefined;
}

/** Returns whether a clause or an apposition can begin with a word: `who`, `the wife`, `l’épouse`, `of the port`. */
function isOpener(part: Part, at: number): boolean {
  const token = part.tokens[at] as Token;
  const isWord = clauseOpeners.has(token.key) || determiners.has(token.key);
  return isWord || isPreposition(part, token) || isElided(part, token, 'ld');
}

/** Returns whether a complement can begin with a word. The French `à` differs from `a`, which is a verb. */
const isPreposition = ({ text }: Part, { key, start }: Token): boolean =>
  complementPrepositions.has(key) || (key === 'a' && text.charAt(start) === 'à');

/** Returns whether a word begins with one of some letters and an apostrophe, as in `d’Alès`. */
const isElided = ({ text }: Part, { start }: Token, letters: string): boolean =>
  letters.includes(text.charAt(start).toLowerCase()) && /['’]/.test(text.charAt(start + 1));

/**
 * Returns whether a name can be a subject. Only a title stands before it in its sentence, or a comma, another subject with
 * a conjunction, or a word with which a clause begins.
 */
function isSubject({ part: { tokens }, from }: Match, runs: Runs, isNamed: (index: number) => boolean): boolean {
  const first = titleBefore(tokens, from) ?? from;
  const before = runs[first - 1] === runs[from] ? tokens[first - 1]?.key : undefined;
  if (before === undefined || tokens[first]?.gap === 'comma' || subordinators.has(before)) return true;
  if (conjunctions.has(before) && isNamed(first - 2)) return true;
  for (let at = first - 1; at >= 0 && runs[at] === runs[from]; at -= 1) {
    const { key, gap, isPossessive } = tokens[at] as Token;
    if (at < first - maxTitleWords || isPossessive || tokens[at + 1]?.gap !== 'space') return false;
    const isOther = prepositions.has(key) || clauseWords.has(key) || (functionWords.has(key) && !determiners.has(key));
    if (isOther || key.endsWith('ing')) return false;
    if (gap === 'comma') return true;
  }
  return true;
}
