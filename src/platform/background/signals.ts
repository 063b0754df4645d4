import { setTimeout as sleep } from 'node:timers/promises';
import { type ChannelSubscription, type Database, noRequest, Prisma } from '../db/index.js';

/**
 * Signals for work inside the house. The names of stale public responses are signals, too: they come as they are, over the same
 * channel.
 */
export const signal = {
  /** An event was committed and has no position yet. */
  events: '@events',
  /** Events have got their positions: whoever reads the log finds more. */
  positions: '@positions',
  /** A process gave its leases back. */
  leases: '@leases',
} as const;

/** Stands for all signals, and for all public responses. */
const ALL_SIGNALS = '*';

const channel = 'broadsheet_stale';

/** PostgreSQL takes messages of fewer than 8000 bytes. */
const maxMessageBytes = 7_900;

/** The first notification is sent at once, and those that follow within this time together. Milliseconds. */
const sendIntervalMs = 25;

/** An expression that has the database notify all processes at the commit. With too many names for one message, all are meant. */
export function notifyExpression(names: readonly string[]): Prisma.Sql {
  const message = names.join(' ');
  return Prisma.sql`pg_notify(${channel}, ${Buffer.byteLength(message) > maxMessageBytes ? ALL_SIGNALS : message})::text`;
}

type Listener = {
  /** These public responses are out of date, by changes of whatever process. */
  onStale(tags: readonly string[]): void;
  /** From now on every change is heard of. */
  onLive(): void;
  /** Every change committed before this time, in milliseconds since 1970, has been heard of. */
  onProof(sentAt: number): void;
  /** From now on changes may be missed. */
  onLost(error: Error): void;
};

export type Signals = {
  /** Wakes what waits for one of these names in this process. A name that does not begin with @ means that an event was committed. */
  wake(names: readonly string[]): void;
  /** Does the same in every process that shares the database, soon after. Call it after the commit. */
  raise(name: string): void;
  /** @returns what ends it */
  subscribe(names: readonly string[], onSignal: () => void): () => void;
  /** Whether the signals of other processes are heard for certain. */
  isLive(): boolean;
  /** Begins to hear the signals of other processes. */
  listen(listener: Listener): ChannelSubscription;
  /** Comes back once everything that was raised is sent. */
  flush(): Promise<void>;
};

/** By signals processes wake one another's workers. One can be lost with its process: workers look now and then without one, too. */
export function createSignals(database: Database): Signals {
  const subscribers = new Set<{ names: ReadonlySet<string>; onSignal: () => void }>();
  const unsent = new Set<string>();
  let sendPromise: Promise<void> | undefined;
  let isLive = false;

  function wake(names: readonly string[]): void {
    const targetNames = new Set(names);
    if (names.some((name) => !name.startsWith('@'))) targetNames.add(signal.events);
    for (const subscriber of subscribers)
      if (targetNames.has(ALL_SIGNALS) || [...subscriber.names].some((name) => targetNames.has(name)))
        subscriber.onSignal();
  }

  /** A signal need not survive a crash of the database: it does not wait for the disk, which would hold up every other commit that notifies. */
  async function sendAll(): Promise<void> {
    while (unsent.size > 0) {
      const names = [...unsent];
      unsent.clear();
      const statement = Prisma.sql`SELECT set_config('synchronous_commit', 'off', true), ${notifyExpression(names)}`;
      await database.write(noRequest, ({ run }) => run(statement)).catch(() => {});
      await sleep(sendIntervalMs);
    }
    sendPromise = undefined;
  }

  return {
    wake,
    raise(name) {
      wake([name]);
      if (database.kind === 'embedded') return;
      unsent.add(name);
      sendPromise ??= sendAll();
    },
    subscribe(names, onSignal) {
      const subscriber = { names: new Set(names), onSignal };
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    isLive: () => isLive,
    listen({ onStale, onLive, onProof, onLost }) {
      const updateLiveness = (live: boolean) => {
        isLive = live;
        wake([ALL_SIGNALS]);
      };
      return database.listen(channel, {
        onMessage(message) {
          const names = message.split(' ');
          const tags = names.filter((name) => !name.startsWith('@'));
          if (tags.length > 0) onStale(tags);
          wake(names);
        },
        onLive() {
          onLive();
          updateLiveness(true);
        },
        onProof,
        onLost(error) {
          onLost(error);
          updateLiveness(false);
        },
      });
    },
    flush: async () => sendPromise,
  };
}
