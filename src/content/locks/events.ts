import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const lock = z.object({ articleId: z.uuid(), holder: z.string(), expiresAt: z.iso.datetime() });
const noTags = () => [];

export const lockEvents = {
  taken: defineEvent(
    'lock.taken',
    'Sent when an article is locked, or its lock is taken over; not when a lock is renewed.',
    lock.extend({ takenFrom: z.string().nullable() }),
    noTags,
  ),
  released: defineEvent('lock.released', 'Sent when an article is unlocked before the lock ends.', lock, noTags),
};
