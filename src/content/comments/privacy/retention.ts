import { systemActor, systemActorFor } from '../../../platform/auth/index.js';
import type { PeriodicJob } from '../../../platform/background/index.js';
import type { Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { commentEvents } from '../events.js';
import { type RetentionCursor, type RetentionCutoffs, retentionStore } from './retention.store.js';

type Dependencies = {
  database: Session;
  events: Events;
  /** How many days refused comments are kept. 0 keeps them forever. */
  retentionDays: { spamDays: number; rejectedDays: number };
};

const dayMs = 24 * 60 * 60 * 1000;

/** How often the job runs, how long the keys of readers are kept, and how long ended bans are kept, in milliseconds. */
const timingMs = { every: dayMs / 24, readers: 2 * dayMs, endedBans: 30 * dayMs };

/** The maximum number of rows that one transaction changes. */
const batchSize = 500;

/** Deletes expired data of readers, ended bans, and old refused comments without replies. */
export function commentRetention({ database, events, retentionDays }: Dependencies): PeriodicJob {
  const store = retentionStore(database);
  const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);
  const cutoffAfter = (days: number) => (days === 0 ? null : ago(days * dayMs));

  let cursor: RetentionCursor | undefined;
  let deletedCount = 0;

  /**
   * Deletes one batch of expired comments. Starts again after a pass that deleted something, because a parent may have
   * lost its last reply.
   *
   * @returns whether there may be more
   */
  async function deleteExpired(): Promise<boolean> {
    const before: RetentionCutoffs = {
      spamBefore: cutoffAfter(retentionDays.spamDays),
      rejectedBefore: cutoffAfter(retentionDays.rejectedDays),
    };
    const { seen: expiredRows, gone: deletedComments } = await database.transaction(systemActor, async (tx) => {
      const expiredRows = await store.findExpired(tx, before, cursor, batchSize);
      if (expiredRows.length === 0) return { seen: expiredRows, gone: [] };
      const ids = expiredRows.map(({ id }) => id);
      const deletedComments = await store.remove(tx, before, await store.lock(tx, ids));
      await events.appendAll(
        tx,
        commentEvents.deleted,
        deletedComments.map((comment) => ({
          subjectId: comment.id,
          payload: comment,
          actor: systemActorFor('comment-retention'),
        })),
      );
      return { seen: expiredRows, gone: deletedComments };
    });
    deletedCount += deletedComments.length;
    cursor = expiredRows.at(-1);
    if (expiredRows.length === batchSize) return true;
    const again = deletedCount > 0;
    cursor = undefined;
    deletedCount = 0;
    return again;
  }

  /** Each step processes one batch and returns whether there may be more. */
  const steps: (() => Promise<boolean>)[] = [
    async () => (await store.clearReaderKeys(ago(timingMs.readers), batchSize)) === batchSize,
    async () => (await store.clearReporterKeys(ago(timingMs.readers), batchSize)) === batchSize,
    async () => (await store.deleteReactions(ago(timingMs.readers), batchSize)) === batchSize,
    async () => (await store.deleteExpiredBans(ago(timingMs.endedBans), batchSize)) === batchSize,
    deleteExpired,
  ];
  let stepIndex = 0;

  return {
    name: 'comment-retention',
    everyMs: timingMs.every,
    async work() {
      const step = steps[stepIndex];
      if (step !== undefined && (await step())) return 'more';
      stepIndex += 1;
      if (stepIndex < steps.length) return 'more';
      stepIndex = 0;
      return 'idle';
    },
  };
}
