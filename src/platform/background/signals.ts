import { setTimeout as sleep } from 'node:timers/promises';
import { type ChannelSubscription, type Database, noRequest, Prisma } from '../db/index.js';

/** Signals between processes. The cache keys of stale public responses are also signals and use the same channel. */
export const signal = {
  /** An event was committed and has no position yet. */
  events: '@events',
  /** Events have been given positions, so the log has new entries. */
  positions: '@positions',
  /** A process released its leases. */
  leases: '@leases',
} as const;

/** The name that means all signals and all public responses. */
const ALL_SIGNALS = '*';

const channel = 'broadsheet_stale';

/** PostgreSQL limits messages to fewer than 8000 bytes. */
const maxMessageBytes = 7_900;

/** The first notification is sent immediately, and those within this time are sent together. Milliseconds. */
const sendIntervalMs = 25;

/**
 * Returns an expression by which the database notifies all processes at the commit. If the names do not fit in one
 * message, it notifies with the name that means all.
 */
export function notifyExpression(names: readonly string[]): Prisma.Sql {
  const message = names.join(' ');
  return Prisma.sql`pg_notify(${channel}, ${Buffer.byteLength(message) > maxMessageBytes ? ALL_SIGNALS : message})::text`;
}

type Listener = {
  /** Called with the cache keys of stale public responses, after a change of any process. */
  onStale(tags: readonly string[]): void;
  /** Called when every change will be received from now on. */
  onLive(): void;
  /** Called when every change before `sentAt`, in milliseconds since 1970, has been received. */
  onProof(sentAt: number): void;
  /** Called when changes may be missed from now on. */
  onLost(error: Error): void;
};

export type Signals = {
  /**
   * Wakes the subscribers of these names in this process. A name that does not begin with @ also means that an event
   * was committed.
   */
  wake(names: readonly string[]): void;
  /** Wakes subscribers in all processes that share the database. Call it after the commit. */
  raise(name: string): void;
  /** Subscribes to signals. @returns a function that ends the subscription */
  subscribe(names: readonly string[], onSignal: () => void): () => void;
  /** Returns whether the signals of other processes are received reliably. */
  isLive(): boolean;
  /** Starts to receive the signals of other processes. */
  listen(listener: Listener): ChannelSubscription;
  /** Resolves when all raised signals have been sent. */
  flush(): Promise<void>;
};

/**
 * Creates the signals by which processes wake each other's background work. A signal can be lost with its process, so
 * background work also runs at intervals.
 */
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

  /**
   * Sends the raised signals. They need not survive a crash, so the commit does not wait for the disk, which would
   * block all other commits that notify.
   */
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
