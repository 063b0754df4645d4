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
export type TakenOver = Pick<PersonRow, 'aliases' | 'roles' | 'sameAs' | 'wikidataId'>;

/** What of one entry another does not have yet: its name and other names, its offices, its addresses. */
export function takenOver(loser: PersonRow, winner: PersonRow): TakenOver {
  const folded = (name: string) => foldName(name).join(' ');
  const known = new Set(namesOf(winner).map(folded));
  const own = { name: loser.name, kind: 'alias' as const, from: null, to: null };
  const aliases = [own, ...loser.aliases].filter(({ name }) => {
    const isNew = !known.has(folded(name));
    known.add(folded(name));
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
export const withTaken = (person: PersonRow, taken: TakenOver): PersonRow => ({
  ...person,
  aliases: [...person.aliases, ...taken.aliases],
  roles: [...person.roles, ...taken.roles],
  sameAs: [...person.sameAs, ...taken.sameAs],
  wikidataId: person.wikidataId ?? taken.wikidataId,
});

/** The same without it, as far as it is still there. */
export function withoutTaken(person: PersonRow, taken: TakenOver): PersonRow {
  const without = <Entry>(entries: Entry[], gone: Entry[]) =>
    entries.filter((entry) => !gone.some((other) => isDeepStrictEqual(entry, other)));
  return {
    ...person,
    aliases: without(person.aliases, taken.aliases),
    roles: without(person.roles, taken.roles),
    sameAs: without(person.sameAs, taken.sameAs),
    wikidataId: person.wikidataId === taken.wikidataId ? null : person.wikidataId,
  };
}
