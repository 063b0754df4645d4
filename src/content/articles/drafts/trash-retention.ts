import { systemActor } from '../../../platform/auth/index.js';
import type { PeriodicJob } from '../../../platform/background/index.js';
import type { Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { articleEvents } from '../events.js';
import { trashStore } from './trash-retention.store.js';

type Dependencies = {
  database: Session;
  events: Events;
  /** 0 keeps trashed articles forever. */
  retentionDays: number;
  clock: () => Date;
};

const dayMs = 24 * 60 * 60 * 1000;

/** The number of articles that one transaction deletes, each with its revisions and comments. */
const batchSize = 20;

/** Deletes articles permanently after `retentionDays` in the trash. */
export function trashRetention({ database, events, retentionDays, clock }: Dependencies): PeriodicJob {
  return {
    name: 'trash',
    everyMs: dayMs / 24,
    async work() {
      if (retentionDays === 0) return 'idle';
      const before = new Date(clock().getTime() - retentionDays * dayMs);
      const purgedCount = await database.transaction(systemActor, async (tx) => {
        const articles = await trashStore.purge(tx, before, batchSize);
        await events.appendAll(
          tx,
          articleEvents.purged,
          articles.map((article) => ({ subjectId: article.id, payload: article, actor: systemActor })),
        );
        return articles.length;
      });
      return purgedCount === batchSize ? 'more' : 'idle';
    },
  };
}
