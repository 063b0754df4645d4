import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { DISABLED_BY } from './schemas.js';

// Never the URL: it may hold a secret of the receiver.
const webhook = z.object({ id: z.uuid(), version: z.int() });
const noInvalidations = () => [];
const adminScope = { scope: 'admin' } as const;

export const webhookEvents = {
  created: defineEvent('webhook.created', 'A webhook was made.', webhook, noInvalidations, adminScope),
  updated: defineEvent('webhook.updated', 'A webhook was changed.', webhook, noInvalidations, adminScope),
  rotated: defineEvent('webhook.rotated', 'A webhook was given another secret.', webhook, noInvalidations, adminScope),
  disabled: defineEvent(
    'webhook.disabled',
    'A webhook gets nothing any more, until it is enabled again.',
    webhook.extend({ reason: z.enum(DISABLED_BY) }),
    noInvalidations,
    adminScope,
  ),
  deleted: defineEvent('webhook.deleted', 'A webhook was deleted.', webhook, noInvalidations, adminScope),
};

/** What a ping sends. It is in no log: it is sent when it is asked for, and only there. */
export const webhookPing = {
  ...defineEvent(
    'webhook.ping',
    'Somebody tries whether a webhook is reached.',
    z.object({ webhookId: z.uuid() }),
    noInvalidations,
  ),
  isUnlogged: true,
};
