import { setTimeout as sleep } from 'node:timers/promises';
import type { Signals } from './signals.js';

/** Hears of what went wrong where nobody waits for a response. */
export type FailureLog = { error(said: object, message: string): void };

export type Loop = {
  /** For the log. */
  name: string;
  /**
   * Does some of what is due, a few seconds of it at most or else until `ending` says that the process ends.
   *
   * @returns whether there is more; or when the next is due, which may be any time
   */
  work(ending?: AbortSignal): Promise<'more' | 'idle' | Date>;
  /** Signals that make it look at once. */
  wokenBy?: readonly string[];
  /** How long until the next look without a signal, in case one was lost; 30 seconds when left out. Milliseconds. */
  everyMs?: number;
  /** The same while signals may be missed; half a second when left out. Milliseconds. */
  unheardMs?: number;
  /** How long a signal waits for others, so that what comes in quick succession is done together. Milliseconds. */
  gatherMs?: number;
  /** The minimum time between the starts of two runs of `work` that signals cause. Milliseconds. */
  spacingMs?: number;
};

/** Between looks, and after a failure. Milliseconds. */
const defaults = { everyMs: 30_000, unheardMs: 500, afterFailureMs: 2_000 };

export type Running = {
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
    wokenBy = [],
    everyMs = defaults.everyMs,
    unheardMs = defaults.unheardMs,
    gatherMs = 0,
    spacingMs = 0,
  }: Loop,
  signals: Pick<Signals, 'isLive' | 'subscribe'>,
  log: FailureLog,
): Running {
  const stopping = new AbortController();
  let wakes = 0;
  let rouse: () => void = () => {};
  let lookedAt = Number.NEGATIVE_INFINITY;

  /** @param seen how many wakes had come before the last look: of a later one, nothing has been seen yet */
  async function rest(milliseconds: number, seen: number): Promise<void> {
    if (stopping.signal.aborted) return;
    const woken = new AbortController();
    rouse = () => woken.abort();
    if (wakes > seen) rouse();
    await sleep(milliseconds, undefined, { signal: woken.signal }).catch(() => {});
    if (!woken.signal.aborted || stopping.signal.aborted) return;
    const waitMs = Math.max(gatherMs, lookedAt + spacingMs - performance.now());
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
  }

  const longest = () => (signals.isLive() ? everyMs : Math.min(everyMs, unheardMs));

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const seen = wakes;
      lookedAt = performance.now();
      try {
        const next = await work(stopping.signal);
        if (next === 'more') continue;
        const due = next === 'idle' ? Number.POSITIVE_INFINITY : next.getTime() - Date.now();
        await rest(Math.min(longest(), Math.max(0, due)), seen);
      } catch (error) {
        log.error({ err: error, task: name }, 'work in the background failed and will be tried again');
        await rest(defaults.afterFailureMs, wakes);
      }
    }
  }

  function wake(): void {
    wakes += 1;
    rouse();
  }

  const unsubscribe = signals.subscribe(wokenBy, wake);
  const running = run();
  return {
    wake,
    async stop() {
      stopping.abort();
      unsubscribe();
      wake();
      await running;
    },
  };
}
