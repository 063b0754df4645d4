import type { PeriodicJob } from '../../../platform/background/index.js';
import type { Session } from '../../../platform/db/index.js';
import { revisionStore } from './revisions.store.js';

/** Which revisions are kept: some of the newest of each article, and those of the last days; 0 sets no limit by it. */
export type KeepRevisions = { newest: number; days: number };

/** Milliseconds. */
const day = 24 * 60 * 60 * 1000;
const everyMs = day / 4;

/** Articles that are looked through together, and revisions that one statement deletes. */
const slice = { articles: 200, revisions: 500 };

/**
 * Deletes old revisions: those that neither limit keeps, that the public was never shown and that no preview shows. Some
 * articles at a time, all of them once in six hours.
 */
export function revisionRetention(database: Session, { newest, days }: KeepRevisions): PeriodicJob {
  const store = revisionStore(database);
  let from: string | undefined;
  return {
    name: 'revision-retention',
    everyMs,
    async work() {
      const articles = await store.articlesAfter(from, slice.articles);
      const since = days === 0 ? null : new Date(Date.now() - days * day);
      const gone = await store.forget(articles, newest === 0 ? null : newest, since, slice.revisions);
      if (gone === slice.revisions) return 'more';
      from = articles.at(-1);
      if (articles.length === slice.articles) return 'more';
      from = undefined;
      return 'idle';
    },
  };
}
