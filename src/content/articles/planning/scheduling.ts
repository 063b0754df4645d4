import { type Actor, mustHold } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { type Desk, whatEventsSay } from '../drafts/desk.js';
import { articleEvents } from '../events.js';
import type { EmbargoInput, ScheduleInput } from '../publishing/states.schemas.js';
import type { DeskArticle } from '../schemas.js';
import type { ArticleRow } from '../store.js';
import { checkEmbargoing, isShortened, type Plan, planOf } from './scheduling.rules.js';

const same = (one: Date | null, other: Date | null) => one?.getTime() === other?.getTime();

/** What is planned for a story, and what nobody may do with it before an hour. `timetable.ts` does what is due. */
export function articleScheduling({ database, events, store, clock, locked, mustRead, told }: Desk) {
  /**
   * Plans when a story is published, as it stands now, and when it leaves the newsstand again. Later edits are no part of the plan
   * until the story is scheduled again.
   *
   * @throws embargoed
   */
  function schedule(
    actor: Actor,
    ref: string,
    wish: ScheduleInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'schedule', preconditions);
      return plan(tx, row, planOf(row, wish, clock()), actor);
    });
  }

  /** Takes off whatever is planned. */
  function unschedule(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'unschedule', preconditions);
      return plan(tx, row, planOf(row, { at: null, unpublishAt: null }, clock()), actor);
    });
  }

  async function plan(tx: Transaction, row: ArticleRow, next: Plan, actor: Actor): Promise<DeskArticle> {
    const isPlanned =
      same(row.scheduledFor, next.scheduledFor) &&
      row.scheduledRevision === next.scheduledRevision &&
      same(row.unpublishAt, next.unpublishAt);
    if (isPlanned) return mustRead(tx, row.id);
    await store.move(tx, row, { ...next, updatedAt: clock() });
    if (next.scheduledFor === null && next.unpublishAt === null)
      return told(tx, articleEvents.unscheduled, row.id, actor);
    const article = await mustRead(tx, row.id);
    const { scheduledFor, scheduledRevision, unpublishAt } = article;
    const payload = { ...whatEventsSay(article), scheduledFor, scheduledRevision, unpublishAt };
    await events.append(tx, articleEvents.scheduled, { subjectId: row.id, payload, actor });
    return article;
  }

  /**
   * Sets, moves or lifts the embargo of a story that is not published. When its hour has passed, nothing happens by itself.
   *
   * @throws forbidden for an earlier end without the scope content:publish
   */
  function embargo(
    actor: Actor,
    ref: string,
    { until }: EmbargoInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const now = clock();
      const row = await locked(tx, ref, 'embargo', preconditions);
      if (same(row.embargoedUntil, until)) return mustRead(tx, row.id);
      checkEmbargoing(row, until, now);
      if (isShortened(row, until, now)) mustHold(actor, 'content:publish');
      await store.move(tx, row, { embargoedUntil: until, updatedAt: now });
      const article = await mustRead(tx, row.id);
      const payload = { ...whatEventsSay(article), embargoedUntil: article.embargoedUntil };
      await events.append(tx, articleEvents.embargoed, { subjectId: row.id, payload, actor });
      return article;
    });
  }

  return { schedule, unschedule, embargo };
}
