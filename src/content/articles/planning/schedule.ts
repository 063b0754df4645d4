import { type Actor, requireScope } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { type ArticleDependencies, toEventPayload } from '../drafts/dependencies.js';
import { articleEvents } from '../events.js';
import type { EmbargoInput, ScheduleInput } from '../publishing/states.schemas.js';
import { noReview } from '../review/state.rules.js';
import type { DeskArticle } from '../schemas.js';
import type { ArticleRow } from '../store.js';
import { checkEmbargoChange, isShortened, type Plan, resolvePlan } from './schedule.rules.js';

const isSameTime = (one: Date | null, other: Date | null) => one?.getTime() === other?.getTime();

/** Returns whether a plan publishes the newest revision, which was not scheduled before. */
const isNewlyScheduled = (row: ArticleRow, { scheduledRevision }: Plan): boolean =>
  scheduledRevision !== null && scheduledRevision !== row.scheduledRevision;

/** Creates the operations that plan changes of an article or set its embargo. `timetable.ts` carries out the plans. */
export function createScheduleOperations({
  database,
  events,
  store,
  clock,
  approvals,
  lockArticle,
  requireDeskArticle,
  recordEvent,
}: ArticleDependencies) {
  /**
   * Plans when the current revision of an article is published, and when the article is unpublished. Later edits are
   * not part of the plan until the article is scheduled again.
   *
   * @throws embargoed; needs-approval
   */
  function schedule(
    actor: Actor,
    ref: string,
    request: ScheduleInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'schedule', preconditions);
      const plan = resolvePlan(row, request, clock());
      if (isNewlyScheduled(row, plan)) await approvals.requireApproval(tx, actor, row);
      return applyPlan(tx, row, plan, actor);
    });
  }

  /** Removes all plans of an article. */
  function unschedule(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'unschedule', preconditions);
      return applyPlan(tx, row, resolvePlan(row, { at: null, unpublishAt: null }, clock()), actor);
    });
  }

  async function applyPlan(tx: Transaction, row: ArticleRow, next: Plan, actor: Actor): Promise<DeskArticle> {
    const isUnchanged =
      isSameTime(row.scheduledFor, next.scheduledFor) &&
      row.scheduledRevision === next.scheduledRevision &&
      isSameTime(row.unpublishAt, next.unpublishAt);
    if (isUnchanged) return requireDeskArticle(tx, row.id);
    await store.updateState(tx, row, {
      ...next,
      ...(isNewlyScheduled(row, next) ? noReview : {}),
      updatedAt: clock(),
    });
    if (next.scheduledFor === null && next.unpublishAt === null)
      return recordEvent(tx, articleEvents.unscheduled, row.id, actor);
    const article = await requireDeskArticle(tx, row.id);
    const { scheduledFor, scheduledRevision, unpublishAt } = article;
    const payload = { ...toEventPayload(article), scheduledFor, scheduledRevision, unpublishAt };
    await events.append(tx, articleEvents.scheduled, { subjectId: row.id, payload, actor });
    return article;
  }

  /**
   * Sets, moves or lifts the embargo of an article that is not published. Nothing is published when the embargo ends.
   *
   * @throws forbidden if the embargo is shortened or lifted without the scope content:publish
   */
  function embargo(
    actor: Actor,
    ref: string,
    { until }: EmbargoInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const now = clock();
      const row = await lockArticle(tx, actor, ref, 'embargo', preconditions);
      if (isSameTime(row.embargoedUntil, until)) return requireDeskArticle(tx, row.id);
      checkEmbargoChange(row, until, now);
      if (isShortened(row, until, now)) requireScope(actor, 'content:publish');
      await store.updateState(tx, row, { embargoedUntil: until, updatedAt: now });
      const article = await requireDeskArticle(tx, row.id);
      const payload = { ...toEventPayload(article), embargoedUntil: article.embargoedUntil };
      await events.append(tx, articleEvents.embargoed, { subjectId: row.id, payload, actor });
      return article;
    });
  }

  return { schedule, unschedule, embargo };
}
