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
        summary: 'List the deliveries of a webhook',
        description:
          'Returns the pending, delivered and failed deliveries of a webhook with their attempts, newest first. Deliveries that are not pending are deleted after 30 days unless the server is configured otherwise.',
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
        summary: 'Replay a delivery',
        description:
          'Queues a delivery again with the same `webhook-id` and the same body. The delivery can have any status. If an attempt fails, the delivery is tried again for up to 24 hours. The response is 202. If the webhook is disabled, the response is 409.',
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
        summary: 'Replay events to a webhook',
        description:
          'Sends the events from a part of the log of changes to a webhook. All events that match the types and the filter of the webhook are queued, even if they were sent before. Use this operation for events that happened before the webhook was created or while it was disabled. Events that were sent before keep their `webhook-id`. The response is 202 with the number of queued deliveries. If the part of the log has more than 10,000 events, the response is 422.',
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
        summary: 'Ping a webhook',
        description:
          'Sends one `webhook.ping` message to the URL of a webhook and returns the result. If the attempt fails, it is not repeated. The ping is not added to the list of deliveries. A disabled webhook can also be pinged.',
        params: WebhookId,
        response: { 200: PingResult },
      },
    },
    async (request) => webhooks.ping(request.actor, request.params.id),
  );
};
