import { z } from 'zod';
import { anyOf, type Database, jsonArray, jsonObject, Prisma } from '../../platform/db/index.js';

/** How many people one query reads. More would delay other queries of the embedded database. */
const batchSize = 500;

const PeopleRow = z.object({ people: z.string(), last: z.string().nullable() });
const StampsRow = z.object({ stamps: z.string() });

/** A person `p` for the linker, as JSON. The stamp changes with each change of the row. */
const personJson = Prisma.raw(
  jsonObject(`SELECT p.id, p.slug, p.name, p.given_name AS "givenName", p.family_name AS "familyName", p.name_order AS "nameOrder",
  p.visibility = 'public' AS "isPublic", p.short_names AS "shortNames", p.xmin::text AS stamp,
  ${jsonArray(`SELECT a.name, a.kind, a.valid_from AS "from", a.valid_to AS "to" FROM person_aliases a WHERE a.person_id = p.id ORDER BY a.position`)} AS aliases,
  ${jsonArray(`SELECT r.title, r.organisation, r.valid_from AS "from", r.valid_to AS "to" FROM person_roles r WHERE r.person_id = p.id ORDER BY r.position`)} AS roles`),
);

/**
 * Reads up to one batch of people in the order of their ids. Merged people are left out only after the batch is cut. With
 * the condition inside, a planner without statistics expects few rows, and reads and sorts the whole table for each batch.
 */
const peopleWhere = (condition: Prisma.Sql) => Prisma.sql`
  SELECT coalesce(json_agg(${personJson}) FILTER (WHERE p.merged_into IS NULL), '[]')::text AS people, max(p.id::text) AS last FROM (
    SELECT *, xmin FROM people WHERE ${condition} ORDER BY id LIMIT ${Prisma.raw(String(batchSize))}
  ) p`;

/** Reads the people of the directory for the linker. People who were merged into others are left out. */
export function directoryStore(database: Database) {
  return {
    /** Yields all people in batches, in the order of their ids. Each batch is a JSON array. */
    async *streamPeople(): AsyncGenerator<{ people: string; last: string }> {
      for (let position = '00000000-0000-0000-0000-000000000000'; ; ) {
        const [row] = await database.run(peopleWhere(Prisma.sql`id > ${position}::uuid`), PeopleRow);
        if (row === undefined || row.last === null) return;
        yield { people: row.people, last: row.last };
        position = row.last;
      }
    },

    /** Yields the people with the given ids, in batches. Each is a JSON array. */
    async *streamByIds(ids: readonly string[]): AsyncGenerator<string> {
      for (let at = 0; at < ids.length; at += batchSize) {
        const some = ids.slice(at, at + batchSize);
        const [row] = await database.run(peopleWhere(Prisma.sql`id = ANY (${some}::uuid[])`), PeopleRow);
        if (row !== undefined) yield row.people;
      }
    },

    /** Returns the stamps of the people with ids after the given one, as a JSON array of pairs of id and stamp. */
    async readStamps(after: string): Promise<string> {
      const [row] = await database.run(
        Prisma.sql`SELECT coalesce(json_agg(json_build_array(p.id, p.xmin::text)), '[]')::text AS stamps FROM people p WHERE p.id > ${after}::uuid AND p.merged_into IS NULL`,
        StampsRow,
      );
      return row?.stamps ?? '[]';
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
