import { sql } from 'kysely';
import { leaseEnd, type Signals } from '../../platform/background/index.js';
import { type Database, databaseFault, noRequest, type Transaction, toKysely } from '../../platform/db/index.js';
import { hasLease, importsDueSignal, type JobRow, toJobRow } from './store.js';

/** Creates the store of the leases by which processes claim imports. */
export function leaseStore(database: Database, signals: Pick<Signals, 'raise'>) {
  return {
    /**
     * Claims a running job whose lease has ended, or else the oldest queued job if no job is running. Only one import
     * runs at a time.
     *
     * @param isOnlyProcess whether no other process can be alive, so that the leases of others do not count
     */
    async claim(
      tx: Transaction,
      process: string,
      seconds: number,
      isOnlyProcess: boolean,
    ): Promise<JobRow | undefined> {
      const row = await tx.query
        .updateTable('importJobs as j')
        .set(({ eb, fn }) => ({
          status: 'running',
          leasedBy: process,
          leasedUntil: toKysely<Date>(leaseEnd(seconds * 1000)),
          attempts: eb('j.attempts', '+', 1),
          startedAt: fn.coalesce('j.startedAt', sql<Date>`now()`),
          version: sql<number>`j.version + (j.status = 'queued')::int`,
        }))
        .where('j.id', '=', (next) =>
          next
            .selectFrom('importJobs')
            .select('id')
            .where(({ or, and, eb, not, exists, selectFrom }) =>
              or([
                and([
                  eb('status', '=', 'running'),
                  or([
                    eb('leasedUntil', 'is', null),
                    eb('leasedUntil', '<', sql<Date>`now()`),
                    ...(isOnlyProcess ? [eb('leasedBy', '<>', process)] : []),
                  ]),
                ]),
                and([
                  eb('status', '=', 'queued'),
                  not(
                    exists(selectFrom('importJobs as other').select('other.id').where('other.status', '=', 'running')),
                  ),
                ]),
              ]),
            )
            .orderBy(sql`(status = 'running')`, 'desc')
            .orderBy('createdAt')
            .orderBy('id')
            .limit(1)
            .forUpdate()
            .skipLocked(),
        )
        .returningAll('j')
        .executeTakeFirst();
      return row && toJobRow(row);
    },

    /** Returns the milliseconds until the lease of the running job ends, or undefined if no job is running. */
    async msUntilLeaseEnd(): Promise<number | undefined> {
      const row = await database.query
        .selectFrom('importJobs')
        .select(sql<number | null>`(extract(epoch FROM leased_until - now()) * 1000)::float8`.as('ms'))
        .where('status', '=', 'running')
        .executeTakeFirst();
      return row?.ms ?? undefined;
    },

    /** Renews the lease and stores how many bytes have been read. Returns whether this process still has the lease. */
    async renew(id: string, process: string, seconds: number, read: number): Promise<boolean> {
      const rows = await database.write(noRequest, ({ query }) =>
        query
          .updateTable('importJobs')
          .set({
            leasedUntil: toKysely<Date>(leaseEnd(seconds * 1000)),
            read: sql<string>`greatest(read, ${read}::bigint)`,
          })
          .where(hasLease(id, process))
          .returning('id')
          .execute(),
      );
      return rows.length === 1;
    },

    /** Ends the lease, so that another process can claim the job. This attempt is not counted. */
    async release(id: string, process: string): Promise<void> {
      await database.write(noRequest, ({ query }) =>
        query
          .updateTable('importJobs')
          .set({ leasedUntil: null, attempts: sql<number>`greatest(0, attempts - 1)` })
          .where(hasLease(id, process))
          .execute(),
      );
      signals.raise(importsDueSignal);
    },
  };
}

/** Returns whether an error means that another process has claimed a job at the same time. */
export const isAlreadyClaimed = (error: unknown): boolean => databaseFault(error) === 'duplicate';
