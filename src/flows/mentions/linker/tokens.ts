import { fold } from './fold.js';

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
  /** What separates it from the word before. */
  gap: 'hyphen' | 'space' | 'comma' | 'other' | 'sentence';
};

// Matches initials with dots, which may have spaces between them, or letters and digits with apostrophes inside.
const word =
  /(?:\p{Lu}\p{M}*\.[ \u00A0]?)+\p{Lu}\p{M}*\.(?!\p{L})|(?:\p{Lu}\p{M}*\.)(?=[\s\p{Lu}-]|$)|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’ʼ][\p{L}\p{M}\p{N}]+)*/uy;

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

function gapOf(between: string, before: Token | undefined): Token['gap'] {
  if (before === undefined) return 'sentence';
  if (between === '-' || between === '‐' || between === '‑') return 'hyphen';
  if (between === ' ' || between === '\u00A0' || between === '') return 'space';
  if (/\n/.test(between)) return 'sentence';
  if (/^[.] ?$/.test(between) && abbreviations.has(before.key)) return 'space';
  if (/[.!?…:;]/.test(between) || /^["“”„»«‘’'\s]*["“„«‘]\s*$/.test(between)) return 'sentence';
  return /^, ?$/.test(between) ? 'comma' : 'other';
}

/** The properties of a word that do not depend on its place. */
type Word = Pick<Token, 'key' | 'isCapitalised' | 'isAllCaps' | 'initials'>;

/** How many different words are cached. A newsroom takes a while to use more. */
const maxCachedWords = 20_000;
const wordCache = new Map<string, Word>();

function wordOf(surface: string): Word {
  const before = wordCache.get(surface);
  if (before !== undefined) return before;
  const initials = surface.endsWith('.');
  const starts = capital.test(surface);
  const entry = {
    key: initials ? fold(surface).replace(/\s/g, '') : fold(surface),
    isCapitalised: starts,
    isAllCaps: starts && !initials && surface.length > 1 && letters.test(surface) && surface === surface.toUpperCase(),
    initials,
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

/** Returns the end of the word that begins at `start`, or undefined. Plain ASCII needs no regular expression. */
function wordEnd(text: string, start: number): number | undefined {
  const code = text.charCodeAt(start);
  if (isLetterOrDigit(code)) {
    let end = start + 1;
    while (isLetterOrDigit(text.charCodeAt(end))) end += 1;
    const next = text.charCodeAt(end);
    const isInitial = next === dot && end === start + 1 && code >= 65 && code <= 90;
    if (!(next >= 128 || next === apostrophe || isInitial)) return end;
  } else if (code < 128) return undefined;
  word.lastIndex = start;
  return word.test(text) ? word.lastIndex : undefined;
}

const dot = 46;
const apostrophe = 39;

/** Splits a text into words in linear time. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let before: Token | undefined;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const stop = wordEnd(text, start);
    if (stop === undefined) {
      at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      continue;
    }
    at = stop;
    const whole = text.slice(start, stop);
    const possessive = isPossessive(whole);
    const surface = possessive ? whole.slice(0, -2) : whole;
    if (surface === '') continue;
    const from = before === undefined ? 0 : before.end + (before.isPossessive ? 2 : 0);
    const isSpace = before !== undefined && start === from + 1 && text.charCodeAt(from) === 32;
    const { key, isCapitalised, isAllCaps, initials } = wordOf(surface);
    const end = start + surface.length;
    before = {
      start,
      // The dot of `Jr.` is part of the name.
      end: juniors.has(key) && text[end] === '.' ? end + 1 : end,
      key,
      isCapitalised,
      isAllCaps,
      initials,
      isPossessive: possessive,
      gap: isSpace ? 'space' : gapOf(text.slice(from, start), before),
    };
    tokens.push(before);
  }
  return tokens;
}
