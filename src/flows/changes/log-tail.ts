import type { ServerResponse } from 'node:http';
import type { Actor } from '../../platform/auth/index.js';
import { type FailureLog, type LoopHandle, type Signals, signal, startLoop } from '../../platform/background/index.js';
import type { View } from './schemas.js';
import type { ChangeFilter, ChangeStore, LoggedChange } from './store.js';

/** A client that reads nothing for this long while it catches up is disconnected. */
const drainTimeoutMs = 30_000;

/** How many events one query reads, and how many unsent bytes a client may have before it is disconnected. */
const streamLimits = { batchSize: 200, maxBufferedBytes: 64 * 1024 };

/** A connected client that receives changes as they are committed. */
export type Client = ChangeFilter & {
  view: View;
  /** Who opened the stream. */
  actor: Actor;
  address: string;
  sink: ServerResponse;
  /** Clients with the same key receive the same changes. */
  key: string;
  position: bigint;
  /** Whether the client has received everything that was in the log when it connected. */
  isLive: boolean;
  /** When something was last sent to the client, in milliseconds since 1970. */
  sentAt: number;
};

type Dependencies = {
  store: Pick<ChangeStore, 'page' | 'newest'>;
  /** Formats a change as a Server-Sent Event. */
  frame: (view: View, change: LoggedChange) => string;
  /** Ends the streams of clients who no longer have exactly the rights with which they opened them. */
  endRevoked: (clients: Iterable<Client>) => Promise<void>;
  signals: Pick<Signals, 'isLive' | 'subscribe'>;
  log: FailureLog;
};

/** Tells a client that it has received everything that was in the log when it connected. */
export const liveMessage = Buffer.from(': live\n\n');

/**
 * Follows the log of one view for all clients of the view. A client that connects with a cursor is sent the log page by
 * page until it has caught up with the other clients.
 */
export function followLog(view: View, { store, frame, endRevoked, signals, log }: Dependencies) {
  const clients = new Set<Client>();
  /** Live clients have received every event up to this position. */
  let tailPosition = 0n;
  let startPromise: Promise<void> | undefined;
  let tailLoop: LoopHandle | undefined;

  /** Starts to follow the log. Resolves when the end of the log is known. Without clients the log is not read. */
  function follow(): Promise<void> {
    startPromise ??= store.newest(view).then((newest) => {
      tailPosition = newest;
      tailLoop ??= startLoop({ name: `changes.${view}`, work: poll, wakeSignals: [signal.positions] }, signals, log);
    });
    startPromise.catch(() => {
      startPromise = undefined;
    });
    return startPromise;
  }

  async function poll(): Promise<'more' | 'idle'> {
    if (clients.size === 0) return 'idle';
    const from = tailPosition;
    const { changes } = await store.page(view, from, { types: undefined, hiddenTypes: [] }, streamLimits.batchSize);
    const last = changes.at(-1);
    if (last === undefined) return 'idle';
    // Checked after the log was read, so that a token revoked before the last of these changes receives none of them.
    await endRevoked(clients);
    // All clients left meanwhile, and the log has since been followed from another position.
    if (tailPosition !== from) return 'idle';
    tailPosition = last.position;
    broadcast(changes);
    return changes.length === streamLimits.batchSize ? 'more' : 'idle';
  }

  function broadcast(changes: readonly LoggedChange[]): void {
    const frames = changes.map((change) => ({ change, text: frame(view, change) }));
    const byKey = new Map<string, Buffer>();
    const first = (changes[0] as LoggedChange).position;
    for (const client of clients) {
      if (!client.isLive) continue;
      const textFor = () =>
        frames
          .filter(({ change }) => change.position > client.position && isWanted(client, change))
          .map(({ text }) => text)
          .join('');
      // A client that has read ahead on its own receives only the rest.
      if (client.position >= first) send(client, Buffer.from(textFor()));
      else {
        let bytes = byKey.get(client.key);
        if (bytes === undefined) {
          bytes = Buffer.from(textFor());
          byKey.set(client.key, bytes);
        }
        send(client, bytes);
      }
      if (tailPosition > client.position) client.position = tailPosition;
    }
  }

  /** Sends the changes after the client's position, page by page, as fast as the client reads them. */
  async function catchUp(client: Client): Promise<void> {
    while (clients.has(client)) {
      const broadcastPosition = tailPosition;
      const { changes } = await store.page(view, client.position, client, streamLimits.batchSize);
      if (changes.length > 0) await endRevoked([client]);
      if (!clients.has(client)) return;
      client.position = changes.at(-1)?.position ?? client.position;
      if (changes.length > 0) client.sink.write(changes.map((change) => frame(view, change)).join(''));
      // If nothing was broadcast while the page was read, the page contains everything that live clients have received.
      if (changes.length < streamLimits.batchSize && tailPosition === broadcastPosition) {
        if (broadcastPosition > client.position) client.position = broadcastPosition;
        client.isLive = true;
        send(client, liveMessage);
        return;
      }
      await waitForDrain(client);
    }
  }

  return {
    clients,
    follow,
    catchUp,
    add(client: Client) {
      clients.add(client);
    },
    /** The start position for a client without a cursor. */
    get position() {
      return tailPosition;
    },
    remove(client: Client) {
      clients.delete(client);
      if (clients.size === 0) startPromise = undefined;
    },
    stop: async () => tailLoop?.stop(),
  };
}

/** Sends bytes to a client, or disconnects the client if too much of what it was sent is still unread. */
export function send(client: Client, bytes: Buffer): void {
  if (bytes.length === 0) return;
  // The client can reconnect with its last cursor and then receives the log as fast as it reads.
  if (client.sink.writableLength > streamLimits.maxBufferedBytes) {
    client.sink.destroy();
    return;
  }
  client.sentAt = Date.now();
  client.sink.write(bytes);
}

/** Waits until a client has read what it was sent. Disconnects it after `drainTimeoutMs`. */
async function waitForDrain({ sink }: Client): Promise<void> {
  if (!sink.writableNeedDrain || sink.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => sink.destroy(), drainTimeoutMs);
    const finish = () => {
      clearTimeout(timer);
      sink.off('drain', finish).off('close', finish);
      resolve();
    };
    sink.once('drain', finish).once('close', finish);
  });
}

const isWanted = ({ types, hiddenTypes }: ChangeFilter, { type }: LoggedChange) =>
  (types === undefined || types.includes(type)) && !hiddenTypes.includes(type);
