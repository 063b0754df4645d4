import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Notification } from 'pg';

/** Milliseconds: between beats when none is asked for, how long one may take, between attempts to connect, and TCP keep-alive. */
const timing = {
  heartbeatIntervalMs: 5_000,
  timeoutMs: 2_000,
  initialRetryMs: 250,
  maxRetryMs: 5_000,
  keepAliveMs: 10_000,
};

export type ChannelHandlers = {
  onMessage(payload: string): void;
  /** From now on every message is heard. */
  onLive(): void;
  /** Every message committed before this time, in milliseconds since 1970, has been heard. */
  onProof(sentAt: number): void;
  /** From now on messages may be missed. */
  onLost(error: Error): void;
};

export type ChannelSubscription = {
  /** Asks for a proof at once, unless one is on its way. */
  prove(): void;
  stop(): Promise<void>;
};

/**
 * Listens on a channel of the database, over a connection of its own, and comes back when that is lost.
 *
 * It says that it is live only after it has heard itself, and keeps asking, at every `prove` and every few seconds: a connection that is
 * half open, or a pooler in between that does not pass notifications on, counts as lost. What it sends to itself comes back after all
 * that was committed before, so that each echo proves that nothing was missed until it was sent.
 *
 * @param connect makes a client that is not connected yet
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
    // A connection that breaks may say so more than once, and nobody may be without an ear for it.
    client.on('error', failConnection);
    client.once('end', () => failConnection(new Error('The connection that hears of changes has ended.')));
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

    /** @throws when the connection is lost or nothing comes for too long */
    async function withTimeout<T>(work: Promise<T>): Promise<T> {
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<never>((_, reject) => {
        const late = () => reject(new Error(`Nothing was heard on the channel of changes for ${timing.timeoutMs} ms.`));
        // After a long pause of the process itself, what has arrived meanwhile is read first.
        timer = setTimeout(() => setImmediate(late), timing.timeoutMs).unref();
      });
      try {
        return await Promise.race([work, connectionLoss, tooLate]);
      } finally {
        clearTimeout(timer);
      }
    }

    /** Waits until a beat is due or asked for. */
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
      // A beat has nothing to keep: it does not wait for the disk.
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
      // Whoever swallows packets does not answer a farewell either.
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
      // One that worked is replaced at once.
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
