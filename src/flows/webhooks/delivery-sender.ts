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

/**
 * How many attempts this process makes at the same time: in total, per webhook, per failing webhook, and for all
 * failing webhooks together.
 */
const concurrency = { maxTotal: 128, perWebhook: 8, perFailingWebhook: 1, maxFailing: 64 };

/** A lease lasts this much longer than an attempt may take. After it, other processes may claim the message. */
const leaseGraceMs = 5_000;

/** How often to look for messages while some are due but wait for others. */
const pollIntervalMs = 250;

/** How long running attempts may take after the process was asked to end. */
const closeTimeoutMs = 5_000;

type Dependencies = {
  signals: Pick<Signals, 'wake'>;
  poster: Poster;
  /** How long one attempt may take. */
  timeoutMs: number;
  attempts: ReturnType<typeof attemptStore>;
  secrets: SecretBox;
  disable(id: string, reason: DisabledBy): Promise<void>;
  log?: { warn(details: object, message: string): void } | undefined;
};

type AttemptResult = { attempt: Attempt; outcome: Outcome };

/** Returns the text of a response without characters that cannot be stored, or null if it is empty. */
const toStorableText = (text: string) =>
  text === '' ? null : isWellFormed(text) ? text : text.replace(/[^\P{C}\t\n\r]/gu, '\u{fffd}');

const secretUnreadableMessage = 'The secret was encrypted with another SECRET_KEY. Rotate the secret.';

/**
 * Sends one message and returns the result. A failed attempt is a result, too.
 *
 * @throws the reason of `signal` if it was aborted
 */
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
 * Creates the queue that sends messages when they are due. A message is claimed with a lease that lasts a little longer
 * than an attempt may take. If the process dies, the message is due again when the lease ends. The number of attempts
 * per webhook is limited, so that a slow receiver delays only its own messages.
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
      .catch((err) => log?.warn({ err, webhook: message.webhookId }, 'delivery failed and is retried after its lease'))
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

    /** Waits up to `closeTimeoutMs` for running attempts, then aborts the others and releases their messages. */
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
