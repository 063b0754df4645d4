import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import {
  NewWebhook,
  RotateInput,
  Webhook,
  WebhookId,
  WebhookInput,
  WebhookList,
  WebhookListQuery,
  WebhookPatch,
} from './schemas.js';
import type { WebhookService } from './service.js';

const tags = ['Webhooks'];
const config = { permission: 'webhooks' } as const;
const writeConfig = { ...config, problems: [problems.unknownReference] };

export const webhookRoutes: FastifyPluginAsyncZod<{ webhooks: WebhookService; base: string }> = async (
  app,
  { webhooks, base },
) => {
  app.get(
    '',
    {
      config,
      schema: {
        operationId: 'listWebhooks',
        tags,
        summary: 'List webhooks',
        description:
          'Returns the webhooks that were created with the token of the request, newest first. A token with the scope `admin` gets all webhooks.',
        querystring: WebhookListQuery,
        response: { 200: WebhookList },
      },
    },
    async (request, reply) => sendPage(request, reply, await webhooks.list(request.actor, request.query), base),
  );

  app.post(
    '',
    {
      config: writeConfig,
      schema: {
        operationId: 'createWebhook',
        tags,
        summary: 'Create a webhook',
        description:
          'Creates a webhook. From now on, events are sent to its URL as POST requests, signed as defined by Standard Webhooks. A delivery that fails is tried again for up to 24 hours. The webhook has the scopes of the token that creates it. These scopes determine which events the webhook receives. Store the secret, because no other response contains it.',
        body: WebhookInput,
        response: { 201: NewWebhook },
      },
    },
    async (request, reply) => {
      const webhook = await webhooks.create(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/webhooks/${webhook.id}`).send(webhook);
    },
  );

  app.get(
    '/:id',
    {
      config,
      schema: {
        operationId: 'getWebhook',
        tags,
        summary: 'Get a webhook',
        description:
          'Returns the settings of a webhook, and whether its deliveries succeed. The secret is not returned.',
        params: WebhookId,
        response: { 200: Webhook },
      },
    },
    async (request) => webhooks.get(request.actor, request.params.id),
  );

  app.patch(
    '/:id',
    {
      config: { ...config, problems: [problems.unknownReference, problems.conflict] },
      schema: {
        operationId: 'updateWebhook',
        tags,
        summary: 'Update a webhook',
        description:
          'Changes a webhook with a JSON merge patch (RFC 7396). `enabled: true` enables a disabled webhook. The webhook then receives new events, and you can replay earlier events. `enabled: false` disables the webhook. Its pending deliveries fail.',
        params: WebhookId,
        headers: preconditions,
        body: WebhookPatch,
        response: { 200: Webhook },
      },
    },
    async (request) => webhooks.patch(request.actor, request.params.id, request.body, request.headers),
  );

  app.delete(
    '/:id',
    {
      config,
      schema: {
        operationId: 'deleteWebhook',
        tags,
        summary: 'Delete a webhook',
        description: 'Deletes a webhook and the log of its deliveries. Pending deliveries are not sent.',
        params: WebhookId,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await webhooks.remove(request.actor, request.params.id, request.headers);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/:id/rotate-secret',
    {
      config,
      schema: {
        operationId: 'rotateWebhookSecret',
        tags,
        summary: 'Rotate the secret of a webhook',
        description:
          'Gives a webhook a new secret. For `overlapHours`, messages are signed with both the new and the previous secret. A receiver can verify either signature. Store the new secret, because no other response contains it.',
        params: WebhookId,
        headers: preconditions,
        body: RotateInput,
        response: { 200: NewWebhook },
      },
    },
    async (request) => webhooks.rotate(request.actor, request.params.id, request.body, request.headers),
  );
};
