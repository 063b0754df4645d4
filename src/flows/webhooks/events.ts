import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { DISABLED_BY, Webhook } from './schemas.js';

// The payload never contains the URL, because the URL may contain a secret of the receiver.
const exampleWebhook = { id: '0197f3c0-9b00-7d2a-8c11-0d1f6f2a4b77', version: 2 };

const webhook = Webhook.pick({ id: true, version: true }).meta({
  id: 'WebhookEventData',
  description: 'The id and version of the webhook, but not its URL.',
  examples: [exampleWebhook],
});
const disabledWebhook = webhook
  .extend({
    reason: z.enum(DISABLED_BY).meta({ description: 'Why the webhook is disabled. This is its `disabledReason`.' }),
  })
  .meta({
    id: 'WebhookDisabledEventData',
    description: 'The id and version of the webhook, and why it is disabled.',
    examples: [{ ...exampleWebhook, reason: 'failing' }],
  });
const pingedWebhook = z.object({ webhookId: z.uuid().meta({ description: 'The id of the webhook.' }) }).meta({
  id: 'WebhookPingEventData',
  description: 'The id of the webhook.',
  examples: [{ webhookId: exampleWebhook.id }],
});

const adminOptions = { scope: 'admin', stale: () => [] } as const;

export const webhookEvents = {
  created: defineEvent({
    type: 'webhook.created',
    summary: 'A webhook was created',
    description: 'Sent when a webhook is created.',
    payload: webhook,
    example: { version: 1 },
    ...adminOptions,
  }),
  updated: defineEvent({
    type: 'webhook.updated',
    summary: 'A webhook was changed',
    description: 'Sent when a webhook is changed.',
    payload: webhook,
    ...adminOptions,
  }),
  rotated: defineEvent({
    type: 'webhook.rotated',
    summary: 'The secret of a webhook was rotated',
    description: 'Sent when the secret of a webhook is rotated.',
    payload: webhook,
    ...adminOptions,
  }),
  disabled: defineEvent({
    type: 'webhook.disabled',
    summary: 'A webhook was disabled',
    description: 'Sent when a webhook is disabled by a request or by the server.',
    payload: disabledWebhook,
    ...adminOptions,
  }),
  deleted: defineEvent({
    type: 'webhook.deleted',
    summary: 'A webhook was deleted',
    description: 'Sent when a webhook is deleted.',
    payload: webhook,
    ...adminOptions,
  }),
};

/** The event that a ping sends. It is sent only to the webhook that is pinged, and is not part of the log. */
export const webhookPing = {
  ...defineEvent({
    type: 'webhook.ping',
    summary: 'A webhook was pinged',
    description:
      'Sent when a webhook is pinged. Only the pinged webhook receives this event, regardless of its scopes and types.',
    payload: pingedWebhook,
    stale: () => [],
  }),
  isUnlogged: true,
};
