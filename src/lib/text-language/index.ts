import { wordWeights } from './function-words.js';
import { languageOfScript } from './scripts.js';

/** The number of characters from the start of a text that are read. */
const maxLength = 4_000;

/** The minimum number of letters of a text whose script shows its language, and of one in Latin letters. */
const minScriptLetters = 20;
const minLatinLetters = 80;

/**
 * What shows a language for certain: the number of different function words, their share of all words, and the lead over
 * the next language. Languages that use endings instead of such words have fewer of them.
 */
const proofs = [
  { minWords: 5, minShare: 0.15, minLead: 1.2 },
  { minWords: 3, minShare: 0.08, minLead: 2.5 },
] as const;

/**
 * Returns the language of a plain text as a language tag, or null if the text is too short, mixed or in a language that is
 * not known. The script shows the language, or else the words without a meaning of their own do, such as `the` and `und`.
 * Knows about 35 languages in Latin letters and 30 others. Made for news of at least 200 characters.
 */
export function languageOf(text: string): string | null {
  const start = text.slice(0, maxLength);
  const letterCount = start.match(/\p{L}/gu)?.length ?? 0;
  if (letterCount < minScriptLetters) return null;
  const scriptLanguage = languageOfScript(start);
  if (scriptLanguage !== undefined) return scriptLanguage;
  return letterCount < minLatinLetters ? null : languageOfWords(start);
}

function languageOfWords(text: string): string | null {
  const words =
    text
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{M}]+/gu) ?? [];
  const scores = new Map<string, { score: number; count: number; words: Set<string> }>();
  for (const word of words) {
    const entry = wordWeights.get(word);
    for (const language of entry?.languages ?? []) {
      const own = scores.get(language) ?? { score: 0, count: 0, words: new Set() };
      scores.set(language, own);
      own.score += entry?.weight ?? 0;
      own.count += 1;
      own.words.add(word);
    }
  }
  const [first, second] = [...scores].toSorted(([, one], [, other]) => other.score - one.score);
  if (first === undefined) return null;
  const [language, { score, count, words: ownWords }] = first;
  const isSure = proofs.some(
    ({ minWords, minShare, minLead }) =>
      ownWords.size >= minWords && count >= words.length * minShare && score >= (second?.[1].score ?? 0) * minLead,
  );
  return isSure ? language : null;
}
