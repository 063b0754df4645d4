import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const lock = z.object({ articleId: z.uuid(), holder: z.string(), expiresAt: z.iso.datetime() });
const noTags = () => [];

export const lockEvents = {
  taken: defineEvent(
    'lock.taken',
    'Somebody has begun to work on an article, or has taken it over.',
    lock.extend({ takenFrom: z.string().nullable() }),
    noTags,
  ),
  released: defineEvent('lock.released', 'Somebody has let go of an article before the time.', lock, noTags),
};
