import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isWellFormed } from '../../lib/wellformed.js';
import type { Queue, Signals } from '../../platform/background/index.js';
import { type Poster, Unreachable } from '../../platform/outgoing/index.js';
import type { attemptStore, Claimed } from './attempts.store.js';
import type { Attempt } from './deliveries.schemas.js';
import { messagesDue } from './deliveries.store.js';
import { failsFor, nextAttempt, type Outcome, outcomeOf, waitAfter } from './retry.rules.js';
import type { DisabledBy } from './schemas.js';
import { type SecretBox, signedHeaders } from './signing.js';

/** Attempts at once, in this process: in all, for one receiver, for one that takes nothing, for all that take nothing. */
const atOnce = { all: 128, each: 8, failing: 1, allFailing: 64 };

/** A message is another process's to try when this has not come back from it so long after the time for an attempt. Milliseconds. */
const grace = 5_000;

/** Between looks while messages are due that wait for their turn. Milliseconds. */
const lookEvery = 250;

/** An attempt that is under way when the process is asked to end may take so long. Milliseconds. */
const closeWithin = 5_000;

type Needs = {
  signals: Pick<Signals, 'wake'>;
  poster: Poster;
  /** Time for an attempt. Milliseconds. */
  timeout: number;
  attempts: ReturnType<typeof attemptStore>;
  secrets: SecretBox;
  disable(id: string, reason: DisabledBy): Promise<void>;
  log?: { warn(said: object, message: string): void } | undefined;
};

type Tried = { attempt: Attempt; outcome: Outcome };

/** What an answer says, as far as it can be kept. */
const printable = (text: string) =>
  text === '' ? null : isWellFormed(text) ? text : text.replace(/[^\P{C}\t\n\r]/gu, '\u{fffd}');

const unsigned = 'The secret was sealed with another SECRET_KEY: rotate it.';

/** Sends one message. @returns what came of it; it throws only when `signal` has given it up */
export async function attempt(
  poster: Poster,
  message: { id: string; url: string; body: string },
  secrets: readonly string[],
  signal?: AbortSignal,
): Promise<Tried> {
  const at = new Date();
  const started = performance.now();
  const tried = (outcome: Outcome, statusCode: number | null, response: string | null): Tried => ({
    outcome,
    attempt: {
      at: at.toISOString(),
      statusCode,
      durationMs: Math.round(performance.now() - started),
      error: outcome.kind === 'taken' ? null : outcome.error,
      response,
    },
  });
  if (secrets.length === 0) return tried({ kind: 'refused', error: unsigned }, null, null);
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Broadsheet',
      ...signedHeaders(message.id, message.body, secrets, at),
    };
    const { status, headers: answered, text } = await poster.post(message.url, headers, message.body, signal);
    return tried(outcomeOf(status, answered['retry-after'], Date.now()), status, printable(text));
  } catch (error) {
    if (signal?.aborted || !(error instanceof Unreachable)) throw error;
    return tried({ kind: 'refused', error: error.message }, null, null);
  }
}

/**
 * Sends what is due. A message is claimed for a little longer than an attempt may take, and sent at once: when the process dies, it is
 * due again by itself. Each webhook has a few places in each process, so that one which takes its time takes it from itself alone.
 */
export function delivering({ signals, poster, timeout, attempts, secrets, disable, log }: Needs) {
  const me = randomUUID();
  const stopping = new AbortController();
  const running = new Map<Promise<void>, Claimed>();

  async function deliver(message: Claimed): Promise<void> {
    const { id, webhookId, failures, triedUntil, failingSince } = message;
    let tried: Tried;
    try {
      tried = await attempt(poster, message, secrets.open(message, new Date()), stopping.signal);
    } catch (error) {
      if (stopping.signal.aborted) return attempts.release(me, id);
      throw error;
    }
    const { outcome } = tried;
    if (outcome.kind === 'taken') return attempts.settle(me, id, tried.attempt, { status: 'delivered', next: null });
    const now = Date.now();
    const wait = waitAfter(failures + 1, Math.random(), outcome.kind === 'refused' ? outcome.retryAfter : undefined);
    const next = outcome.kind === 'gone' ? undefined : nextAttempt(triedUntil.getTime(), now, wait);
    await attempts.settle(me, id, tried.attempt, {
      status: next === undefined ? 'failed' : 'pending',
      next: next === undefined ? null : new Date(next),
    });
    if (outcome.kind === 'gone') return disable(webhookId, 'gone');
    if (failingSince !== null && now - failingSince.getTime() > failsFor) await disable(webhookId, 'failing');
  }

  function start(message: Claimed): void {
    const delivery = deliver(message)
      .catch((err) => log?.warn({ err, webhook: message.webhookId }, 'a webhook is tried again when its lease is over'))
      .finally(() => {
        running.delete(delivery);
        signals.wake([messagesDue]);
      });
    running.set(delivery, message);
  }

  async function work(): Promise<'idle' | Date> {
    const total = atOnce.all - running.size;
    if (total > 0) {
      const counts: Record<string, number> = {};
      let failing = 0;
      for (const { webhookId, failingSince } of running.values()) {
        counts[webhookId] = (counts[webhookId] ?? 0) + 1;
        if (failingSince !== null) failing += 1;
      }
      const room = {
        total,
        each: atOnce.each,
        failing: atOnce.failing,
        wellOnly: failing >= atOnce.allFailing,
        running: counts,
      };
      for (const message of await attempts.claim(me, timeout + grace, room)) start(message);
    }
    const dueInMs = running.size > 0 ? 0 : await attempts.dueInMs();
    return dueInMs === undefined ? 'idle' : new Date(Date.now() + Math.max(lookEvery, dueInMs));
  }

  const queue: Queue = { name: 'webhook-deliveries', wokenBy: [messagesDue], work };

  return {
    queue,

    /** Waits a little for what is under way, and gives the rest back. */
    async close(): Promise<void> {
      const ended = Promise.all(running.keys());
      const waiting = new AbortController();
      await Promise.race([ended, sleep(closeWithin, undefined, { signal: waiting.signal }).catch(() => {})]);
      waiting.abort();
      stopping.abort();
      await ended;
    },
  };
}
