import { setTimeout as sleep } from 'node:timers/promises';

/** Work that nobody waits for. Every process looks for it: what one takes, the others must find taken (`FOR UPDATE SKIP LOCKED`, a lease). */
export type Task = {
  /** For the log. */
  name: string;
  /**
   * Does some of what is due, a few seconds of it at most or else until it hears that the process ends, and says whether there is
   * more; or, of what is due at a time, when it is to look again, if not before.
   */
  work(ending?: AbortSignal): Promise<'more' | 'idle' | Date>;
  /** How long until the next look where there was nothing to do; 500 when left out. Milliseconds. */
  every?: number;
};

/** Hears of what went wrong where nobody waits for an answer. */
export type FailureLog = { error(said: object, message: string): void };

export type Background = {
  /** Looks at once rather than at the next tick. */
  nudge(): void;
  /** Ends after the work in hand. */
  stop(): Promise<void>;
};

/** Milliseconds. */
const timing = { idle: 500, afterFailure: 2_000 };

/**
 * Does the work of tasks, each beside the others, until it is stopped. A task that fails is logged and tried again.
 *
 * @param gather how long a nudge waits for others, so that what comes in quick succession is done together. Milliseconds
 */
export function startBackground(tasks: readonly Task[], log: FailureLog, gather = 0): Background {
  const stopping = new AbortController();
  const resting = new Set<() => void>();
  let nudges = 0;

  /** @param heard how many nudges had come before the last look: of a later one, nothing has been seen yet */
  const rest = async (milliseconds: number, heard: number) => {
    if (stopping.signal.aborted) return;
    const nudged = new AbortController();
    const wake = () => nudged.abort();
    resting.add(wake);
    if (nudges > heard) wake();
    await sleep(milliseconds, undefined, { signal: nudged.signal }).catch(() => {});
    resting.delete(wake);
    if (nudged.signal.aborted && !stopping.signal.aborted && gather > 0) await sleep(gather);
  };

  const loop = async ({ name, work, every = timing.idle }: Task) => {
    while (!stopping.signal.aborted) {
      const heard = nudges;
      try {
        const next = await work(stopping.signal);
        if (next === 'idle') await rest(every, heard);
        else if (next !== 'more') await rest(Math.min(every, Math.max(0, next.getTime() - Date.now())), heard);
      } catch (error) {
        log.error({ err: error, task: name }, 'work in the background failed and will be tried again');
        await rest(timing.afterFailure, nudges);
      }
    }
  };

  const wakeAll = () => {
    nudges += 1;
    for (const wake of [...resting]) wake();
  };

  const loops = tasks.map(loop);
  return {
    nudge: wakeAll,
    async stop() {
      stopping.abort();
      wakeAll();
      await Promise.all(loops);
    },
  };
}
