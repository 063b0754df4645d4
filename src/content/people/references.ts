import { problems } from '../../platform/problems/index.js';
import type { NamedPerson } from './references.store.js';

/** A reference to a person and where a request has it. */
type PlacedRef = { ref: string; place: { pointer?: string; parameter?: string } };

/**
 * The people found, by reference.
 *
 * @throws unknown-reference, naming every place whose reference leads nowhere
 */
export function mustBeFound(
  found: readonly (NamedPerson & { ref: string })[],
  refs: readonly PlacedRef[],
): Map<string, NamedPerson> {
  const people = new Map(found.map(({ ref, ...person }) => [ref, person]));
  const errors = refs
    .filter(({ ref }) => !people.has(ref))
    .map(({ ref, place }) => ({ ...place, code: 'unknown-person', detail: `There is no person "${ref}".` }));
  if (errors[0] !== undefined) throw problems.unknownReference(errors[0].detail, { errors });
  return people;
}
