import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { DISABLED_BY } from './schemas.js';

// The payload never contains the URL, because the URL may contain a secret of the receiver.
const webhook = z.object({ id: z.uuid(), version: z.int() });
const noInvalidations = () => [];
const adminScope = { scope: 'admin' } as const;

export const webhookEvents = {
  created: defineEvent('webhook.created', 'Sent when a webhook is created.', webhook, noInvalidations, adminScope),
  updated: defineEvent('webhook.updated', 'Sent when a webhook is updated.', webhook, noInvalidations, adminScope),
  rotated: defineEvent(
    'webhook.rotated',
    'Sent when the secret of a webhook is rotated.',
    webhook,
    noInvalidations,
    adminScope,
  ),
  disabled: defineEvent(
    'webhook.disabled',
    'Sent when a webhook is disabled by hand or by the server.',
    webhook.extend({ reason: z.enum(DISABLED_BY) }),
    noInvalidations,
    adminScope,
  ),
  deleted: defineEvent('webhook.deleted', 'Sent when a webhook is deleted.', webhook, noInvalidations, adminScope),
};

/** The event that a ping sends. It is sent only to the webhook that is pinged, and is not part of the log. */
export const webhookPing = {
  ...defineEvent(
    'webhook.ping',
    'Sent when a webhook is pinged, only to this webhook.',
    z.object({ webhookId: z.uuid() }),
    noInvalidations,
  ),
  isUnlogged: true,
};
