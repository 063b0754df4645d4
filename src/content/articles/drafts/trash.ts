import { type Actor, requireScope } from '../../../platform/auth/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { articleEvents } from '../events.js';
import { checkMayEndPlan } from '../planning/schedule.rules.js';
import { publicationStore as publications } from '../publishing/publications.store.js';
import { noReview, shownStatusOf } from '../review/state.rules.js';
import { restoredStatus } from '../rules.js';
import type { DeskArticle } from '../schemas.js';
import { type ArticleDependencies, emptyPlan, toEventPayload } from './dependencies.js';

/** Creates the operations that trash, restore and purge an article. */
export function createTrashOperations({
  database,
  events,
  store,
  clock,
  lockArticle,
  recordEvent,
}: ArticleDependencies) {
  function trash(actor: Actor, ref: string, preconditions?: Preconditions): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'trash', preconditions);
      checkMayEndPlan(actor, row, emptyPlan);
      if (row.status === 'published') {
        requireScope(actor, 'content:publish');
        await publications.remove(tx, [row.id]);
      }
      const now = clock();
      await store.updateState(tx, row, {
        status: 'trashed',
        ...emptyPlan,
        ...noReview,
        publishedRevision: null,
        trashedAt: now,
        updatedAt: now,
      });
      await recordEvent(tx, articleEvents.trashed, row.id, actor);
    });
  }

  function restore(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'restore', preconditions);
      await store.updateState(tx, row, {
        status: restoredStatus(row.firstPublishedAt),
        trashedAt: null,
        updatedAt: clock(),
      });
      return recordEvent(tx, articleEvents.restored, row.id, actor);
    });
  }

  /** Deletes an article permanently, with its revisions, slugs and comments. */
  function purge(actor: Actor, ref: string, preconditions?: Preconditions): Promise<void> {
    requireScope(actor, 'admin');
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, undefined, preconditions);
      await store.purge(tx, row.id);
      const payload = toEventPayload({ ...row, status: shownStatusOf(row) });
      await events.append(tx, articleEvents.purged, { subjectId: row.id, payload, actor });
    });
  }

  return { trash, restore, purge };
}
