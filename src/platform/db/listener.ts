import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Notification } from 'pg';

/** Milliseconds: between signs of life, how long one may take, and before a lost connection is sought again. */
const timing = { beat: 2_000, patience: 5_000, again: 250, atMost: 5_000 };

export type Heard = {
  onMessage(payload: string): void;
  /** From now on every message is heard. */
  onLive(): void;
  /** From now on messages may be missed. */
  onLost(error: Error): void;
};

export type Listening = { stop(): Promise<void> };

/**
 * Listens on a channel of the database, over a connection of its own, and comes back when that is lost.
 *
 * It says that it is live only after it has heard itself, and keeps asking: a connection that is half open, or a pooler
 * in between that does not pass notifications on, counts as lost.
 *
 * @param connect makes a client that is not connected yet
 */
export function startListening(connect: () => Client, channel: string, heard: Heard): Listening {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {});

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

    async function beat(): Promise<void> {
      const heardBack = new Promise<void>((resolve) => {
        beaten = resolve;
      });
      await client.query(`NOTIFY ${echo}`);
      await heardBack;
    }

    const tooLate = async (): Promise<never> => {
      await pause(timing.patience);
      throw new Error(`Nothing was heard on the channel of changes for ${timing.patience} ms.`);
    };

    try {
      await Promise.race([client.connect(), lost, tooLate()]);
      await Promise.race([client.query(`LISTEN ${channel}; LISTEN ${echo}`), lost, tooLate()]);
      for (let live = false; ; live = true) {
        await Promise.race([beat(), lost, tooLate()]);
        if (!live) heard.onLive();
        await Promise.race([pause(timing.beat), lost]);
      }
    } finally {
      signal.removeEventListener('abort', stopped);
      client.end().catch(() => {});
    }
  }

  const running = (async () => {
    let wait = timing.again;
    while (!signal.aborted) {
      const started = Date.now();
      try {
        await listen();
      } catch (error) {
        if (signal.aborted) return;
        heard.onLost(error as Error);
      }
      wait = Date.now() - started > timing.atMost ? timing.again : Math.min(wait * 2, timing.atMost);
      await pause(wait);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
