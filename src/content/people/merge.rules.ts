import { isDeepStrictEqual } from 'node:util';
import { defineProblem } from '../../platform/problems/index.js';
import { maxEntries } from './fields.js';
import { foldName } from './rules.js';
import type { PersonRow } from './schemas.js';

export const samePerson = defineProblem(
  'same-person',
  409,
  'A person cannot be merged into themselves',
  'Both references lead to the same person. Name two different people: in the address, the person to merge, and in `into`, the person to keep.',
);

export const notMerged = defineProblem(
  'not-merged',
  409,
  'There is no merge to undo',
  'The person was never merged, the merge was already undone, or the remaining person was later merged into a third person. In the last case, undo the later merge first.',
);

export const mergeTooLarge = defineProblem(
  'merge-too-large',
  409,
  'The merged person would have too many names, offices or web addresses',
  `A person has at most ${maxEntries} aliases, short names, offices and web addresses each, and a merge loses none of them. \`entries\` has the numbers that the remaining person would have. Remove entries from one of the two people, then merge them.`,
);

type Names = Pick<PersonRow, 'name' | 'aliases' | 'shortNames' | 'familyName' | 'visibility'>;

const namesOf = ({ name, aliases, shortNames, familyName }: Names): string[] => [
  name,
  ...aliases.map((alias) => alias.name),
  ...shortNames,
  ...(familyName === null ? [] : [familyName]),
];

/**
 * Returns the names that only one of two states of a person has. If one state is undefined, or the person becomes
 * public, returns all names.
 */
export function changedNames(before: Names | undefined, after: Names | undefined): string[] {
  if (before !== undefined && after !== undefined && before.visibility !== after.visibility)
    return [...new Set([...namesOf(before), ...namesOf(after)])];
  const [old, now] = [before, after].map((state) => new Set(state === undefined ? [] : namesOf(state)));
  return [...new Set([...(old ?? []), ...(now ?? [])])].filter((name) => old?.has(name) !== now?.has(name));
}

/** The data that the remaining person takes over from the merged one. */
export type MergeAdditions = Pick<PersonRow, 'aliases' | 'roles' | 'sameAs' | 'wikidataId'> & {
  /** Missing in merges that were stored before short names were taken over. */
  shortNames?: string[];
};

/** Returns the names, offices, addresses and Wikidata id of one person that the other lacks. */
export function additionsFrom(loser: PersonRow, winner: PersonRow): MergeAdditions {
  const toNameKey = (name: string) => foldName(name).join(' ');
  const nameKeys = new Set(namesOf(winner).map(toNameKey));
  const isNewName = (name: string) => {
    const key = toNameKey(name);
    const isNew = !nameKeys.has(key);
    nameKeys.add(key);
    return isNew;
  };
  const own = { name: loser.name, kind: 'alias' as const, from: null, to: null };
  const aliases = [own, ...loser.aliases].filter(({ name }) => isNewName(name));
  const shortNames = loser.shortNames.filter(isNewName);
  const roles = loser.roles.filter((role) => !winner.roles.some((other) => isDeepStrictEqual(role, other)));
  return {
    aliases,
    shortNames,
    roles,
    sameAs: loser.sameAs.filter((page) => !winner.sameAs.includes(page)),
    wikidataId: winner.wikidataId === null ? loser.wikidataId : null,
  };
}

/**
 * Checks that a person has no more entries than can be stored.
 *
 * @throws merge-too-large
 */
export function checkMergedSize({ aliases, shortNames, roles, sameAs }: PersonRow): void {
  const entries = {
    aliases: aliases.length,
    shortNames: shortNames.length,
    roles: roles.length,
    sameAs: sameAs.length,
  };
  const tooMany = Object.entries(entries).filter(([, count]) => count > maxEntries);
  if (tooMany.length === 0) return;
  const counts = tooMany.map(([name, count]) => `${count} entries in \`${name}\``).join(', ');
  throw mergeTooLarge(`The remaining person would have ${counts}. The maximum is ${maxEntries}.`, {
    members: { entries },
  });
}

/** Adds the data of a merged person. */
export const withAdditions = (person: PersonRow, additions: MergeAdditions): PersonRow => ({
  ...person,
  aliases: [...person.aliases, ...additions.aliases],
  shortNames: [...person.shortNames, ...(additions.shortNames ?? [])],
  roles: [...person.roles, ...additions.roles],
  sameAs: [...person.sameAs, ...additions.sameAs],
  wikidataId: person.wikidataId ?? additions.wikidataId,
});

/** Removes the data of a merged person, as far as it still exists. */
export function withoutAdditions(person: PersonRow, additions: MergeAdditions): PersonRow {
  const without = <Entry>(entries: Entry[], toRemove: Entry[]) =>
    entries.filter((entry) => !toRemove.some((other) => isDeepStrictEqual(entry, other)));
  return {
    ...person,
    aliases: without(person.aliases, additions.aliases),
    shortNames: without(person.shortNames, additions.shortNames ?? []),
    roles: without(person.roles, additions.roles),
    sameAs: without(person.sameAs, additions.sameAs),
    wikidataId: person.wikidataId === additions.wikidataId ? null : person.wikidataId,
  };
}
