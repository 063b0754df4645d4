import type { PeriodicJob } from '../../../platform/background/index.js';
import type { Session } from '../../../platform/db/index.js';
import { revisionStore } from './revisions.store.js';

/** Which revisions are kept: some of the newest of each article, and those of the last days; 0 sets no limit by it. */
export type RevisionRetentionOptions = { newest: number; days: number };

/** Milliseconds. */
const dayMs = 24 * 60 * 60 * 1000;
const everyMs = dayMs / 4;

/** Articles that are looked through together, and revisions that one statement deletes. */
const batchSizes = { articles: 200, revisions: 500 };

/**
 * Deletes old revisions: those that neither limit keeps, that the public was never shown and that no preview shows. Some
 * articles at a time, all of them once in six hours.
 */
export function revisionRetention(database: Session, { newest, days }: RevisionRetentionOptions): PeriodicJob {
  const store = revisionStore(database);
  let afterId: string | undefined;
  return {
    name: 'revision-retention',
    everyMs,
    async work() {
      const articles = await store.articlesAfter(afterId, batchSizes.articles);
      const keptSince = days === 0 ? null : new Date(Date.now() - days * dayMs);
      const deletedCount = await store.deleteExpired(
        articles,
        newest === 0 ? null : newest,
        keptSince,
        batchSizes.revisions,
      );
      if (deletedCount === batchSizes.revisions) return 'more';
      afterId = articles.at(-1);
      if (articles.length === batchSizes.articles) return 'more';
      afterId = undefined;
      return 'idle';
    },
  };
}
