import { setTimeout as sleep } from 'node:timers/promises';
import type { Signals } from './signals.js';

/** Receives the errors of background work. */
export type FailureLog = { error(details: object, message: string): void };

export type Loop = {
  /** The name in the log. */
  name: string;
  /**
   * Does a part of the due work, for a few seconds at most or until `abortSignal` announces the end of the process.
   *
   * @returns whether there is more, or when the next work is due, which may be in the past
   */
  work(abortSignal?: AbortSignal): Promise<'more' | 'idle' | Date>;
  /** Signals that start the work immediately. */
  wakeSignals?: readonly string[];
  /** The interval without signals, in case one was lost, in milliseconds. Defaults to 30 seconds. */
  everyMs?: number;
  /** The interval while signals may be missed, in milliseconds. Defaults to half a second. */
  everyMsWithoutSignals?: number;
  /** How long to wait for further signals, in milliseconds, so that work in quick succession is done together. */
  batchDelayMs?: number;
  /** The minimum time between the starts of two runs that signals cause, in milliseconds. */
  minSpacingMs?: number;
};

/** Default intervals, and the delay after a failure, in milliseconds. */
const defaults = { everyMs: 30_000, everyMsWithoutSignals: 500, retryDelayMs: 2_000 };

export type LoopHandle = {
  /** Starts the work immediately. */
  wake(): void;
  /** Stops after the current run. */
  stop(): Promise<void>;
};

/**
 * Runs work repeatedly: when it is due, when a signal arrives, and at intervals. Failed work is logged and repeated.
 */
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

  /**
   * Sleeps until the time is over or a wake arrives. @param wakesSeen how many wakes preceded the last run; after
   * further ones it returns immediately
   */
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
        log.error({ err: error, task: name }, 'background work failed and will be retried');
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
