import type { CreditedQuote } from '../../../lib/rich-text/credited-quotes.js';
import type { Person } from './directory.js';
import { detectInflection, type Inflection, inflectionOf } from './inflections.js';
import { type Segment, type Token, tokensOf } from './tokens.js';

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
  /** The block quotes of the body that name their source, in the order of the text. */
  creditedQuotes?: readonly CreditedQuote[] | undefined;
};

/**
 * How a person was recognised: by the full name, by an alias, by a short form of a name mentioned before, by a title
 * with a surname, or by the decision of an editor.
 */
export type Method = 'name' | 'alias' | 'short-name' | 'title' | 'editor';

/** Properties that all parts of an article share. */
export type Setting = {
  day: string | undefined;
  /** The rules by which names are inflected. */
  inflection: Inflection;
};

/** A part of an article, split into words. */
export type Part = {
  field: Field;
  text: string;
  tokens: Token[];
  creditedQuotes: readonly CreditedQuote[];
  /** Whether the article is in English. Rules about English words count only then. */
  isEnglish: boolean;
  /** Whether most words begin with a capital, as in headlines. */
  hasTitleCase: boolean;
  /** For each word, the number of its sentence and the number of its block. */
  sentences: Int32Array;
  blocks: Int32Array;
  /**
   * The indices of the words with which a name may begin: capitalised words, words in scripts without capital letters,
   * and particles. Most words of a text are none of them.
   */
  nameStarts: readonly number[];
  /** The indices of the nouns that can mean a company. */
  companyNouns: readonly number[];
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
  cut: number;
  /** How many characters at the start of the first word are not part of the name: 1 in the Arabic `وترامب`. */
  skip: number;
  /** The surname of a former or other name of the likeliest person, if this is that name. */
  ownShort?: string | undefined;
  /** The place that an editor marked, in UTF-16 units. It need not end at the end of a word. */
  span?: { start: number; end: number };
};

/** The lowest confidence at which a person is named. Below it, the mention is only suggested. */
export const minConfidence = 0.5;

/** Returns whether most words are capitalised, so that a capital letter does not indicate a name. */
function isTitled(tokens: readonly Token[]): boolean {
  const long = tokens.filter(({ key, isCaseless }) => key.length > 3 && !isCaseless);
  if (long.length === 0 && tokens.some(({ isCaseless }) => isCaseless)) return false;
  const words = long.length >= 2 ? long : tokens;
  return words.length >= 2 && words.filter(({ isCapitalised }) => isCapitalised).length / words.length > 0.7;
}

export const settingOf = ({ date, lang }: ArticleText, parts: readonly Part[]): Setting => ({
  day: date,
  inflection: lang === undefined ? detectInflection(parts) : inflectionOf(lang),
});

function readTokens(
  text: string,
  tokens: readonly Token[],
): Pick<Part, 'sentences' | 'blocks' | 'nameStarts' | 'companyNouns'> {
  const sentences = new Int32Array(tokens.length);
  const blocks = new Int32Array(tokens.length);
  const nameStarts: number[] = [];
  const companyNouns: number[] = [];
  let [sentence, block, end] = [0, 0, 0];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (token.gap === 'sentence') {
      sentence += 1;
      if (text.slice(end, token.start).includes('\n')) block += 1;
    }
    sentences[at] = sentence;
    blocks[at] = block;
    end = token.end;
    if (token.isCapitalised || token.isCaseless || token.facts.isParticle) nameStarts.push(at);
    if (token.facts.isCompanyNoun) companyNouns.push(at);
  }
  return { sentences, blocks, nameStarts, companyNouns };
}

/** Returns whether a text is in English. Short texts without such words count as English, as headlines do. */
function isEnglishText(lists: readonly (readonly Token[])[]): boolean {
  let [count, total, other] = [0, 0, 0];
  for (const tokens of lists)
    for (const { key, isCaseless, facts } of tokens) {
      total += 1;
      if (facts.isEnglish) count += 1;
      if (isCaseless || key.charCodeAt(0) > 0x36f) other += 1;
    }
  return total < 12 ? other === 0 : count > total / 25;
}

export function partsOf(article: ArticleText, segment: Segment): Part[] {
  const parts = FIELDS.flatMap((field) => {
    const text = article[field];
    return text == null || text === '' ? [] : [{ field, text, tokens: tokensOf(text, segment) }];
  });
  const isEnglish =
    article.lang === undefined ? isEnglishText(parts.map(({ tokens }) => tokens)) : /^en\b/i.test(article.lang);
  return parts.map(({ field, text, tokens }) => ({
    field,
    text,
    tokens,
    creditedQuotes: (field === 'body' ? article.creditedQuotes : undefined) ?? [],
    isEnglish,
    hasTitleCase: field !== 'body' && isTitled(tokens),
    ...readTokens(text, tokens),
  }));
}

export const follows = (token: Token | undefined): token is Token => token !== undefined && token.gap === 'space';
