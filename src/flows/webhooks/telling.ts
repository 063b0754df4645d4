import { system } from '../../platform/auth/index.js';
import type { EventConsumer } from '../../platform/background/index.js';
import type { deliveryStore } from './deliveries.store.js';
import type { logStore } from './log.store.js';
import type { messageWriter } from './messages.js';
import type { DisabledBy } from './schemas.js';
import type { webhookStore } from './store.js';

type Needs = {
  webhooks: Pick<ReturnType<typeof webhookStore>, 'subscriptions' | 'madeBy' | 'orphans'>;
  deliveries: Pick<ReturnType<typeof deliveryStore>, 'queue'>;
  log: Pick<ReturnType<typeof logStore>, 'forgetStories'>;
  messagesFor: ReturnType<typeof messageWriter>;
  disable(actor: typeof system, id: string, reason: DisabledBy): Promise<void>;
};

/** Messages that one statement queues. */
const together = 500;

/** Queues a message for each event and each webhook that asks for it; the same event again changes nothing. */
export function telling({ webhooks, deliveries, log, messagesFor, disable }: Needs): EventConsumer {
  return {
    name: 'webhooks',
    async handle(events) {
      for (const { type, subjectId } of events) {
        if (type !== 'token.revoked') continue;
        for (const { id } of await webhooks.madeBy(subjectId)) await disable(system, id, 'token-revoked');
      }
      for (const { id } of await webhooks.orphans(new Date())) await disable(system, id, 'token-expired');
      const subscriptions = await webhooks.subscriptions();
      if (subscriptions.length === 0) return;
      const logged = events.map(({ position, payload, ...event }) => ({
        ...event,
        position: String(position),
        payload: payload as Record<string, unknown>,
      }));
      const messages = await messagesFor(subscriptions, logged);
      for (let at = 0; at < messages.length; at += together) await deliveries.queue(messages.slice(at, at + together));
      const purged = events.filter(({ type }) => type === 'article.purged').map(({ subjectId }) => subjectId);
      if (purged.length > 0) await log.forgetStories(purged);
    },
  };
}
