import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const section = z.object({ id: z.uuid(), slug: z.string(), version: z.int() });

export const sectionEvents = {
  created: defineEvent('section.created', 'A section was created.', section),
  updated: defineEvent('section.updated', 'A section was changed or moved.', section),
  deleted: defineEvent('section.deleted', 'A section was deleted.', section.extend({ movedTo: z.uuid().nullable() })),
};
