import type { Person } from './directory.js';
import { type Token, tokensOf } from './tokens.js';

export const FIELDS = ['headline', 'standfirst', 'body'] as const;
export type Field = (typeof FIELDS)[number];

/** A story as it is looked through: the canonical plain text of each part. */
export type ArticleText = {
  headline?: string | null | undefined;
  standfirst?: string | null | undefined;
  body: string;
  /** The day of the story, YYYY-MM-DD, by which offices are told apart. */
  date?: string | undefined;
  /** BCP 47 language tag; told from the words when it is left out. */
  lang?: string | undefined;
};

/** By what somebody was recognised: a full name, another name, what is left of a name named before, a title with a surname, or an editor's word. */
export type Method = 'name' | 'alias' | 'short-name' | 'title' | 'editor';

/** What is the same for all of a story. */
export type Setting = {
  day: string | undefined;
  /** Names have a genitive without an apostrophe. */
  isGerman: boolean;
};

/** A part of a story, cut into words. */
export type Part = {
  field: Field;
  text: string;
  tokens: Token[];
  /** Whether most words begin with a capital, as in headlines. */
  hasTitleCase: boolean;
  /** For each word the number of its sentence, and of its block. */
  sentences: Int32Array;
  blocks: Int32Array;
};

/** Words, from one to another and both included, that name somebody. */
export type Match = {
  part: Part;
  from: number;
  to: number;
  candidates: { person: Person; score: number }[];
  method: Method;
  confidence: number;
  /** Characters at the end of the last word that are none of the name: `Merkels`. */
  cut?: number;
  /** Where an editor saw it, in UTF-16 units, which words need not end with. */
  span?: { start: number; end: number };
};

/** A suggested person is none: below this nobody is named. */
export const minConfidence = 0.5;

/** In a headline that capitalises its words, or is in capitals, a capital says nothing. */
function isTitled(tokens: readonly Token[]): boolean {
  const long = tokens.filter(({ key }) => key.length > 3);
  const words = long.length >= 2 ? long : tokens;
  return words.length >= 2 && words.filter(({ isCapitalised }) => isCapitalised).length / words.length > 0.7;
}

/** Words that are in every German text and in hardly an English one. */
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
