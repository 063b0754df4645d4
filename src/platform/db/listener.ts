import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Notification } from 'pg';

/** Milliseconds: between beats when none is asked for, how long one may take, between attempts to connect, and TCP keep-alive. */
const timing = { beat: 5_000, patience: 2_000, again: 250, atMost: 5_000, keepAlive: 10_000 };

export type Heard = {
  onMessage(payload: string): void;
  /** From now on every message is heard. */
  onLive(): void;
  /** Every message committed before this time, in milliseconds since 1970, has been heard. */
  onProof(sentAt: number): void;
  /** From now on messages may be missed. */
  onLost(error: Error): void;
};

export type Listening = {
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
export function startListening(connect: () => Client, channel: string, heard: Heard): Listening {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {});

  let wake: () => void = () => {};
  let wasLive = false;

  async function listen(): Promise<void> {
    const client = connect();
    const echo = `alive_${randomBytes(8).toString('hex')}`;
    let beaten: () => void = () => {};
    let lose: (error: Error) => void = () => {};
    const lost = new Promise<never>((_, reject) => {
      lose = reject;
    });
    lost.catch(() => {});
    const stopped = () => lose(new Error('stopped'));
    signal.addEventListener('abort', stopped);
    // A connection that breaks may say so more than once, and nobody may be without an ear for it.
    client.on('error', lose);
    client.once('end', () => lose(new Error('The connection that hears of changes has ended.')));
    client.on('notification', ({ channel: on, payload = '' }: Notification) => {
      if (on === echo) beaten();
      else heard.onMessage(payload);
    });

    async function beat(): Promise<number> {
      const heardBack = new Promise<void>((resolve) => {
        beaten = resolve;
      });
      const sentAt = Date.now();
      await client.query(`NOTIFY ${echo}`);
      await heardBack;
      return sentAt;
    }

    /** @throws when the connection is lost or nothing comes for too long */
    async function within<T>(work: Promise<T>): Promise<T> {
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<never>((_, reject) => {
        const late = () => reject(new Error(`Nothing was heard on the channel of changes for ${timing.patience} ms.`));
        // After a long pause of the process itself, what has arrived meanwhile is read first.
        timer = setTimeout(() => setImmediate(late), timing.patience).unref();
      });
      try {
        return await Promise.race([work, lost, tooLate]);
      } finally {
        clearTimeout(timer);
      }
    }

    /** Waits until a beat is due or asked for. */
    async function untilDue(asked: Promise<void>): Promise<void> {
      let timer: NodeJS.Timeout | undefined;
      const due = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timing.beat).unref();
      });
      try {
        await Promise.race([asked, due, lost]);
      } finally {
        clearTimeout(timer);
      }
    }

    try {
      await within(client.connect());
      const { stream } = client.connection;
      if (stream instanceof Socket) stream.setKeepAlive(true, timing.keepAlive);
      // A beat has nothing to keep: it does not wait for the disk.
      const listening = `LISTEN ${channel}; LISTEN ${echo}; SET synchronous_commit = off`;
      await within(client.query(listening));
      for (;;) {
        const asked = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const sentAt = await within(beat());
        if (!wasLive) heard.onLive();
        wasLive = true;
        heard.onProof(sentAt);
        await untilDue(asked);
      }
    } finally {
      signal.removeEventListener('abort', stopped);
      client.end().catch(() => {});
      // Whoever swallows packets does not answer a farewell either.
      client.connection.stream.destroy();
    }
  }

  const running = (async () => {
    let wait = 0;
    while (!signal.aborted) {
      wasLive = false;
      try {
        await listen();
      } catch (error) {
        if (signal.aborted) return;
        heard.onLost(error as Error);
      }
      // One that worked is replaced at once.
      wait = wasLive ? 0 : Math.min(Math.max(wait * 2, timing.again), timing.atMost);
      await pause(wait);
    }
  })();

  return {
    prove: () => wake(),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
