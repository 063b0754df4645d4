import type { Actor } from '../../../platform/auth/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { type ArticleDependencies, emptyPlan, toEventPayload } from '../drafts/dependencies.js';
import { articleEvents } from '../events.js';
import { restoredStatus } from '../rules.js';
import type { DeskArticle } from '../schemas.js';
import { publicationStore as publications } from './publications.store.js';
import type { KillInput } from './states.schemas.js';
import { tombstone } from './tombstones.store.js';

/** How a story is withdrawn for good, and how that is taken back. */
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
   * Takes a story from everywhere at once. Readers who knew it are told the reason; of one that was never public they hear
   * nothing. Killed again, it has another reason.
   */
  function kill(
    actor: Actor,
    ref: string,
    { reason, note = null }: KillInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, ref, 'kill', preconditions);
      if (row.status === 'killed' && row.killReason === reason && row.killNote === note)
        return requireDeskArticle(tx, row.id);
      if (row.status === 'published') await publications.remove(tx, [row.id]);
      if (row.firstPublishedAt !== null) await tombstone.upsert(tx, row.id, reason);
      const now = clock();
      await store.updateState(tx, row, {
        status: 'killed',
        ...emptyPlan,
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

  /** Brings a killed story back to the desk: off the newsstand, until somebody publishes it. */
  function unkill(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, ref, 'unkill', preconditions);
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
