import type { ServerResponse } from 'node:http';
import { type FailureLog, type LoopHandle, type Signals, signal, startLoop } from '../../platform/background/index.js';
import type { View } from './schemas.js';
import type { ChangeFilter, ChangeStore, LoggedChange } from './store.js';

/** A client that takes nothing for so long while it catches up is cut off. Milliseconds. */
const drainTimeoutMs = 30_000;

/** Events read at once; bytes that may wait for a client when there is more for it. */
const streamLimits = { batchSize: 200, maxBufferedBytes: 64 * 1024 };

/** Whoever is sent changes as they come. */
export type Client = ChangeFilter & {
  view: View;
  /** The token with which the stream was opened; null for none, and for one that cannot be revoked. */
  tokenId: string | null;
  address: string;
  sink: ServerResponse;
  /** Clients of the same key are sent the same. */
  key: string;
  position: bigint;
  /** Whether it has all that was there when it came. */
  isLive: boolean;
  /** When it was last sent anything. */
  sentAt: number;
};

type Dependencies = {
  store: Pick<ChangeStore, 'page' | 'newest'>;
  /** What a change is sent as. */
  frame: (view: View, change: LoggedChange) => string;
  /** Ends the streams of tokens that are revoked or have expired. */
  endRevoked: (clients: Iterable<Client>) => Promise<void>;
  signals: Pick<Signals, 'isLive' | 'subscribe'>;
  log: FailureLog;
};

/** Says that a client has all that was there when it came. */
export const liveMessage = Buffer.from(': live\n\n');

/** Follows the log of one view for all its clients. A client that comes with a cursor reads the log by itself until it has come to where the others are. */
export function followLog(view: View, { store, frame, endRevoked, signals, log }: Dependencies) {
  const clients = new Set<Client>();
  /** Up to where clients that are live have been sent everything. */
  let tailPosition = 0n;
  let startPromise: Promise<void> | undefined;
  let tailLoop: LoopHandle | undefined;

  /** Comes back once it is known where the log ends; while nobody listens it is not followed. */
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
    // After the log was read: whoever was revoked before the last of these changes was committed is told of none of them.
    await endRevoked(clients);
    // Nobody listened for a while, and it is followed from another place now.
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
      // Who has read ahead by itself is sent what is left for it alone.
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

  /** Sends what has happened since the client's position, page by page, as fast as it takes them. */
  async function catchUp(client: Client): Promise<void> {
    while (clients.has(client)) {
      const broadcastPosition = tailPosition;
      const { changes } = await store.page(view, client.position, client, streamLimits.batchSize);
      if (changes.length > 0) await endRevoked([client]);
      if (!clients.has(client)) return;
      client.position = changes.at(-1)?.position ?? client.position;
      if (changes.length > 0) client.sink.write(changes.map((change) => frame(view, change)).join(''));
      // What the others were told before this page was read is in it.
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
    /** Where a client begins that wants what happens from now on. */
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

/** Sends a client more, unless it takes too little of what it was sent. */
export function send(client: Client, bytes: Buffer): void {
  if (bytes.length === 0) return;
  // It is left to come back, and then goes on from where it was, as fast as it reads.
  if (client.sink.writableLength > streamLimits.maxBufferedBytes) {
    client.sink.destroy();
    return;
  }
  client.sentAt = Date.now();
  client.sink.write(bytes);
}

/** Waits until a client has taken what it was sent; one that never does is cut off. */
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
