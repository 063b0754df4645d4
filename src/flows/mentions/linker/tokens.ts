import { fold } from './fold.js';
import { factsOf, type WordFacts } from './word-facts.js';

/** A word of a text. Parts that are joined by hyphens are separate words: `Jae-in` is two words, `H.R.` is one. */
export type Token = {
  /** The place in the text in UTF-16 units, without a possessive `’s`. */
  start: number;
  end: number;
  /** The form in which words are compared: lower case, without diacritics, dots and apostrophes. */
  key: string;
  /** Whether it begins with a capital letter. */
  isCapitalised: boolean;
  /** Whether all its letters are capitals and it has more than one. */
  isAllCaps: boolean;
  /** Whether it consists of letters with dots, such as `H.` or `H.R.` */
  initials: boolean;
  isPossessive: boolean;
  /** Whether it is in a script without capital letters, such as Arabic or Chinese. */
  isCaseless: boolean;
  /** What separates it from the word before. `elision` is the apostrophe in `d’Emmanuel`. */
  gap: 'hyphen' | 'space' | 'comma' | 'elision' | 'other' | 'sentence';
  /** Whether only a line break separates it from the word before. */
  isOnNewLine: boolean;
  facts: WordFacts;
};

// Matches initials with dots, which may have spaces between them, or letters and digits with apostrophes and invisible
// characters inside. An invisible character before a capital letter ends the word, as in `Angela<zero-width space>Merkel`.
const word =
  /(?:\p{Lu}\p{M}*\.[ \u00A0]?)+\p{Lu}\p{M}*\.(?!\p{L})|(?:\p{Lu}\p{M}*\.)(?=[\s\p{Lu}-]|$)|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|(?:\u00AD|\u200B|\u200C|\u200D|\u200E|\u200F|\u2060|\uFEFF)+(?=[\p{Ll}\p{Lo}\p{M}]))*(?:['’ʼ׳״][\p{L}\p{M}\p{N}]+)*/uy;

const invisible = /[\u00AD\u200B-\u200F\u2060\uFEFF]/g;

/** Matches an elidedPrefix article or preposition before a name, as in `d’Emmanuel` and `dell’Arpa`. */
const elision =
  /^(?:[dDlL]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu|(?:[Dd]e|[Aa]|[Dd]a|[Nn]e|[Ss]u)ll|[Uu]n)(?=['’ʼ]\p{Lu})/u;

/** Matches a word that begins in a script without capital letters. */
const caseless = /^\p{Lo}/u;

/** Matches the characters of scripts that are written without spaces, and of Korean. */
const withoutSpaces = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々〆]/u;

/** Returns the end of the name that begins at a Chinese, Japanese or Korean character, or undefined. */
export type Segment = (text: string, start: number) => number | undefined;

const juniors = new Set(['jr', 'sr']);
const possessiveEnd = /['’ʼ][sS]$/;
const capital = /^\p{Lu}/u;
const letters = /\p{L}/u;

/** Abbreviations whose dot does not end a sentence. */
const abbreviations = new Set(
  'mr mrs ms dr prof sen rep gov gen lt col capt sgt adm maj cmdr hon st rev jr sr messrs mmes vs sens reps pres amb atty supt det'.split(
    ' ',
  ),
);

function gapOf(printedGap: string, before: Token | undefined, isWrapped: boolean): Token['gap'] {
  if (before === undefined) return 'sentence';
  // The most frequent ones need no regular expression.
  if (printedGap === ', ') return 'comma';
  if (printedGap === '. ') return abbreviations.has(before.key) ? 'space' : 'sentence';
  const between = printedGap.replace(invisible, '');
  if (isWrapped) return 'space';
  if (between === "'" || between === '’' || between === 'ʼ') return 'elision';
  if (between === '-' || between === '‐' || between === '‑' || between === '–') return 'hyphen';
  if (between === ' ' || between === '\u00A0' || between === '') return 'space';
  if (/\n/.test(between)) return 'sentence';
  if (/^\s+$/.test(between)) return 'space';
  if (/^[.] ?$/.test(between) && abbreviations.has(before.key)) return 'space';
  if (/[.!?…:;。！？；：؟؛]/.test(between) || /^["“”„»«‘’'\s]*["“„«‘]\s*$/.test(between)) return 'sentence';
  return /^(?:, ?|[،、，])\s*$/.test(between) ? 'comma' : 'other';
}

/** The properties of a word that do not depend on its place. */
type Word = Pick<Token, 'key' | 'isCapitalised' | 'isAllCaps' | 'isCaseless' | 'initials' | 'facts'>;

/** How many different words are cached. A newsroom takes a while to use more. */
const maxCachedWords = 20_000;
const wordCache = new Map<string, Word>();

function wordOf(surface: string): Word {
  const before = wordCache.get(surface);
  if (before !== undefined) return before;
  const initials = surface.endsWith('.');
  const starts = capital.test(surface);
  const key = initials ? fold(surface).replace(/\s/g, '') : fold(surface);
  const entry = {
    key,
    isCapitalised: starts,
    isCaseless: !starts && caseless.test(surface),
    isAllCaps: starts && !initials && surface.length > 1 && letters.test(surface) && surface === surface.toUpperCase(),
    initials,
    facts: factsOf(key),
  };
  if (wordCache.size >= maxCachedWords) wordCache.clear();
  if (surface.length < 40) wordCache.set(surface, entry);
  return entry;
}

const isPossessive = (whole: string) => {
  const last = whole.charCodeAt(whole.length - 1);
  return (last === 115 || last === 83) && possessiveEnd.test(whole);
};

const isLetterOrDigit = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);

/** Returns the end of the plain ASCII word that begins at `start`, or undefined if it needs the regular expression. */
function plainEnd(text: string, start: number): number | undefined {
  const code = text.charCodeAt(start);
  if (!isLetterOrDigit(code)) return undefined;
  let end = start + 1;
  while (isLetterOrDigit(text.charCodeAt(end))) end += 1;
  const next = text.charCodeAt(end);
  const isInitial = next === dot && end === start + 1 && code >= 65 && code <= 90;
  return next >= 128 || next === apostrophe || isInitial ? undefined : end;
}

/** Matches the Dutch article in a name, as in `van ’t Hof`. */
const dutchArticle = /['’‘][tn](?= \p{Lu})/uy;

/** Returns the end of the Dutch article that begins with an apostrophe at `start`, or undefined. */
function dutchEnd(text: string, start: number): number | undefined {
  const code = text.charCodeAt(start);
  if (code !== apostrophe && code !== 0x2019 && code !== 0x2018) return undefined;
  const next = text.charCodeAt(start + 1);
  if (next !== 116 && next !== 110) return undefined;
  dutchArticle.lastIndex = start;
  return dutchArticle.test(text) ? dutchArticle.lastIndex : undefined;
}

/** Returns the end of the word that begins at `start`, or undefined. */
function wordEnd(text: string, start: number): number | undefined {
  word.lastIndex = start;
  return word.test(text) ? word.lastIndex : undefined;
}

const dot = 46;
const apostrophe = 39;

/** The least length of a line that was wrapped, so that its line break means no more than a space. */
const minWrappedLine = 40;

/** Returns whether the break between two words is that of a wrapped line, in UTF-16 units of the text. */
function isWrappedAt(text: string, from: number, start: number): boolean {
  if (!/^ *\r?\n *$/.test(text.slice(from, start).replace(invisible, ''))) return false;
  return from - (text.lastIndexOf('\n', from - 1) + 1) >= minWrappedLine;
}

const hasApostrophe = (word: string) =>
  word.length > 2 && (word.includes('’') || word.includes("'") || word.includes('ʼ'));

const isLineBreak = (between: string) => /^[ \t]*\r?\n[ \t]*$/.test(between);

/**
 * Splits a text into words in linear time.
 *
 * @param segment returns the name that begins at a Chinese, Japanese or Korean character; without it, a run of such
 *   characters is one word
 */
export function tokensOf(text: string, segment?: Segment): Token[] {
  const tokens: Token[] = [];
  let before: Token | undefined;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const code = text.charCodeAt(at);
    // Most characters that begin no word are spaces, so they are skipped before anything else is tried.
    if (code < 128 && code !== apostrophe && !isLetterOrDigit(code)) {
      at += 1;
      continue;
    }
    const plain = plainEnd(text, start);
    const stop = plain ?? segmentEnd(text, start, segment) ?? dutchEnd(text, start) ?? wordEnd(text, start);
    if (stop === undefined) {
      at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      continue;
    }
    let whole = text.slice(start, stop);
    const elidedPrefix = plain === undefined && hasApostrophe(whole) ? elision.exec(whole)?.[0] : undefined;
    if (elidedPrefix !== undefined) whole = elidedPrefix;
    at = start + whole.length;
    const possessive = plain === undefined && isPossessive(whole);
    const surface = possessive ? whole.slice(0, -2) : whole;
    if (surface === '') continue;
    const from = before === undefined ? 0 : before.end + (before.isPossessive ? 2 : 0);
    const isSpace = before !== undefined && start === from + 1 && text.charCodeAt(from) === 32;
    const between = isSpace ? ' ' : text.slice(from, start);
    const { key, isCapitalised, isAllCaps, isCaseless, initials, facts } = wordOf(surface);
    const end = start + surface.length;
    before = {
      start,
      // The dot of `Jr.` is part of the name.
      end: text.charCodeAt(end) === dot && juniors.has(key) ? end + 1 : end,
      key,
      isCapitalised,
      isAllCaps,
      isCaseless,
      initials,
      isPossessive: possessive,
      gap: isSpace ? 'space' : gapOf(between, before, between.includes('\n') && isWrappedAt(text, from, start)),
      isOnNewLine: !isSpace && before !== undefined && isLineBreak(between),
      facts,
    };
    tokens.push(before);
  }
  return tokens;
}

/** Returns the end of a name without spaces, or of the characters before the next one. */
function segmentEnd(text: string, start: number, segment: Segment | undefined): number | undefined {
  if (segment === undefined || text.charCodeAt(start) < 0x1100) return undefined;
  const isPart = (at: number) => at < text.length && withoutSpaces.test(text.charAt(at));
  if (!isPart(start)) return undefined;
  const name = segment(text, start);
  if (name !== undefined) return name;
  let end = start + 1;
  while (isPart(end) && segment(text, end) === undefined) end += 1;
  return end;
}
