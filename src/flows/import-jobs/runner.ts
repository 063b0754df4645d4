import { v7 as uuid } from 'uuid';
import type { Holder } from '../../content/tokens/index.js';
import { type Actor, operatorActor, type Scope, systemActor } from '../../platform/auth/index.js';
import { heartbeat, type PeriodicJob, type Queue } from '../../platform/background/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { type ImportReport, type ItemOutcome, importArticles, readArticlesInThread } from '../imports/index.js';
import { importEvents } from './events.js';
import { itemStore } from './items.store.js';
import { isAlreadyClaimed, type leaseStore } from './leases.store.js';
import { failures, type ImportFailure, maxAttempts, toFailure } from './rules.js';
import { spoolStore } from './spool.store.js';
import { importsDueSignal, isDatabaseUnavailable, type JobRow, type jobStore } from './store.js';

/** The interval at which abandoned uploads and expired imports are deleted. Milliseconds. */
const cleanupIntervalMs = 60_000;

/** The minimum delay before the next attempt to claim a job whose lease is about to end. Milliseconds. */
const minPollIntervalMs = 250;

/** When an upload counts as abandoned, and how many jobs are deleted per transaction. */
const cleanupOptions = { abandonedAfterSeconds: 600, batchSize: 5 };

/** This process has lost its lease because another process has claimed the job, or the import was cancelled. */
class LostLeaseError extends Error {}

/** The token that sent the file was revoked or has expired during the import. */
class TokenGoneError extends Error {}

/** The services that write the content of a file. */
export type ImportServices = Parameters<typeof importArticles>[0]['newsroom'];

type Dependencies = {
  database: Database;
  jobs: Pick<ReturnType<typeof jobStore>, 'end' | 'deleteExpired'>;
  leases: ReturnType<typeof leaseStore>;
  events: Events;
  content: ImportServices;
  /** Returns the current actor of a token or user, or undefined if it is no longer valid. */
  findActor(holder: Holder): Promise<Actor | undefined>;
  /** Returns whether a token or user is valid, and prevents a revocation until the transaction ends. */
  isGood(tx: Transaction, holder: Holder): Promise<boolean>;
  leaseSeconds: number;
  retentionDays: number;
  log?: { warn(details: object, message: string): void } | undefined;
};

export const toEventPayload = (row: JobRow) => {
  const {
    id,
    format,
    mode,
    dryRun,
    done: doneCount,
    created: createdCount,
    updated: updatedCount,
    unchanged: unchangedCount,
    skipped: skippedCount,
    failed: failedCount,
  } = row;
  return {
    id,
    format,
    mode,
    dryRun,
    done: doneCount,
    created: createdCount,
    updated: updatedCount,
    unchanged: unchangedCount,
    skipped: skippedCount,
    failed: failedCount,
  };
};

/**
 * Creates the queue that runs imports, one at a time in the whole newsroom, oldest first, and the job that deletes
 * expired ones. Jobs are leased: if a process dies, another process continues its job after the last stored item.
 */
export function createImportRunner({
  database,
  jobs,
  leases,
  events,
  content,
  findActor,
  isGood,
  leaseSeconds,
  retentionDays,
  log,
}: Dependencies): { queue: Queue; cleanupJob: PeriodicJob } {
  const items = itemStore(database);
  const spool = spoolStore(database);
  const process = uuid();

  async function claim(): Promise<JobRow | undefined> {
    try {
      return await database.transaction(systemActor, async (tx) => {
        const job = await leases.claim(tx, process, leaseSeconds, database.kind === 'embedded');
        if (job?.version === 2 && job.done === 0 && job.attempts === 1)
          await events.append(tx, importEvents.started, {
            subjectId: job.id,
            payload: toEventPayload(job),
            actor: actorOf(job),
          });
        return job;
      });
    } catch (error) {
      // Another process has claimed a job at the same time.
      if (isAlreadyClaimed(error)) return undefined;
      throw error;
    }
  }

  async function work(shutdownSignal: AbortSignal = new AbortController().signal): Promise<'more' | 'idle' | Date> {
    const job = shutdownSignal.aborted ? undefined : await claim();
    if (job === undefined) {
      const msUntilLeaseEnd = shutdownSignal.aborted ? undefined : await leases.msUntilLeaseEnd();
      return msUntilLeaseEnd === undefined
        ? 'idle'
        : new Date(Date.now() + Math.max(minPollIntervalMs, msUntilLeaseEnd));
    }
    if (job.attempts > maxAttempts) await finish(job, { status: 'failed', problem: failures.gaveUp });
    else await run(job, shutdownSignal);
    return 'more';
  }

  async function run(job: JobRow, shutdownSignal: AbortSignal): Promise<void> {
    const leaseController = new AbortController();
    const signal = AbortSignal.any([shutdownSignal, leaseController.signal]);
    let read = 0;
    const stopHeartbeat = heartbeat(
      leaseSeconds * 1000,
      async () => (await leases.renew(job.id, process, leaseSeconds, read)) || leaseController.abort(),
      (err) => log?.warn({ err, import: job.id }, 'the lease of an import could not be renewed'),
    );
    try {
      const holder = isOperators(job) ? actorOf(job) : await findActor(job);
      if (holder === undefined) return await finish(job, { status: 'failed', problem: failures.tokenGone });
      const { source, siteUrl, name, mode, media, dryRun, keepAddresses, section } = job;
      const articleReader = await readArticlesInThread(spool.read(job.id), {
        format: job.format,
        source,
        siteUrl,
        name,
        progress: (bytes) => {
          read = bytes;
        },
      });
      const { fault } = await importArticles({
        newsroom: content,
        actor: { ...holder, origin },
        format: articleReader.format,
        read: articleReader.read,
        options: { mode, media, dryRun, keepAddresses, section: section ?? undefined },
        checkpoint: {
          processedCount: job.done,
          saveOutcomes: createCheckpointSaver(job, leaseController),
          saveOmissions: (lateOmissions) =>
            database.transaction(systemActor, (tx) =>
              items.addOmissions(tx, { jobId: job.id, process }, lateOmissions),
            ),
          signal,
        },
      });
      if (shutdownSignal.aborted) await leases.release(job.id, process);
      else if (!leaseController.signal.aborted) await finish(job, { ...statusAfter(fault), isComplete: true });
    } catch (error) {
      if ((error as Error).cause instanceof TokenGoneError)
        return await finish(job, { status: 'failed', problem: failures.tokenGone });
      if (leaseController.signal.aborted) return;
      if (shutdownSignal.aborted || isDatabaseUnavailable(error)) {
        await leases.release(job.id, process);
        throw error;
      }
      log?.warn({ err: error, import: job.id }, 'an import failed with an unexpected error');
      await finish(job, { status: 'failed', problem: failures.broken });
    } finally {
      stopHeartbeat();
    }
  }

  function createCheckpointSaver(job: JobRow, leaseController: AbortController) {
    const lease = { jobId: job.id, process, seconds: leaseSeconds };
    return async (tx: Transaction | undefined, outcomes: readonly ItemOutcome[]): Promise<void> => {
      const last = outcomes.at(-1);
      if (last === undefined) return;
      const saveIn = async (transaction: Transaction) => {
        if (!isOperators(job) && !(await isGood(transaction, job)))
          throw new TokenGoneError('The token that sent the file is no longer valid.');
        if (await items.saveOutcomes(transaction, lease, outcomes, last.index)) return;
        leaseController.abort();
        throw new LostLeaseError('The import has ended, or another process has claimed it.');
      };
      await (tx === undefined ? database.transaction(systemActor, saveIn) : saveIn(tx));
    };
  }

  async function finish(
    job: JobRow,
    outcome: { status: 'done' | 'incomplete' | 'failed'; problem?: ImportFailure; isComplete?: boolean },
  ): Promise<void> {
    await database.transaction(systemActor, async (tx) => {
      const row = await jobs.end(tx, job.id, outcome, process);
      if (row === undefined) return;
      const event = outcome.status === 'done' ? importEvents.finished : importEvents.failed;
      await events.append(tx, event, { subjectId: row.id, payload: toEventPayload(row), actor: actorOf(row) });
    });
    await spool.remove(job.id);
  }

  async function cleanUp(): Promise<'more' | 'idle'> {
    const hasDeleted = await jobs.deleteExpired({ ...cleanupOptions, retentionDays });
    await spool.sweep();
    return hasDeleted ? 'more' : 'idle';
  }

  return {
    queue: { name: 'imports', wakeSignals: [importsDueSignal], work },
    cleanupJob: { name: 'imports-tidying', everyMs: cleanupIntervalMs, work: cleanUp },
  };
}

/** Returns the status of an import whose items have all been processed, and why the file could not be read fully. */
const statusAfter = (
  fault: ImportReport['fault'],
): { status: 'done' | 'incomplete' | 'failed'; problem?: ImportFailure } =>
  fault === null
    ? { status: 'done' }
    : { status: fault.isPartial ? 'incomplete' : 'failed', problem: toFailure(fault) };

const origin = { via: 'import', address: null, requestId: null, userAgent: null };

/** Whether an import was started with `ADMIN_TOKEN`. It belongs to no stored token and to no user. */
const isOperators = ({ tokenId, userId }: Holder): boolean => tokenId === null && userId === null;

/** The actor of the events of an import, and of an import that was started with `ADMIN_TOKEN`. */
const actorOf = ({ tokenId, userId, actor, scopes }: JobRow): Actor => ({
  ...operatorActor,
  tokenId,
  userId,
  name: actor,
  scopes: new Set(scopes as Scope[]),
  origin,
});
