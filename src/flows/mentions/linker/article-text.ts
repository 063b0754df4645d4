import type { Person } from './directory.js';
import { type Token, tokensOf } from './tokens.js';

export const FIELDS = ['headline', 'standfirst', 'body'] as const;
export type Field = (typeof FIELDS)[number];

/** The plain text of an article, by its parts. */
export type ArticleText = {
  headline?: string | null | undefined;
  standfirst?: string | null | undefined;
  body: string;
  /** The day of the article, YYYY-MM-DD. It decides who held an office. */
  date?: string | undefined;
  /** BCP 47 language tag. If it is missing, the language is detected from the words. */
  lang?: string | undefined;
};

/**
 * How a person was recognised: by the full name, by an alias, by a short form of a name mentioned before, by a title
 * with a surname, or by the decision of an editor.
 */
export type Method = 'name' | 'alias' | 'short-name' | 'title' | 'editor';

/** Properties that all parts of an article share. */
export type Setting = {
  day: string | undefined;
  /** Whether the text is German, where names have a genitive without an apostrophe. */
  isGerman: boolean;
};

/** A part of an article, split into words. */
export type Part = {
  field: Field;
  text: string;
  tokens: Token[];
  /** Whether most words begin with a capital, as in headlines. */
  hasTitleCase: boolean;
  /** For each word, the number of its sentence and the number of its block. */
  sentences: Int32Array;
  blocks: Int32Array;
};

/** Words that name a person. `from` and `to` are the indices of the first and the last word. */
export type Match = {
  part: Part;
  from: number;
  to: number;
  candidates: { person: Person; score: number }[];
  method: Method;
  confidence: number;
  /** How many characters at the end of the last word are not part of the name: 1 in `Merkels`. */
  cut?: number;
  /** The place that an editor marked, in UTF-16 units. It need not end at the end of a word. */
  span?: { start: number; end: number };
};

/** The lowest confidence at which a person is named. Below it, the mention is only suggested. */
export const minConfidence = 0.5;

/** Returns whether most words are capitalised, so that a capital letter does not indicate a name. */
function isTitled(tokens: readonly Token[]): boolean {
  const long = tokens.filter(({ key }) => key.length > 3);
  const words = long.length >= 2 ? long : tokens;
  return words.length >= 2 && words.filter(({ isCapitalised }) => isCapitalised).length / words.length > 0.7;
}

/** Words that occur in every German text and hardly ever in an English one. */
const germanWords: ReadonlySet<string> = new Set(['der', 'und', 'das', 'nicht', 'ist', 'mit', 'im']);

export function settingOf({ date, lang }: ArticleText, parts: readonly Part[]): Setting {
  if (lang !== undefined) return { day: date, isGerman: /^de\b/i.test(lang) };
  let [germanCount, tokenCount] = [0, 0];
  for (const { tokens } of parts) {
    tokenCount += tokens.length;
    for (const { key } of tokens) if (germanWords.has(key)) germanCount += 1;
  }
  return { day: date, isGerman: germanCount > tokenCount / 25 };
}

function numberSentences(text: string, tokens: readonly Token[]): Pick<Part, 'sentences' | 'blocks'> {
  const sentences = new Int32Array(tokens.length);
  const blocks = new Int32Array(tokens.length);
  let [sentence, block, end] = [0, 0, 0];
  for (const [at, token] of tokens.entries()) {
    if (token.gap === 'sentence') {
      sentence += 1;
      if (text.slice(end, token.start).includes('\n')) block += 1;
    }
    sentences[at] = sentence;
    blocks[at] = block;
    end = token.end;
  }
  return { sentences, blocks };
}

export function partsOf(article: ArticleText): Part[] {
  return FIELDS.flatMap((field) => {
    const text = article[field];
    if (text == null || text === '') return [];
    const tokens = tokensOf(text);
    return [
      { field, text, tokens, hasTitleCase: field !== 'body' && isTitled(tokens), ...numberSentences(text, tokens) },
    ];
  });
}

export const follows = (token: Token | undefined): token is Token => token !== undefined && token.gap === 'space';
