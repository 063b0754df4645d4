import { coversDay, earliestDay } from '../../../lib/partial-date.js';
import { fold } from './fold.js';
import { tokensOf } from './tokens.js';
import { particles, suffixes, titleSynonyms } from './words.js';

type Span = { from: string | null; to: string | null };

/** A person of the directory, as loaded from the database. */
export type PersonRecord = {
  id: string;
  slug: string;
  name: string;
  givenName: string | null;
  familyName: string | null;
  nameOrder: string;
  isPublic: boolean;
  shortNames: readonly string[];
  aliases: readonly ({ name: string; kind: string } & Span)[];
  roles: readonly ({ title: string; organisation: string | null } & Span)[];
};

/** A person who may be meant by a name. */
export type Entry = {
  person: Person;
  kind: 'name' | 'alias';
  /** Whether the directory has the name in exactly this form. Other forms are derived. */
  isExact: boolean;
};

/** A person in the form that the linker uses. */
export type Person = {
  id: string;
  slug: string;
  name: string;
  /** The short names that later mentions use, such as the surname. Each is a key: folded words joined by spaces. */
  shorts: readonly string[];
  /** The first letter of the given name, folded. */
  initial: string;
  givenKey: string;
  roles: readonly ({ words: string } & Span)[];
};

/** The people of a newsroom, indexed for the linker. It does not change after it has been compiled. */
export type Directory = {
  /** People by their full names. */
  names: ReadonlyMap<string, readonly Entry[]>;
  /** The number of words of the longest full name, by its first word. */
  starts: ReadonlyMap<string, number>;
  /** People by their short names. */
  shorts: ReadonlyMap<string, readonly Person[]>;
  /** The number of words of the longest short name, by its first word. */
  shortStarts: ReadonlyMap<string, number>;
  people: ReadonlyMap<string, Person>;
  /** Given names, folded. */
  givenNames: ReadonlySet<string>;
};

/** Returns the folded words of a name. */
const keysOf = (name: string): string[] => tokensOf(name).map(({ key }) => key);

const withoutInitials = (name: string): string => name.replace(/(?<=\S)\s+\p{Lu}\.(?=\s)/gu, '');

/** Returns the words of the family name, as in `Peña Nieto`, `van der Bellen` or `Moon`. */
function familyOf({ name, familyName, nameOrder }: PersonRecord): string[] {
  if (familyName !== null) return keysOf(familyName);
  const keys = keysOf(name);
  if (keys.length < 2) return [];
  if (nameOrder === 'family-first') return keys.slice(0, 1);
  let last = keys.length - 1;
  if (suffixes.has(keys[last] ?? '') && last > 1) last -= 1;
  let first = last;
  while (first > 1 && particles.has(keys[first - 1] ?? '')) first -= 1;
  return keys.slice(first, last + 1);
}

/** Removes the article of an Arabic name, as some newsrooms do: `Bashar Assad`. */
const withoutArticle = (name: string): string => name.replace(/(?<=^|\s)(?:al|el)-(?=\p{Lu})/giu, '');

/** Returns all forms in which the full name may be printed. */
function fullNames(person: PersonRecord): Set<string> {
  const { name, givenName, familyName } = person;
  const forms = new Set([name, withoutInitials(name)]);
  if (givenName !== null && familyName !== null) {
    forms.add(`${givenName} ${familyName}`);
    forms.add(withoutInitials(`${givenName} ${familyName}`));
    if (person.nameOrder === 'family-first') forms.add(`${familyName} ${givenName}`);
  }
  for (const form of [...forms]) {
    const without = withoutArticle(form);
    if (without !== form) forms.add(without);
  }
  return forms;
}

/** Returns a title in the form in which titles are compared: folded words, with abbreviations written out. */
const titleKey = (title: string): string =>
  tokensOf(title)
    .map(({ key }) => titleSynonyms[key] ?? key)
    .join(' ');

/** Indexes people for the linker. */
export function compileDirectory(people: Iterable<PersonRecord>): Directory {
  const names = new Map<string, Entry[]>();
  const starts = new Map<string, number>();
  const shorts = new Map<string, Person[]>();
  const shortStarts = new Map<string, number>();
  const all = new Map<string, Person>();
  const givenNames = new Set<string>();

  function addName(keys: string[], entry: Entry): void {
    const [first] = keys;
    if (first === undefined) return;
    const key = keys.join(' ');
    const entries = names.get(key);
    const same = entries?.findIndex(({ person }) => person === entry.person) ?? -1;
    if (entries === undefined) names.set(key, [entry]);
    else if (same === -1) entries.push(entry);
    else if (entry.isExact) entries[same] = entry;
    starts.set(first, Math.max(starts.get(first) ?? 0, keys.length));
  }

  for (const record of people) {
    const family = familyOf(record);
    const suffix = suffixes.has(keysOf(record.name).at(-1) ?? '') ? keysOf(record.name).slice(-1) : [];
    // Short names with a suffix, as in `Trump Jr.`
    const withSuffix = suffix.length > 0 && family.length > 0 ? [...family, ...suffix] : [];
    const shortForms = [
      family,
      withSuffix,
      ...[...record.shortNames, ...record.shortNames.map(withoutArticle)].map(keysOf),
    ];
    const shortKeys = new Set(shortForms.filter((keys) => keys.length > 0).map((keys) => keys.join(' ')));
    const others: string[][] = [];
    for (const { name, kind } of record.aliases) {
      const keys = keysOf(name);
      if (keys.length > 1 || kind === 'initials') others.push(keys);
      else if (keys[0] !== undefined) shortKeys.add(keys[0]);
    }
    const person: Person = {
      id: record.id,
      slug: record.slug,
      name: record.name,
      shorts: [...shortKeys],
      ...givenOf(record, family),
      roles: record.roles.map(({ title, organisation, from, to }) => ({
        words: ` ${titleKey(title)}${organisation === null ? '' : ` ${titleKey(organisation)}`} `,
        from,
        to,
      })),
    };
    all.set(record.id, person);
    for (const form of fullNames(record))
      addName(keysOf(form), { person, kind: 'name', isExact: form === record.name });
    for (const keys of others) addName(keys, { person, kind: 'alias', isExact: true });
    if (record.nameOrder !== 'family-first' && person.givenKey.length > 1) givenNames.add(person.givenKey);
    for (const key of shortKeys) {
      const namesakes = shorts.get(key);
      if (namesakes === undefined) shorts.set(key, [person]);
      else namesakes.push(person);
      const words = key.split(' ');
      shortStarts.set(words[0] ?? '', Math.max(shortStarts.get(words[0] ?? '') ?? 0, words.length));
    }
  }
  return { names, starts, shorts, shortStarts, people: all, givenNames };
}

function givenOf(
  { name, givenName, nameOrder }: PersonRecord,
  family: readonly string[],
): { initial: string; givenKey: string } {
  const keys = givenName === null ? keysOf(name) : keysOf(givenName);
  const key = (nameOrder === 'family-first' && givenName === null ? keys[family.length] : keys[0]) ?? '';
  return { initial: fold(key).slice(0, 1), givenKey: key };
}

/** Words after which another office is meant, as in "vice president" or "adviser to the president". */
const lesser = / (?:vice|deputy|under|assistant|shadow|(?:to|of|for|by)(?: the)?) $/;

function isOffice(words: string, title: string): boolean {
  const at = words.indexOf(` ${title} `);
  return at !== -1 && !lesser.test(words.slice(0, at + 1));
}

/** Returns whether a person held an office with this title on a day, or at any time if the day is undefined. */
export const heldOn = ({ roles }: Person, title: string, day: string | undefined): boolean =>
  roles.some((role) => isOffice(role.words, title) && (day === undefined || coversDay(role, day)));

/** Returns whether all known offices of a person begin after a day. */
export const isLaterThan = ({ roles }: Person, day: string): boolean =>
  roles.length > 0 && roles.every(({ from }) => from !== null && earliestDay(from) > day);
