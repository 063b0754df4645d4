import { z } from 'zod';
import { Prisma, type Transaction } from '../../platform/db/index.js';

/** How many lists a refusal names. */
const maxLists = 20;

const Slug = z.object({ slug: z.string() });

/** Returns the slugs of the lists in whose rules one of these members is one of the references. */
async function findLists(tx: Transaction, members: readonly string[], refs: Prisma.Sql): Promise<string[]> {
  // A rule keeps its references as they were sent. An id can have capitals.
  const conditions = members.map((name) => Prisma.sql`lower(l.rule->>${name}) IN (${refs})`);
  const rows = await tx.run(
    Prisma.sql`SELECT l.slug FROM lists l WHERE ${Prisma.join(conditions, ' OR ')} ORDER BY l.slug LIMIT ${maxLists}`,
    Slug,
  );
  return rows.map(({ slug }) => slug);
}

/** Returns the slugs of the lists whose rules name a section, by its id or a slug, in order and at most twenty. */
export const listsNamingSection = (tx: Transaction, id: string): Promise<string[]> =>
  findLists(
    tx,
    ['section'],
    Prisma.sql`SELECT ${id}::text UNION ALL SELECT slug FROM section_slugs WHERE section_id = ${id}::uuid`,
  );

/**
 * Returns the slugs of the lists whose rules name a person or somebody who was merged into them, in order and at most
 * twenty.
 */
export const listsNamingPerson = (tx: Transaction, id: string): Promise<string[]> =>
  findLists(
    tx,
    ['person', 'author'],
    Prisma.sql`SELECT id::text FROM people WHERE id = ${id}::uuid OR merged_into = ${id}::uuid
      UNION ALL SELECT slug FROM person_slugs WHERE person_id = ${id}::uuid`,
  );
