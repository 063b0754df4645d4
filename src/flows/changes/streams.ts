import type { ServerResponse } from 'node:http';
import { problems } from '../../platform/problems/index.js';
import { type Client, followLog, liveMessage, send } from './log-tail.js';
import { requireRetained, tooManyStreams } from './rules.js';
import type { View } from './schemas.js';

/** Milliseconds. */
const timing = {
  heartbeatMs: 15_000,
  tickIntervalMs: 1_000,
  tokenCheckIntervalMs: 5_000,
};

/** Streams from one address. */
const maxStreamsPerAddress = 50;

type Listener = Pick<Client, 'view' | 'types' | 'hiddenTypes' | 'tokenId' | 'address'> & {
  /** After this. From now on when left out. */
  from: bigint | undefined;
};

type Dependencies = Omit<Parameters<typeof followLog>[1], 'endRevoked'> & {
  /** Which of these tokens are still good. */
  filterValidTokens: (tokenIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** How many clients may be connected, and whether one address may have only some of them. */
  limits: { maxStreams: number; isPerAddress: boolean };
};

const heartbeatMessage = Buffer.from(':\n\n');

/**
 * Streams of changes to any number of clients. The log is read once a view for all of them, and each frame is made once; a
 * client that comes with a cursor reads the log by itself until it has come to where the others are.
 */
export function changeStreams({ filterValidTokens, limits, ...dependencies }: Dependencies) {
  const { store, log } = dependencies;
  const tail = (view: View) => followLog(view, { ...dependencies, endRevoked });
  const addresses = new Map<string, number>();
  let openCount = 0;
  let isClosed = false;
  let tickTimer: NodeJS.Timeout | undefined;
  let tokensCheckedAt = 0;

  const tails = { public: tail('public'), desk: tail('desk') };
  const all = () => [...tails.public.clients, ...tails.desk.clients];

  /** Takes a place for a stream. @returns what gives it back */
  function reserveStream(address: string): () => void {
    const retryLater = { headers: { 'retry-after': '10' } };
    if (isClosed) throw problems.unavailable('The server is closing.', { headers: { 'retry-after': '2' } });
    if (openCount >= limits.maxStreams) throw tooManyStreams('As many clients as may are connected.', retryLater);
    const addressCount = addresses.get(address) ?? 0;
    if (limits.isPerAddress && addressCount >= maxStreamsPerAddress)
      throw problems.tooMany(`At most ${maxStreamsPerAddress} streams are held from one address.`, retryLater);
    openCount += 1;
    addresses.set(address, addressCount + 1);
    let isReserved = true;
    return () => {
      if (!isReserved) return;
      isReserved = false;
      openCount -= 1;
      const remainingCount = (addresses.get(address) ?? 1) - 1;
      if (remainingCount === 0) addresses.delete(address);
      else addresses.set(address, remainingCount);
    };
  }

  function tick(): void {
    const now = Date.now();
    for (const client of all())
      if (client.isLive && now - client.sentAt >= timing.heartbeatMs) send(client, heartbeatMessage);
    if (now - tokensCheckedAt < timing.tokenCheckIntervalMs) return;
    tokensCheckedAt = now;
    void endRevoked(all()).catch((err) => log.error({ err }, 'tokens of streams could not be looked at'));
  }

  /** Ends the streams of tokens that are revoked or have expired: they are sent nothing more. */
  async function endRevoked(clients: Iterable<Client>): Promise<void> {
    const holders = [...clients].filter(({ tokenId }) => tokenId !== null);
    const ids = [...new Set(holders.flatMap(({ tokenId }) => tokenId ?? []))];
    if (ids.length === 0) return;
    const valid = await filterValidTokens(ids);
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
      const release = reserveStream(listener.address);
      const follower = tails[listener.view];
      try {
        if (from !== undefined) requireRetained(from, await store.page(listener.view, from, listener, 0));
        await follower.follow();
      } catch (error) {
        release();
        throw error;
      }
      return (sink) => {
        const client: Client = {
          ...listener,
          sink,
          key: JSON.stringify([listener.types, listener.hiddenTypes]),
          position: from ?? follower.position,
          isLive: false,
          sentAt: Date.now(),
        };
        if (sink.destroyed || isClosed) {
          release();
          sink.destroy();
          return;
        }
        follower.add(client);
        sink.once('close', () => {
          follower.remove(client);
          release();
        });
        // Not all at once, when all have lost their streams at the same time.
        sink.write(`retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n\n`);
        tickTimer ??= setInterval(tick, timing.tickIntervalMs).unref();
        if (from === undefined) {
          client.isLive = true;
          send(client, liveMessage);
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
      isClosed = true;
      clearInterval(tickTimer);
      for (const { sink } of all()) finish(sink);
    },

    async close() {
      clearInterval(tickTimer);
      await Promise.all([tails.public.stop(), tails.desk.stop()]);
    },
  };
}
