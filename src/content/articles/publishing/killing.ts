import type { Actor } from '../../../platform/auth/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { type Desk, nothingPlanned, whatEventsSay } from '../drafts/desk.js';
import { articleEvents } from '../events.js';
import { restoredStatus } from '../rules.js';
import type { DeskArticle } from '../schemas.js';
import { tombstone } from './killing.store.js';
import { newsstandStore as newsstand } from './newsstand.store.js';
import type { KillInput } from './states.schemas.js';

/** How a story is withdrawn for good, and how that is taken back. */
export function articleKilling({ database, events, store, clock, locked, mustRead, told }: Desk) {
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
      const row = await locked(tx, ref, 'kill', preconditions);
      if (row.status === 'killed' && row.killReason === reason && row.killNote === note) return mustRead(tx, row.id);
      if (row.status === 'published') await newsstand.take(tx, [row.id]);
      if (row.firstPublishedAt !== null) await tombstone.put(tx, row.id, reason);
      const now = clock();
      await store.move(tx, row, {
        status: 'killed',
        ...nothingPlanned,
        publishedRevision: null,
        killedAt: row.killedAt ?? now,
        killReason: reason,
        killNote: note,
        updatedAt: now,
      });
      const article = await mustRead(tx, row.id);
      const payload = { ...whatEventsSay(article), reason };
      await events.append(tx, articleEvents.killed, { subjectId: row.id, payload, actor });
      return article;
    });
  }

  /** Brings a killed story back to the desk: off the newsstand, until somebody publishes it. */
  function unkill(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'unkill', preconditions);
      await tombstone.take(tx, row.id);
      await store.move(tx, row, {
        status: restoredStatus(row.firstPublishedAt),
        killedAt: null,
        killReason: null,
        killNote: null,
        updatedAt: clock(),
      });
      return told(tx, articleEvents.unkilled, row.id, actor);
    });
  }

  return { kill, unkill };
}
