import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../platform/http/index.js';
import {
  Delivery,
  DeliveryId,
  DeliveryList,
  DeliveryListQuery,
  PingResult,
  ReplayInput,
  ReplayResult,
} from './deliveries.schemas.js';
import { replayTooLarge, webhookDisabled } from './rules.js';
import { WebhookId } from './schemas.js';
import type { WebhookService } from './service.js';

const tags = ['Webhooks'];

/** Lists the deliveries of a webhook, replays them, and sends pings. */
export const deliveryRoutes: FastifyPluginAsyncZod<{ webhooks: WebhookService; base: string }> = async (
  app,
  { webhooks, base },
) => {
  app.get(
    '/deliveries',
    {
      config: { permission: 'webhooks' },
      schema: {
        operationId: 'listWebhookDeliveries',
        tags,
        summary: 'List what was sent to a webhook',
        description: 'What waits, what was taken and what was not, with each attempt.',
        params: WebhookId,
        querystring: DeliveryListQuery,
        response: { 200: DeliveryList },
      },
    },
    async (request, reply) =>
      sendPage(request, reply, await webhooks.deliveries(request.actor, request.params.id, request.query), base),
  );

  app.post(
    '/deliveries/:delivery/replay',
    {
      config: { permission: 'webhooks', problems: [webhookDisabled] },
      schema: {
        operationId: 'replayWebhookDelivery',
        tags,
        summary: 'Send an event to a webhook again',
        description: 'Under the same `webhook-id` and with the same body, whatever became of it before.',
        params: DeliveryId,
        response: { 202: Delivery },
      },
    },
    async (request, reply) => {
      const { id, delivery } = request.params;
      return reply.code(202).send(await webhooks.replayOne(request.actor, id, delivery));
    },
  );

  app.post(
    '/replay',
    {
      config: { permission: 'webhooks', problems: [webhookDisabled, replayTooLarge] },
      schema: {
        operationId: 'replayWebhook',
        tags,
        summary: 'Send a part of the log to a webhook again',
        description:
          'Every event of the span for which the webhook asks, sent before or not: what happened while it was disabled, or before it was made. What was sent before has the `webhook-id` that it had.',
        params: WebhookId,
        body: ReplayInput,
        response: { 202: ReplayResult },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await webhooks.replay(request.actor, request.params.id, request.body)),
  );

  app.post(
    '/ping',
    {
      config: { permission: 'webhooks' },
      schema: {
        operationId: 'pingWebhook',
        tags,
        summary: 'Try whether a webhook is reached',
        description: 'Sends `webhook.ping` now, once, and says what came of it; also to a webhook that is disabled.',
        params: WebhookId,
        response: { 200: PingResult },
      },
    },
    async (request) => webhooks.ping(request.actor, request.params.id),
  );
};
