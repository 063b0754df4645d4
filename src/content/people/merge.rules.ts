import { isDeepStrictEqual } from 'node:util';
import { defineProblem } from '../../platform/problems/index.js';
import { maxEntries } from './fields.js';
import { foldName } from './rules.js';
import type { PersonRow } from './schemas.js';

export const samePerson = defineProblem(
  'same-person',
  409,
  'A person is not merged into themselves',
  'Both references lead to one person: name two entries, the one that goes in the address and the one that stays in `into`.',
);

export const notMerged = defineProblem(
  'not-merged',
  409,
  'There is no merge to undo',
  'The entry was not merged into another, that has been undone, or the person it went into was merged further since: undo that merge first.',
);

type Names = Pick<PersonRow, 'name' | 'aliases' | 'shortNames' | 'familyName'>;

const namesOf = ({ name, aliases, shortNames, familyName }: Names): string[] => [
  name,
  ...aliases.map((alias) => alias.name),
  ...shortNames,
  ...(familyName === null ? [] : [familyName]),
];

/** The names that one of two states of a person has and the other has not; of one state, all names. */
export function changedNames(before: Names | undefined, after: Names | undefined): string[] {
  const [old, now] = [before, after].map((state) => new Set(state === undefined ? [] : namesOf(state)));
  return [...new Set([...(old ?? []), ...(now ?? [])])].filter((name) => old?.has(name) !== now?.has(name));
}

/** What the person who stays takes over from the one who goes, beside all that names them. */
export type MergeAdditions = Pick<PersonRow, 'aliases' | 'roles' | 'sameAs' | 'wikidataId'>;

/** What of one entry another does not have yet: its name and other names, its offices, its addresses. */
export function additionsFrom(loser: PersonRow, winner: PersonRow): MergeAdditions {
  const toNameKey = (name: string) => foldName(name).join(' ');
  const winnerNameKeys = new Set(namesOf(winner).map(toNameKey));
  const own = { name: loser.name, kind: 'alias' as const, from: null, to: null };
  const aliases = [own, ...loser.aliases].filter(({ name }) => {
    const isNew = !winnerNameKeys.has(toNameKey(name));
    winnerNameKeys.add(toNameKey(name));
    return isNew;
  });
  const roles = loser.roles.filter((role) => !winner.roles.some((other) => isDeepStrictEqual(role, other)));
  return {
    aliases: aliases.slice(0, maxEntries - winner.aliases.length),
    roles: roles.slice(0, maxEntries - winner.roles.length),
    sameAs: loser.sameAs.filter((page) => !winner.sameAs.includes(page)).slice(0, maxEntries - winner.sameAs.length),
    wikidataId: winner.wikidataId === null ? loser.wikidataId : null,
  };
}

/** A person with what came from another. */
export const withAdditions = (person: PersonRow, additions: MergeAdditions): PersonRow => ({
  ...person,
  aliases: [...person.aliases, ...additions.aliases],
  roles: [...person.roles, ...additions.roles],
  sameAs: [...person.sameAs, ...additions.sameAs],
  wikidataId: person.wikidataId ?? additions.wikidataId,
});

/** The same without it, as far as it is still there. */
export function withoutAdditions(person: PersonRow, additions: MergeAdditions): PersonRow {
  const without = <Entry>(entries: Entry[], toRemove: Entry[]) =>
    entries.filter((entry) => !toRemove.some((other) => isDeepStrictEqual(entry, other)));
  return {
    ...person,
    aliases: without(person.aliases, additions.aliases),
    roles: without(person.roles, additions.roles),
    sameAs: without(person.sameAs, additions.sameAs),
    wikidataId: person.wikidataId === additions.wikidataId ? null : person.wikidataId,
  };
}
