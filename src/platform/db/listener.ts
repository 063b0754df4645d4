import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Notification } from 'pg';

/**
 * In milliseconds: the interval of heartbeats without a request, the timeout of one, the delays between attempts to
 * connect, and TCP keep-alive.
 */
const timing = {
  heartbeatIntervalMs: 5_000,
  timeoutMs: 2_000,
  initialRetryMs: 250,
  maxRetryMs: 5_000,
  keepAliveMs: 10_000,
};

export type ChannelHandlers = {
  onMessage(payload: string): void;
  /** Called when every message will be received from now on. */
  onLive(): void;
  /** Called when every message before `sentAt`, in milliseconds since 1970, has been received. */
  onProof(sentAt: number): void;
  /** Called when messages may be missed from now on. */
  onLost(error: Error): void;
};

export type ChannelSubscription = {
  /** Requests a proof immediately, unless one is on its way. */
  prove(): void;
  stop(): Promise<void>;
};

/**
 * Listens on a channel of the database, over its own connection, and reconnects when that is lost.
 *
 * It counts as live only after it has received its own heartbeat, which it repeats at each `prove` and every few
 * seconds. A half-open connection, or a pooler that does not forward notifications, therefore counts as lost. A
 * heartbeat arrives after everything that was committed before it was sent, so each one proves that nothing was missed
 * until then.
 *
 * @param connect creates a client that is not connected yet
 */
export function startListening(connect: () => Client, channel: string, handlers: ChannelHandlers): ChannelSubscription {
  const abortController = new AbortController();
  const { signal } = abortController;
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {});

  let requestProof: () => void = () => {};
  let wasLive = false;

  async function listen(): Promise<void> {
    const client = connect();
    const echo = `alive_${randomBytes(8).toString('hex')}`;
    let resolveHeartbeat: () => void = () => {};
    let failConnection: (error: Error) => void = () => {};
    const connectionLoss = new Promise<never>((_, reject) => {
      failConnection = reject;
    });
    connectionLoss.catch(() => {});
    const onAbort = () => failConnection(new Error('stopped'));
    signal.addEventListener('abort', onAbort);
    // A connection can emit several errors, and one without a listener would end the process.
    client.on('error', failConnection);
    client.once('end', () => failConnection(new Error('The connection that receives changes has ended.')));
    client.on('notification', ({ channel: sourceChannel, payload = '' }: Notification) => {
      if (sourceChannel === echo) resolveHeartbeat();
      else handlers.onMessage(payload);
    });

    async function sendHeartbeat(): Promise<number> {
      const heartbeatEcho = new Promise<void>((resolve) => {
        resolveHeartbeat = resolve;
      });
      const sentAt = Date.now();
      await client.query(`NOTIFY ${echo}`);
      await heartbeatEcho;
      return sentAt;
    }

    /** Waits for work. @throws if the connection is lost or the work takes too long */
    async function withTimeout<T>(work: Promise<T>): Promise<T> {
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<never>((_, reject) => {
        const late = () =>
          reject(new Error(`Nothing was received on the channel of changes for ${timing.timeoutMs} ms.`));
        // After a long pause of the process itself, data that has arrived in the meantime is read first.
        timer = setTimeout(() => setImmediate(late), timing.timeoutMs).unref();
      });
      try {
        return await Promise.race([work, connectionLoss, tooLate]);
      } finally {
        clearTimeout(timer);
      }
    }

    /** Waits until a heartbeat is due or requested. */
    async function waitUntilDue(proofRequest: Promise<void>): Promise<void> {
      let timer: NodeJS.Timeout | undefined;
      const due = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timing.heartbeatIntervalMs).unref();
      });
      try {
        await Promise.race([proofRequest, due, connectionLoss]);
      } finally {
        clearTimeout(timer);
      }
    }

    try {
      await withTimeout(client.connect());
      const { stream } = client.connection;
      if (stream instanceof Socket) stream.setKeepAlive(true, timing.keepAliveMs);
      // A heartbeat stores nothing, so its commit need not wait for the disk.
      const listenStatement = `LISTEN ${channel}; LISTEN ${echo}; SET synchronous_commit = off`;
      await withTimeout(client.query(listenStatement));
      for (;;) {
        const proofRequest = new Promise<void>((resolve) => {
          requestProof = resolve;
        });
        const sentAt = await withTimeout(sendHeartbeat());
        if (!wasLive) handlers.onLive();
        wasLive = true;
        handlers.onProof(sentAt);
        await waitUntilDue(proofRequest);
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      client.end().catch(() => {});
      // On a half-open connection the regular end would never complete.
      client.connection.stream.destroy();
    }
  }

  const runPromise = (async () => {
    let wait = 0;
    while (!signal.aborted) {
      wasLive = false;
      try {
        await listen();
      } catch (error) {
        if (signal.aborted) return;
        handlers.onLost(error as Error);
      }
      // A connection that worked is replaced immediately.
      wait = wasLive ? 0 : Math.min(Math.max(wait * 2, timing.initialRetryMs), timing.maxRetryMs);
      await pause(wait);
    }
  })();

  return {
    prove: () => requestProof(),
    async stop() {
      abortController.abort();
      await runPromise;
    },
  };
}
