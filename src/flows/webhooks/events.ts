import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { DISABLED_BY } from './schemas.js';

// The payload never contains the URL, because the URL may contain a secret of the receiver.
const webhook = z.object({ id: z.uuid(), version: z.int() });
const noInvalidations = () => [];
const adminScope = { scope: 'admin' } as const;

export const webhookEvents = {
  created: defineEvent('webhook.created', 'A webhook was created.', webhook, noInvalidations, adminScope),
  updated: defineEvent('webhook.updated', 'A webhook was changed.', webhook, noInvalidations, adminScope),
  rotated: defineEvent('webhook.rotated', 'The secret of a webhook was rotated.', webhook, noInvalidations, adminScope),
  disabled: defineEvent(
    'webhook.disabled',
    'A webhook was disabled. It receives nothing until it is enabled again.',
    webhook.extend({ reason: z.enum(DISABLED_BY) }),
    noInvalidations,
    adminScope,
  ),
  deleted: defineEvent('webhook.deleted', 'A webhook was deleted.', webhook, noInvalidations, adminScope),
};

/** The event that a ping sends. It is sent only to the webhook that is pinged, and is not part of the log. */
export const webhookPing = {
  ...defineEvent(
    'webhook.ping',
    'Somebody tests whether a webhook can be reached.',
    z.object({ webhookId: z.uuid() }),
    noInvalidations,
  ),
  isUnlogged: true,
};
