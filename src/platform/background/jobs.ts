import type { Leases } from './leases.js';
import type { Loop } from './loop.js';

/** Work that runs regularly in one process at a time, such as the deletion of expired data. */
export type PeriodicJob = {
  /** The name in the log. */
  name: string;
  /**
   * The time from the end of one run to the next, plus up to a tenth. The first run follows the start of the process.
   * Milliseconds.
   */
  everyMs: number;
  /** Does a part of the work. @returns whether there is more */
  work(): Promise<'more' | 'idle'>;
};

/** The lease of all periodic jobs. */
export const JOBS_LEASE = 'periodic-jobs';

/** Runs a job while this process holds the lease of all jobs. */
export function createJobLoop({ name, everyMs, work }: PeriodicJob, leases: Pick<Leases, 'cursorOf'>): Loop {
  let dueAt = 0;
  return {
    name,
    everyMs,
    everyMsWithoutSignals: everyMs,
    async work() {
      if (leases.cursorOf(JOBS_LEASE) === undefined) return 'idle';
      if (Date.now() < dueAt) return new Date(dueAt);
      if ((await work()) === 'more') return 'more';
      dueAt = Date.now() + everyMs * (1 + Math.random() / 10);
      return 'idle';
    },
  };
}
