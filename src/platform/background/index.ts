import type { Database } from '../db/index.js';
import { createConsumerLoop, createNumberingLoop, type EventConsumer } from './consumers.js';
import { createJobLoop, JOBS_LEASE, type PeriodicJob } from './jobs.js';
import { holdLeases } from './leases.js';
import { type FailureLog, type Loop, type LoopHandle, startLoop } from './loop.js';
import { createSignals, type Signals } from './signals.js';

export type { EventConsumer } from './consumers.js';
export type { PeriodicJob } from './jobs.js';
export { heartbeat, leaseEnd } from './leases.js';
export { type FailureLog, type LoopHandle, startLoop } from './loop.js';
export type { NewsroomEvent } from './outbox.store.js';
export { createSignals, notifyExpression, type Signals, signal } from './signals.js';

/**
 * Processes the due rows of a table, each under a lease, so that any number of processes may do it (`FOR UPDATE SKIP
 * LOCKED`). A signal of the process that adds a row wakes it, and it wakes by itself when the next row is due.
 */
export type Queue = Loop;

export type BackgroundWork = {
  consumers?: readonly EventConsumer[];
  queues?: readonly Queue[];
  jobs?: readonly PeriodicJob[];
  /** The signals that wake the work. Without them it polls every half second. */
  signals?: Signals;
};

/**
 * Starts all background work, which runs concurrently until it is stopped: numbering events and delivering them to
 * consumers, processing queues, and running periodic jobs.
 */
export function startBackground(database: Database, work: BackgroundWork, log: FailureLog): LoopHandle {
  const { consumers = [], queues = [], jobs = [], signals = createSignals(database) } = work;
  const names = [...consumers.map(({ name }) => name), ...(jobs.length > 0 ? [JOBS_LEASE] : [])];
  const handlesByLease = new Map<string, LoopHandle[]>(names.map((name) => [name, []]));
  const leases = holdLeases(database, signals, names, (name) => {
    for (const handle of handlesByLease.get(name) ?? []) handle.wake();
  });
  const start = (loop: Loop) => startLoop(loop, signals, log);
  const startWithLease = (lease: string, loop: Loop) => {
    const handle = start(loop);
    handlesByLease.get(lease)?.push(handle);
    return handle;
  };
  const leaseLoop = start(leases.loop);
  const loops = [
    start(createNumberingLoop(database, signals)),
    ...consumers.map((consumer) => startWithLease(consumer.name, createConsumerLoop(database, leases, consumer))),
    ...queues.map(start),
    ...jobs.map((job) => startWithLease(JOBS_LEASE, createJobLoop(job, leases))),
  ];
  return {
    wake() {
      for (const handle of loops) handle.wake();
    },
    async stop() {
      await Promise.all(loops.map((handle) => handle.stop()));
      await leaseLoop.stop();
      await leases.release().catch(() => {});
    },
  };
}
