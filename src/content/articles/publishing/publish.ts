import { type Actor, requireScope } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { hasWaiting, releaseCorrections } from '../../corrections/index.js';
import { type ArticleDependencies, emptyPlan, toEventPayload } from '../drafts/dependencies.js';
import { articleEvents } from '../events.js';
import { checkEmbargo, checkMayEndPlan, checkPast } from '../planning/schedule.rules.js';
import type { DeskArticle, UpdateType } from '../schemas.js';
import { publicationStore as publications } from './publications.store.js';
import type { PublishInput } from './states.schemas.js';

type PublishOptions = {
  preconditions?: Preconditions | undefined;
  /** When it was published elsewhere; when it was first published here stays what it is. */
  at?: Date | undefined;
  /** `minor`: a change of what is published that does not move the time of its last change, as readers are told it. */
  updateType?: UpdateType | undefined;
  /** The transaction of something that goes out with it. */
  within?: Transaction | undefined;
};

/** How a story comes onto the newsstand, and off it. */
export function createPublishOperations({
  database,
  events,
  store,
  clock,
  lockArticle,
  requireDeskArticle,
  recordEvent,
  inTransaction,
}: ArticleDependencies) {
  /**
   * Copies the desk to the newsstand, whatever was planned, and with it the corrections that wait for that. Publishing what
   * is published and unchanged changes nothing.
   *
   * @throws embargoed; forbidden for somebody without the scope `content:publish`, where something is planned
   */
  function publish(
    actor: Actor,
    ref: string,
    { preconditions, at, updateType = 'major', within }: PublishOptions = {},
  ): Promise<DeskArticle> {
    return inTransaction(actor, within, async (tx) => {
      const row = await lockArticle(tx, ref, 'publish', preconditions);
      checkMayEndPlan(actor, row, { ...row, scheduledFor: null });
      const now = clock();
      checkEmbargo(row, now);
      const isLive = row.status === 'published';
      const isTimeUnchanged = at === undefined || row.publishedAt?.getTime() === at.getTime();
      if (isLive && row.publishedRevision === row.revision && isTimeUnchanged && !(await hasWaiting(tx, row.id)))
        return requireDeskArticle(tx, row.id);
      const publishedAt = at ?? (isLive ? row.publishedAt : null) ?? now;
      await store.updateState(tx, row, {
        status: 'published',
        scheduledFor: null,
        scheduledRevision: null,
        publishedRevision: row.revision,
        publishedAt,
        firstPublishedAt: row.firstPublishedAt ?? publishedAt,
        // A change of what readers know is one of now: whoever asks for what has changed since is to find it.
        updatedAt: isLive ? now : (at ?? now),
      });
      await publications.upsert(
        tx,
        [row.id],
        updateType === 'minor' ? await publications.getUpdatedAt(tx, row.id) : null,
      );
      const { id, publishedRevision: before, revision: after } = row;
      await releaseCorrections(tx, events, actor, [{ id, before, after }], now);
      const article = await requireDeskArticle(tx, row.id);
      const payload = { ...toEventPayload(article), updateType };
      await events.append(tx, articleEvents.published, { subjectId: row.id, payload, actor });
      return article;
    });
  }

  /**
   * Publishes as the desk says.
   *
   * @throws forbidden for a time without the scope import; invalid-request for one that lies ahead
   */
  async function publishFromInput(
    actor: Actor,
    ref: string,
    { at, updateType }: PublishInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    if (at !== undefined) {
      requireScope(actor, 'import');
      checkPast('at', at, clock());
    }
    return publish(actor, ref, { preconditions, at, updateType });
  }

  function unpublish(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, ref, 'unpublish', preconditions);
      await publications.remove(tx, [row.id]);
      await store.updateState(tx, row, {
        status: 'unpublished',
        ...emptyPlan,
        publishedRevision: null,
        updatedAt: clock(),
      });
      return recordEvent(tx, articleEvents.unpublished, row.id, actor);
    });
  }

  return { publish, publishFromInput, unpublish };
}
