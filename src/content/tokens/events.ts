import { z } from 'zod';
import { SCOPES } from '../../platform/auth/index.js';
import { defineEvent } from '../../platform/events/index.js';

const token = z.object({ id: z.uuid(), name: z.string(), scopes: z.array(z.enum(SCOPES)) });

const forAdmins = { scope: 'admin' } as const;

export const tokenEvents = {
  created: defineEvent('token.created', 'Sent when a token is created.', token, () => [], forAdmins),
  revoked: defineEvent('token.revoked', 'Sent when a token is revoked.', token, () => [], forAdmins),
};
