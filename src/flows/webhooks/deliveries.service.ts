import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database } from '../../platform/db/index.js';
import type { Poster } from '../../platform/outgoing/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import type { Delivery, DeliveryListQuery, PingResult, ReplayInput } from './deliveries.schemas.js';
import type { DeliveryRow, deliveryStore } from './deliveries.store.js';
import { attemptDelivery } from './delivery-sender.js';
import { webhookPing } from './events.js';
import type { logStore } from './log.store.js';
import { type createMessageWriter, toMessageBody } from './messages.js';
import { maxReplayEvents, replayTooLarge, requireManaged, webhookDisabled } from './rules.js';
import type { Filter } from './schemas.js';
import type { SecretBox } from './signatures.js';
import type { WebhookRow, webhookStore } from './store.js';

type Dependencies = {
  database: Database;
  webhooks: Pick<ReturnType<typeof webhookStore>, 'find'>;
  deliveries: Pick<ReturnType<typeof deliveryStore>, 'list' | 'replay' | 'requeueDeliveries' | 'pruneDeliveries'>;
  log: Pick<ReturnType<typeof logStore>, 'loadSpan'>;
  messagesFor: ReturnType<typeof createMessageWriter>;
  poster: Poster;
  secrets: SecretBox;
  /** How many days finished deliveries are kept. 0 keeps them forever. */
  retentionDays: number;
};

/** How many messages one statement enqueues in a replay, or deletes. */
const batchSize = 1_000;

const hourMs = 60 * 60 * 1_000;

/** Lists the deliveries of webhooks, replays events, sends pings and deletes old deliveries. */
export function deliveryService(dependencies: Dependencies) {
  const { database, webhooks, log, messagesFor, poster, secrets, retentionDays } = dependencies;

  const requireWebhook = async (actor: Actor, id: string): Promise<WebhookRow> =>
    requireManaged(actor, await webhooks.find(database, id));

  async function deliveries(actor: Actor, id: string, query: DeliveryListQuery): Promise<Page<Delivery>> {
    await requireWebhook(actor, id);
    const page = await dependencies.deliveries.list(id, query);
    return { ...page, data: page.data.map(toDelivery) };
  }

  async function replayOne(actor: Actor, id: string, delivery: string): Promise<Delivery> {
    requireEnabled(await requireWebhook(actor, id));
    const row = await database.transaction(actor, (tx) => dependencies.deliveries.replay(tx, id, delivery));
    if (row === undefined) throw problems.notFound('The webhook has no delivery with this id.');
    return toDelivery(row);
  }

  /**
   * Enqueues all events of a part of the log that the webhook subscribes to now, whether they were sent before or not.
   *
   * @throws not-found, webhook-disabled, replay-too-large
   */
  async function replay(actor: Actor, id: string, span: ReplayInput): Promise<{ queued: number }> {
    const row = requireEnabled(await requireWebhook(actor, id));
    const events = await log.loadSpan(span, maxReplayEvents + 1);
    if (events.length > maxReplayEvents)
      throw replayTooLarge(`The span has more than ${maxReplayEvents} events. Choose a shorter span.`);
    const subscription = { ...row, filter: row.filter as Filter | null, since: '-1' };
    let queuedCount = 0;
    for (let at = 0; at < events.length; at += batchSize) {
      const messages = await messagesFor([subscription], events.slice(at, at + batchSize));
      queuedCount += await dependencies.deliveries.requeueDeliveries(messages);
    }
    return { queued: queuedCount };
  }

  async function ping(actor: Actor, id: string): Promise<PingResult> {
    const row = await requireWebhook(actor, id);
    const now = new Date();
    const message = { id: uuid(), url: row.url, body: toMessageBody(webhookPing.type, now, { webhookId: id }) };
    const result = await attemptDelivery(poster, message, secrets.open(row, now));
    return { ...result.attempt, id: message.id, delivered: result.outcome.kind === 'taken' };
  }

  const retention: PeriodicJob = {
    name: 'webhook-log',
    everyMs: hourMs,
    async work() {
      if (retentionDays === 0) return 'idle';
      const deletedCount = await dependencies.deliveries.pruneDeliveries(
        new Date(Date.now() - retentionDays * 24 * hourMs),
        batchSize,
      );
      return deletedCount === batchSize ? 'more' : 'idle';
    },
  };

  return { deliveries, replayOne, replay, ping, retention };
}

function requireEnabled(row: WebhookRow): WebhookRow {
  if (row.disabledAt === null) return row;
  throw webhookDisabled('The webhook is disabled. Enable it before you replay events.');
}

function toDelivery({ position, nextAttemptAt, deliveredAt, createdAt, ...row }: DeliveryRow): Delivery {
  return {
    ...row,
    position: Number(position),
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    deliveredAt: deliveredAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
