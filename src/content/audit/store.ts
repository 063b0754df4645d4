import { type Insertable, sql } from 'kysely';
import { type Database, noRequest, Prisma, rfc3339, type Tables, toJson } from '../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../platform/http/index.js';
import type { AuditEntry, AuditFilters, AuditQuery } from './schemas.js';

const orders = { createdAt: { column: Prisma.sql`a.created_at`, id: Prisma.sql`a.id`, type: 'timestamptz' } } as const;

const columns = Prisma.sql`a.id, ${Prisma.raw(rfc3339('a.created_at'))} AS at, a.type, a.subject_id AS "subjectId", a.actor, a.token_id AS "tokenId",
  a.via, a.address, a.request_id AS "requestId", a.user_agent AS "userAgent", a.detail`;

function conditions({ actor, token, type, subject, address, since, until }: AuditFilters): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(actor === undefined ? [] : [Prisma.sql`a.actor = ${actor}`]),
      ...(token === undefined ? [] : [Prisma.sql`a.token_id = ${token}::uuid`]),
      ...(type === undefined ? [] : [Prisma.sql`a.type = ${type}`]),
      ...(subject === undefined ? [] : [Prisma.sql`a.subject_id = ${subject}::uuid`]),
      ...(address === undefined ? [] : [Prisma.sql`a.address = ${address}`]),
      ...(since === undefined ? [] : [Prisma.sql`a.created_at >= ${since}::timestamptz`]),
      ...(until === undefined ? [] : [Prisma.sql`a.created_at < ${until}::timestamptz`]),
    ],
    ' AND ',
  );
}

/** A refusal as it is kept, for as many of its kind as came together. */
export type RefusalRow = Omit<Insertable<Tables['audit']>, 'createdAt' | 'detail'> & { detail: object };

/** The audit. What comes with an event is written there; here, what was refused. */
export function auditStore(database: Database) {
  return {
    async list(query: AuditQuery): Promise<Page<AuditEntry>> {
      const keys = keyset('audit', chooseOrder(query.sort, orders), query);
      const wanted = conditions(query);
      const rows = await database.run<AuditEntry>(Prisma.sql`
        SELECT ${columns} FROM audit a WHERE ${wanted} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`);
      const counted =
        query.count === undefined
          ? undefined
          : await database.run<{ n: number }>(Prisma.sql`SELECT count(*)::int AS n FROM audit a WHERE ${wanted}`);
      return keys.page(
        rows,
        (row) => ({ key: row.at, id: row.id }),
        (row) => row,
        counted?.[0]?.n,
      );
    },

    /** The next entries after one, the oldest first. */
    next: (filters: AuditFilters, after: AuditEntry | undefined, limit: number): Promise<AuditEntry[]> =>
      database.run<AuditEntry>(Prisma.sql`
        SELECT ${columns} FROM audit a WHERE ${conditions(filters)}
        ${after === undefined ? Prisma.empty : Prisma.sql`AND (a.created_at, a.id) > (${after.at}::timestamptz, ${after.id}::uuid)`}
        ORDER BY a.created_at, a.id LIMIT ${limit}`),

    note: (rows: readonly RefusalRow[]) =>
      database.write(noRequest, ({ query }) =>
        query
          .insertInto('audit')
          .values(rows.map((row) => ({ ...row, detail: toJson(row.detail) })))
          .execute(),
      ),

    /** Deletes the oldest entries, which the database lets go of when it is told up to when. @returns how many */
    forget: (before: Date, limit: number): Promise<number> =>
      database.transaction(noRequest, async (tx) => {
        await tx.query
          .selectNoFrom(sql`set_config('broadsheet.forget_audit_before', ${before.toISOString()}, true)`.as('set'))
          .execute();
        const gone = await tx.query
          .deleteFrom('audit')
          .where(({ eb, refTuple }) =>
            eb(refTuple('createdAt', 'id'), 'in', (old) =>
              old
                .selectFrom('audit')
                .select(['createdAt', 'id'])
                .where('createdAt', '<', before)
                .orderBy('createdAt')
                .orderBy('id')
                .limit(limit)
                .$asTuple('createdAt', 'id'),
            ),
          )
          .executeTakeFirstOrThrow();
        return Number(gone.numDeletedRows);
      }),
  };
}
