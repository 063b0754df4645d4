import type { Part, Setting } from './article-text.js';
import type { Cast } from './cast-types.js';
import type { Directory } from './directory.js';
import { allForms, maxWordCount, otherForms, type WordForm, wordFormsOf } from './forms.js';
import type { Token } from './tokens.js';

/** A word with which a short name may begin, and the forms in which short names of the directory begin with it. */
export type ShortNameStart = {
  at: number;
  wordForms: readonly WordForm[];
  maxWords: number;
  /** The short name that consists of this word only, if no other can begin with it. */
  only: ShortName | undefined;
};

/** A short name at a place: its key, and all keys that the printed words may be forms of. */
export type ShortName = { to: number; key: string; keys: readonly string[]; wordForm: WordForm };

/** Finds the words of a part with which short names of the directory may begin. They do not depend on the cast. */
export function shortNameStarts(part: Part, directory: Directory, { inflection }: Setting): ShortNameStart[] {
  const starts: ShortNameStart[] = [];
  for (const at of part.nameStarts) {
    const token = part.tokens[at] as Token;
    const { key } = token;
    const others = otherForms(part.text, token, inflection);
    const isKnown = directory.shortStarts.has(key);
    if (!isKnown && others.length === 0) continue;
    const wordForms = allForms(token, others).filter((form) => directory.shortStarts.has(form.key));
    const maxWords = maxWordCount(wordForms, directory.shortStarts);
    const [exact] = wordForms;
    if (exact === undefined) continue;
    const isOnly = maxWords === 1 && others.length === 0;
    // A short name that was removed from the directory leaves its length behind.
    if (isOnly && !directory.shorts.has(key)) continue;
    const only = isOnly ? { to: at, key, keys: [key], wordForm: exact } : undefined;
    starts.push({ at, wordForms, maxWords, only });
  }
  return starts;
}

/** Returns the longest short name that begins at a word. */
export function longestShortNameAt(
  part: Part,
  directory: Directory,
  cast: Cast,
  setting: Setting,
  { at: from, wordForms: first, maxWords, only }: ShortNameStart,
  takenTokens: ReadonlySet<number>,
): ShortName | undefined {
  if (only !== undefined) return only;
  const { tokens } = part;
  let wordForms = first;
  let longestName: ShortName | undefined;
  for (let to = from; to < tokens.length && to < from + maxWords && !takenTokens.has(to); to += 1) {
    if (to > from) {
      if (!isRunOn(tokens, to)) break;
      const words = wordFormsOf(part, to, setting).filter(({ skip }) => skip === 0);
      wordForms = wordForms.flatMap((before) =>
        words.map(({ key, cut, isExact }) => ({
          key: `${before.key} ${key}`,
          skip: before.skip,
          cut,
          isExact: before.isExact && isExact,
        })),
      );
    }
    // An inflected or prefixed form counts only for people who are named in full.
    const here = wordForms.filter(({ key, isExact }) => (isExact ? directory.shorts.has(key) : cast.members.has(key)));
    const inCast = here.filter(({ key }) => cast.members.has(key));
    const [wordForm] = inCast.length > 0 ? inCast : here;
    if (wordForm === undefined) continue;
    const keys = inCast.filter(({ skip, cut }) => skip === wordForm.skip && cut === wordForm.cut).map(({ key }) => key);
    longestName = { to, key: wordForm.key, keys: keys.length === 0 ? [wordForm.key] : keys, wordForm };
  }
  return longestName;
}

function isRunOn(tokens: readonly Token[], at: number): boolean {
  const { gap, isOnNewLine } = tokens[at] as Token;
  const isJoined = gap === 'space' || gap === 'hyphen' || gap === 'elision' || isOnNewLine;
  return isJoined && !tokens[at - 1]?.isPossessive;
}
