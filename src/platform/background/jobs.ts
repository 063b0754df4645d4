import type { Leases } from './leases.js';
import type { Loop } from './loop.js';

/** Work that is done now and then, by one process at a time: sweeps that delete what is past its time. */
export type PeriodicJob = {
  /** For the log. */
  name: string;
  /** From the end of one run to the next, and up to a tenth longer. The first run follows the start of the process. Milliseconds. */
  everyMs: number;
  /** Does a part. @returns whether there is more */
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
