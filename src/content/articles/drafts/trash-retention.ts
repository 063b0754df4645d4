import { system } from '../../../platform/auth/index.js';
import type { PeriodicJob } from '../../../platform/background/index.js';
import type { Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { articleEvents } from '../events.js';
import { trashStore } from './trash-retention.store.js';

type Needs = {
  database: Session;
  events: Events;
  /** 0 for ever. */
  keepDays: number;
  clock: () => Date;
};

const day = 24 * 60 * 60 * 1000;

/** Stories that one transaction deletes, each with its archive and comments. */
const batch = 20;

/** Deletes for good what has been in the trash for long enough. */
export function trashRetention({ database, events, keepDays, clock }: Needs): PeriodicJob {
  return {
    name: 'trash',
    everyMs: day / 24,
    async work() {
      if (keepDays === 0) return 'idle';
      const before = new Date(clock().getTime() - keepDays * day);
      const purged = await database.transaction(system, async (tx) => {
        const stories = await trashStore.purge(tx, before, batch);
        await events.appendAll(
          tx,
          articleEvents.purged,
          stories.map((story) => ({ subjectId: story.id, payload: story, actor: system })),
        );
        return stories.length;
      });
      return purged === batch ? 'more' : 'idle';
    },
  };
}
