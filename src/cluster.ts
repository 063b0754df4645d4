import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Config } from './platform/config.js';

/** The pause before a dead process is replaced, so that one that cannot start does not use up the CPU. Milliseconds. */
const restartDelayMs = 1_000;

/**
 * Runs the processes that serve requests behind one port, and replaces those that die. SIGTERM or SIGINT ends all of
 * them, and then this process.
 *
 * @returns the port, once all processes listen
 * @throws when one of the first processes ends before it listens
 */
export async function supervise(config: Config): Promise<number> {
  const log = pino({ level: config.logLevel });
  let isClosing = false;

  async function run(worker: Worker): Promise<void> {
    const [code, signal] = (await once(worker, 'exit')) as [number | null, string | null];
    if (isClosing) return;
    log.error({ pid: worker.process.pid, code, signal }, 'a process has died and will be replaced');
    await sleep(restartDelayMs);
    if (!isClosing) void run(cluster.fork());
  }

  async function close(signal: NodeJS.Signals): Promise<void> {
    if (isClosing) return;
    isClosing = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    const exits = workers.map((worker) => once(worker, 'exit'));
    for (const worker of workers) worker.process.kill(signal);
    const codes = (await Promise.all(exits)).map(([code]) => code as number | null);
    process.exit(codes.every((code) => code === 0) ? 0 : 1);
  }

  const workers = Array.from({ length: config.processes }, () => cluster.fork());
  const ports = workers.map(async (worker) => {
    const [address] = await Promise.race([
      once(worker, 'listening') as Promise<[AddressInfo]>,
      once(worker, 'exit').then((): never => {
        throw new Error('A server process ended before it listened. Read its own error message above.');
      }),
    ]);
    return address.port;
  });
  process.on('SIGTERM', () => void close('SIGTERM'));
  process.on('SIGINT', () => void close('SIGINT'));
  const [port = config.port] = await Promise.all(ports);
  for (const worker of workers) void run(worker);
  return port;
}
