import { type CreditKind, creditPhrases, genre, onlyAtStart, translation } from './words/credits.js';

const kinds = new Map<string, CreditKind>();
for (const kind of ['author', 'contributor', 'picture', 'source'] as const)
  for (const phrase of creditPhrases[kind].split(/;\s*/).map((one) => one.trim()))
    if (phrase !== '' && !kinds.has(phrase)) kinds.set(phrase, kind);

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const toPattern = (phrase: string): string => {
  const words = escapePattern(phrase.replace(/[:.]$/, '')).replaceAll(' ', '\\s+');
  return phrase.endsWith(':')
    ? `${words}\\s*[:/=]\\s*`
    : phrase.endsWith('.')
      ? `${words}\\.:?\\s*`
      : `${words}(?::\\s*|\\s+)`;
};
const alternatives = (all: readonly string[]): string =>
  all
    .toSorted((one, other) => other.length - one.length)
    .map(toPattern)
    .join('|');

const firstWordOf = (phrase: string): string => /^[^\s:/=.]*/.exec(phrase)?.[0].toLowerCase() ?? '';
const innerPhrases = [...kinds.keys()].filter((phrase) => !onlyAtStart.has(phrase));
const firstWords = new Set([...kinds.keys()].map(firstWordOf));

const opening = new RegExp(`^(?:${alternatives([...kinds.keys()])})`, 'iu');
const genreOpening = new RegExp(`^${genre}`, 'iu');
const translationOpening = new RegExp(`^${translation}`, 'iu');
const inner = new RegExp(
  `(?<=[\\p{L}\\p{M}.,)…'’]\\s*[\\s,.;]\\s*)(?:(?:and|und|et|y|e|og|och)\\s+)?((?:${translation}|${alternatives(innerPhrases)})(?=\\p{L}))`,
  'giu',
);

/** Credits of two words in a row, without a colon: `Tekst Anna Foto's Jan`. */
const wordCredit = /(?<=\p{L}\s)(?=(?:Foto['’]s|Fotos|Foto|Beeld|Kuvat|Photos)\s+\p{Lu})/gu;

/** Returns the words of the credit that opens a text, or an empty text. The long patterns run only if they may match. */
function openingWords(text: string): string {
  const translationWords = translationOpening.exec(text)?.[0];
  if (translationWords !== undefined) return translationWords;
  const genreWords = / (?:by|von|de|par|por|di|van|door|av|af) /i.test(text) ? genreOpening.exec(text)?.[0] : undefined;
  return genreWords ?? (firstWords.has(firstWordOf(text)) ? (opening.exec(text)?.[0] ?? '') : '');
}

/** Returns the credit that opens a text, and the text after it. Without a credit, the kind is null. */
export function creditIn(text: string): { kind: CreditKind | null; words: string; rest: string } {
  const match = openingWords(text);
  if (match === '') return { kind: null, words: '', rest: text };
  const words = match.replace(/[\s:/=]+$/, '');
  const key = match
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/\s*[:/=]$/, ':');
  const kind =
    kinds.get(key) ??
    kinds.get(key.replace(/:$/, '')) ??
    kinds.get(`${key}:`) ??
    (translationOpening.test(match) ? 'contributor' : 'author');
  return { kind, words, rest: text.slice(match.length) };
}

/** Puts a separator before each credit inside a text: `Text: Ana Gil. Fotos: Leo Ruiz`. */
export function separateCredits(text: string, separator: string): string {
  const first = openingWords(text);
  const rest = text.slice(first.length);
  if (!rest.split(/[\s,.;…)]+/).some((word, index) => index > 0 && firstWords.has(firstWordOf(word)))) return text;
  return first + rest.replace(inner, `${separator}$1`).replace(wordCredit, separator);
}
