import { type Insertable, sql } from 'kysely';
import { type Database, noRequest, Prisma, type Reader, type Tables, toJson } from '../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page } from '../../platform/paging/index.js';
import type { AuditEntry, AuditFilters, AuditQuery } from './schemas.js';

const orders = { createdAt: { column: Prisma.sql`a.created_at`, id: Prisma.sql`a.id`, type: 'timestamptz' } } as const;

const queryEntries = ({ query }: Reader, { actor, token, user, type, subject, address, since, until }: AuditFilters) =>
  query
    .selectFrom('audit as a')
    .where((eb) =>
      eb.and([
        ...(actor === undefined ? [] : [eb('a.actor', '=', actor)]),
        ...(token === undefined ? [] : [eb('a.tokenId', '=', token)]),
        ...(user === undefined ? [] : [eb('a.userId', '=', user)]),
        ...(type === undefined ? [] : [eb('a.type', '=', type)]),
        ...(subject === undefined ? [] : [eb('a.subjectId', '=', subject)]),
        ...(address === undefined ? [] : [eb('a.address', '=', address)]),
        ...(since === undefined ? [] : [eb('a.createdAt', '>=', sql<Date>`${since}::timestamptz`)]),
        ...(until === undefined ? [] : [eb('a.createdAt', '<', sql<Date>`${until}::timestamptz`)]),
      ]),
    );

const columns = [
  ...(['a.id', 'a.createdAt as at', 'a.type', 'a.subjectId', 'a.actor', 'a.tokenId', 'a.userId'] as const),
  ...(['a.via', 'a.address', 'a.requestId', 'a.userAgent', 'a.detail'] as const),
] as const;

const toEntry = <Row extends Omit<AuditEntry, 'at' | 'detail'> & { at: Date; detail: unknown }>(row: Row) => ({
  ...row,
  at: row.at.toISOString(),
  detail: row.detail as AuditEntry['detail'],
});

/** A stored refusal. It stands for a number of equal ones. */
export type RefusalRow = Omit<Insertable<Tables['audit']>, 'createdAt' | 'detail'> & { detail: object };

/** Reads the audit and writes refusals. Entries for events are written by the outbox. */
export function auditStore(database: Database) {
  return {
    async list(query: AuditQuery): Promise<Page<AuditEntry>> {
      const keys = keyset('audit', chooseOrder(query.sort, orders), query);
      return loadPage(
        queryEntries(database, query).select(columns),
        keys,
        (row) => ({ key: toEntry(row).at, id: row.id }),
        toEntry,
      );
    },

    /** Returns the next entries after one, the oldest first. */
    async listAfter(filters: AuditFilters, after: AuditEntry | undefined, limit: number): Promise<AuditEntry[]> {
      const rows = await queryEntries(database, filters)
        .select(columns)
        .where(({ eb, refTuple, tuple }) =>
          after === undefined
            ? eb.and([])
            : eb(refTuple('a.createdAt', 'a.id'), '>', tuple(sql<Date>`${after.at}::timestamptz`, eb.val(after.id))),
        )
        .orderBy('a.createdAt')
        .orderBy('a.id')
        .limit(limit)
        .execute();
      return rows.map(toEntry);
    },

    insertMany: (rows: readonly RefusalRow[]) =>
      database.write(noRequest, ({ query }) =>
        query
          .insertInto('audit')
          .values(rows.map((row) => ({ ...row, detail: toJson(row.detail) })))
          .execute(),
      ),

    /**
     * Deletes the oldest entries. The database allows it only up to the time in this setting. @returns how many were
     * deleted
     */
    deleteBefore: (before: Date, limit: number): Promise<number> =>
      database.transaction(noRequest, async (tx) => {
        await tx.query
          .selectNoFrom(sql`set_config('broadsheet.forget_audit_before', ${before.toISOString()}, true)`.as('set'))
          .execute();
        const result = await tx.query
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
        return Number(result.numDeletedRows);
      }),
  };
}
