import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Config } from './platform/config.js';

/** A process that dies is followed by another after this long, so that one that cannot start does not eat the machine. Milliseconds. */
const restartDelayMs = 1_000;

/**
 * Runs the processes that answer requests, behind one port, and replaces those that die. A signal ends them all, and then
 * this one.
 *
 * @returns the port, once all of them listen
 * @throws when one of the first ends before it listens
 */
export async function supervise(config: Config): Promise<number> {
  const log = pino({ level: config.logLevel });
  let isClosing = false;

  async function run(worker: Worker): Promise<void> {
    const [code, signal] = (await once(worker, 'exit')) as [number | null, string | null];
    if (isClosing) return;
    log.error({ pid: worker.process.pid, code, signal }, 'a process has died; another takes its place');
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
        throw new Error('A process ended before it could answer requests; its own message says why.');
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
