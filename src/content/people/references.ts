import type { Transaction } from '../../platform/db/index.js';
import { type Problem, problems } from '../../platform/problems/index.js';
import type { NamedPerson } from './references.store.js';

/** A reference to a person and its place in a request. */
type PlacedRef = { ref: string; place: { pointer?: string; parameter?: string } };

/** Returns the slugs of the lists whose rules name a person, in order and at most twenty. */
/** Counts the assets that show a person or that the person made. */
export type CountAssets = (tx: Transaction, personId: string) => Promise<number>;
export type ListsNaming = (tx: Transaction, personId: string) => Promise<string[]>;

/** Returns the problem of a request that refers to unknown people. */
export function unknownPeople(refs: readonly PlacedRef[]): Problem {
  const errors = refs.map(({ ref, place }) => {
    return { ...place, code: 'unknown-person', detail: `There is no person "${ref}".` };
  });
  return problems.unknownReference(errors[0]?.detail ?? '', { errors });
}

/**
 * Returns the people by reference.
 *
 * @throws unknown-reference with the place of each unknown reference
 */
export function requirePeople(
  rows: readonly (NamedPerson & { ref: string })[],
  refs: readonly PlacedRef[],
): Map<string, NamedPerson> {
  const people = new Map(rows.map(({ ref, ...person }) => [ref, person]));
  const unknown = refs.filter(({ ref }) => !people.has(ref));
  if (unknown.length > 0) throw unknownPeople(unknown);
  return people;
}
