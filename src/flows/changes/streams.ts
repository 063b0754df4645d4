import type { ServerResponse } from 'node:http';
import { type FailureLog, type Running, type Signals, signal, startLoop } from '../../platform/background/index.js';
import { problems } from '../../platform/problems/index.js';
import { checkKept, tooManyStreams } from './rules.js';
import type { View } from './schemas.js';
import type { ChangeStore, LoggedChange, Wanted } from './store.js';

/** Milliseconds. */
const timing = {
  beat: 15_000,
  tick: 1_000,
  tokens: 5_000,
  /** A client that takes nothing for so long while it catches up. */
  patience: 30_000,
};

/** Events read at once; bytes that may wait for a client when there is more for it; streams from one address. */
const most = { batch: 200, waiting: 64 * 1024, fromAddress: 50 };

type Listener = Wanted & {
  view: View;
  /** After this. From now on when left out. */
  from: bigint | undefined;
  /** The token with which the stream was opened; null for none, and for one that cannot be revoked. */
  tokenId: string | null;
  address: string;
};

type Client = Omit<Listener, 'from'> & {
  sink: ServerResponse;
  /** Clients of the same key are sent the same. */
  key: string;
  position: bigint;
  /** Whether it has all that was there when it came. */
  live: boolean;
  /** When it was last sent anything. */
  sentAt: number;
};

type Needs = {
  store: Pick<ChangeStore, 'page' | 'newest'>;
  /** What a change is sent as. */
  frame: (view: View, change: LoggedChange) => string;
  /** Which of these tokens are still good. */
  stillValid: (tokenIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** How many clients may be connected, and whether one address may have only some of them. */
  limits: { streams: number; byAddress: boolean };
  signals: Pick<Signals, 'isLive' | 'subscribe'>;
  log: FailureLog;
};

const live = Buffer.from(': live\n\n');
const beat = Buffer.from(':\n\n');

/**
 * Streams of changes to any number of clients. The log is read once a view for all of them, and each frame is made once; a
 * client that comes with a cursor reads the log by itself until it has come to where the others are.
 */
export function changeStreams({ store, frame, stillValid, limits, signals, log }: Needs) {
  const addresses = new Map<string, number>();
  let held = 0;
  let closed = false;
  let ticking: NodeJS.Timeout | undefined;
  let tokensAt = 0;

  function tail(view: View) {
    const clients = new Set<Client>();
    /** Up to where clients that are live have been sent everything. */
    let at = 0n;
    let found: Promise<void> | undefined;
    let following: Running | undefined;

    /** Comes back once it is known where the log ends; while nobody listens it is not followed. */
    function follow(): Promise<void> {
      found ??= store.newest(view).then((newest) => {
        at = newest;
        following ??= startLoop({ name: `changes.${view}`, work: look, wokenBy: [signal.positions] }, signals, log);
      });
      found.catch(() => {
        found = undefined;
      });
      return found;
    }

    async function look(): Promise<'more' | 'idle'> {
      if (clients.size === 0) return 'idle';
      const from = at;
      const { changes } = await store.page(view, from, { types: undefined, hidden: [] }, most.batch);
      const last = changes.at(-1);
      if (last === undefined) return 'idle';
      // After the log was read: whoever was revoked before the last of these changes was committed is told of none of them.
      await endRevoked(clients);
      // Nobody listened for a while, and it is followed from another place now.
      if (at !== from) return 'idle';
      at = last.position;
      tell(changes);
      return changes.length === most.batch ? 'more' : 'idle';
    }

    function tell(changes: readonly LoggedChange[]): void {
      const frames = changes.map((change) => ({ change, text: frame(view, change) }));
      const byKey = new Map<string, Buffer>();
      const first = (changes[0] as LoggedChange).position;
      for (const client of clients) {
        if (!client.live) continue;
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
        if (at > client.position) client.position = at;
      }
    }

    /** Sends what has happened since the client's position, page by page, as fast as it takes them. */
    async function catchUp(client: Client): Promise<void> {
      while (clients.has(client)) {
        const told = at;
        const { changes } = await store.page(view, client.position, client, most.batch);
        if (changes.length > 0) await endRevoked([client]);
        if (!clients.has(client)) return;
        client.position = changes.at(-1)?.position ?? client.position;
        if (changes.length > 0) client.sink.write(changes.map((change) => frame(view, change)).join(''));
        // What the others were told before this page was read is in it.
        if (changes.length < most.batch && at === told) {
          if (told > client.position) client.position = told;
          client.live = true;
          send(client, live);
          return;
        }
        await taken(client);
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
      get at() {
        return at;
      },
      remove(client: Client) {
        clients.delete(client);
        if (clients.size === 0) found = undefined;
      },
      stop: async () => following?.stop(),
    };
  }

  const tails = { public: tail('public'), desk: tail('desk') };
  const all = () => [...tails.public.clients, ...tails.desk.clients];

  function send(client: Client, bytes: Buffer): void {
    if (bytes.length === 0) return;
    // It is left to come back, and then goes on from where it was, as fast as it reads.
    if (client.sink.writableLength > most.waiting) {
      client.sink.destroy();
      return;
    }
    client.sentAt = Date.now();
    client.sink.write(bytes);
  }

  async function taken({ sink }: Client): Promise<void> {
    if (!sink.writableNeedDrain || sink.destroyed) return;
    await new Promise<void>((resolve) => {
      const tooLong = setTimeout(() => sink.destroy(), timing.patience);
      const done = () => {
        clearTimeout(tooLong);
        sink.off('drain', done).off('close', done);
        resolve();
      };
      sink.once('drain', done).once('close', done);
    });
  }

  /** Takes a place for a stream. @returns what gives it back */
  function place(address: string): () => void {
    const tooMany = { headers: { 'retry-after': '10' } };
    if (closed) throw problems.unavailable('The server is closing.', { headers: { 'retry-after': '2' } });
    if (held >= limits.streams) throw tooManyStreams('As many clients as may are connected.', tooMany);
    const here = addresses.get(address) ?? 0;
    if (limits.byAddress && here >= most.fromAddress)
      throw problems.tooMany(`At most ${most.fromAddress} streams are held from one address.`, tooMany);
    held += 1;
    addresses.set(address, here + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      held -= 1;
      const left = (addresses.get(address) ?? 1) - 1;
      if (left === 0) addresses.delete(address);
      else addresses.set(address, left);
    };
  }

  function tick(): void {
    const now = Date.now();
    for (const client of all()) if (client.live && now - client.sentAt >= timing.beat) send(client, beat);
    if (now - tokensAt < timing.tokens) return;
    tokensAt = now;
    void endRevoked(all()).catch((err) => log.error({ err }, 'tokens of streams could not be looked at'));
  }

  /** Ends the streams of tokens that are revoked or have expired: they are sent nothing more. */
  async function endRevoked(clients: Iterable<Client>): Promise<void> {
    const holders = [...clients].filter(({ tokenId }) => tokenId !== null);
    const ids = [...new Set(holders.flatMap(({ tokenId }) => tokenId ?? []))];
    if (ids.length === 0) return;
    const valid = await stillValid(ids);
    for (const client of holders)
      if (client.tokenId !== null && !valid.has(client.tokenId)) {
        tails[client.view].remove(client);
        finish(client.sink);
      }
  }

  /** Whoever has not taken what was sent is not waited for. */
  function finish(sink: ServerResponse): void {
    if (sink.writableLength > 0) sink.destroy();
    else sink.end();
  }

  return {
    /**
     * Prepares a stream.
     *
     * @returns what begins it, once headers have been written
     * @throws too-many-streams, too-many-requests, changes-expired
     */
    async open({ from, ...listener }: Listener): Promise<(sink: ServerResponse) => void> {
      const leave = place(listener.address);
      const follower = tails[listener.view];
      try {
        if (from !== undefined) checkKept(from, await store.page(listener.view, from, listener, 0));
        await follower.follow();
      } catch (error) {
        leave();
        throw error;
      }
      return (sink) => {
        const client: Client = {
          ...listener,
          sink,
          key: JSON.stringify([listener.types, listener.hidden]),
          position: from ?? follower.at,
          live: false,
          sentAt: Date.now(),
        };
        if (sink.destroyed || closed) {
          leave();
          sink.destroy();
          return;
        }
        follower.add(client);
        sink.once('close', () => {
          follower.remove(client);
          leave();
        });
        // Not all at once, when all have lost their streams at the same time.
        sink.write(`retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n\n`);
        ticking ??= setInterval(tick, timing.tick).unref();
        if (from === undefined) {
          client.live = true;
          send(client, live);
        } else {
          follower.catchUp(client).catch((err) => {
            log.error({ err }, 'a client could not catch up with the log');
            sink.destroy();
          });
        }
      };
    },

    /** Ends all streams, and takes no more. */
    end() {
      closed = true;
      clearInterval(ticking);
      for (const { sink } of all()) finish(sink);
    },

    async close() {
      clearInterval(ticking);
      await Promise.all([tails.public.stop(), tails.desk.stop()]);
    },
  };
}

const isWanted = ({ types, hidden }: Wanted, { type }: LoggedChange) =>
  (types === undefined || types.includes(type)) && !hidden.includes(type);
