import { systemActor, systemActorFor } from '../../../platform/auth/index.js';
import type { PeriodicJob } from '../../../platform/background/index.js';
import type { Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { commentEvents } from '../events.js';
import { type RetentionCursor, type RetentionCutoffs, retentionStore } from './retention.store.js';

type Dependencies = {
  database: Session;
  events: Events;
  /** Days for which refused comments are kept; 0 for ever. */
  retentionDays: { spamDays: number; rejectedDays: number };
};

const dayMs = 24 * 60 * 60 * 1000;

/** How often there is a look, for how long readers are known, and bans that have ended. Milliseconds. */
const timingMs = { every: dayMs / 24, readers: 2 * dayMs, endedBans: 30 * dayMs };

/** Rows that one transaction changes. */
const batchSize = 500;

/** Forgets of readers what is past its time, and deletes old comments that were refused and that nobody answers. */
export function commentRetention({ database, events, retentionDays }: Dependencies): PeriodicJob {
  const store = retentionStore(database);
  const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);
  const cutoffAfter = (days: number) => (days === 0 ? null : ago(days * dayMs));

  let cursor: RetentionCursor | undefined;
  let deletedCount = 0;

  /** Looks through all that is to go, and again as long as something goes: then nobody may answer what it answered. */
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

  /** Each does one slice, and says whether there may be more. */
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
