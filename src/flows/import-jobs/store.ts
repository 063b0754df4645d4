import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { Signals } from '../../platform/background/index.js';
import {
  type Database,
  databaseFault,
  noRequest,
  Prisma,
  type Reader,
  type Tables,
  type Transaction,
  toJson,
} from '../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page, positionByCreation } from '../../platform/paging/index.js';
import type { MediaMode, Mode } from '../imports/index.js';
import type { ImportFailure } from './rules.js';
import type { ImportJob, ImportListQuery } from './schemas.js';

type StoredJob = Selectable<Tables['importJobs']>;

export type JobRow = Omit<
  StoredJob,
  'leasedBy' | 'leasedUntil' | 'heardAt' | 'status' | 'mode' | 'media' | 'size' | 'read' | 'problem'
> & {
  status: 'receiving' | ImportJob['status'];
  mode: Mode;
  media: MediaMode;
  size: number;
  read: number;
  problem: ImportFailure | null;
};

export type NewJob = Pick<
  JobRow,
  'id' | 'mode' | 'media' | 'dryRun' | 'source' | 'siteUrl' | 'section' | 'keepAddresses' | 'name'
> &
  Pick<JobRow, 'tokenId' | 'userId' | 'actor' | 'scopes'>;

export const toJobRow = ({ leasedBy: _, leasedUntil: __, heardAt: ___, ...row }: StoredJob): JobRow => ({
  ...row,
  status: row.status as JobRow['status'],
  mode: row.mode as Mode,
  media: row.media as MediaMode,
  size: Number(row.size),
  read: Number(row.read),
  problem: row.problem as ImportFailure | null,
});

const orders = { createdAt: { column: Prisma.sql`j.created_at`, id: Prisma.sql`j.id`, type: 'timestamptz' } } as const;

/** The signal that an import is waiting, or that the next one may start. */
export const importsDueSignal = '@imports';

/** Creates the store of imports. */
export function jobStore(database: Database, signals: Pick<Signals, 'raise'>) {
  const raiseDueSignal = () => signals.raise(importsDueSignal);

  return {
    async list(query: ImportListQuery): Promise<Page<JobRow>> {
      const keys = keyset('imports', chooseOrder(query.sort, orders), query);
      const { status } = query;
      const rowsQuery = database.query
        .selectFrom('importJobs as j')
        .where((eb) => (status === undefined ? eb('j.status', '<>', 'receiving') : eb('j.status', '=', status)));
      return loadPage(rowsQuery.selectAll(), keys, positionByCreation, toJobRow);
    },

    async find(id: string): Promise<JobRow | undefined> {
      const row = await selectReceivedJobs(database, id).executeTakeFirst();
      return row && toJobRow(row);
    },

    /** Finds a job and locks it until the transaction ends. */
    async lock(tx: Transaction, id: string): Promise<JobRow | undefined> {
      tx.beforeLock(`import ${id}`);
      const row = await selectReceivedJobs(tx, id).forUpdate().executeTakeFirst();
      return row && toJobRow(row);
    },

    /** Creates a job whose file has not been received yet. */
    createReceiving: (job: NewJob) =>
      database.write(noRequest, ({ query }) =>
        query
          .insertInto('importJobs')
          .values({ ...job, status: 'receiving', format: '' })
          .execute(),
      ),

    async enqueue(tx: Transaction, id: string, format: string): Promise<JobRow> {
      const row = await tx.query
        .updateTable('importJobs')
        .set({ status: 'queued', format })
        .where('id', '=', id)
        .where('status', '=', 'receiving')
        .returningAll()
        .executeTakeFirst();
      tx.afterCommit(raiseDueSignal);
      if (row === undefined) throw new Error(`The import ${id} was deleted during its upload.`);
      return toJobRow(row);
    },

    remove: (id: string) =>
      database.write(noRequest, ({ query }) => query.deleteFrom('importJobs').where('id', '=', id).execute()),

    /**
     * Ends a job and deletes the chunks of its file.
     *
     * @param process the process that must have the lease; any job is ended if it is omitted
     * @returns undefined if the job does not exist or the process has lost the lease
     */
    async end(
      tx: Transaction,
      id: string,
      {
        status,
        problem = null,
        isComplete = false,
      }: {
        status: 'done' | 'incomplete' | 'failed' | 'cancelled';
        problem?: ImportFailure | null;
        isComplete?: boolean;
      },
      process?: string,
    ): Promise<JobRow | undefined> {
      const row = await tx.query
        .updateTable('importJobs')
        .set(({ ref, eb }) => ({
          status,
          problem: problem === null ? null : toJson(problem),
          ...(isComplete ? { total: ref('done'), read: ref('size') } : {}),
          leasedBy: null,
          leasedUntil: null,
          finishedAt: sql<Date>`now()`,
          version: eb('version', '+', 1),
        }))
        .where((eb) => (process === undefined ? eb('id', '=', id) : hasLease(id, process)(eb)))
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      tx.afterCommit(raiseDueSignal);
      await tx.query.deleteFrom('importChunks').where('jobId', '=', id).execute();
      return toJobRow(row);
    },

    /** Deletes abandoned uploads, and jobs that ended before the retention time. Returns whether there were any. */
    async deleteExpired({
      abandonedAfterSeconds,
      retentionDays,
      batchSize,
    }: {
      abandonedAfterSeconds: number;
      retentionDays: number;
      batchSize: number;
    }): Promise<boolean> {
      const rows = await database.write(noRequest, ({ query }) =>
        query
          .deleteFrom('importJobs')
          .where('id', 'in', (old) =>
            old
              .selectFrom('importJobs')
              .select('id')
              .where(({ or, and, eb }) =>
                or([
                  and([
                    eb('status', '=', 'receiving'),
                    eb('heardAt', '<', sql<Date>`now() - make_interval(secs => ${abandonedAfterSeconds}::float8)`),
                  ]),
                  ...(retentionDays > 0
                    ? [eb('finishedAt', '<', sql<Date>`now() - make_interval(days => ${retentionDays}::int)`)]
                    : []),
                ]),
              )
              .limit(batchSize)
              .forUpdate()
              .skipLocked(),
          )
          .returning('id')
          .execute(),
      );
      return rows.length > 0;
    },
  };
}

/** Selects a job whose file has been received. */
const selectReceivedJobs = ({ query }: Reader, id: string) =>
  query.selectFrom('importJobs').selectAll().where('id', '=', id).where('status', '<>', 'receiving');

/** Returns the condition that a process has the lease of a job. */
export const hasLease =
  (id: string, process: string) =>
  ({ and }: ExpressionBuilder<Tables, 'importJobs'>) =>
    and({ id, leasedBy: process, status: 'running' });

/** Returns whether an error, or its cause, means that the database is unreachable or its disk is full. */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  [error, (error as { cause?: unknown }).cause].some((one) => ['away', 'disk-full'].includes(databaseFault(one) ?? ''));
