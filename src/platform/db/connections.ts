import type { Socket } from 'node:net';
import type pg from 'pg';

/**
 * After how long without a byte a connection in use counts as dead, in milliseconds. No statement may run longer than
 * five seconds.
 */
const silenceTimeoutMs = 6_500;
/** How often connections are checked, in milliseconds. */
const checkIntervalMs = 250;

/** The open connections to PostgreSQL, of both clients. */
export type Connections = {
  /** Watches the connections of a pool. */
  watchPool(pool: pg.Pool): void;
  /**
   * Watches a connection whose use is not known. Its user calls `discardSilent`.
   *
   * @param onBroken is called, immediately or a quarter of a second later, when the connection breaks, but not when it
   *   is closed
   */
  watch(socket: Socket, onBroken: () => void): void;
  /** Discards every connection that has been silent for too long, in use or not. */
  discardSilent(): void;
  /** Discards all connections. Statements that use one fail. */
  discardAll(): void;
  /** Stops watching and discards the connections that are still open. */
  close(): void;
};

type WatchedConnection = {
  bytesRead: number;
  /** When the last byte arrived. */
  lastByteAtMs: number;
  /** Since when the connection is in use. Undefined if it is not in use or its use is not known. */
  inUseSinceMs: number | undefined;
  onBroken: (() => void) | undefined;
};

/** Creates the same error as `net` for a connection that times out, so that it is treated alike. */
const createTimeoutError = () =>
  Object.assign(new Error(`Connection terminated: the database sent nothing for ${silenceTimeoutMs} ms.`), {
    code: 'ETIMEDOUT',
    errno: -110,
    syscall: 'read',
  });

/**
 * Finds half-open connections, on which packets are lost and neither an error nor an end arrives. When one in use has
 * been silent for too long, all silent ones are discarded, and later statements get new connections.
 *
 * Every statement has a time limit in the database (`statement_timeout`), so silence does not mean long work.
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
      // Wrapping a socket in TLS removes all its listeners.
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
    // If this process was too busy to read, nothing is known about the silence of connections.
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
        // A connection that breaks in use also emits an error event beside the error of its statement. Without a
        // listener it would end the process.
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
