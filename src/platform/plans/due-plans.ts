import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue } from '../background/index.js';
import type { PlannedInvalidations } from './planned-invalidations.js';

type Dependencies = {
  /** The queues that carry out plans. */
  queues: readonly Pick<Queue, 'work'>[];
  /** Returns the time of the next planned change, which may be in the past, or null if nothing is planned. */
  findNextTime(): Promise<Date | null>;
  clock: () => Date;
};

const timing = {
  /** How long public reads wait for due plans. A plan that cannot be carried out must not stop them. */
  maxWaitMs: 2_000,
  /** The delay before the next attempt, for example while another process carries out the plans. */
  retryDelayMs: 20,
  /** For how long reads do not wait again after they waited in vain. */
  backoffMs: 10_000,
  /** For how long the time that was read is used while the plan is not known otherwise. */
  knownForMs: 1_000,
};

/**
 * Carries out due plans before a public read, if the background work has not done so yet. So no reader sees an article
 * or an asset after its planned end, also right after an outage of the database or a restart.
 */
export function duePlans({ queues, findNextTime, clock }: Dependencies) {
  /** The time of the first planned change in milliseconds since 1970, or undefined while it is not known. */
  let nextTime: number | undefined = Number.POSITIVE_INFINITY;
  let quietUntil = Number.NEGATIVE_INFINITY;
  let planCount = 0;
  let currentAttempt: Promise<void> | undefined;

  async function carryOut(): Promise<void> {
    const deadline = performance.now() + timing.maxWaitMs;
    for (;;) {
      const count = planCount;
      const next = await findNextTime();
      const now = clock().getTime();
      const time = next?.getTime() ?? Number.POSITIVE_INFINITY;
      if (time > now) {
        if (count === planCount) quietUntil = Math.min(time, now + timing.knownForMs);
        return;
      }
      if (performance.now() > deadline) {
        quietUntil = now + timing.backoffMs;
        return;
      }
      // A failure is reported by the background work, which repeats it.
      for (const queue of queues) await queue.work().catch(() => {});
      await sleep(timing.retryDelayMs);
    }
  }

  return {
    /** Receives the planned invalidations, or undefined while they are not known. */
    setPlan(plan: PlannedInvalidations | undefined): void {
      nextTime = plan && Math.min(plan.rest ?? Number.POSITIVE_INFINITY, ...plan.byName.values());
      planCount += 1;
      if (plan === undefined) quietUntil = Number.NEGATIVE_INFINITY;
    },

    /**
     * Carries out due plans. All concurrent reads wait for the same attempt.
     *
     * @returns undefined if no plan is due. The promise never rejects
     */
    settle(): Promise<void> | undefined {
      const now = clock().getTime();
      if ((nextTime !== undefined && nextTime > now) || quietUntil > now) return undefined;
      // If the database does not respond, the read itself reports that.
      currentAttempt ??= carryOut()
        .catch(() => {})
        .finally(() => {
          currentAttempt = undefined;
        });
      return currentAttempt;
    },
  };
}
