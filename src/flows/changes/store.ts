import { z } from 'zod';
import { type Database, noRequest, Prisma, rfc3339, toKysely } from '../../platform/db/index.js';
import type { View } from './schemas.js';

const Change = z.object({
  position: z.string(),
  type: z.string(),
  at: z.string(),
  kind: z.string(),
  id: z.string(),
  slug: z.string().nullable(),
  tombstone: z.boolean(),
  actor: z.string().nullable().optional(),
  payload: z.record(z.string(), z.unknown()).optional(),
});
const LogPageRow = z.object({ horizon: z.string(), newest: z.string(), changes: z.array(Change) });

export type LoggedChange = Omit<z.infer<typeof Change>, 'position'> & { position: bigint };

export type LogPage = {
  /** Events up to this position may have been deleted. */
  horizon: bigint;
  /** The position of the last event. */
  newest: bigint;
  changes: LoggedChange[];
};

/** Selects the given types, or all types if `types` is undefined, without the hidden types. */
export type ChangeFilter = { types: readonly string[] | undefined; hiddenTypes: readonly string[] };

const createdAtSql = Prisma.raw(rfc3339('created_at'));

/** The table and the columns of each view of the log. The public view has only columns that the public may see. */
const logs = {
  public: {
    table: Prisma.sql`public_changes`,
    horizon: Prisma.sql`public_position`,
    columns: Prisma.sql`type, ${createdAtSql} AS at, kind, id, slug, tombstone`,
  },
  desk: {
    table: Prisma.sql`events`,
    horizon: Prisma.sql`position`,
    columns: Prisma.sql`type, ${createdAtSql} AS at, split_part(type, '.', 1) AS kind, subject_id AS id, coalesce(public_slug, payload->>'slug') AS slug,
      coalesce(tombstone, false) AS tombstone, actor, payload`,
  },
} as const;

/**
 * Reads and prunes the log of events. Positions are assigned after the commit, so a reader that goes on from a position
 * never misses an event that was committed late.
 */
export function changeStore(database: Database) {
  return {
    /** Returns up to `limit` changes after a position, and the bounds of the log, in one statement. */
    async page(view: View, position: bigint, { types, hiddenTypes }: ChangeFilter, limit: number): Promise<LogPage> {
      const { table, horizon, columns } = logs[view];
      // The client may read none of the requested types, so only the bounds of the log are needed.
      if (types?.length === 0) return this.page(view, position, { types: undefined, hiddenTypes }, 0);
      const after = Prisma.sql`l.position > ${String(position)}::bigint`;
      // Qualified, because `position` alone would sort by the output column, which is a text.
      const orderAndLimit = Prisma.sql`ORDER BY l.position LIMIT ${Prisma.raw(String(limit))}`;
      const selectedColumns = Prisma.sql`position::text AS position, ${columns}`;
      const allTypesQuery =
        hiddenTypes.length === 0
          ? Prisma.sql`SELECT ${selectedColumns} FROM ${table} l WHERE ${after} ${orderAndLimit}`
          : Prisma.sql`SELECT ${selectedColumns} FROM ${table} l WHERE ${after} AND type <> ALL (${hiddenTypes}::text[]) ${orderAndLimit}`;
      // One subquery per type can use the index of the type. Some types are rare, so the plan must fit the given types.
      const perTypeQuery = () =>
        Prisma.sql`SELECT c.* FROM (${Prisma.join(
          (types ?? []).map(
            (type) =>
              Prisma.sql`(SELECT ${selectedColumns} FROM ${table} l WHERE l.type = ${type} AND ${after} ${orderAndLimit})`,
          ),
          ' UNION ALL ',
        )}) c ORDER BY c.position::bigint LIMIT ${Prisma.raw(String(limit))}`;
      const { text, values } = Prisma.sql`
        SELECT h.${horizon} AS horizon, greatest(h.${horizon}, (SELECT max(position) FROM ${table})) AS newest,
          coalesce((SELECT json_agg(c) FROM (${types === undefined ? allTypesQuery : perTypeQuery()}) c), '[]') AS changes
        FROM event_horizon h`;
      const planMode = types === undefined ? undefined : 'each-time';
      const [row] = await database.run({ text, values, planMode }, LogPageRow);
      if (row === undefined) throw new Error('The table event_horizon has no row.');
      return {
        horizon: BigInt(row.horizon),
        newest: BigInt(row.newest),
        changes: row.changes.map((change) => ({ ...change, position: BigInt(change.position) })),
      };
    },

    /** Returns the position of the last event of a view. */
    async newest(view: View): Promise<bigint> {
      const { table, horizon } = logs[view];
      const row = await database.query
        .selectFrom('eventHorizon as h')
        .select(toKysely<string>(Prisma.sql`greatest(h.${horizon}, (SELECT max(position) FROM ${table}))`).as('newest'))
        .executeTakeFirst();
      return BigInt(row?.newest ?? 0);
    },

    /**
     * Deletes up to `limit` of the oldest events that are older than `before` and that all given consumers have read,
     * and moves the horizon. The newest event is kept, because positions are counted on from it.
     *
     * @returns the number of deleted events
     */
    async deleteBefore(before: Date, consumers: readonly string[], limit: number): Promise<number> {
      const [row] = await database.write(noRequest, ({ run }) =>
        run(
          Prisma.sql`
        WITH old AS (
          SELECT position FROM events
          WHERE position <= least(
            (SELECT max(position) - 1 FROM events),
            (SELECT min(coalesce(c.position, 0)) FROM unnest(${consumers}::text[]) AS consumer (name) LEFT JOIN event_consumers c USING (name)))
          ORDER BY position LIMIT ${limit}
        ), last AS (
          SELECT coalesce((SELECT min(e.position) - 1 FROM events e JOIN old USING (position) WHERE e.created_at >= ${before}::timestamptz),
            (SELECT max(position) FROM old)) AS position
        ), gone AS (
          DELETE FROM events WHERE position <= (SELECT position FROM last) RETURNING position, public_kind
        ), moved AS (
          UPDATE event_horizon SET position = greatest(position, (SELECT max(position) FROM gone)),
            public_position = greatest(public_position, (SELECT max(position) FROM gone WHERE public_kind IS NOT NULL))
          WHERE EXISTS (SELECT FROM gone)
        ) SELECT count(*)::int AS gone FROM gone`,
          z.object({ gone: z.int() }),
        ),
      );
      return row?.gone ?? 0;
    },
  };
}

export type ChangeStore = ReturnType<typeof changeStore>;
