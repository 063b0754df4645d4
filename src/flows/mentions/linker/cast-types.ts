import type { Match, Part } from './article-text.js';
import type { Person } from './directory.js';
import type { sexOf } from './words.js';

export type Place = { part: Part; at: number };

/** A person whom the article names in full: the words of each part at which it does, in order, and the titles. */
export type CastMember = { person: Person; places: Map<Part, number[]>; titles: Set<string> };

/** A person with the same surname whom the article names but the directory does not have. */
type Stranger = { place: Place; titles: readonly string[]; sex: Sex };
export type Sex = ReturnType<typeof sexOf>;

export type Resolution = Pick<Match, 'candidates' | 'method' | 'confidence'>;

/** Returns whether an editor has decided that a person is not meant at a place. */
export type IsRuledOut = (part: Part, from: number, to: number, person: Person) => boolean;

/** The people who appear in an article, by the short names that later mentions use. */
export type Cast = {
  members: Map<string, CastMember[]>;
  /** The short names of members that leave out a particle, as `Beethoven` does. */
  bareShorts: ReadonlySet<string>;
  strangers: Map<string, Stranger[]>;
  /** Surnames that are also names of places in this article, and how often they are. */
  places: Map<string, number>;
  /** Surnames that are also names of companies or other things in this article. */
  companies: Set<string>;
  things: Set<string>;
  /** People whom the article may name in full, but who are not certain, by their short names. */
  uncertain: Map<string, Set<Person>>;
  /** How often short names meant a person so far. */
  counts: Map<Person, number>;
};
