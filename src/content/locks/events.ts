import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const lock = z.object({ articleId: z.uuid(), holder: z.string(), expiresAt: z.iso.datetime() });
const noTags = () => [];

export const lockEvents = {
  taken: defineEvent(
    'lock.taken',
    'Somebody locked an article or took over its lock.',
    lock.extend({ takenFrom: z.string().nullable() }),
    noTags,
  ),
  released: defineEvent('lock.released', 'The lock of an article was released before it expired.', lock, noTags),
};
