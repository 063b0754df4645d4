import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { instant } from '../../platform/fields/index.js';

const link = z
  .object({
    userId: z.uuid().meta({ description: 'The id of the user for whom the link is.' }),
    expiresAt: instant().meta({ description: 'When the link expires.' }),
  })
  .meta({
    id: 'SignInLinkEventData',
    description: 'The id of the user, and when the link expires, but not the link.',
    examples: [{ userId: '0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b', expiresAt: '2026-12-07T09:00:00.000Z' }],
  });

export const signInLinkEvents = {
  created: defineEvent({
    type: 'sign-in-link.created',
    summary: 'A sign-in link was created',
    description: 'Sent when an administrator creates a sign-in link for a user.',
    payload: link,
    scope: 'admin',
    stale: () => [],
  }),
};
