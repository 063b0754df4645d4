import type { PeriodicJob } from '../../../platform/background/index.js';
import type { Session } from '../../../platform/db/index.js';
import { revisionStore } from './revisions.store.js';

/**
 * Which revisions are kept: the newest ones of each article, and those of the last days. 0 disables a rule.
 * `keepsUnpublished` keeps those since the last publication as well, because they show who has worked on a text.
 */
type Options = { newest: number; days: number; keepsUnpublished: boolean };

const dayMs = 24 * 60 * 60 * 1000;
const everyMs = dayMs / 4;

/** The number of articles that one run checks, and of revisions that one statement deletes. */
const batchSizes = { articles: 200, revisions: 500 };

/**
 * Deletes old revisions, unless a rule keeps them, the public has seen them or a preview shows them. Checks all
 * articles in batches, every six hours.
 */
export function revisionRetention(database: Session, { newest, days, keepsUnpublished }: Options): PeriodicJob {
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
        keepsUnpublished,
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
