import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isWellFormed } from '../../lib/well-formed.js';
import type { Queue, Signals } from '../../platform/background/index.js';
import { type Poster, Unreachable } from '../../platform/outgoing/index.js';
import type { attemptStore, ClaimedMessage } from './attempts.store.js';
import type { Attempt } from './deliveries.schemas.js';
import { messagesDueSignal } from './deliveries.store.js';
import { maxFailingMs, nextAttempt, type Outcome, outcomeOf, retryWaitMs } from './retry.rules.js';
import type { DisabledBy } from './schemas.js';
import { type SecretBox, signPayload } from './signatures.js';

/** Attempts at once, in this process: in all, for one receiver, for one that takes nothing, for all that take nothing. */
const concurrency = { maxTotal: 128, perWebhook: 8, perFailingWebhook: 1, maxFailing: 64 };

/** A message is another process's to try when this has not come back from it so long after the time for an attempt. Milliseconds. */
const leaseGraceMs = 5_000;

/** Between looks while messages are due that wait for their turn. Milliseconds. */
const pollIntervalMs = 250;

/** An attempt that is under way when the process is asked to end may take so long. Milliseconds. */
const closeTimeoutMs = 5_000;

type Dependencies = {
  signals: Pick<Signals, 'wake'>;
  poster: Poster;
  /** Time for an attempt. Milliseconds. */
  timeoutMs: number;
  attempts: ReturnType<typeof attemptStore>;
  secrets: SecretBox;
  disable(id: string, reason: DisabledBy): Promise<void>;
  log?: { warn(details: object, message: string): void } | undefined;
};

type AttemptResult = { attempt: Attempt; outcome: Outcome };

/** What an answer says, as far as it can be kept. */
const toStorableText = (text: string) =>
  text === '' ? null : isWellFormed(text) ? text : text.replace(/[^\P{C}\t\n\r]/gu, '\u{fffd}');

const secretUnreadableMessage = 'The secret was sealed with another SECRET_KEY: rotate it.';

/** Sends one message. @returns what came of it; it throws only when `signal` has given it up */
export async function attemptDelivery(
  poster: Poster,
  message: { id: string; url: string; body: string },
  secrets: readonly string[],
  signal?: AbortSignal,
): Promise<AttemptResult> {
  const at = new Date();
  const startMs = performance.now();
  const toResult = (outcome: Outcome, statusCode: number | null, response: string | null): AttemptResult => ({
    outcome,
    attempt: {
      at: at.toISOString(),
      statusCode,
      durationMs: Math.round(performance.now() - startMs),
      error: outcome.kind === 'taken' ? null : outcome.error,
      response,
    },
  });
  if (secrets.length === 0) return toResult({ kind: 'refused', error: secretUnreadableMessage }, null, null);
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Broadsheet',
      ...signPayload(message.id, message.body, secrets, at),
    };
    const { status, headers: responseHeaders, text } = await poster.post(message.url, headers, message.body, signal);
    return toResult(outcomeOf(status, responseHeaders['retry-after'], Date.now()), status, toStorableText(text));
  } catch (error) {
    if (signal?.aborted || !(error instanceof Unreachable)) throw error;
    return toResult({ kind: 'refused', error: error.message }, null, null);
  }
}

/**
 * Sends what is due. A message is claimed for a little longer than an attempt may take, and sent at once: when the process dies, it is
 * due again by itself. Each webhook has a few places in each process, so that one which takes its time takes it from itself alone.
 */
export function createDeliverySender({ signals, poster, timeoutMs, attempts, secrets, disable, log }: Dependencies) {
  const processId = randomUUID();
  const stopController = new AbortController();
  const activeDeliveries = new Map<Promise<void>, ClaimedMessage>();

  async function deliver(message: ClaimedMessage): Promise<void> {
    const { id, webhookId, failures, triedUntil, failingSince } = message;
    let result: AttemptResult;
    try {
      result = await attemptDelivery(poster, message, secrets.open(message, new Date()), stopController.signal);
    } catch (error) {
      if (stopController.signal.aborted) return attempts.release(processId, id);
      throw error;
    }
    const { outcome } = result;
    if (outcome.kind === 'taken')
      return attempts.settle(processId, id, result.attempt, { status: 'delivered', nextAttemptAt: null });
    const now = Date.now();
    const waitMs = retryWaitMs(
      failures + 1,
      Math.random(),
      outcome.kind === 'refused' ? outcome.retryAfterMs : undefined,
    );
    const next = outcome.kind === 'gone' ? undefined : nextAttempt(triedUntil.getTime(), now, waitMs);
    await attempts.settle(processId, id, result.attempt, {
      status: next === undefined ? 'failed' : 'pending',
      nextAttemptAt: next === undefined ? null : new Date(next),
    });
    if (outcome.kind === 'gone') return disable(webhookId, 'gone');
    if (failingSince !== null && now - failingSince.getTime() > maxFailingMs) await disable(webhookId, 'failing');
  }

  function startDelivery(message: ClaimedMessage): void {
    const delivery = deliver(message)
      .catch((err) => log?.warn({ err, webhook: message.webhookId }, 'a webhook is tried again when its lease is over'))
      .finally(() => {
        activeDeliveries.delete(delivery);
        signals.wake([messagesDueSignal]);
      });
    activeDeliveries.set(delivery, message);
  }

  async function work(): Promise<'idle' | Date> {
    const total = concurrency.maxTotal - activeDeliveries.size;
    if (total > 0) {
      const counts: Record<string, number> = {};
      let failingCount = 0;
      for (const { webhookId, failingSince } of activeDeliveries.values()) {
        counts[webhookId] = (counts[webhookId] ?? 0) + 1;
        if (failingSince !== null) failingCount += 1;
      }
      const claimLimits = {
        total,
        perWebhook: concurrency.perWebhook,
        perFailingWebhook: concurrency.perFailingWebhook,
        excludesFailing: failingCount >= concurrency.maxFailing,
        runningByWebhook: counts,
      };
      for (const message of await attempts.claim(processId, timeoutMs + leaseGraceMs, claimLimits))
        startDelivery(message);
    }
    const msUntilDue = activeDeliveries.size > 0 ? 0 : await attempts.msUntilDue();
    return msUntilDue === undefined ? 'idle' : new Date(Date.now() + Math.max(pollIntervalMs, msUntilDue));
  }

  const queue: Queue = { name: 'webhook-deliveries', wakeSignals: [messagesDueSignal], work };

  return {
    queue,

    /** Waits a little for what is under way, and gives the rest back. */
    async close(): Promise<void> {
      const allDeliveries = Promise.all(activeDeliveries.keys());
      const waitController = new AbortController();
      await Promise.race([
        allDeliveries,
        sleep(closeTimeoutMs, undefined, { signal: waitController.signal }).catch(() => {}),
      ]);
      waitController.abort();
      stopController.abort();
      await allDeliveries;
    },
  };
}
