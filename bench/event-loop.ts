import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './contestants.js';

/** The interval at which the delay of the event loop is sampled. Milliseconds. */
const resolutionMs = 5;

/** How long the event loop of a server was blocked. Milliseconds. */
export type Blocking = {
  /** The longest delay. Other load of the machine counts, too. */
  delayMs: number;
  /** The most CPU time that the thread of the server spent between two turns of the event loop. */
  cpuMs: number;
};

/** Measures from inside of a server how long its event loop is blocked. Needs Linux. */
export async function createLoopProbe() {
  const port = await freePort();
  /** Serves the longest delay since the last request to it. */
  const script = `import { openSync, readSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createServer } from 'node:http';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) {
  const file = openSync('/proc/thread-self/schedstat');
  const buffer = Buffer.alloc(64);
  const cpuMs = () => Number(buffer.toString('latin1', 0, readSync(file, buffer, 0, 64, 0)).split(' ')[0]) / 1e6;
  let last = cpuMs();
  let longest = 0;
  setInterval(() => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1).unref();
  const delay = monitorEventLoopDelay({ resolution: ${resolutionMs} });
  delay.enable();
  createServer((_, response) => {
    response.end(JSON.stringify({ delayMs: delay.max / 1e6, cpuMs: longest }));
    delay.reset();
    longest = 0;
  }).listen(${port}, '127.0.0.1').unref();
}`;
  return {
    /** The value of `NODE_OPTIONS` for the server. */
    nodeOptions: `--import=data:text/javascript,${encodeURIComponent(script)}`,
    /** Returns the longest delay since the last call. */
    async longestDelay(): Promise<Blocking> {
      await sleep(4 * resolutionMs);
      const { delayMs, cpuMs } = (await (await fetch(`http://127.0.0.1:${port}`)).json()) as Blocking;
      return { delayMs: Math.max(0, delayMs - resolutionMs), cpuMs };
    },
  };
}
