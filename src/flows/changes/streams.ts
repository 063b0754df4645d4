import type { ServerResponse } from 'node:http';
import type { Actor } from '../../platform/auth/index.js';
import { problems } from '../../platform/problems/index.js';
import { type Client, followLog, liveMessage, send } from './log-tail.js';
import { requireRetained, tooManyStreams } from './rules.js';
import type { View } from './schemas.js';

/** How often idle clients get a heartbeat, how often clients are visited, and how often their tokens are checked. */
const timing = {
  heartbeatMs: 15_000,
  tickIntervalMs: 1_000,
  tokenCheckIntervalMs: 5_000,
};

/** The maximum number of streams from one IP address. */
const maxStreamsPerAddress = 50;

type Listener = Pick<Client, 'view' | 'types' | 'hiddenTypes' | 'actor' | 'address'> & {
  /** The position after which the stream starts. Undefined starts it at the end of the log. */
  from: bigint | undefined;
};

type Dependencies = Omit<Parameters<typeof followLog>[1], 'endRevoked'> & {
  /** Returns those actors that still have exactly their rights. */
  filterUnchanged: (actors: readonly Actor[]) => Promise<ReadonlySet<Actor>>;
  /** How many clients may be connected, and whether the number of streams per address is limited, too. */
  limits: { maxStreams: number; isPerAddress: boolean };
};

const heartbeatMessage = Buffer.from(':\n\n');

/**
 * Streams changes to any number of clients. The log of each view is read once for all its clients, and each frame is
 * formatted once. A client that connects with a cursor first catches up on its own.
 */
export function changeStreams({ filterUnchanged, limits, ...dependencies }: Dependencies) {
  const { store, log } = dependencies;
  const tail = (view: View) => followLog(view, { ...dependencies, endRevoked });
  const addresses = new Map<string, number>();
  let openCount = 0;
  let isClosed = false;
  let tickTimer: NodeJS.Timeout | undefined;
  let tokensCheckedAt = 0;

  const tails = { public: tail('public'), desk: tail('desk') };
  const all = () => [...tails.public.clients, ...tails.desk.clients];

  /**
   * Counts one more stream against the limits.
   *
   * @returns a function that ends the reservation
   * @throws unavailable, too-many-streams, too-many-requests
   */
  function reserveStream(address: string): () => void {
    const retryLater = { headers: { 'retry-after': '10' } };
    if (isClosed) throw problems.unavailable('The server is closing. Retry soon.', { headers: { 'retry-after': '2' } });
    if (openCount >= limits.maxStreams)
      throw tooManyStreams('Too many event streams are open. Retry later.', retryLater);
    const addressCount = addresses.get(address) ?? 0;
    if (limits.isPerAddress && addressCount >= maxStreamsPerAddress)
      throw problems.tooMany(
        `An IP address may have at most ${maxStreamsPerAddress} open event streams. Close one of them first.`,
        retryLater,
      );
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
    void endRevoked(all()).catch((err) => log.error({ err }, 'the tokens of event streams could not be checked'));
  }

  /** Ends the streams of clients who no longer have exactly the rights with which they opened them. */
  async function endRevoked(clients: Iterable<Client>): Promise<void> {
    const holders = [...clients].filter(({ actor }) => !actor.isAnonymous);
    if (holders.length === 0) return;
    const unchangedActors = await filterUnchanged([...new Set(holders.map(({ actor }) => actor))]);
    for (const client of holders)
      if (!unchangedActors.has(client.actor)) {
        tails[client.view].remove(client);
        finish(client.sink);
      }
  }

  /** Ends a response. A client that has not read what it was sent is disconnected without waiting. */
  function finish(sink: ServerResponse): void {
    if (sink.writableLength > 0) sink.destroy();
    else sink.end();
  }

  return {
    /**
     * Prepares a stream.
     *
     * @returns a function that starts the stream, to be called once the response headers have been written
     * @throws unavailable, too-many-streams, too-many-requests, changes-expired
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
        // Random delays spread the reconnections of clients that all lost their streams at the same moment.
        sink.write(`retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n\n`);
        tickTimer ??= setInterval(tick, timing.tickIntervalMs).unref();
        if (from === undefined) {
          client.isLive = true;
          send(client, liveMessage);
        } else {
          follower.catchUp(client).catch((err) => {
            log.error({ err }, 'a client could not catch up with the log of changes');
            sink.destroy();
          });
        }
      };
    },

    /** Ends all streams and refuses new ones. */
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
