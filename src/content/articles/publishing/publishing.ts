import { type Actor, mustHold } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { hasWaiting, releaseCorrections } from '../../corrections/index.js';
import { type Desk, nothingPlanned, whatEventsSay } from '../drafts/desk.js';
import { articleEvents } from '../events.js';
import { checkEmbargo, checkPast, mayEndPlan } from '../planning/scheduling.rules.js';
import type { DeskArticle, UpdateType } from '../schemas.js';
import { newsstandStore as newsstand } from './newsstand.store.js';
import type { PublishInput } from './states.schemas.js';

type Publishing = {
  preconditions?: Preconditions | undefined;
  /** When it was published elsewhere; when it was first published here stays what it is. */
  at?: Date | undefined;
  /** `minor`: a change of what is published that does not move the time of its last change, as readers are told it. */
  updateType?: UpdateType | undefined;
  /** The transaction of something that goes out with it. */
  within?: Transaction | undefined;
};

/** How a story comes onto the newsstand, and off it. */
export function articlePublishing({ database, events, store, clock, locked, mustRead, told, inside }: Desk) {
  /**
   * Copies the desk to the newsstand, whatever was planned, and with it the corrections that wait for that. Publishing what
   * is published and unchanged changes nothing.
   *
   * @throws embargoed; forbidden for somebody without the scope `content:publish`, where something is planned
   */
  function publish(
    actor: Actor,
    ref: string,
    { preconditions, at, updateType = 'major', within }: Publishing = {},
  ): Promise<DeskArticle> {
    return inside(actor, within, async (tx) => {
      const row = await locked(tx, ref, 'publish', preconditions);
      mayEndPlan(actor, row, { ...row, scheduledFor: null });
      const now = clock();
      checkEmbargo(row, now);
      const live = row.status === 'published';
      const isDated = at === undefined || row.publishedAt?.getTime() === at.getTime();
      if (live && row.publishedRevision === row.revision && isDated && !(await hasWaiting(tx, row.id)))
        return mustRead(tx, row.id);
      const publishedAt = at ?? (live ? row.publishedAt : null) ?? now;
      await store.move(tx, row, {
        status: 'published',
        scheduledFor: null,
        scheduledRevision: null,
        publishedRevision: row.revision,
        publishedAt,
        firstPublishedAt: row.firstPublishedAt ?? publishedAt,
        // A change of what readers know is one of now: whoever asks for what has changed since is to find it.
        updatedAt: live ? now : (at ?? now),
      });
      await newsstand.put(tx, [row.id], updateType === 'minor' ? await newsstand.changedAt(tx, row.id) : null);
      const { id, publishedRevision: before, revision: after } = row;
      await releaseCorrections(tx, events, actor, [{ id, before, after }], now);
      const article = await mustRead(tx, row.id);
      const payload = { ...whatEventsSay(article), updateType };
      await events.append(tx, articleEvents.published, { subjectId: row.id, payload, actor });
      return article;
    });
  }

  /**
   * Publishes as the desk says.
   *
   * @throws forbidden for a time without the scope import; invalid-request for one that lies ahead
   */
  async function publishAs(
    actor: Actor,
    ref: string,
    { at, updateType }: PublishInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    if (at !== undefined) {
      mustHold(actor, 'import');
      checkPast('at', at, clock());
    }
    return publish(actor, ref, { preconditions, at, updateType });
  }

  function unpublish(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'unpublish', preconditions);
      await newsstand.take(tx, [row.id]);
      await store.move(tx, row, {
        status: 'unpublished',
        ...nothingPlanned,
        publishedRevision: null,
        updatedAt: clock(),
      });
      return told(tx, articleEvents.unpublished, row.id, actor);
    });
  }

  return { publish, publishAs, unpublish };
}
