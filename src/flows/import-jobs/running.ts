import { v7 as uuid } from 'uuid';
import { type Actor, type Scope, system } from '../../platform/auth/index.js';
import { heartbeat, type PeriodicJob, type Queue } from '../../platform/background/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { type ItemOutcome, importStories, readStories } from '../imports/index.js';
import { importEvents } from './events.js';
import { itemStore } from './items.store.js';
import { isTaken, type leaseStore } from './leases.store.js';
import { type Failure, failures, mostAttempts } from './rules.js';
import { spoolStore } from './spool.store.js';
import { importsDue, isAway, type JobRow, type jobStore } from './store.js';

/** How often files that never came whole and imports that are long over are looked for. Milliseconds. */
const tidyEveryMs = 60_000;

/** Between looks for a job that another process is about to lose. Milliseconds. */
const lookEveryMs = 250;

/** Files of which nothing has come for so long are given up; jobs that are deleted at once. */
const tidying = { silentSeconds: 600, atOnce: 5 };

/** Another process has the job, or somebody has cancelled it: what this one was about to write is not written. */
class LostLease extends Error {}

/** The token that sent the file was revoked or has expired while it was taken in. */
class TokenGone extends Error {}

/** Whose services write what a file says. */
export type Importing = Parameters<typeof importStories>[0]['newsroom'];

type Needs = {
  database: Database;
  jobs: Pick<ReturnType<typeof jobStore>, 'end' | 'tidy'>;
  leases: ReturnType<typeof leaseStore>;
  events: Events;
  content: Importing;
  /** Whose token it is now; undefined for one that is not good any more. */
  bearer(tokenId: string): Promise<Actor | undefined>;
  /** Whether a token is good, and stays so until the transaction ends. */
  isGood(tx: Transaction, tokenId: string): Promise<boolean>;
  leaseSeconds: number;
  keepDays: number;
  log?: { warn(said: object, message: string): void } | undefined;
};

export const told = (row: JobRow) => {
  const { id, format, mode, dryRun, done, created, updated, unchanged, skipped, failed } = row;
  return { id, format, mode, dryRun, done, created, updated, unchanged, skipped, failed };
};

/**
 * Does imports, one at a time in the whole newsroom, in the order in which they were sent. A job is leased: of a process that dies,
 * another one takes it up after the last item that was kept.
 */
export function importRunning({
  database,
  jobs,
  leases,
  events,
  content,
  bearer,
  isGood,
  leaseSeconds,
  keepDays,
  log,
}: Needs): { queue: Queue; tidying: PeriodicJob } {
  const items = itemStore(database);
  const spool = spoolStore(database);
  const process = uuid();

  async function claim(): Promise<JobRow | undefined> {
    try {
      return await database.transaction(system, async (tx) => {
        const job = await leases.claim(tx, process, leaseSeconds, database.kind === 'embedded');
        if (job?.version === 2 && job.done === 0 && job.attempts === 1)
          await events.append(tx, importEvents.started, { subjectId: job.id, payload: told(job), actor: actorOf(job) });
        return job;
      });
    } catch (error) {
      // Another process has just taken up one.
      if (isTaken(error)) return undefined;
      throw error;
    }
  }

  async function work(ending: AbortSignal = new AbortController().signal): Promise<'more' | 'idle' | Date> {
    const job = ending.aborted ? undefined : await claim();
    if (job === undefined) {
      const freeInMs = ending.aborted ? undefined : await leases.freeInMs();
      return freeInMs === undefined ? 'idle' : new Date(Date.now() + Math.max(lookEveryMs, freeInMs));
    }
    if (job.attempts > mostAttempts) await finish(job, { status: 'failed', problem: failures.gaveUp });
    else await run(job, ending);
    return 'more';
  }

  async function run(job: JobRow, ending: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([ending, lost.signal]);
    let read = 0;
    const endBeating = heartbeat(
      leaseSeconds * 1000,
      async () => (await leases.renew(job.id, process, leaseSeconds, read)) || lost.abort(),
      (err) => log?.warn({ err, import: job.id }, 'the lease of an import could not be renewed'),
    );
    try {
      const holder = job.tokenId === null ? actorOf(job) : await bearer(job.tokenId);
      if (holder === undefined) return await finish(job, { status: 'failed', problem: failures.tokenGone });
      const { source, name, mode, dryRun, keepAddresses, section } = job;
      const stories = await readStories(spool.read(job.id), {
        format: job.format,
        source,
        name,
        progress: (bytes) => {
          read = bytes;
        },
      });
      await importStories({
        newsroom: content,
        actor: { ...holder, origin },
        format: stories.format,
        read: stories.read,
        options: { mode, dryRun, keepAddresses, section: section ?? undefined },
        checkpoint: { after: job.done, keep: keeper(job, lost), signal },
      });
      if (ending.aborted) await leases.release(job.id, process);
      else if (!lost.signal.aborted) await finish(job, { status: 'done', whole: true });
    } catch (error) {
      if ((error as Error).cause instanceof TokenGone)
        return await finish(job, { status: 'failed', problem: failures.tokenGone });
      if (lost.signal.aborted) return;
      if (ending.aborted || isAway(error)) {
        await leases.release(job.id, process);
        throw error;
      }
      log?.warn({ err: error, import: job.id }, 'an import broke');
      await finish(job, { status: 'failed', problem: failures.broken });
    } finally {
      endBeating();
    }
  }

  function keeper({ id: jobId, tokenId }: JobRow, lost: AbortController) {
    const lease = { jobId, process, seconds: leaseSeconds };
    return async (tx: Transaction | undefined, outcomes: readonly ItemOutcome[]): Promise<void> => {
      const last = outcomes.at(-1);
      if (last === undefined) return;
      const keepIn = async (within: Transaction) => {
        if (tokenId !== null && !(await isGood(within, tokenId)))
          throw new TokenGone('The token that sent the file is not good any more.');
        if (await items.keep(within, lease, outcomes, last.index)) return;
        lost.abort();
        throw new LostLease("The import is another process's, or over.");
      };
      await (tx === undefined ? database.transaction(system, keepIn) : keepIn(tx));
    };
  }

  async function finish(
    job: JobRow,
    as: { status: 'done' | 'failed'; problem?: Failure; whole?: boolean },
  ): Promise<void> {
    await database.transaction(system, async (tx) => {
      const row = await jobs.end(tx, job.id, as, process);
      if (row === undefined) return;
      const event = as.status === 'done' ? importEvents.finished : importEvents.failed;
      await events.append(tx, event, { subjectId: row.id, payload: told(row), actor: actorOf(row) });
    });
    await spool.remove(job.id);
  }

  async function tidy(): Promise<'more' | 'idle'> {
    const hasDeleted = await jobs.tidy({ ...tidying, keepDays });
    await spool.sweep();
    return hasDeleted ? 'more' : 'idle';
  }

  return {
    queue: { name: 'imports', wokenBy: [importsDue], work },
    tidying: { name: 'imports-tidying', everyMs: tidyEveryMs, work: tidy },
  };
}

const origin = { via: 'import', address: null, requestId: null, userAgent: null };

const actorOf = ({ tokenId, actor, scopes }: JobRow): Actor => ({
  tokenId,
  name: actor,
  scopes: new Set(scopes as Scope[]),
  anonymous: false,
  origin,
});
