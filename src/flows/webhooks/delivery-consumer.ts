import { systemActor } from '../../platform/auth/index.js';
import type { EventConsumer } from '../../platform/background/index.js';
import type { deliveryStore } from './deliveries.store.js';
import type { logStore } from './log.store.js';
import type { createMessageWriter } from './messages.js';
import type { DisabledBy } from './schemas.js';
import type { webhookStore } from './store.js';

type Dependencies = {
  webhooks: Pick<ReturnType<typeof webhookStore>, 'loadSubscriptions' | 'findByToken' | 'findByUser' | 'findOrphans'>;
  deliveries: Pick<ReturnType<typeof deliveryStore>, 'enqueueDeliveries'>;
  log: Pick<ReturnType<typeof logStore>, 'deleteArticles'>;
  messagesFor: ReturnType<typeof createMessageWriter>;
  disable(actor: typeof systemActor, id: string, reason: DisabledBy): Promise<void>;
};

/** How many messages one statement enqueues. */
const batchSize = 500;

/**
 * Creates the event consumer that enqueues a message for each event and each webhook that subscribes to it. Handling
 * the same event again changes nothing. It also disables the webhooks of tokens that were revoked or have expired.
 */
export function createDeliveryConsumer({
  webhooks,
  deliveries,
  log,
  messagesFor,
  disable,
}: Dependencies): EventConsumer {
  return {
    name: 'webhooks',
    async handle(events) {
      for (const { type, subjectId } of events) {
        const hasUserLeft = type === 'user.deactivated' || type === 'user.deleted';
        if (type !== 'token.revoked' && !hasUserLeft) continue;
        const webhooksOf = hasUserLeft ? webhooks.findByUser : webhooks.findByToken;
        for (const { id } of await webhooksOf(subjectId)) await disable(systemActor, id, 'token-revoked');
      }
      for (const { id } of await webhooks.findOrphans(new Date())) await disable(systemActor, id, 'token-expired');
      const subscriptions = await webhooks.loadSubscriptions();
      if (subscriptions.length === 0) return;
      const loggedEvents = events.map(({ position, payload, ...event }) => ({
        ...event,
        position: String(position),
        payload: payload as Record<string, unknown>,
      }));
      const messages = await messagesFor(subscriptions, loggedEvents);
      for (let at = 0; at < messages.length; at += batchSize)
        await deliveries.enqueueDeliveries(messages.slice(at, at + batchSize));
      const purgedIds = events.filter(({ type }) => type === 'article.purged').map(({ subjectId }) => subjectId);
      if (purgedIds.length > 0) await log.deleteArticles(purgedIds);
    },
  };
}
