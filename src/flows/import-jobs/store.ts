import { leaseEnd, type Signals } from '../../platform/background/index.js';
import {
  afterCommit,
  beforeLock,
  type Database,
  databaseFault,
  noRequest,
  Prisma,
  runIn,
  type Transaction,
} from '../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../platform/http/index.js';
import type { Mode } from '../imports/index.js';
import type { Failure } from './rules.js';
import type { ImportJob, ImportListQuery } from './schemas.js';

export type JobRow = {
  id: string;
  status: 'receiving' | ImportJob['status'];
  format: string;
  mode: Mode;
  dryRun: boolean;
  source: string | null;
  section: string | null;
  keepAddresses: boolean;
  name: string | null;
  size: number;
  read: number;
  total: number | null;
  done: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  failed: number;
  problem: Failure | null;
  tokenId: string | null;
  actor: string;
  scopes: string[];
  attempts: number;
  version: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

export type NewJob = Pick<JobRow, 'id' | 'mode' | 'dryRun' | 'source' | 'section' | 'keepAddresses' | 'name'> &
  Pick<JobRow, 'tokenId' | 'actor' | 'scopes'>;

const columns = Prisma.raw(
  `j.id, j.status, j.format, j.mode, j.dry_run AS "dryRun", j.source, j.section, j.keep_addresses AS "keepAddresses", j.name,
  j.size::float8 AS size, j.read::float8 AS read, j.total, j.done, j.created, j.updated, j.unchanged, j.skipped, j.failed, j.problem,
  j.token_id AS "tokenId", j.actor, j.scopes, j.attempts, j.version, j.created_at AS "createdAt", j.started_at AS "startedAt",
  j.finished_at AS "finishedAt"`,
);

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
      const wanted = status === undefined ? Prisma.sql`j.status <> 'receiving'` : Prisma.sql`j.status = ${status}`;
      const rows = await database.read<JobRow>(Prisma.sql`
        SELECT ${columns} FROM import_jobs j WHERE ${wanted} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`);
      const total =
        query.count === undefined
          ? undefined
          : (
              await database.read<{ n: number }>(
                Prisma.sql`SELECT count(*)::int AS n FROM import_jobs j WHERE ${wanted}`,
              )
            )[0]?.n;
      return keys.page(
        rows,
        (row) => ({ key: row.createdAt.toISOString(), id: row.id }),
        (row) => row,
        total,
      );
    },

    async find(id: string): Promise<JobRow | undefined> {
      const [row] = await database.read<JobRow>(
        Prisma.sql`SELECT ${columns} FROM import_jobs j WHERE j.id = ${id}::uuid AND j.status <> 'receiving'`,
      );
      return row;
    },

    /** Keeps a job from changing while this transaction lasts. */
    async lock(tx: Transaction, id: string): Promise<JobRow | undefined> {
      beforeLock(tx, `import ${id}`);
      const [row] = await tx.$queryRaw<JobRow[]>`
        SELECT ${columns} FROM import_jobs j WHERE j.id = ${id}::uuid AND j.status <> 'receiving' FOR UPDATE`;
      return row;
    },

    /** A job whose file is still to come. */
    async announce(job: NewJob): Promise<void> {
      await database.write(
        noRequest,
        Prisma.sql`
        INSERT INTO import_jobs (id, status, format, mode, dry_run, source, section, keep_addresses, name, token_id, actor, scopes)
        VALUES (${job.id}::uuid, 'receiving', '', ${job.mode}, ${job.dryRun}, ${job.source}, ${job.section}, ${job.keepAddresses},
          ${job.name}, ${job.tokenId}::uuid, ${job.actor}, ${job.scopes})`,
      );
    },

    async enqueue(tx: Transaction, id: string, format: string): Promise<JobRow> {
      const [row] = await runIn<JobRow>(
        tx,
        Prisma.sql`
        UPDATE import_jobs j SET status = 'queued', format = ${format} WHERE id = ${id}::uuid AND status = 'receiving'
        RETURNING ${columns}`,
      );
      afterCommit(tx, onDue);
      if (row === undefined) throw new Error(`The import ${id} was given up while its file came.`);
      return row;
    },

    async remove(id: string): Promise<void> {
      await database.write(noRequest, Prisma.sql`DELETE FROM import_jobs WHERE id = ${id}::uuid`);
    },

    /**
     * Takes up the job that waits longest, or one whose process has died, unless another process is at one.
     *
     * @param alone whether no other process can be alive
     */
    async claim(tx: Transaction, process: string, seconds: number, alone: boolean): Promise<JobRow | undefined> {
      const [row] = await tx.$queryRaw<JobRow[]>`
        UPDATE import_jobs j SET status = 'running', leased_by = ${process}::uuid, leased_until = ${leaseEnd(seconds * 1000)},
          attempts = j.attempts + 1, started_at = coalesce(j.started_at, now()), version = j.version + (j.status = 'queued')::int
        WHERE j.id = (
          SELECT id FROM import_jobs
          WHERE (status = 'running' AND (leased_until IS NULL OR leased_until < now() OR (${alone} AND leased_by <> ${process}::uuid)))
            OR (status = 'queued' AND NOT EXISTS (SELECT FROM import_jobs WHERE status = 'running'))
          ORDER BY (status = 'running') DESC, created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING ${columns}`;
      return row;
    },

    /** @returns milliseconds until the job that another process is at may be taken from it; undefined when none is at one */
    async freeInMs(): Promise<number | undefined> {
      const [row] = await database.read<{ ms: number | null }>(Prisma.sql`
        SELECT (extract(epoch FROM leased_until - now()) * 1000)::float8 AS ms FROM import_jobs WHERE status = 'running'`);
      return row?.ms ?? undefined;
    },

    /** Keeps the lease, and says how far the file has been read. @returns whether this process still has it */
    async renew(id: string, process: string, seconds: number, read: number): Promise<boolean> {
      const rows = await database.write(
        noRequest,
        Prisma.sql`
        UPDATE import_jobs SET leased_until = ${leaseEnd(seconds * 1000)}, read = greatest(read, ${read}::bigint)
        WHERE id = ${id}::uuid AND leased_by = ${process}::uuid AND status = 'running' RETURNING id`,
      );
      return rows.length === 1;
    },

    /** Leaves the job to whoever looks next. */
    async release(id: string, process: string): Promise<void> {
      await database.write(
        noRequest,
        Prisma.sql`
        UPDATE import_jobs SET leased_until = NULL, attempts = greatest(0, attempts - 1) WHERE id = ${id}::uuid AND leased_by = ${process}::uuid AND status = 'running'`,
      );
      onDue();
    },

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
      const own =
        process === undefined ? Prisma.sql`TRUE` : Prisma.sql`leased_by = ${process}::uuid AND status = 'running'`;
      const [row] = await tx.$queryRaw<JobRow[]>`
        UPDATE import_jobs j SET status = ${status}, problem = ${problem === null ? null : JSON.stringify(problem)}::jsonb,
          total = CASE WHEN ${whole} THEN j.done ELSE j.total END, read = CASE WHEN ${whole} THEN j.size ELSE j.read END,
          leased_by = NULL, leased_until = NULL, finished_at = now(), version = j.version + 1
        WHERE j.id = ${id}::uuid AND ${own} RETURNING ${columns}`;
      afterCommit(tx, onDue);
      if (row !== undefined) await tx.$executeRaw`DELETE FROM import_chunks WHERE job_id = ${id}::uuid`;
      return row;
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
      const rows = await database.write(
        noRequest,
        Prisma.sql`
        DELETE FROM import_jobs WHERE id IN (
          SELECT id FROM import_jobs
          WHERE (status = 'receiving' AND heard_at < now() - make_interval(secs => ${silentSeconds}::float8))
            OR (${keepDays} > 0 AND finished_at < now() - make_interval(days => ${keepDays}::int))
          LIMIT ${atOnce} FOR UPDATE SKIP LOCKED
        ) RETURNING id`,
      );
      return rows.length > 0;
    },
  };
}

/** Whether another process has taken up a job at the same moment. */
export const isTaken = (error: unknown): boolean => databaseFault(error) === 'duplicate';

/** Whether the database is to blame, be it for what was to be written or for what was to be kept of it. */
export const isAway = (error: unknown): boolean =>
  [error, (error as { cause?: unknown }).cause].some((one) => ['away', 'disk-full'].includes(databaseFault(one) ?? ''));
