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
        description: 'Those that were made by the token of the request; all of them for an administrator.',
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
        summary: 'Make a webhook',
        description:
          'The answer is the only place where its secret is ever shown. It keeps the scopes of the token that makes it, and hears of what happens from now on.',
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
        summary: 'Read a webhook',
        description: 'Where which events are sent to, and whether they arrive.',
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
        summary: 'Change a webhook',
        description:
          'A JSON merge patch (RFC 7396). `enabled: true` has it hear of what happens from now on, after it was disabled by whomever.',
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
        description: 'With the log of its deliveries. What waits to be sent is not sent.',
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
        summary: 'Give a webhook another secret',
        description:
          'Until the overlap is over, messages have two signatures, and a receiver that knows either secret takes them. The new one is shown in this answer alone.',
        params: WebhookId,
        headers: preconditions,
        body: RotateInput,
        response: { 200: NewWebhook },
      },
    },
    async (request) => webhooks.rotate(request.actor, request.params.id, request.body, request.headers),
  );
};
