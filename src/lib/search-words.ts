import { isAscii } from './ascii.js';
import { withPlainSpaces } from './plain-spaces.js';
import { splitExclusions } from './search-exclusions.js';
import { withOtherSpellings } from './search-variants.js';

/**
 * The scripts that do not separate words by spaces, as in the database function `search_pairs`: Thai, Lao, Burmese,
 * Khmer, Japanese, Chinese and Korean.
 */
const unspacedRange =
  '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005\\u3007\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\u{20000}-\\u{3134a}';
const unspacedRun = new RegExp(`[${unspacedRange}]+`, 'gu');
const hasUnspaced = new RegExp(`[${unspacedRange}]`, 'u');

/** Half-width katakana and their voice marks, which `search_width` in the database replaces in the same way. */
const halfWidthRun = /[\uff66-\uff9f]+/g;

/** The marks of Hebrew and Arabic, and forms of Arabic letters, which `search_letters` in the database folds in the same way. */
const hebrewAndArabic = /[\u0590-\u06ff]/;
const marks = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+/g;
const arabicForms = /[\u0622\u0623\u0625\u0671\u0629\u0649\u06cc\u06a9]/g;
const arabicLetters: Readonly<Record<string, string>> = {
  '\u0622': '\u0627',
  '\u0623': '\u0627',
  '\u0625': '\u0627',
  '\u0671': '\u0627',
  '\u0629': '\u0647',
  '\u0649': '\u064a',
  '\u06cc': '\u064a',
  '\u06a9': '\u0643',
};

const withPlainLetters = (text: string): string =>
  hebrewAndArabic.test(text)
    ? text.replace(marks, '').replace(arabicForms, (letter) => arabicLetters[letter] ?? letter)
    : text;

/** Words as the index splits them. */
type Words = {
  /** The words, separated by spaces. In a search, they have the syntax of `websearch_to_tsquery`, without exclusions. */
  query: string;
  /** The words of `query` in scripts without spaces, as they were written. */
  unspacedWords: string[];
};

/** A search by words. */
export type WordSearch = Words & {
  /** The query of the words that an article must not contain, or undefined. */
  excludedWords: string | undefined;
  /** The queries of the phrases that an article must not contain. */
  excludedPhrases: string[];
};

/**
 * Splits the words of a search as the index does, and separates what the search excludes. Other spellings of words are
 * added. An exclusion applies to both sides of an `or`, and a phrase excludes what it finds if it is the whole search. The
 * query of a search that only excludes is blank.
 */
export function splitSearchWords(q: string): WordSearch {
  const { rest, words, phrases } = splitExclusions(withoutIdleHyphens(withPlainSpaces(q.normalize('NFC'))));
  const excludedPhrases = phrases.map((phrase) => splitWords(`"${phrase}"`).query);
  const excludedWords =
    words.length === 0 ? undefined : words.map((word) => splitWords(`"${word}"`).query).join(' or ');
  return { ...splitWords(rest), excludedWords, excludedPhrases };
}

/** PostgreSQL reads several hyphens as an exclusion of an exclusion, and refuses more than 32 of them. */
const withoutIdleHyphens = (q: string) => q.replace(/-+(?=[\s-]|$)/g, ' ');

/** Splits the words of a search as the index does, and adds other spellings. */
const splitWords = (words: string): Words => splitNameWords(withOtherSpellings(words));

/**
 * Splits words at hyphens and slashes, with half-width katakana and letters with marks replaced, and in scripts without spaces into pairs of
 * characters. An article matches a word in such a script if it contains all pairs. A name has only its own spelling.
 */
export function splitNameWords(name: string): Words {
  const spacedQuery = withPlainLetters(name.normalize('NFC'))
    .replace(halfWidthRun, (run) => run.normalize('NFKC'))
    .replace(/(?<=[\p{L}\p{M}\p{N}])[-/_\\‐‑‒–—・]+(?=[\p{L}\p{M}\p{N}])/gu, ' ');
  if (isAscii(spacedQuery) || !hasUnspaced.test(spacedQuery)) return { query: spacedQuery, unspacedWords: [] };
  const query = spacedQuery
    // The index has no positions of these pairs, so a phrase with them could never match.
    .replace(/"[^"]*"?/g, (phrase) => (hasUnspaced.test(phrase) ? phrase.replaceAll('"', ' ') : phrase))
    .replace(unspacedRun, (run) => ` ${pairsOf(run)} `);
  return { query, unspacedWords: spacedQuery.match(unspacedRun) ?? [] };
}

/** Returns the pairs of neighbouring characters, or the character itself if there is only one, separated by spaces. */
function pairsOf(run: string): string {
  const characters = [...run];
  if (characters.length === 1) return run;
  return characters
    .slice(1)
    .map((character, index) => `${characters[index]}${character}`)
    .join(' ');
}
