import { transliterate } from 'transliteration';
import { coversDay, earliestDay, latestDay } from '../../lib/partial-date.js';
import { defineProblem, problems } from '../../platform/problems/index.js';

export const personInUse = defineProblem(
  'person-in-use',
  409,
  'Articles name the person',
  'The person is an author of articles or named in them, on the desk or in public; `articles` says of how many. Take the person out of those first.',
);

export const wikidataIdTaken = defineProblem(
  'wikidata-id-taken',
  409,
  'Another person has this Wikidata id',
  'A Wikidata item stands for one person. Look for that person with GET /v1/people before making a second one, or correct the id.',
);

type Span = { from?: string | null | undefined; to?: string | null | undefined };

/**
 * Refuses aliases and roles that end before they begin, every one of them by name.
 *
 * @throws invalid-request
 */
export function checkSpans(spans: {
  aliases?: readonly Span[] | undefined;
  roles?: readonly Span[] | undefined;
}): void {
  const detail = 'is not before `from`';
  const errors = (['aliases', 'roles'] as const).flatMap((list) =>
    (spans[list] ?? []).flatMap(({ from, to }, index) =>
      from != null && to != null && earliestDay(from) > latestDay(to)
        ? [{ pointer: `/${list}/${index}/to`, code: 'before-from', detail }]
        : [],
    ),
  );
  if (errors[0] !== undefined) throw problems.invalidRequest(`"${errors[0].pointer}": ${detail}`, { errors });
}

/** Refuses to delete a person whom articles name. */
export function checkDeletable(articles: number): void {
  if (articles === 0) return;
  throw personInUse(`${articles} article${articles === 1 ? ' names' : 's name'} the person.`, {
    members: { articles },
  });
}

/**
 * The order of a list of people: as it is asked for; else the best first where names are looked for.
 *
 * @throws invalid-request when the best match is asked for and no name
 */
export function orderOf({ q, sort }: { q?: string | undefined; sort?: string | undefined }): string {
  const byMatch = '-relevance';
  if (sort === byMatch && q === undefined) {
    const detail = 'goes with `q`: without it no match is better than another.';
    throw problems.invalidRequest(`"sort": ${detail}`, { errors: [{ parameter: 'sort', code: 'not-here', detail }] });
  }
  const looksForNames = q !== undefined && nameQuery(q) !== null;
  if (sort === undefined) return looksForNames ? byMatch : 'sortName';
  return sort === byMatch && !looksForNames ? 'sortName' : sort;
}

/** The roles that are held on a day, YYYY-MM-DD: a bound that names only a year or month counts at its widest. */
export function rolesOn<Role extends Span>(roles: readonly Role[], day: string): Role[] {
  return roles.filter((role) => coversDay(role, day));
}

/** Characters of a sort name: as many as of a name, so that it fits into a cursor. */
const maxSortNameLength = 200;

type NameParts = {
  name: string;
  givenName?: string | null | undefined;
  familyName?: string | null | undefined;
  nameOrder?: string | undefined;
};

/**
 * The name by which a person is sorted when nobody has chosen one: the family name first, as on a library card. Without
 * one it is taken from the name, where it is the last word or, in `family-first` names, the first.
 */
export function sortNameOf({ name, givenName, familyName, nameOrder }: NameParts): string {
  const words = name.split(/\s+/);
  const familyFromName = (nameOrder === 'family-first' ? words.shift() : words.pop()) ?? name;
  const family = familyName ?? familyFromName;
  const givenNames = familyName == null ? words.join(' ') : (givenName ?? '');
  const sortName = givenNames === '' ? family : `${family}, ${givenNames}`;
  // A cut may leave half a character that is written as a surrogate pair.
  return sortName
    .slice(0, maxSortNameLength)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}

/** Characters of a word that count. PostgreSQL refuses to search for words of more than 2 KiB. */
const maxWordLength = 60;

/** Characters of all names together; transliteration may make ten letters of one sign. A tsvector ends at 1 MiB. */
const maxSearchTextLength = 100_000;

/** What German readers may type where others drop the diacritics (DIN 5007-2). */
const germanReplacements: [string, string][] = [
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['Ä', 'Ae'],
  ['Ö', 'Oe'],
  ['Ü', 'Ue'],
];

const isAscii = /^[\0-\x7f]*$/;

function toAscii(text: string, replace: [string, string][] = []): string {
  if (isAscii.test(text)) return text.toLowerCase();
  return transliterate(text.normalize('NFC'), { replace }).toLowerCase();
}

function wordsIn(foldedText: string): string[] {
  return (foldedText.match(/[a-z0-9]+/g) ?? []).map((word) => word.slice(0, maxWordLength));
}

const withoutApostrophes = (foldedText: string) => foldedText.replace(/['’ʹʼ`]/g, '');

/** The words of a name as they are searched: lower-case ASCII letters and digits, whatever the script. */
export function foldName(name: string): string[] {
  return wordsIn(withoutApostrophes(toAscii(name)));
}

/** A name folded, and folded as German writes umlauts: `schroder` and `schroeder`. */
export const spellingsOf = (name: string): string[] =>
  [toAscii(name), toAscii(name, germanReplacements)].map((foldedText) =>
    wordsIn(withoutApostrophes(foldedText)).join(' '),
  );

/**
 * The words under which a person is found: those of every name, folded; also as German writes umlauts, and also with a
 * gap for an apostrophe, so that `Müller` is `mueller`, too, and `O'Neill` also `neill`.
 */
export function searchTextOf(names: readonly (string | null | undefined)[]): string {
  const words = new Set<string>();
  for (const name of names) {
    if (name == null) continue;
    for (const foldedText of [toAscii(name), toAscii(name, germanReplacements)]) {
      for (const word of [...wordsIn(withoutApostrophes(foldedText)), ...wordsIn(foldedText)]) words.add(word);
    }
  }
  return [...words].join(' ').slice(0, maxSearchTextLength);
}

/** The `tsquery` that finds whoever has all words of a name among theirs; null when there is no word in it. */
export function wordsQuery(name: string): string | null {
  const words = foldName(name);
  return words.length === 0 ? null : words.map((word) => `'${word}'`).join(' & ');
}

/** The `to_tsquery` text that finds names with words which begin like each word of `q`; null when there is no word in it. */
export function nameQuery(q: string): string | null {
  const words = foldName(q);
  return words.length === 0 ? null : words.map((word) => `${word}:*`).join(' & ');
}

export const longestFirst = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length);
