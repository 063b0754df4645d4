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
  /** Up to where the log is forgotten. */
  horizon: bigint;
  /** Where it ends. */
  newest: bigint;
  changes: LoggedChange[];
};

/** Of which types, or of all but some. */
export type ChangeFilter = { types: readonly string[] | undefined; hiddenTypes: readonly string[] };

const createdAtSql = Prisma.raw(rfc3339('created_at'));

/** Where each view of the log is. The public one has columns that the public may see, and no others. */
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

/** The log of events: read by position, which is given after the commit, so that nothing is passed over. */
export function changeStore(database: Database) {
  return {
    /** What comes after a position, in one statement. */
    async page(view: View, position: bigint, { types, hiddenTypes }: ChangeFilter, limit: number): Promise<LogPage> {
      const { table, horizon, columns } = logs[view];
      // None that may be read: as of the log without a page.
      if (types?.length === 0) return this.page(view, position, { types: undefined, hiddenTypes }, 0);
      const after = Prisma.sql`l.position > ${String(position)}::bigint`;
      // By the column: `position` alone would be the text of that name.
      const orderAndLimit = Prisma.sql`ORDER BY l.position LIMIT ${Prisma.raw(String(limit))}`;
      const selectedColumns = Prisma.sql`position::text AS position, ${columns}`;
      const allTypesQuery =
        hiddenTypes.length === 0
          ? Prisma.sql`SELECT ${selectedColumns} FROM ${table} l WHERE ${after} ${orderAndLimit}`
          : Prisma.sql`SELECT ${selectedColumns} FROM ${table} l WHERE ${after} AND type <> ALL (${hiddenTypes}::text[]) ${orderAndLimit}`;
      // Type by type, each along its index; planned for the types that are asked for, since some are rare.
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
      if (row === undefined) throw new Error('The horizon of the log is gone.');
      return {
        horizon: BigInt(row.horizon),
        newest: BigInt(row.newest),
        changes: row.changes.map((change) => ({ ...change, position: BigInt(change.position) })),
      };
    },

    /** Where the log ends. */
    async newest(view: View): Promise<bigint> {
      const { table, horizon } = logs[view];
      const row = await database.query
        .selectFrom('eventHorizon as h')
        .select(toKysely<string>(Prisma.sql`greatest(h.${horizon}, (SELECT max(position) FROM ${table}))`).as('newest'))
        .executeTakeFirst();
      return BigInt(row?.newest ?? 0);
    },

    /**
     * Deletes the oldest events that all of these consumers have read, and says up to where the log is forgotten. The newest
     * one stays: positions are counted on from it.
     *
     * @returns how many
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
