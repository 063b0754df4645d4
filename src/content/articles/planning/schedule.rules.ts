import { type Actor, requireScope } from '../../../platform/auth/index.js';
import { defineProblem, problems } from '../../../platform/problems/index.js';
import { shownStatusOf } from '../review/state.rules.js';
import { illegalMove, restoredStatus } from '../rules.js';
import type { Status } from '../schemas.js';

export const articleEmbargoed = defineProblem(
  'embargoed',
  409,
  'The article is under embargo',
  'The article cannot be published, exported or shared before the time in `embargoedUntil`. Schedule it for that time or later, wait, or ask somebody with the scope `content:publish` to lift the embargo.',
);

type EmbargoState = { embargoedUntil: Date | null };

/**
 * Checks that an article does not become public before the end of its embargo. Call it before a publication, a plan to
 * publish, and a copy for somebody who may not see articles under embargo.
 *
 * @param at when the article would become public
 * @throws embargoed with the end of the embargo
 */
export function checkEmbargo({ embargoedUntil }: EmbargoState, at: Date): void {
  if (embargoedUntil === null || embargoedUntil <= at) return;
  const hour = embargoedUntil.toISOString();
  throw articleEmbargoed(`The article is under embargo until ${hour}.`, { members: { embargoedUntil: hour } });
}

/**
 * Checks that a time of publication is not in the future: the article would be public before its time.
 *
 * @throws invalid-request
 */
export function checkPast(field: string, time: Date, now: Date): void {
  if (time <= now) return;
  const detail = 'must not be in the future. Schedule the article instead.';
  throw problems.invalidRequest(`"/${field}": ${detail}`, {
    errors: [{ pointer: `/${field}`, code: 'ahead', detail }],
  });
}

type PlanTimes = { scheduledFor: Date | null; unpublishAt: Date | null };

/**
 * Checks that the actor may end a plan, if the change ends one.
 *
 * @throws forbidden without the scope content:publish
 */
export function checkMayEndPlan(actor: Actor, before: PlanTimes, after: PlanTimes): void {
  const isEnded = (['scheduledFor', 'unpublishAt'] as const).some(
    (time) => before[time] !== null && after[time] === null,
  );
  if (isEnded) requireScope(actor, 'content:publish');
}

/** The maximum distance of a planned time, in years. A time further ahead is a mistyped year. */
const maxYearsAhead = 10;

/**
 * Checks that a planned time is in the future, but not too far.
 *
 * @param hint what to do instead if the time is in the past
 * @throws invalid-request
 */
function checkAhead(field: string, time: Date, now: Date, hint: string): void {
  const refuse = (code: string, detail: string) =>
    problems.invalidRequest(`"/${field}": ${detail}`, { errors: [{ pointer: `/${field}`, code, detail }] });
  if (time <= now) throw refuse('past', `must be in the future. ${hint}`);
  const limit = new Date(now);
  limit.setUTCFullYear(limit.getUTCFullYear() + maxYearsAhead);
  if (time > limit) throw refuse('too-far', `must be at most ${maxYearsAhead} years ahead.`);
}

type ScheduleState = Parameters<typeof shownStatusOf>[0] & {
  firstPublishedAt: Date | null;
  scheduledFor: Date | null;
  /** The number of the revision that is published at `scheduledFor`. */
  scheduledRevision: number | null;
  unpublishAt: Date | null;
};
type PlanRequest = { at?: Date | null | undefined; unpublishAt?: Date | null | undefined };
/** The planned times of an article, and the status that follows from them. */
export type Plan = {
  status: Status;
  scheduledFor: Date | null;
  scheduledRevision: number | null;
  unpublishAt: Date | null;
};

/**
 * Returns the plan of an article after a request. A time that the request omits stays as it is; null removes it. A new
 * time of publication is for the newest revision.
 *
 * @throws invalid-request for impossible times; illegal-move if the article would not be public at `unpublishAt`;
 * embargoed
 */
export function resolvePlan(article: ScheduleState & EmbargoState, { at, unpublishAt }: PlanRequest, now: Date): Plan {
  if (at != null) checkAhead('at', at, now, 'Publish the article instead.');
  if (unpublishAt != null) checkAhead('unpublishAt', unpublishAt, now, 'Unpublish the article instead.');
  const scheduledFor = at === undefined ? article.scheduledFor : at;
  const isLive = article.status === 'published';
  if (scheduledFor === null && !isLive) {
    if (unpublishAt == null)
      return {
        status: restoredStatus(article.firstPublishedAt),
        scheduledFor: null,
        scheduledRevision: null,
        unpublishAt: null,
      };
    throw illegalMove(
      `The article is ${shownStatusOf(article)}. Only a published or scheduled article can be unpublished: send "at" as well.`,
      { members: { currentStatus: shownStatusOf(article) } },
    );
  }
  const plan: Plan = {
    status: isLive ? 'published' : 'scheduled',
    scheduledFor,
    scheduledRevision: at === undefined ? article.scheduledRevision : at === null ? null : article.revision,
    unpublishAt: unpublishAt === undefined ? article.unpublishAt : unpublishAt,
  };
  if (scheduledFor === null) return plan;
  if (plan.unpublishAt !== null && plan.unpublishAt <= scheduledFor) {
    const detail = `must be after the publication at ${scheduledFor.toISOString()}, but is ${plan.unpublishAt.toISOString()}.`;
    throw problems.invalidRequest(`"/unpublishAt": ${detail}`, {
      errors: [{ pointer: '/unpublishAt', code: 'too-early', detail }],
    });
  }
  checkEmbargo(article, scheduledFor);
  return plan;
}

/**
 * Checks that an embargo ends in the future, but not after the time for which the article is scheduled.
 *
 * @param until end of the embargo; null lifts it
 * @throws invalid-request; illegal-move
 */
export function checkEmbargoChange(
  article: Pick<ScheduleState, 'status' | 'scheduledFor'>,
  until: Date | null,
  now: Date,
): void {
  if (until === null) return;
  checkAhead('until', until, now, 'Send null to lift the embargo.');
  if (article.scheduledFor === null || article.scheduledFor >= until) return;
  throw illegalMove(
    `The article is scheduled for ${article.scheduledFor.toISOString()}, before the end of the embargo. Schedule it for a later time or unschedule it first.`,
    { members: { currentStatus: article.status } },
  );
}

/** Returns whether an embargo is shortened or lifted, which needs the scope content:publish. */
export function isShortened({ embargoedUntil }: EmbargoState, until: Date | null, now: Date): boolean {
  return embargoedUntil !== null && embargoedUntil > now && (until === null || until < embargoedUntil);
}
