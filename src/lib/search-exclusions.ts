/** A phrase in quotation marks with or without a hyphen before it, or a word with a hyphen before it. */
const phraseOrExclusion = /((?<![\p{L}\p{M}\p{N}])-)?"([^"]*)"?|(?<![\p{L}\p{M}\p{N}])-(?=[^\s"-])([^\s"]+)/gu;
const hasWord = /[\p{L}\p{N}]/u;

/** A search without what it excludes. */
export type Exclusions = {
  /** The search without the excluded words and phrases. It may be blank. */
  rest: string;
  /** The excluded words, without their hyphens. */
  words: string[];
  /** The excluded phrases, without their quotation marks. */
  phrases: string[];
};

/** Separates the excluded words and phrases of a search, such as `-tram` and `-"the who"`, from the rest. */
export function splitExclusions(q: string): Exclusions {
  const words = new Set<string>();
  const phrases = new Set<string>();
  const rest = q.replace(phraseOrExclusion, (match: string, hyphen?: string, phrase = '', word?: string) => {
    if (word !== undefined) words.add(word);
    else if (hyphen !== undefined) phrases.add(phrase);
    else return match;
    return ' ';
  });
  if (words.size + phrases.size === 0) return { rest, words: [], phrases: [] };
  return { rest: withoutDanglingOr(rest), words: [...words].filter(isWord), phrases: [...phrases].filter(isWord) };
}

const isWord = (text: string) => hasWord.test(text);

/** An `or` beside an exclusion has lost one of its sides, and would be taken for a word. */
const withoutDanglingOr = (text: string) =>
  text.replace(/\s+or(?=\s+or\s)/gi, ' ').replace(/^\s*or(?=\s|$)|\sor\s*$/gi, ' ');
