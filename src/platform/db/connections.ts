import type { Socket } from 'node:net';
import type pg from 'pg';

/**
 * After this long without a byte, a connection that is in use is taken to be dead: no statement may run longer than five seconds.
 * Milliseconds.
 */
const silenceTimeoutMs = 6_500;
/** How often that is looked at. Milliseconds. */
const checkIntervalMs = 250;

/** The connections to PostgreSQL that are open, of both clients. */
export type Connections = {
  /** Follows the connections of a pool. */
  watchPool(pool: pg.Pool): void;
  /**
   * Follows one connection of which it is not known when it is in use: its user calls `discardSilent`.
   *
   * @param onBroken hears, at once or a quarter of a second later, that the connection broke; not that it was closed
   */
  watch(socket: Socket, onBroken: () => void): void;
  /** Discards each connection that has been silent for too long, whether it is in use or not. */
  discardSilent(): void;
  /** Discards all connections: whoever uses one gets an error. */
  discardAll(): void;
  /** Stops looking, and discards what is still open. */
  close(): void;
};

type WatchedConnection = {
  bytesRead: number;
  /** When the last byte came. */
  lastByteAtMs: number;
  /** Since when somebody has been using it; undefined while nobody does, or while that is not known. */
  inUseSinceMs: number | undefined;
  onBroken: (() => void) | undefined;
};

/** As `net` reports a connection that times out, so that whoever hears of it takes it for one. */
const createTimeoutError = () =>
  Object.assign(new Error(`Connection terminated: nothing was heard from the database for ${silenceTimeoutMs} ms.`), {
    code: 'ETIMEDOUT',
    errno: -110,
    syscall: 'read',
  });

/**
 * Finds connections that are half open: packets are swallowed on the way, so neither an error nor an end ever comes. Once one that is
 * in use has been silent for too long, all silent ones are discarded; those who ask next get new ones.
 *
 * Every statement has a deadline in the database (`statement_timeout`), so that silence is no sign of long work.
 */
export function watchConnections(): Connections {
  const connectionStates = new Map<Socket, WatchedConnection>();
  let lastCheck = performance.now();

  function watch(socket: Socket, onBroken?: () => void): WatchedConnection {
    const state: WatchedConnection = {
      bytesRead: socket.bytesRead,
      lastByteAtMs: performance.now(),
      inUseSinceMs: undefined,
      onBroken,
    };
    connectionStates.set(socket, state);
    socket.once('error', () => forget(socket, state));
    return state;
  }

  function forget(socket: Socket, { onBroken }: WatchedConnection): void {
    if (connectionStates.delete(socket) && socket.errored) onBroken?.();
  }

  function updateActivity(now: number): void {
    for (const [socket, state] of connectionStates) {
      // Who wraps a socket in TLS takes all listeners off it.
      if (socket.destroyed) forget(socket, state);
      if (socket.bytesRead === state.bytesRead) continue;
      state.bytesRead = socket.bytesRead;
      state.lastByteAtMs = now;
    }
  }

  function discard(predicate: (state: WatchedConnection) => boolean): void {
    for (const [socket, state] of [...connectionStates]) if (predicate(state)) socket.destroy(createTimeoutError());
  }

  function discardSilent(): void {
    const now = performance.now();
    updateActivity(now);
    discard(({ lastByteAtMs: heardAt }) => now - heardAt > silenceTimeoutMs);
  }

  function check(): void {
    const now = performance.now();
    const wasBusy = now - lastCheck > 4 * checkIntervalMs;
    lastCheck = now;
    updateActivity(now);
    // While this process did not get to read, nothing can be said about who was silent.
    if (wasBusy) for (const state of connectionStates.values()) state.lastByteAtMs = now;
    const isDead = ({ lastByteAtMs: heardAt, inUseSinceMs: usedSince }: WatchedConnection) =>
      usedSince !== undefined && now - Math.max(heardAt, usedSince) > silenceTimeoutMs;
    if ([...connectionStates.values()].some(isDead)) discardSilent();
  }

  const checkTimer = setInterval(check, checkIntervalMs);
  checkTimer.unref();

  return {
    watchPool(pool) {
      const states = new WeakMap<pg.PoolClient, WatchedConnection>();
      pool.on('connect', (client) => {
        // A connection that breaks while it is in use says so beside the error of its statement; without a listener that ends the process.
        client.on('error', () => {});
        const { connection } = client as unknown as { connection: { stream: Socket } };
        states.set(client, watch(connection.stream));
      });
      const setInUseSince = (client: pg.PoolClient, since: number | undefined) => {
        const state = states.get(client);
        if (state !== undefined) state.inUseSinceMs = since;
      };
      pool.on('acquire', (client) => setInUseSince(client, performance.now()));
      pool.on('release', (_, client) => setInUseSince(client, undefined));
    },
    watch: (socket, onBroken) => void watch(socket, onBroken),
    discardSilent,
    discardAll: () => discard(() => true),
    close() {
      clearInterval(checkTimer);
      discard(() => true);
    },
  };
}
