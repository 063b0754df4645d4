import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { startBackground } from '../background/index.js';
import type { Database } from '../db/index.js';
import type { NewsroomEvent } from './definition.js';
import { relayStore } from './store.js';

/** What follows from events. It is handed each one at least once, in order: again, when it failed or its process died. */
export type Flow = {
  /** Stable: it names how far this flow has read. */
  name: string;
  handle(events: NewsroomEvent[]): Promise<void>;
  /**
   * Does some of the work that its events have left, where that takes longer than an event may: a few seconds of it at a
   * time. In one process at once, like `handle`.
   */
  work?(): Promise<'more' | 'idle'>;
};

export type Relay = {
  /** Reads at once rather than at the next tick. */
  nudge(): void;
  /** Ends after the batches in hand. */
  stop(): Promise<void>;
};

/**
 * How long a process may hold a flow without a sign of life; how long events are gathered once there is one, so that many
 * writes one after the other are read together, and take little from the writers. Milliseconds.
 */
const timing = { lease: 30_000, gather: 100 };

const batch = 200;

/**
 * Starts handing events to flows, in this process.
 *
 * An event gets its sequence number before its transaction commits, so a reader that goes by it skips those that commit
 * late. Here each event is numbered again after its commit, under a lock, and flows read by that `position`: whatever
 * commits later comes later. Any number of relays may run; one at a time serves a flow.
 */
export function startRelay(database: Database, flows: readonly Flow[], log: Pick<FastifyBaseLogger, 'error'>): Relay {
  const store = relayStore(database);
  const relay = randomUUID();
  const serve = (flow: Flow) => {
    let lease: { position: bigint; renewAt: number } | undefined;
    return async (): Promise<'more' | 'idle'> => {
      if (lease === undefined || Date.now() > lease.renewAt) {
        const position = await store.lease(flow.name, relay, timing.lease);
        lease = position === undefined ? undefined : { position, renewAt: Date.now() + timing.lease / 2 };
      }
      if (lease === undefined) return 'idle';
      const events = await store.after(lease.position, batch);
      const last = events.at(-1);
      if (last !== undefined) {
        await flow.handle(events);
        const held = await store.advance(flow.name, relay, last.position);
        lease = held ? { ...lease, position: last.position } : undefined;
      }
      const left = (await flow.work?.()) ?? 'idle';
      return events.length === batch ? 'more' : left;
    };
  };

  const numbering = async () => {
    const numbered = await store.number(batch);
    if (numbered > 0) background.nudge();
    return numbered === batch ? ('more' as const) : ('idle' as const);
  };

  const background = startBackground(
    [{ name: 'numbering', work: numbering }, ...flows.map((flow) => ({ name: flow.name, work: serve(flow) }))],
    log,
    timing.gather,
  );

  return {
    nudge: background.nudge,
    async stop() {
      await background.stop();
      await Promise.all(flows.map((flow) => store.release(flow.name, relay).catch(() => {})));
    },
  };
}
