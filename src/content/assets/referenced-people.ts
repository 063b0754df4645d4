import type { Transaction } from '../../platform/db/index.js';
import { holdPerson, unknownPeople } from '../people/index.js';
import type { AssetInput } from './schemas.js';
import { type AssetPeople, findPersonNames } from './store.js';

/**
 * Returns the people whom an input names. They are neither deleted nor merged until the transaction ends.
 *
 * @throws unknown-reference
 */
export async function resolvePeople(
  tx: Transaction,
  { creator, people = [] }: AssetInput,
): Promise<{ people: AssetPeople; names: string[] }> {
  const refs = [
    ...people.map((ref, at) => ({ ref, place: { pointer: `/people/${at}` } })),
    ...(creator == null ? [] : [{ ref: creator, place: { pointer: '/creator' } }]),
  ];
  const idByRef = new Map<string, string>();
  for (const { ref } of refs) {
    const id = idByRef.get(ref) ?? (await holdPerson(tx, ref));
    if (id !== undefined) idByRef.set(ref, id);
  }
  const unknownRefs = refs.filter(({ ref }) => !idByRef.has(ref));
  if (unknownRefs.length > 0) throw unknownPeople(unknownRefs);
  const picturedIds = [...new Set(people.flatMap((ref) => idByRef.get(ref) ?? []))];
  const names = await findPersonNames(tx, [...new Set(idByRef.values())]);
  return { people: { creatorId: creator == null ? undefined : idByRef.get(creator), picturedIds }, names };
}
