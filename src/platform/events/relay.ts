import { randomUUID } from 'node:crypto';
import { type FailureLog, startBackground } from '../background/index.js';
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
 * How long a process may hold flows without a sign of life, after which they go to another; how often it gives one; how long
 * events are gathered once there is one, so that many writes one after the other are read together, and take little from
 * the writers. Milliseconds.
 */
const timing = { lease: 8_000, sign: 2_000, gather: 100 };

const batch = 200;

/**
 * Starts handing events to flows, in this process.
 *
 * An event gets its sequence number before its transaction commits, so a reader that goes by it skips those that commit
 * late. Here each event is numbered again after its commit, under a lock, and flows read by that `position`: whatever
 * commits later comes later. Any number of relays may run; one at a time serves a flow.
 */
export function startRelay(database: Database, flows: readonly Flow[], log: FailureLog): Relay {
  const store = relayStore(database);
  const relay = randomUUID();
  /** The flows that this relay has, and how far each has read. */
  const held = new Map<string, bigint>();

  const serve = ({ name, handle, work }: Flow) => {
    return async (): Promise<'more' | 'idle'> => {
      const position = held.get(name) ?? (await store.lease(name, relay, timing.lease));
      if (position === undefined) return 'idle';
      held.set(name, position);
      const events = await store.after(position, batch);
      const last = events.at(-1);
      if (last !== undefined) {
        await handle(events);
        if (await store.advance(name, relay, last.position)) held.set(name, last.position);
        else held.delete(name);
      }
      const left = (await work?.()) ?? 'idle';
      return events.length === batch ? 'more' : left;
    };
  };

  /** Whatever takes long, a batch too, is kept for as long as it takes; what another has taken meanwhile is let go of. */
  async function sign(): Promise<void> {
    const before = [...held.keys()];
    if (before.length === 0) return;
    const kept = await store.keep(relay, timing.lease);
    for (const name of before) if (!kept.has(name)) held.delete(name);
  }

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

  // A sign that fails is not missed: the next one says what is still held.
  const signing = setInterval(() => void sign().catch(() => {}), timing.sign);

  return {
    nudge: background.nudge,
    async stop() {
      await background.stop();
      clearInterval(signing);
      await Promise.all(flows.map((flow) => store.release(flow.name, relay).catch(() => {})));
    },
  };
}
