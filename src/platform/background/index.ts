import type { Database } from '../db/index.js';
import { consuming, type EventConsumer, numbering } from './consumers.js';
import { JOBS, type PeriodicJob, running } from './jobs.js';
import { holdLeases } from './leases.js';
import { type FailureLog, type Loop, type Running, startLoop } from './loop.js';
import { createSignals, type Signals } from './signals.js';

export type { EventConsumer } from './consumers.js';
export type { PeriodicJob } from './jobs.js';
export { heartbeat, leaseEnd } from './leases.js';
export { type FailureLog, type Running, startLoop } from './loop.js';
export type { NewsroomEvent } from './outbox.store.js';
export { createSignals, notification, type Signals, signal } from './signals.js';

/**
 * Takes rows that are due from a table, each under a lease, so that any number of processes may do it (`FOR UPDATE SKIP LOCKED`). It is
 * woken by a signal of whoever adds a row, and looks when the next row is due.
 */
export type Queue = Loop;

export type BackgroundWork = {
  consumers?: readonly EventConsumer[];
  queues?: readonly Queue[];
  jobs?: readonly PeriodicJob[];
  /** How it is woken; without them it looks every half a second. */
  signals?: Signals;
};

/**
 * Does everything that nobody waits for, each kind beside the others, until it is stopped: numbers events and hands them to consumers, works
 * off queues, runs periodic jobs.
 */
export function startBackground(database: Database, work: BackgroundWork, log: FailureLog): Running {
  const { consumers = [], queues = [], jobs = [], signals = createSignals(database) } = work;
  const names = [...consumers.map(({ name }) => name), ...(jobs.length > 0 ? [JOBS] : [])];
  const byLease = new Map<string, Running[]>(names.map((name) => [name, []]));
  const leases = holdLeases(database, signals, names, (name) => {
    for (const one of byLease.get(name) ?? []) one.wake();
  });
  const start = (loop: Loop) => startLoop(loop, signals, log);
  const startUnder = (lease: string, loop: Loop) => {
    const one = start(loop);
    byLease.get(lease)?.push(one);
    return one;
  };
  const beating = start(leases.loop);
  const loops = [
    start(numbering(database, signals)),
    ...consumers.map((consumer) => startUnder(consumer.name, consuming(database, leases, consumer))),
    ...queues.map(start),
    ...jobs.map((job) => startUnder(JOBS, running(job, leases))),
  ];
  return {
    wake() {
      for (const one of loops) one.wake();
    },
    async stop() {
      await Promise.all(loops.map((one) => one.stop()));
      await beating.stop();
      await leases.release().catch(() => {});
    },
  };
}
