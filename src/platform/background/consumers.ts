import type { Database } from '../db/index.js';
import type { Leases } from './leases.js';
import type { Loop } from './loop.js';
import { type NewsroomEvent, outboxStore } from './outbox.store.js';
import { type Signals, signal } from './signals.js';

/** What follows from events. It is handed each one at least once, in order: again, when it failed or its process died. */
export type EventConsumer = {
  /** Stable: it names the cursor and the lease. */
  name: string;
  handle(events: NewsroomEvent[]): Promise<void>;
  /**
   * Does some of the work that its events have left, where that takes longer than an event may: a few seconds of it at a
   * time. In one process at once, like `handle`.
   */
  work?(): Promise<'more' | 'idle'>;
  /** Signals by which it hears of work that no event has left. */
  wakeSignals?: readonly string[];
};

/** Events that are numbered, and handed on, at a time. */
const batchSize = 200;

/** Writes that come one after the other are numbered together, and cost the writers little; what was numbered here is heard of from the database, too. Milliseconds. */
const batchDelayMs = { events: 25, positions: 5 };

/**
 * Under steady writes, two rounds of numbering start at least this far apart. Each round is followed by a round of every consumer, and the
 * embedded database runs all of it on the connection that the writers use. Milliseconds.
 */
const minSpacingMs = 200;

/**
 * Numbers events.
 *
 * An event gets its sequence number before its transaction commits, so a reader that goes by it skips those that commit
 * late. Here each event is numbered again after its commit, under a lock, and consumers read by that `position`: whatever
 * commits later comes later. Any number of processes may do it.
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

/** Hands events to a consumer while this process holds its lease. */
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
