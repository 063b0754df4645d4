import { system, systemBy } from '../../../platform/auth/index.js';
import type { PeriodicJob } from '../../../platform/background/index.js';
import type { Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { commentEvents } from '../events.js';
import { type OldBefore, type Place, retentionStore } from './retention.store.js';

type Needs = {
  database: Session;
  events: Events;
  /** Days for which refused comments are kept; 0 for ever. */
  keep: { spamDays: number; rejectedDays: number };
};

const day = 24 * 60 * 60 * 1000;

/** How often there is a look, for how long readers are known, and bans that have ended. Milliseconds. */
const timing = { every: day / 24, readers: 2 * day, endedBans: 30 * day };

/** Rows that one transaction changes. */
const slice = 500;

/** Forgets of readers what is past its time, and deletes old comments that were refused and that nobody answers. */
export function commentRetention({ database, events, keep }: Needs): PeriodicJob {
  const store = retentionStore(database);
  const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);
  const after = (days: number) => (days === 0 ? null : ago(days * day));

  let from: Place | undefined;
  let deleted = 0;

  /** Looks through all that is to go, and again as long as something goes: then nobody may answer what it answered. */
  async function deleteRefused(): Promise<boolean> {
    const before: OldBefore = { spam: after(keep.spamDays), rejected: after(keep.rejectedDays) };
    const { seen, gone } = await database.transaction(system, async (tx) => {
      const seen = await store.refused(tx, before, from, slice);
      if (seen.length === 0) return { seen, gone: [] };
      const ids = seen.map(({ id }) => id);
      const gone = await store.remove(tx, before, await store.lock(tx, ids));
      await events.appendAll(
        tx,
        commentEvents.deleted,
        gone.map((comment) => ({ subjectId: comment.id, payload: comment, actor: systemBy('comment-retention') })),
      );
      return { seen, gone };
    });
    deleted += gone.length;
    from = seen.at(-1);
    if (seen.length === slice) return true;
    const again = deleted > 0;
    from = undefined;
    deleted = 0;
    return again;
  }

  /** Each does one slice, and says whether there may be more. */
  const steps: (() => Promise<boolean>)[] = [
    async () => (await store.forgetReaders(ago(timing.readers), slice)) === slice,
    async () => (await store.forgetReporters(ago(timing.readers), slice)) === slice,
    async () => (await store.forgetReactions(ago(timing.readers), slice)) === slice,
    async () => (await store.forgetBans(ago(timing.endedBans), slice)) === slice,
    deleteRefused,
  ];
  let at = 0;

  return {
    name: 'comment-retention',
    everyMs: timing.every,
    async work() {
      const step = steps[at];
      if (step !== undefined && (await step())) return 'more';
      at += 1;
      if (at < steps.length) return 'more';
      at = 0;
      return 'idle';
    },
  };
}
