import type { Part } from './article-text.js';
import type { Cast } from './cast-types.js';
import { isHyphenedSurname } from './compound-surnames.js';
import type { Directory, Person } from './directory.js';
import { sexIn } from './titles.js';
import { sexOf } from './words.js';

const none: readonly never[] = [];

/** The last words of offices that well-known people hold. */
const offices: ReadonlySet<string> = new Set(
  'president chancellor premier minister secretary senator representative governor mayor king queen prince princess pope speaker leader general ambassador commissioner chairman bundeskanzler bundeskanzlerin prasident prasidentin'.split(
    ' ',
  ),
);

/**
 * Returns the only person of the directory with a surname, if the directory knows none of the person's offices. The
 * printed office can then be theirs.
 */
export function soleBearer(cast: Cast, directory: Directory, key: string, office: string): Person | undefined {
  const [person, other] = bearersOf(directory, key);
  const isOffice = offices.has(office.split(' ').at(-1) ?? '') || office.includes('secretary of');
  const isSole = other === undefined && !cast.strangers.has(key) && !cast.places.has(key);
  return isOffice && isSole && person?.roles.length === 0 ? person : undefined;
}

/** Returns the only person of the directory with a compound surname, if the printed titles can be theirs. */
export function soleCompound(
  { strangers, places, things, companies }: Cast,
  directory: Directory,
  { tokens }: Part,
  from: number,
  to: number,
  key: string,
  titles: readonly string[],
): Person | undefined {
  const [person, other] = directory.shorts.get(key) ?? none;
  if (person === undefined || other !== undefined || !person.compounds.includes(key)) return undefined;
  if (!isHyphenedSurname(tokens, from, to)) return undefined;
  if ([strangers, places, things, companies].some((others) => others.has(key))) return undefined;
  const [sex, ownSex] = [sexIn(titles), sexOf(person.givenKey)];
  return sex === undefined || ownSex === undefined || sex === ownSex ? person : undefined;
}

/** Returns the first two people who have a short name always, and not only beside another name or without a particle. */
function bearersOf(directory: Directory, key: string): readonly Person[] {
  const bearers: Person[] = [];
  for (const person of directory.shorts.get(key) ?? none) {
    if (!person.aliasShorts.has(key) && !person.bareShorts.has(key)) bearers.push(person);
    if (bearers.length > 1) break;
  }
  return bearers;
}
