import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database } from '../../platform/db/index.js';
import type { Poster } from '../../platform/outgoing/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import type { Delivery, DeliveryListQuery, Pinged, ReplayInput } from './deliveries.schemas.js';
import type { DeliveryRow, deliveryStore } from './deliveries.store.js';
import { attempt } from './delivering.js';
import { webhookPing } from './events.js';
import type { logStore } from './log.store.js';
import { bodyOf, type messageWriter } from './messages.js';
import { replayAtMost, replayTooLarge, requireManaged, webhookDisabled } from './rules.js';
import type { Filter } from './schemas.js';
import type { SecretBox } from './signing.js';
import type { WebhookRow, webhookStore } from './store.js';

type Needs = {
  database: Database;
  webhooks: Pick<ReturnType<typeof webhookStore>, 'find'>;
  deliveries: Pick<ReturnType<typeof deliveryStore>, 'list' | 'replay' | 'requeue' | 'forget'>;
  log: Pick<ReturnType<typeof logStore>, 'span'>;
  messagesFor: ReturnType<typeof messageWriter>;
  poster: Poster;
  secrets: SecretBox;
  /** Days for which the log of deliveries is kept; 0 for ever. */
  keepDays: number;
};

/** Messages that one statement queues in a replay, or deletes. */
const together = 1_000;

const hour = 60 * 60 * 1_000;

/** What became of what was sent to a webhook, and sending it again. */
export function deliveryService(needs: Needs) {
  const { database, webhooks, log, messagesFor, poster, secrets, keepDays } = needs;

  const requireWebhook = async (actor: Actor, id: string): Promise<WebhookRow> =>
    requireManaged(actor, await webhooks.find(database, id));

  async function deliveries(actor: Actor, id: string, query: DeliveryListQuery): Promise<Page<Delivery>> {
    await requireWebhook(actor, id);
    const page = await needs.deliveries.list(id, query);
    return { ...page, data: page.data.map(presentDelivery) };
  }

  async function replayOne(actor: Actor, id: string, delivery: string): Promise<Delivery> {
    enabled(await requireWebhook(actor, id));
    const row = await database.transaction(actor, (tx) => needs.deliveries.replay(tx, id, delivery));
    if (row === undefined) throw problems.notFound('There is no such delivery of this webhook.');
    return presentDelivery(row);
  }

  /** Sends a part of the log again: what the webhook asks for now, whether it was sent before or not. */
  async function replay(actor: Actor, id: string, span: ReplayInput): Promise<{ queued: number }> {
    const row = enabled(await requireWebhook(actor, id));
    const events = await log.span(span, replayAtMost + 1);
    if (events.length > replayAtMost) throw replayTooLarge(`There are more than ${replayAtMost} events in this span.`);
    const asking = { ...row, filter: row.filter as Filter | null, since: '-1' };
    let queued = 0;
    for (let at = 0; at < events.length; at += together) {
      const messages = await messagesFor([asking], events.slice(at, at + together));
      queued += await needs.deliveries.requeue(messages);
    }
    return { queued };
  }

  async function ping(actor: Actor, id: string): Promise<Pinged> {
    const row = await requireWebhook(actor, id);
    const now = new Date();
    const message = { id: uuid(), url: row.url, body: bodyOf(webhookPing.type, now, { webhookId: id }) };
    const tried = await attempt(poster, message, secrets.open(row, now));
    return { ...tried.attempt, id: message.id, delivered: tried.outcome.kind === 'taken' };
  }

  const retention: PeriodicJob = {
    name: 'webhook-log',
    everyMs: hour,
    async work() {
      if (keepDays === 0) return 'idle';
      const forgotten = await needs.deliveries.forget(new Date(Date.now() - keepDays * 24 * hour), together);
      return forgotten === together ? 'more' : 'idle';
    },
  };

  return { deliveries, replayOne, replay, ping, retention };
}

function enabled(row: WebhookRow): WebhookRow {
  if (row.disabledAt === null) return row;
  throw webhookDisabled('Enable the webhook before anything is sent to it again.');
}

function presentDelivery({ position, nextAttemptAt, deliveredAt, createdAt, ...row }: DeliveryRow): Delivery {
  return {
    ...row,
    position: Number(position),
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    deliveredAt: deliveredAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
