import type { Part } from './article-text.js';
import { isSentenceInCapitals } from './capitals.js';
import type { Cast } from './cast-types.js';
import { actsAt, isWordElsewhere, startsHeadline } from './everyday-elsewhere.js';
import { isSpeakerLabel, speaksAt } from './guards.js';
import { titleBefore } from './titles.js';
import type { Token } from './tokens.js';
import { beforePlaces, descriptors, speech } from './words.js';

/** Returns a function that returns the words of an article that are printed in small letters. */
export function wordsInSmallLetters(parts: readonly Part[]): () => ReadonlySet<string> {
  let words: Set<string> | undefined;
  return () => {
    if (words !== undefined) return words;
    words = new Set();
    for (const { tokens } of parts)
      for (const { key, isCapitalised, isCaseless } of tokens) if (!isCapitalised && !isCaseless) words.add(key);
    return words;
  };
}

/**
 * Returns whether a surname means a place of this article here, or is an ordinary word.
 *
 * @param isEnding whether an apostrophe separates an ending from the name, which is then no ordinary word
 */
export function isPlaceOrWord(
  part: Part,
  from: number,
  to: number,
  key: string,
  isEnding: boolean,
  cast: Cast,
  inSmallLetters: () => ReadonlySet<string>,
): boolean {
  const { tokens, hasTitleCase } = part;
  const [first, last] = [tokens[from] as Token, tokens[to] as Token];
  // "He flew to Washington"
  if (descriptors.has(key) && first.gap === 'space' && placePrepositions.has(tokens[from - 1]?.key ?? '')) return true;
  if (cast.places.has(key) && first.gap === 'space' && beforePlaces.has(tokens[from - 1]?.key ?? '')) return true;
  // In an article about a town, its name means a person only with a title or a verb of speech.
  if ((cast.places.get(key) ?? 0) > 1 && titleBefore(tokens, from) === undefined && !isSpeaker(part, from, to))
    return true;
  if (isLettering(part, from, to)) return true;
  if (isWordElsewhere(part, from, to, key, isEnding)) return true;
  if (isEnding || first.gap !== 'sentence' || from !== to || last.isPossessive || hasTitleCase) return false;
  if (isSpeakerLabel(part, from, to)) return false;
  if (speaksAt(part, to) || actsAt(part, to) || startsHeadline(part, from, to)) return false;
  return inSmallLetters().has(key) || inSmallLetters().has(first.key);
}

const placePrepositions: ReadonlySet<string> = new Set(['to', 'in', 'from', 'near', 'at', 'outside', 'leaving']);

/** Returns whether a verb of speech stands before or after the name. */
function isSpeaker({ tokens }: Part, from: number, to: number): boolean {
  const [before, next] = [tokens[from - 1], tokens[to + 1]];
  return (
    speech.has(before?.key ?? '') ||
    (next !== undefined && next.gap !== 'sentence' && (speech.has(next.key) || next.key === 'who'))
  );
}

/** Returns whether a surname in capitals, among words that are not, quotes lettering, such as on a cap or poster. */
function isLettering(part: Part, from: number, to: number): boolean {
  const { tokens, field } = part;
  if (field !== 'body' || !tokens[from]?.isAllCaps || isSpeakerLabel(part, from, to)) return false;
  if (isSentenceInCapitals(part, from)) return false;
  const around = [tokens[from - 2], tokens[from - 1], tokens[to + 1], tokens[to + 2]];
  return !around.some((token) => token?.isAllCaps && token.key.length > 3) && titleBefore(tokens, from) === undefined;
}
