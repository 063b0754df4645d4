import { setTimeout as sleep } from 'node:timers/promises';
import type { Signals } from './signals.js';

/** Hears of what went wrong where nobody waits for a response. */
export type FailureLog = { error(details: object, message: string): void };

export type Loop = {
  /** For the log. */
  name: string;
  /**
   * Does some of what is due, a few seconds of it at most or else until `ending` says that the process ends.
   *
   * @returns whether there is more; or when the next is due, which may be any time
   */
  work(abortSignal?: AbortSignal): Promise<'more' | 'idle' | Date>;
  /** Signals that make it look at once. */
  wakeSignals?: readonly string[];
  /** How long until the next look without a signal, in case one was lost; 30 seconds when left out. Milliseconds. */
  everyMs?: number;
  /** The same while signals may be missed; half a second when left out. Milliseconds. */
  everyMsWithoutSignals?: number;
  /** How long a signal waits for others, so that what comes in quick succession is done together. Milliseconds. */
  batchDelayMs?: number;
  /** The minimum time between the starts of two runs of `work` that signals cause. Milliseconds. */
  minSpacingMs?: number;
};

/** Between looks, and after a failure. Milliseconds. */
const defaults = { everyMs: 30_000, everyMsWithoutSignals: 500, retryDelayMs: 2_000 };

export type LoopHandle = {
  /** Looks at once. */
  wake(): void;
  /** Ends after the work in hand. */
  stop(): Promise<void>;
};

/** Does work again and again: when it is due, when a signal comes, and now and then. Work that fails is logged and tried again. */
export function startLoop(
  {
    name,
    work,
    wakeSignals = [],
    everyMs = defaults.everyMs,
    everyMsWithoutSignals = defaults.everyMsWithoutSignals,
    batchDelayMs = 0,
    minSpacingMs = 0,
  }: Loop,
  signals: Pick<Signals, 'isLive' | 'subscribe'>,
  log: FailureLog,
): LoopHandle {
  const abortController = new AbortController();
  let wakeCount = 0;
  let interruptSleep: () => void = () => {};
  let lastRunAtMs = Number.NEGATIVE_INFINITY;

  /** @param wakesSeen how many wakes had come before the last look: of a later one, nothing has been seen yet */
  async function sleepUntilWoken(milliseconds: number, wakesSeen: number): Promise<void> {
    if (abortController.signal.aborted) return;
    const wakeController = new AbortController();
    interruptSleep = () => wakeController.abort();
    if (wakeCount > wakesSeen) interruptSleep();
    await sleep(milliseconds, undefined, { signal: wakeController.signal }).catch(() => {});
    if (!wakeController.signal.aborted || abortController.signal.aborted) return;
    const waitMs = Math.max(batchDelayMs, lastRunAtMs + minSpacingMs - performance.now());
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: abortController.signal }).catch(() => {});
  }

  const maxSleepMs = () => (signals.isLive() ? everyMs : Math.min(everyMs, everyMsWithoutSignals));

  async function run(): Promise<void> {
    while (!abortController.signal.aborted) {
      const wakesSeen = wakeCount;
      lastRunAtMs = performance.now();
      try {
        const next = await work(abortController.signal);
        if (next === 'more') continue;
        const dueInMs = next === 'idle' ? Number.POSITIVE_INFINITY : next.getTime() - Date.now();
        await sleepUntilWoken(Math.min(maxSleepMs(), Math.max(0, dueInMs)), wakesSeen);
      } catch (error) {
        log.error({ err: error, task: name }, 'work in the background failed and will be tried again');
        await sleepUntilWoken(defaults.retryDelayMs, wakeCount);
      }
    }
  }

  function wake(): void {
    wakeCount += 1;
    interruptSleep();
  }

  const unsubscribe = signals.subscribe(wakeSignals, wake);
  const runPromise = run();
  return {
    wake,
    async stop() {
      abortController.abort();
      unsubscribe();
      wake();
      await runPromise;
    },
  };
}
