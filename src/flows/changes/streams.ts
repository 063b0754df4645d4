import type { ServerResponse } from 'node:http';
import { problems } from '../../platform/problems/index.js';
import { type Client, followLog, live, send } from './log-tail.js';
import { checkKept, tooManyStreams } from './rules.js';
import type { View } from './schemas.js';

/** Milliseconds. */
const timing = {
  beat: 15_000,
  tick: 1_000,
  tokens: 5_000,
};

/** Streams from one address. */
const mostFromAddress = 50;

type Listener = Pick<Client, 'view' | 'types' | 'hidden' | 'tokenId' | 'address'> & {
  /** After this. From now on when left out. */
  from: bigint | undefined;
};

type Needs = Omit<Parameters<typeof followLog>[1], 'endRevoked'> & {
  /** Which of these tokens are still good. */
  stillValid: (tokenIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** How many clients may be connected, and whether one address may have only some of them. */
  limits: { streams: number; byAddress: boolean };
};

const beat = Buffer.from(':\n\n');

/**
 * Streams of changes to any number of clients. The log is read once a view for all of them, and each frame is made once; a
 * client that comes with a cursor reads the log by itself until it has come to where the others are.
 */
export function changeStreams({ stillValid, limits, ...needs }: Needs) {
  const { store, log } = needs;
  const tail = (view: View) => followLog(view, { ...needs, endRevoked });
  const addresses = new Map<string, number>();
  let held = 0;
  let closed = false;
  let ticking: NodeJS.Timeout | undefined;
  let tokensAt = 0;

  const tails = { public: tail('public'), desk: tail('desk') };
  const all = () => [...tails.public.clients, ...tails.desk.clients];

  /** Takes a place for a stream. @returns what gives it back */
  function place(address: string): () => void {
    const tooMany = { headers: { 'retry-after': '10' } };
    if (closed) throw problems.unavailable('The server is closing.', { headers: { 'retry-after': '2' } });
    if (held >= limits.streams) throw tooManyStreams('As many clients as may are connected.', tooMany);
    const here = addresses.get(address) ?? 0;
    if (limits.byAddress && here >= mostFromAddress)
      throw problems.tooMany(`At most ${mostFromAddress} streams are held from one address.`, tooMany);
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
