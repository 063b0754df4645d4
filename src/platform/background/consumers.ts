import type { Database } from '../db/index.js';
import type { Leases } from './leases.js';
import type { Loop } from './loop.js';
import { type NewsroomEvent, outboxStore } from './outbox.store.js';
import { type Signals, signal } from './signals.js';

/**
 * Processes events. Each event is delivered at least once and in order. After a failure or the death of the process it
 * is delivered again.
 */
export type EventConsumer = {
  /** A stable name, which identifies the cursor and the lease. */
  name: string;
  handle(events: NewsroomEvent[]): Promise<void>;
  /**
   * Does a part of the work that events have left behind, for at most a few seconds, if it takes too long for `handle`.
   * Like `handle`, it runs in only one process at a time.
   */
  work?(): Promise<'more' | 'idle'>;
  /** Signals that announce work without an event. */
  wakeSignals?: readonly string[];
};

/** How many events are numbered or delivered at a time. */
const batchSize = 200;

/**
 * How long to wait for further events, in milliseconds, so that writes in quick succession are numbered together and
 * cost little. The shorter delay suffices for positions, which the database announces again.
 */
const batchDelayMs = { events: 25, positions: 5 };

/**
 * The minimum time between two rounds of numbering under steady writes, in milliseconds. Each round is followed by a
 * round of every consumer, and the embedded database runs all of it on the connection of the writers.
 */
const minSpacingMs = 200;

/**
 * Assigns positions to events.
 *
 * An event gets its sequence number before its transaction commits, so a reader in that order would skip events that
 * commit late. Each event therefore gets a `position` after its commit, under a lock, and consumers read in that order.
 * Any number of processes may do this.
 */
export function createNumberingLoop(database: Database, signals: Signals): Loop {
  const store = outboxStore(database);
  return {
    name: 'numbering',
    wakeSignals: [signal.events],
    batchDelayMs: batchDelayMs.events,
    minSpacingMs,
    async work() {
      const numberedCount = await store.assignPositions(batchSize);
      if (numberedCount > 0) signals.wake([signal.positions]);
      return numberedCount === batchSize ? 'more' : 'idle';
    },
  };
}

/** Delivers events to a consumer while this process holds its lease. */
export function createConsumerLoop(
  database: Database,
  leases: Leases,
  { name, handle, work, wakeSignals = [] }: EventConsumer,
): Loop {
  const store = outboxStore(database);
  return {
    name,
    wakeSignals: [signal.positions, ...wakeSignals],
    batchDelayMs: batchDelayMs.positions,
    async work() {
      const cursor = leases.cursorOf(name);
      if (cursor === undefined) return 'idle';
      const events = await store.listAfter(cursor, batchSize);
      const last = events.at(-1);
      if (last !== undefined) {
        await handle(events);
        await leases.advance(name, last.position);
      }
      const workStatus = (await work?.()) ?? 'idle';
      return events.length === batchSize ? 'more' : workStatus;
    },
  };
}
