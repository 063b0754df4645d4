import type { Part, Setting } from './article-text.js';
import { isRoleAt } from './roles.js';
import { barePositions, sentenceOpeners } from './sentence-openers.js';
import { isSpeechVerb } from './speech-verbs.js';
import { descriptors, functionWords, months, titleModifiers, weekdays } from './words.js';

/** Matches what can be a given name in the Latin script, folded. Longer words are rather compounds. */
const nameLike = /^[a-z]{3,9}$/;

/** Matches the endings of German nouns, verbs and adverbs that hardly any given name has. */
const germanNoun =
  /(?:er|erin|ung|heit|keit|schaft|ist|ent|ant|eur|mann|frau|sten?|ten?|lich|ig|ings|ens|lls|tags|[^aeiou]t)$/;

/** Matches an accented vowel with which verbs in Spanish, Italian and Portuguese end: `Dijo`, `Llegó`. */
const accentedEnd = /[óòí]$/;

/** Matches letters of languages in which a word for what somebody is stands before a surname without an article. */
const otherLetters = /[ığşłąęćńśźżřěůőűčšž'’]/iu;

const noWords: readonly ReadonlySet<string>[] = [
  sentenceOpeners,
  barePositions,
  functionWords,
  descriptors,
  titleModifiers,
  months,
  weekdays,
];

/**
 * Returns whether the word at the start of a sentence before a surname is a given name that no list has, in German and in
 * languages whose nouns have articles: `Piersanti Mattarella era presidente`.
 *
 * @param inSmallLetters returns the words of the article that are printed in small letters
 */
export function followsUnknownGivenName(
  part: Part,
  from: number,
  { inflection }: Setting,
  inSmallLetters: () => ReadonlySet<string>,
): boolean {
  const { tokens, text, field, isEnglish } = part;
  const before = tokens[from - 1];
  if (before?.gap !== 'sentence' || tokens[from]?.gap !== 'space' || isEnglish || field !== 'body') return false;
  if (inflection !== 'none' && inflection !== 'german') return false;
  const { key, isCapitalised, isAllCaps, isPossessive, initials, facts } = before;
  if (!isCapitalised || isAllCaps || isPossessive || initials || facts.isTitle || !nameLike.test(key)) return false;
  const surface = text.slice(before.start, before.end);
  if (otherLetters.test(surface) || accentedEnd.test(surface)) return false;
  if (isSpeechVerb(key, surface) || noWords.some((list) => list.has(key))) return false;
  if (inflection === 'german' && germanNoun.test(key)) return false;
  return !isRoleAt(tokens, from - 1) && !inSmallLetters().has(key);
}
