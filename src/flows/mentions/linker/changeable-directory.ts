import type { Directory, Entry, OuterEntry, Person } from './directory.js';
import { isComposed } from './fold.js';
import { Index, publicOnly } from './lookup.js';
import { type NameForms, nameForms, type OuterForm } from './name-forms.js';
import type { PersonRecord } from './person-record.js';
import { tokensOf } from './tokens.js';
import { titleSynonyms } from './words.js';

/** A directory that can be changed, with its view for the public. */
export type ChangeableDirectory = {
  all: Directory;
  /** Finds public people only. */
  public: Directory;
  /** Whether all people are public, so that both views are the same. */
  readonly isPublic: boolean;
  /** Adds people, or replaces those with the same ids. */
  update(records: Iterable<PersonRecord>): void;
  remove(ids: Iterable<string>): void;
  /**
   * Compares the people with ids after the given one with their stamps in the database, by id.
   *
   * @returns the ids of people to put, and of people to remove
   */
  compare(stamps: ReadonlyMap<string, string>, after: string): { changedIds: string[]; missingIds: string[] };
};

/** Shared by all people without compound surnames, which saves memory. */
const none: readonly never[] = [];

/** Returns a title in the form in which titles are compared: folded words, with abbreviations written out. */
const titleKey = (title: string): string =>
  tokensOf(title)
    .map(({ key }) => titleSynonyms.get(key) ?? key)
    .join(' ');

/** Indexes people for the linker. */
export const compileDirectory = (people: Iterable<PersonRecord>): Directory => {
  const directory = createDirectory();
  directory.update(people);
  return directory.all;
};

function toPerson(record: PersonRecord, forms: NameForms): Person {
  const { shorts, aliasShorts, bareShorts, compounds, initial, givenKey } = forms;
  const spans = [...shorts].flatMap(([key, span]) => (span === undefined ? [] : [[key, span] as const]));
  return {
    id: record.id,
    slug: record.slug,
    name: record.name,
    isPublic: record.isPublic,
    shorts: [...shorts.keys()],
    aliasShorts,
    bareShorts,
    compounds: compounds.length === 0 ? none : compounds,
    shortSpans: spans.length === 0 ? undefined : new Map(spans),
    initial,
    givenKey,
    roles: record.roles.map(({ title, organisation, from, to }) => ({
      words: ` ${titleKey(title)}${organisation === null ? '' : ` ${titleKey(organisation)}`} `,
      from,
      to,
    })),
  };
}

/** A person with the keys of the indexes that lead to the person. */
type PersonKeys = {
  person: Person;
  nameKeys: readonly string[];
  outerKeys: readonly string[];
  givenName: string | undefined;
  stamp: string | undefined;
};

const outerKey = ({ givenKey, family }: OuterForm) => `${givenKey}|${family}`;

/** Creates an empty directory. */
export function createDirectory(): ChangeableDirectory {
  const names = new Index<Entry>();
  const outer = new Index<OuterEntry>();
  const shorts = new Index<Person>();
  const officeHolders = new Index<Person>();
  // The lengths of names that were removed stay. They cost a few more searches, but change no result.
  const starts = new Map<string, number>();
  const shortStarts = new Map<string, number>();
  const outerStarts = new Map<string, number>();
  const composedStarts = new Map<string, number>();
  const linkingWords = new Set<string>();
  const people = new Map<string, PersonKeys>();
  let draftCount = 0;
  const givenCounts = new Map<string, number>();

  const raise = (lengths: Map<string, number>, key: string, length: number) => {
    if ((lengths.get(key) ?? 0) < length) lengths.set(key, length);
  };
  const raiseComposed = (key: string) => {
    if (isComposed(key)) raise(composedStarts, key.charAt(0), key.length);
  };

  /** Returns the given name that counts as a given name of others, or undefined. */
  const commonGivenName = ({ nameOrder }: PersonRecord, { givenKey }: Person) =>
    nameOrder !== 'family-first' && givenKey.length > 1 ? givenKey : undefined;

  function addName(key: string, entry: Entry): void {
    const same = names.get(key)?.find(({ person }) => person === entry.person);
    if (same !== undefined && (same.isExact || !entry.isExact)) return;
    if (same !== undefined) names.remove(key, (value) => value === same);
    names.add(key, entry);
  }

  function updateOne(record: PersonRecord): void {
    removeOne(record.id);
    const forms = nameForms(record);
    const person = toPerson(record, forms);
    const nameKeys = new Set<string>();
    for (const { keys, kind, isExact, span, isHyphened, ownShort } of forms.full) {
      const [first] = keys;
      if (first === undefined) continue;
      const key = keys.join(' ');
      nameKeys.add(key);
      addName(key, { person, kind, isExact, span, isHyphened, ownShort });
      raise(starts, first, keys.length);
      raiseComposed(first);
    }
    for (const key of person.shorts) {
      shorts.add(key, person);
      if (person.roles.length > 0) officeHolders.add(key, person);
      const words = key.split(' ');
      raise(shortStarts, words[0] ?? '', words.length);
      raiseComposed(key);
    }
    const outerKeys = new Set<string>();
    for (const form of forms.outer) {
      const entry = { person, middle: form.middle, ownShort: form.ownShort };
      for (const givenKey of [form.givenKey, form.givenKey.slice(0, 1)]) {
        const key = outerKey({ ...form, givenKey });
        if (outerKeys.has(key)) continue;
        outerKeys.add(key);
        outer.add(key, entry);
        raise(outerStarts, givenKey, form.family.split(' ').length);
      }
    }
    for (const word of forms.linkingWords) linkingWords.add(word);
    const givenName = commonGivenName(record, person);
    if (givenName !== undefined) givenCounts.set(givenName, (givenCounts.get(givenName) ?? 0) + 1);
    if (!person.isPublic) draftCount += 1;
    people.set(record.id, {
      person,
      nameKeys: [...nameKeys],
      outerKeys: [...outerKeys],
      givenName,
      stamp: record.stamp,
    });
  }

  function removeOne(id: string): void {
    const storedPerson = people.get(id);
    if (storedPerson === undefined) return;
    const { person, nameKeys, outerKeys, givenName } = storedPerson;
    people.delete(id);
    if (!person.isPublic) draftCount -= 1;
    for (const key of nameKeys) names.remove(key, (entry) => entry.person === person);
    for (const key of person.shorts) {
      shorts.remove(key, (one) => one === person);
      officeHolders.remove(key, (one) => one === person);
    }
    for (const key of outerKeys) outer.remove(key, (entry) => entry.person === person);
    if (givenName === undefined) return;
    const count = (givenCounts.get(givenName) ?? 0) - 1;
    if (count > 0) givenCounts.set(givenName, count);
    else givenCounts.delete(givenName);
  }

  /** Returns the ids of people whose stamps differ, and the ids of people who are not among the given ones. */
  function compare(stamps: ReadonlyMap<string, string>, after: string): { changedIds: string[]; missingIds: string[] } {
    const changedIds = [...stamps].filter(([id, stamp]) => people.get(id)?.stamp !== stamp).map(([id]) => id);
    return { changedIds, missingIds: [...people.keys()].filter((id) => id > after && !stamps.has(id)) };
  }

  const lengths = { starts, shortStarts, outerStarts, composedStarts, linkingWords, givenNames: givenCounts };
  const findPerson = (id: string) => people.get(id)?.person;
  const findPublic = (id: string) => {
    const person = findPerson(id);
    return person?.isPublic === true ? person : undefined;
  };
  return {
    all: { names, outer, shorts, officeHolders, ...lengths, people: { get: findPerson } },
    public: {
      names: publicOnly(names),
      outer: publicOnly(outer),
      shorts: publicOnly(shorts),
      officeHolders: publicOnly(officeHolders),
      ...lengths,
      people: { get: findPublic },
    },
    update(records) {
      for (const record of records) updateOne(record);
    },
    remove(ids) {
      for (const id of ids) removeOne(id);
    },
    compare,
    get isPublic() {
      return draftCount === 0;
    },
  };
}
