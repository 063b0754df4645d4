import { type Actor, mustHold } from '../../../platform/auth/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { articleEvents } from '../events.js';
import { mayEndPlan } from '../planning/scheduling.rules.js';
import { newsstandStore as newsstand } from '../publishing/newsstand.store.js';
import { restoredStatus } from '../rules.js';
import type { DeskArticle, Status } from '../schemas.js';
import { type Desk, nothingPlanned, whatEventsSay } from './desk.js';

/** How a story goes into the trash, out of it, and for good. */
export function articleTrashing({ database, events, store, clock, locked, told }: Desk) {
  function trash(actor: Actor, ref: string, preconditions?: Preconditions): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'trash', preconditions);
      mayEndPlan(actor, row, nothingPlanned);
      if (row.status === 'published') {
        mustHold(actor, 'content:publish');
        await newsstand.take(tx, [row.id]);
      }
      const now = clock();
      await store.move(tx, row, {
        status: 'trashed',
        ...nothingPlanned,
        publishedRevision: null,
        trashedAt: now,
        updatedAt: now,
      });
      await told(tx, articleEvents.trashed, row.id, actor);
    });
  }

  function restore(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'restore', preconditions);
      await store.move(tx, row, {
        status: restoredStatus(row.firstPublishedAt),
        trashedAt: null,
        updatedAt: clock(),
      });
      return told(tx, articleEvents.restored, row.id, actor);
    });
  }

  /** Deletes for good: the article, its archive, its slugs and its comments. */
  function purge(actor: Actor, ref: string, preconditions?: Preconditions): Promise<void> {
    mustHold(actor, 'admin');
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, undefined, preconditions);
      await store.purge(tx, row.id);
      const payload = whatEventsSay({ ...row, status: row.status as Status });
      await events.append(tx, articleEvents.purged, { subjectId: row.id, payload, actor });
    });
  }

  return { trash, restore, purge };
}
