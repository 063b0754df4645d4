import { transliterate } from 'transliteration';
import { isAscii } from '../../lib/ascii.js';
import { coversDay, earliestDay, latestDay } from '../../lib/partial-date.js';
import { withPlainSpaces } from '../../lib/plain-spaces.js';
import { defineProblem, problems } from '../../platform/problems/index.js';

export const personInUse = defineProblem(
  'person-in-use',
  409,
  'Articles, lists or assets name the person',
  'Draft copies or published articles name the person, as an author or in another relation, or an editor has confirmed or added a mention of the person. `articles` is the number of these articles. The rules of lists can also name the person. `lists` contains the slugs of these lists. `assets` is the number of assets that show the person or that the person made. Remove the person from the articles and the assets, reject the mentions and change the rules first.',
);

export const wikidataIdTaken = defineProblem(
  'wikidata-id-taken',
  409,
  'Another person has this Wikidata id',
  'A Wikidata item describes one person. Find that person with GET /v1/people instead of adding them again, or correct the id.',
);

type Span = { from?: string | null | undefined; to?: string | null | undefined };

/**
 * Checks that no alias or role ends before it begins.
 *
 * @throws invalid-request with an entry for each that does
 */
export function checkSpans(spans: {
  aliases?: readonly Span[] | undefined;
  roles?: readonly Span[] | undefined;
}): void {
  const detail = 'must not be before `from`.';
  const errors = (['aliases', 'roles'] as const).flatMap((list) =>
    (spans[list] ?? []).flatMap(({ from, to }, index) =>
      from != null && to != null && earliestDay(from) > latestDay(to)
        ? [{ pointer: `/${list}/${index}/to`, code: 'before-from', detail }]
        : [],
    ),
  );
  if (errors[0] !== undefined) throw problems.invalidRequest(`"${errors[0].pointer}": ${detail}`, { errors });
}

type PersonUses = { articles: number; lists: readonly string[]; assets: number };

/**
 * Checks that no article, no rule of a list and no asset names the person.
 *
 * @param lists the slugs of the lists whose rules name the person
 * @throws person-in-use
 */
export function checkDeletable({ articles, lists, assets }: PersonUses): void {
  if (articles === 0 && lists.length === 0 && assets === 0) return;
  const details = [
    ...(articles === 0 ? [] : [`${articles} article${articles === 1 ? ' names' : 's name'} the person.`]),
    ...(lists.length === 0 ? [] : [`The rules of these lists name the person: ${lists.join(', ')}.`]),
    ...(assets === 0
      ? []
      : [`${assets} asset${assets === 1 ? ' shows the person or was' : 's show the person or were'} made by them.`]),
  ];
  throw personInUse(details.join(' '), { members: { articles, lists, assets } });
}

/**
 * Returns the order of a list of people. The default is the best match for a search, and the sort name otherwise.
 *
 * @throws invalid-request for the order -relevance without `q`
 */
export function orderOf({ q, sort }: { q?: string | undefined; sort?: string | undefined }): string {
  const byMatch = '-relevance';
  if (sort === byMatch && q === undefined) {
    const detail = 'must not be `-relevance` without `q`.';
    throw problems.invalidRequest(`"sort": ${detail}`, { errors: [{ parameter: 'sort', code: 'not-here', detail }] });
  }
  const looksForNames = q !== undefined && nameQuery(q) !== null;
  if (sort === undefined) return looksForNames ? byMatch : 'sortName';
  return sort === byMatch && !looksForNames ? 'sortName' : sort;
}

/** Returns the roles held on a day, YYYY-MM-DD. A bound that is a year or a month includes all of it. */
export function rolesOn<Role extends Span>(roles: readonly Role[], day: string): Role[] {
  return roles.filter((role) => coversDay(role, day));
}

/** The maximum length of a sort name, the same as of a name, so that it fits into a cursor. */
const maxSortNameLength = 200;

type NameParts = {
  name: string;
  givenName?: string | null | undefined;
  familyName?: string | null | undefined;
  nameOrder?: string | undefined;
};

/**
 * Returns the default sort name: "Family, Given". Without a family name, the last word of the name is used, or the
 * first word in `family-first` names.
 */
export function sortNameOf({ name, givenName, familyName, nameOrder }: NameParts): string {
  const words = name.split(/\s+/);
  const familyFromName = (nameOrder === 'family-first' ? words.shift() : words.pop()) ?? name;
  const family = familyName ?? familyFromName;
  const givenNames = familyName == null ? words.join(' ') : (givenName ?? '');
  const sortName = givenNames === '' ? family : `${family}, ${givenNames}`;
  // The cut may leave half of a surrogate pair at the end.
  return sortName
    .slice(0, maxSortNameLength)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}

/** The number of characters of a word that are searched. PostgreSQL refuses words of more than 2 KiB. */
const maxWordLength = 60;

/**
 * The maximum length of all names together. Transliteration may turn one sign into ten letters; a tsvector has at most
 * 1 MiB.
 */
const maxSearchTextLength = 100_000;

/** How German readers spell umlauts without diacritics (DIN 5007-2). Others just drop the dots. */
const germanReplacements: [string, string][] = [
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['Ä', 'Ae'],
  ['Ö', 'Oe'],
  ['Ü', 'Ue'],
];

function toAscii(text: string, replace: [string, string][] = []): string {
  if (isAscii(text)) return text.toLowerCase();
  return transliterate(withPlainSpaces(text.normalize('NFC')), { replace }).toLowerCase();
}

function wordsIn(foldedText: string): string[] {
  return (foldedText.match(/[a-z0-9]+/g) ?? []).map((word) => word.slice(0, maxWordLength));
}

const withoutApostrophes = (foldedText: string) => foldedText.replace(/['’ʹʼ`]/g, '');

/** Returns the words of a name for searches: lower-case ASCII letters and digits, whatever the script. */
export function foldName(name: string): string[] {
  return wordsIn(withoutApostrophes(toAscii(name)));
}

/** Returns a name folded in both ways, for example `schroder` and `schroeder`. */
export const spellingsOf = (name: string): string[] =>
  [toAscii(name), toAscii(name, germanReplacements)].map((foldedText) =>
    wordsIn(withoutApostrophes(foldedText)).join(' '),
  );

/**
 * Returns the words by which a person is found: the folded words of all names, in both spellings of umlauts, with and
 * without splitting at apostrophes. `Müller` is also found as `mueller`, and `O'Neill` as `neill`.
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

/** Returns the `tsquery` for people who have all words of a name, or null if the name has no word. */
export function wordsQuery(name: string): string | null {
  const words = foldName(name);
  return words.length === 0 ? null : words.map((word) => `'${word}'`).join(' & ');
}

/**
 * Returns the `to_tsquery` text for names with words that begin with each word of `q`, or null if `q` has no word. Umlauts
 * are also looked up as two letters (`müller` and `mueller`), and initials with and without dots (`J.K.` and `JK`).
 */
export function nameQuery(q: string): string | null {
  const plain = q.normalize('NFC').replace(dottedInitials, (initials) => initials.replaceAll('.', ''));
  const words = wordsIn(withoutApostrophes(toAscii(plain)));
  const german = wordsIn(withoutApostrophes(toAscii(plain, germanReplacements)));
  if (words.length === 0) return null;
  return words
    .map((word, index) => {
      const spellings = new Set([`${word}:*`, `${german[index] ?? word}:*`]);
      if (/^[a-z]{2}$/.test(word)) spellings.add(`(${[...word].join(' & ')})`);
      const [only] = spellings;
      return spellings.size === 1 ? only : `(${[...spellings].join(' | ')})`;
    })
    .join(' & ');
}

/** Matches initials with dots and without spaces, such as `J.K.` and `U.S`. */
const dottedInitials = /(?<![\p{L}\p{N}])(?:\p{L}\.){1,5}\p{L}(?:\.|(?![\p{L}\p{N}]))/gu;

export const longestFirst = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length);

/** Returns the JSON of a person with the roles held on a day, reduced to `fields`. */
export function toJsonAsOf(
  person: { roles: readonly Span[] },
  asOf: string,
  fields: readonly string[] | undefined,
): string {
  const whole: Record<string, unknown> = { ...person, currentRoles: rolesOn(person.roles, asOf) };
  if (fields === undefined) return JSON.stringify(whole);
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field, whole[field]])));
}
