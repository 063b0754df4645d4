import { coversDay } from '../../../lib/partial-date.js';
import type { Span } from './person-record.js';

/** A person who may be meant by a name. */
export type Entry = {
  person: Person;
  kind: 'name' | 'alias';
  /** Whether the directory has the name in exactly this form. Other forms are derived. */
  isExact: boolean;
  /** When the name was used. Undefined for always. */
  span?: Span | undefined;
  /** Whether a hyphen joins all words of the name. */
  isHyphened: boolean;
  /** The surname of a former or other name, by which the person is called after this name. */
  ownShort?: string | undefined;
};

/** A person who may be meant by a given and a family name with other names between them. */
export type OuterEntry = { person: Person; middle: readonly string[]; ownShort?: string | undefined };

/** A person in the form that the linker uses. */
export type Person = {
  id: string;
  slug: string;
  name: string;
  isPublic: boolean;
  /** The short names that later mentions use, such as the surname. Each is a key: folded words joined by spaces. */
  shorts: readonly string[];
  /** Those of them by which the person is called only after a former or other name. */
  aliasShorts: ReadonlySet<string>;
  /** Those of them that leave out a particle. They count only if the article names nobody else by them. */
  bareShorts: ReadonlySet<string>;
  /** Those of them that are compound surnames. They name their only bearer, also if the article does not name them in full. */
  compounds: readonly string[];
  /** When the person used a short name, for those that were not always used. */
  shortSpans: ReadonlyMap<string, Span> | undefined;
  /** The first letter of the given name, folded. */
  initial: string;
  givenKey: string;
  roles: readonly ({ words: string } & Span)[];
};

/** The values of an index by key. */
export type Lookup<Value> = { get(key: string): readonly Value[] | undefined; has(key: string): boolean };

/** The people of a newsroom, indexed for the linker. */
export type Directory = {
  /** People by their full names. */
  names: Lookup<Entry>;
  /** People by the first given name and the family name, joined by `|`. */
  outer: Lookup<OuterEntry>;
  /** People by their short names. */
  shorts: Lookup<Person>;
  /** Those of them of whom an office is known. There are few, even if many people share a surname. */
  officeHolders: Lookup<Person>;
  /** The number of words of the longest full name, by its first word. */
  starts: ReadonlyMap<string, number>;
  /** The number of words of the longest short name, by its first word. */
  shortStarts: ReadonlyMap<string, number>;
  /** The number of words of the longest family name, by the given name before it. */
  outerStarts: ReadonlyMap<string, number>;
  /** The number of characters of the longest Chinese, Japanese or Korean name, by its first character. */
  composedStarts: ReadonlyMap<string, number>;
  people: { get(id: string): Person | undefined };
  /** The words in small letters inside full names, such as `of` and `wa`. */
  linkingWords: { has(key: string): boolean };
  /** Given names, folded. */
  givenNames: { has(key: string): boolean };
};

/** Words after which another office is meant, as in "vice president" or "adviser to the president". */
const lesser = / (?:vice|deputy|under|assistant|shadow|(?:to|of|for|by)(?: the)?) $/;

/** Returns whether the words of an office contain a title, and none right before it that make it another office. */
function isOffice(words: string, spacedTitle: string): boolean {
  const at = words.indexOf(spacedTitle);
  return at !== -1 && !lesser.test(words.slice(0, at + 1));
}

/** Returns whether a person held an office with this title on a day, or at any time if the day is undefined. */
export function heldOn({ roles }: Person, title: string, day: string | undefined): boolean {
  if (roles.length === 0) return false;
  const spacedTitle = ` ${title} `;
  return roles.some((role) => isOffice(role.words, spacedTitle) && (day === undefined || coversDay(role, day)));
}

/** Returns whether all known offices of a person begin after a day. A partial date sorts before the days that it means. */
export const isLaterThan = ({ roles }: Person, day: string): boolean =>
  roles.length > 0 && roles.every(({ from }) => from !== null && from > day);

/** Returns whether a name was used on a day. */
export const isUsedOn = (span: Span | undefined, day: string | undefined): boolean =>
  span === undefined || day === undefined || coversDay(span, day);
