import { opaqueParameter, Prisma, type Reader, type Transaction, toKysely } from '../../platform/db/index.js';
import { isId } from '../slugs/index.js';
import { roleOn } from './columns.store.js';

export type NamedPerson = {
  id: string;
  slug: string;
  name: string;
  /** The office held today. */
  role: { title: string; organisation: string | null } | null;
};

/** Returns the expression of the id of a referenced person. For a merged person, it is the id of the remaining one. */
export const personIdByRef = (ref: string): Prisma.Sql =>
  isId(ref)
    ? Prisma.sql`(SELECT coalesce(merged_into, id) FROM people WHERE id = ${ref}::uuid)`
    : Prisma.sql`(SELECT person_id FROM person_slugs WHERE slug = ${ref})`;

/** Returns the same expression for a person whom the public sees, or else the expression of null. */
export const publicPersonIdByRef = (ref: string): Prisma.Sql =>
  Prisma.sql`(SELECT id FROM people WHERE id = ${personIdByRef(ref)} AND visibility = 'public')`;

const role = Prisma.raw(`${roleOn('p.id', 't.day')} AS role`);

/** Returns the expression of the people of references, as a JSON array. Former slugs count as well. */
export function peopleByRef(refs: readonly string[]): Prisma.Sql {
  if (refs.length === 0) return Prisma.sql`'[]'::json`;
  const today = Prisma.sql`(SELECT ${new Date().toISOString().slice(0, 10)}::text AS day) t`;
  return Prisma.sql`coalesce((SELECT json_agg(o) FROM (
    SELECT asked.id::text AS ref, p.id, p.slug, p.name, ${role} FROM people asked JOIN people p ON p.id = coalesce(asked.merged_into, asked.id)
    CROSS JOIN ${today} WHERE asked.id = ANY (${opaqueParameter(refs.filter(isId), 'uuid[]')})
    UNION ALL
    SELECT s.slug AS ref, p.id, p.slug, p.name, ${role} FROM person_slugs s JOIN people p ON p.id = s.person_id
    CROSS JOIN ${today} WHERE s.slug = ANY (${opaqueParameter(
      refs.filter((ref) => !isId(ref)),
      'text[]',
    )})) o), '[]')`;
}

/**
 * Returns the query of the people with these ids who remain after merges, as rows of `id` and `remaining`. It locks them,
 * so that nobody is merged or deleted until the transaction ends. A merge that is in progress ends first.
 */
export const remainingPeople = (ids: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT p.id, coalesce(p.merged_into, p.id) AS remaining FROM people p WHERE p.id = ANY (${ids}) ORDER BY p.id FOR KEY SHARE`;

async function findId({ query }: Reader, expression: Prisma.Sql): Promise<string | undefined> {
  const { id } = await query.selectNoFrom(toKysely<string | null>(expression).as('id')).executeTakeFirstOrThrow();
  return id ?? undefined;
}

/** Returns the id of the person of a reference. */
export const findPerson = (reader: Reader, ref: string) => findId(reader, personIdByRef(ref));

/**
 * Returns the id of the person of a reference, who is neither deleted nor merged until the transaction ends. A deletion
 * or a merge that is in progress ends first.
 */
export async function holdPerson(tx: Transaction, ref: string): Promise<string | undefined> {
  tx.beforeLock(`person ${ref}`);
  for (;;) {
    const person = await tx.query
      .selectFrom('people')
      .select('id')
      .where('id', '=', toKysely<string>(personIdByRef(ref)))
      .forKeyShare()
      .executeTakeFirst();
    // The person may have been merged while this statement waited. Then it holds somebody who is not meant any more.
    if (person === undefined || (await findPerson(tx, ref)) === person.id) return person?.id;
  }
}

/** Returns the id of the person of a reference whom the public sees. */
export const findPublicPerson = (reader: Reader, ref: string) => findId(reader, publicPersonIdByRef(ref));
