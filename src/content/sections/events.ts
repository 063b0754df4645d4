import { z } from 'zod';
import { appears, defineEvent, EVERYTHING, leaves } from '../../platform/events/index.js';

const section = z.object({ id: z.uuid(), slug: z.string(), version: z.int() });

const shown = { news: (told: z.infer<typeof section>) => appears('section', told) };

export const sectionEvents = {
  created: defineEvent('section.created', 'A section was created.', section, () => ['sections'], shown),
  // The path of a section is shown with each below it, and with the stories in all of them.
  updated: defineEvent('section.updated', 'A section was changed or moved.', section, () => [EVERYTHING], shown),
  deleted: defineEvent(
    'section.deleted',
    'A section was deleted.',
    section.extend({ movedTo: z.uuid().nullable() }),
    () => [EVERYTHING],
    { news: ({ id }) => leaves('section', id) },
  ),
};
