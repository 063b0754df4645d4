import { z } from 'zod';
import { anyOf, type Database, jsonArray, Prisma } from '../../platform/db/index.js';

/** How many people one query reads. */
const batchSize = 2_000;

const Row = z.object({ people: z.string(), last: z.string().nullable() });

/** Reads the people of the directory for the linker. */
export function directoryStore(database: Database) {
  return {
    /** Yields all people in batches. Each batch is a JSON array. */
    async *streamPeople(): AsyncGenerator<string> {
      let after = '00000000-0000-0000-0000-000000000000';
      for (;;) {
        const [row] = await database.run(
          Prisma.sql`
          SELECT coalesce(json_agg(row_to_json(o)), '[]')::text AS people, max(o.id::text) AS last FROM (
            SELECT p.id, p.slug, p.name, p.given_name AS "givenName", p.family_name AS "familyName", p.name_order AS "nameOrder",
              p.visibility = 'public' AS "isPublic",
              p.short_names AS "shortNames",
              ${Prisma.raw(jsonArray(`SELECT a.name, a.kind, a.valid_from AS "from", a.valid_to AS "to" FROM person_aliases a WHERE a.person_id = p.id ORDER BY a.position`))} AS aliases,
              ${Prisma.raw(jsonArray(`SELECT r.title, r.organisation, r.valid_from AS "from", r.valid_to AS "to" FROM person_roles r WHERE r.person_id = p.id ORDER BY r.position`))} AS roles
            FROM people p WHERE p.id > ${after}::uuid AND p.merged_into IS NULL ORDER BY p.id LIMIT ${Prisma.raw(String(batchSize))}
          ) o`,
          Row,
        );
        if (row === undefined || row.last === null) return;
        yield row.people;
        after = row.last;
      }
    },

    /** Returns people by the given ids. The id of a merged person gives the person into which they were merged. */
    async findByIds(ids: readonly string[]): Promise<Map<string, { id: string; slug: string; name: string }>> {
      if (ids.length === 0) return new Map();
      const rows = await database.query
        .selectFrom('people as k')
        .innerJoin('people as n', (join) => join.on('n.id', '=', ({ fn }) => fn.coalesce('k.mergedInto', 'k.id')))
        .select(['k.id as asked', 'n.id', 'n.slug', 'n.name'])
        .where('k.id', '=', anyOf(ids))
        .execute();
      return new Map(rows.map(({ asked: requestedId, ...person }) => [requestedId, person]));
    },
  };
}
