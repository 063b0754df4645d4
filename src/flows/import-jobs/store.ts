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
import type { Mode } from '../imports/index.js';
import type { Failure } from './rules.js';
import type { ImportJob, ImportListQuery } from './schemas.js';

type StoredJob = Selectable<Tables['importJobs']>;

export type JobRow = Omit<
  StoredJob,
  'leasedBy' | 'leasedUntil' | 'heardAt' | 'status' | 'mode' | 'size' | 'read' | 'problem'
> & {
  status: 'receiving' | ImportJob['status'];
  mode: Mode;
  size: number;
  read: number;
  problem: Failure | null;
};

export type NewJob = Pick<JobRow, 'id' | 'mode' | 'dryRun' | 'source' | 'section' | 'keepAddresses' | 'name'> &
  Pick<JobRow, 'tokenId' | 'actor' | 'scopes'>;

export const jobOf = ({ leasedBy: _, leasedUntil: __, heardAt: ___, ...row }: StoredJob): JobRow => ({
  ...row,
  status: row.status as JobRow['status'],
  mode: row.mode as Mode,
  size: Number(row.size),
  read: Number(row.read),
  problem: row.problem as Failure | null,
});

const orders = { createdAt: { column: Prisma.sql`j.created_at`, id: Prisma.sql`j.id`, type: 'timestamptz' } } as const;

/** An import waits, or another one may have its turn. */
export const importsDue = '@imports';

/** Imports, and which process has which. */
export function jobStore(database: Database, signals: Pick<Signals, 'raise'>) {
  const onDue = () => signals.raise(importsDue);

  return {
    async list(query: ImportListQuery): Promise<Page<JobRow>> {
      const keys = keyset('imports', chooseOrder(query.sort, orders), query);
      const { status } = query;
      const wanted = database.query
        .selectFrom('importJobs as j')
        .where((eb) => (status === undefined ? eb('j.status', '<>', 'receiving') : eb('j.status', '=', status)));
      return loadPage(wanted.selectAll(), keys, positionByCreation, jobOf);
    },

    async find(id: string): Promise<JobRow | undefined> {
      const row = await received(database, id).executeTakeFirst();
      return row && jobOf(row);
    },

    /** Keeps a job from changing while this transaction lasts. */
    async lock(tx: Transaction, id: string): Promise<JobRow | undefined> {
      tx.beforeLock(`import ${id}`);
      const row = await received(tx, id).forUpdate().executeTakeFirst();
      return row && jobOf(row);
    },

    /** A job whose file is still to come. */
    announce: (job: NewJob) =>
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
      tx.afterCommit(onDue);
      if (row === undefined) throw new Error(`The import ${id} was given up while its file came.`);
      return jobOf(row);
    },

    remove: (id: string) =>
      database.write(noRequest, ({ query }) => query.deleteFrom('importJobs').where('id', '=', id).execute()),

    /** Ends a job, and its file with it. */
    async end(
      tx: Transaction,
      id: string,
      {
        status,
        problem = null,
        whole = false,
      }: { status: 'done' | 'failed' | 'cancelled'; problem?: Failure | null; whole?: boolean },
      process?: string,
    ): Promise<JobRow | undefined> {
      const row = await tx.query
        .updateTable('importJobs')
        .set(({ ref, eb }) => ({
          status,
          problem: problem === null ? null : toJson(problem),
          ...(whole ? { total: ref('done'), read: ref('size') } : {}),
          leasedBy: null,
          leasedUntil: null,
          finishedAt: sql<Date>`now()`,
          version: eb('version', '+', 1),
        }))
        .where((eb) => (process === undefined ? eb('id', '=', id) : isHeld(id, process)(eb)))
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      tx.afterCommit(onDue);
      await tx.query.deleteFrom('importChunks').where('jobId', '=', id).execute();
      return jobOf(row);
    },

    /** Deletes files that never came whole, and jobs that have been over for so long. @returns whether there were any */
    async tidy({
      silentSeconds,
      keepDays,
      atOnce,
    }: {
      silentSeconds: number;
      keepDays: number;
      atOnce: number;
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
                    eb('heardAt', '<', sql<Date>`now() - make_interval(secs => ${silentSeconds}::float8)`),
                  ]),
                  ...(keepDays > 0
                    ? [eb('finishedAt', '<', sql<Date>`now() - make_interval(days => ${keepDays}::int)`)]
                    : []),
                ]),
              )
              .limit(atOnce)
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

/** A job whose file is here. */
const received = ({ query }: Reader, id: string) =>
  query.selectFrom('importJobs').selectAll().where('id', '=', id).where('status', '<>', 'receiving');

/** Whether a process has a job. */
export const isHeld =
  (id: string, process: string) =>
  ({ and }: ExpressionBuilder<Tables, 'importJobs'>) =>
    and({ id, leasedBy: process, status: 'running' });

/** Whether the database is to blame, be it for what was to be written or for what was to be kept of it. */
export const isAway = (error: unknown): boolean =>
  [error, (error as { cause?: unknown }).cause].some((one) => ['away', 'disk-full'].includes(databaseFault(one) ?? ''));
