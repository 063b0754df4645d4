import { type Actor, requireScope } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { hasWaitingCorrections, releaseCorrections } from '../../corrections/index.js';
import { type ArticleDependencies, emptyPlan, toEventPayload } from '../drafts/dependencies.js';
import { articleEvents } from '../events.js';
import { checkEmbargo, checkMayEndPlan, checkPast } from '../planning/schedule.rules.js';
import { noReview } from '../review/state.rules.js';
import type { DeskArticle, UpdateType } from '../schemas.js';
import { publicationStore as publications } from './publications.store.js';
import type { PublishInput } from './states.schemas.js';
import { writePublications } from './write-publications.js';

type PublishOptions = {
  preconditions?: Preconditions | undefined;
  /** When it was published elsewhere. An existing `firstPublishedAt` does not change. */
  at?: Date | undefined;
  /** `minor` leaves the public `updatedAt` as it is. */
  updateType?: UpdateType | undefined;
  /** The transaction to use, so that something else commits together with the publication. */
  within?: Transaction | undefined;
};

/** Creates the operations that publish and unpublish an article. */
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
   * Publishes the draft copy and the corrections that wait for it, and ends a planned publication. Does nothing if the
   * newest revision is published already.
   *
   * @throws embargoed; needs-approval; forbidden if this ends a planned publication and the actor lacks the scope `content:publish`
   */
  function publish(
    actor: Actor,
    ref: string,
    { preconditions, at, updateType = 'major', within }: PublishOptions = {},
  ): Promise<DeskArticle> {
    return inTransaction(actor, within, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'publish', preconditions);
      checkMayEndPlan(actor, row, { ...row, scheduledFor: null });
      const now = clock();
      checkEmbargo(row, now);
      const isLive = row.status === 'published';
      const isTimeUnchanged = at === undefined || row.publishedAt?.getTime() === at.getTime();
      if (
        isLive &&
        row.publishedRevision === row.revision &&
        isTimeUnchanged &&
        !(await hasWaitingCorrections(tx, row.id))
      )
        return requireDeskArticle(tx, row.id);
      const publishedAt = at ?? (isLive ? row.publishedAt : null) ?? now;
      await store.updateState(tx, row, {
        status: 'published',
        ...noReview,
        scheduledFor: null,
        scheduledRevision: null,
        publishedRevision: row.revision,
        publishedAt,
        firstPublishedAt: row.firstPublishedAt ?? publishedAt,
        // A change of a live article counts from now on, so that clients that poll for changes find it.
        updatedAt: isLive ? now : (at ?? now),
      });
      const changedAt = updateType === 'minor' ? await publications.getUpdatedAt(tx, row.id) : null;
      await writePublications(tx, events, actor, [row.id], changedAt);
      const { id, publishedRevision: before, revision: after } = row;
      await releaseCorrections(tx, events, actor, [{ id, before, after }], now);
      const article = await requireDeskArticle(tx, row.id);
      const payload = { ...toEventPayload(article), updateType };
      await events.append(tx, articleEvents.published, { subjectId: row.id, payload, actor });
      return article;
    });
  }

  /**
   * Publishes an article with the options of a request.
   *
   * @throws forbidden for a time of publication without the scope import; invalid-request for a time in the future
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
      const row = await lockArticle(tx, actor, ref, 'unpublish', preconditions);
      await publications.remove(tx, [row.id]);
      await store.updateState(tx, row, {
        status: 'unpublished',
        ...emptyPlan,
        ...noReview,
        publishedRevision: null,
        updatedAt: clock(),
      });
      return recordEvent(tx, articleEvents.unpublished, row.id, actor);
    });
  }

  return { publish, publishFromInput, unpublish };
}
