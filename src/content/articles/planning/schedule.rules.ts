import { type Actor, requireScope } from '../../../platform/auth/index.js';
import { defineProblem, problems } from '../../../platform/problems/index.js';
import { illegalMove, restoredStatus } from '../rules.js';
import type { Status } from '../schemas.js';

export const articleEmbargoed = defineProblem(
  'embargoed',
  409,
  'The article is under embargo',
  'Nothing makes it public, and it leaves the house by no other way, before the hour that `embargoedUntil` names. Schedule it for that hour or later, wait, or have somebody who may publish lift the embargo.',
);

type EmbargoState = { embargoedUntil: Date | null };

/**
 * Refuses to let a story out before the end of its embargo, by whatever way: publication, a plan for an earlier hour, a copy for
 * somebody without the right to it.
 *
 * @param at when it would be out
 * @throws embargoed naming the hour
 */
export function checkEmbargo({ embargoedUntil }: EmbargoState, at: Date): void {
  if (embargoedUntil === null || embargoedUntil <= at) return;
  const hour = embargoedUntil.toISOString();
  throw articleEmbargoed(`The article is under embargo until ${hour}.`, { members: { embargoedUntil: hour } });
}

/** Refuses to publish as of a time that has not come: a story would be public before its hour. */
export function checkPast(field: string, time: Date, now: Date): void {
  if (time <= now) return;
  const detail = 'lies ahead: schedule it for then.';
  throw problems.invalidRequest(`"/${field}": ${detail}`, {
    errors: [{ pointer: `/${field}`, code: 'ahead', detail }],
  });
}

type PlanTimes = { scheduledFor: Date | null; unpublishAt: Date | null };

/**
 * Refuses to end or to replace what is planned, for somebody who may not plan.
 *
 * @throws forbidden
 */
export function checkMayEndPlan(actor: Actor, before: PlanTimes, after: PlanTimes): void {
  const isEnded = (['scheduledFor', 'unpublishAt'] as const).some(
    (time) => before[time] !== null && after[time] === null,
  );
  if (isEnded) requireScope(actor, 'content:publish');
}

/** How far ahead may be planned, in years: what lies further is a mistake in the year. */
const maxYearsAhead = 10;

/** @throws invalid-request for a time that is over, or further away than anybody plans */
function checkAhead(field: string, time: Date, now: Date, hint: string): void {
  const refuse = (code: string, detail: string) =>
    problems.invalidRequest(`"/${field}": ${detail}`, { errors: [{ pointer: `/${field}`, code, detail }] });
  if (time <= now) throw refuse('past', `lies in the past: ${hint}`);
  const limit = new Date(now);
  limit.setUTCFullYear(limit.getUTCFullYear() + maxYearsAhead);
  if (time > limit) throw refuse('too-far', `lies more than ${maxYearsAhead} years ahead.`);
}

type ScheduleState = {
  status: string;
  /** Number of the newest revision. */
  revision: number;
  firstPublishedAt: Date | null;
  scheduledFor: Date | null;
  /** Number of the revision that is published then. */
  scheduledRevision: number | null;
  unpublishAt: Date | null;
};
type PlanRequest = { at?: Date | null | undefined; unpublishAt?: Date | null | undefined };
/** What is planned for a story, and the state that follows from it. */
export type Plan = {
  status: Status;
  scheduledFor: Date | null;
  scheduledRevision: number | null;
  unpublishAt: Date | null;
};

/**
 * What is planned for a story after a wish: what that leaves out stays, null takes away. A wish for an hour is one for the newest revision.
 *
 * @throws invalid-request for times that cannot be, illegal-move for a story that could not be unpublished, embargoed
 */
export function resolvePlan(article: ScheduleState & EmbargoState, { at, unpublishAt }: PlanRequest, now: Date): Plan {
  if (at != null) checkAhead('at', at, now, 'publish it instead.');
  if (unpublishAt != null) checkAhead('unpublishAt', unpublishAt, now, 'unpublish it instead.');
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
      `The article is ${article.status}; what is neither published nor scheduled cannot be unpublished: send "at", too.`,
      { members: { currentStatus: article.status } },
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
    const detail = `is ${plan.unpublishAt.toISOString()}, and has to be after ${scheduledFor.toISOString()}, when it is published.`;
    throw problems.invalidRequest(`"/unpublishAt": ${detail}`, {
      errors: [{ pointer: '/unpublishAt', code: 'too-early', detail }],
    });
  }
  checkEmbargo(article, scheduledFor);
  return plan;
}

/**
 * Refuses an embargo that is over, or longer than the hour for which the story is scheduled.
 *
 * @param until null to lift it
 */
export function checkEmbargoChange(
  article: Pick<ScheduleState, 'status' | 'scheduledFor'>,
  until: Date | null,
  now: Date,
): void {
  if (until === null) return;
  checkAhead('until', until, now, 'send null to lift the embargo.');
  if (article.scheduledFor === null || article.scheduledFor >= until) return;
  throw illegalMove(
    `The article is scheduled for ${article.scheduledFor.toISOString()}, before the embargo would end: schedule it for later, or unschedule it, first.`,
    { members: { currentStatus: article.status } },
  );
}

/** Whether an embargo is shortened: anybody who writes may set one, and only who may publish takes it away. */
export function isShortened({ embargoedUntil }: EmbargoState, until: Date | null, now: Date): boolean {
  return embargoedUntil !== null && embargoedUntil > now && (until === null || until < embargoedUntil);
}
