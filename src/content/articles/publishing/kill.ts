import type { Actor } from '../../../platform/auth/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { type ArticleDependencies, emptyPlan, toEventPayload } from '../drafts/dependencies.js';
import { articleEvents } from '../events.js';
import { noReview } from '../review/state.rules.js';
import { restoredStatus } from '../rules.js';
import type { DeskArticle } from '../schemas.js';
import { publicationStore as publications } from './publications.store.js';
import type { KillInput } from './states.schemas.js';
import { tombstone } from './tombstones.store.js';

/** Creates the operations that kill an article and undo that. */
export function createKillOperations({
  database,
  events,
  store,
  clock,
  lockArticle,
  requireDeskArticle,
  recordEvent,
}: ArticleDependencies) {
  /**
   * Withdraws an article and ends its plans. If it was ever public, its address returns 410 with the reason. Killing a
   * killed article changes the reason and the note.
   */
  function kill(
    actor: Actor,
    ref: string,
    { reason, note = null }: KillInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'kill', preconditions);
      if (row.status === 'killed' && row.killReason === reason && row.killNote === note)
        return requireDeskArticle(tx, row.id);
      if (row.status === 'published') await publications.remove(tx, [row.id]);
      if (row.firstPublishedAt !== null) await tombstone.upsert(tx, row.id, reason);
      const now = clock();
      await store.updateState(tx, row, {
        status: 'killed',
        ...emptyPlan,
        ...noReview,
        publishedRevision: null,
        killedAt: row.killedAt ?? now,
        killReason: reason,
        killNote: note,
        updatedAt: now,
      });
      const article = await requireDeskArticle(tx, row.id);
      const payload = { ...toEventPayload(article), reason };
      await events.append(tx, articleEvents.killed, { subjectId: row.id, payload, actor });
      return article;
    });
  }

  /** Brings a killed article back, unpublished or as a draft. */
  function unkill(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'unkill', preconditions);
      await tombstone.remove(tx, row.id);
      await store.updateState(tx, row, {
        status: restoredStatus(row.firstPublishedAt),
        killedAt: null,
        killReason: null,
        killNote: null,
        updatedAt: clock(),
      });
      return recordEvent(tx, articleEvents.unkilled, row.id, actor);
    });
  }

  return { kill, unkill };
}
