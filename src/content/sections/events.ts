import { z } from 'zod';
import { ALL_RESPONSES, defineEvent, publicAppearance, publicRemoval } from '../../platform/events/index.js';

const section = z.object({ id: z.uuid(), slug: z.string(), version: z.int() });

const publicNews = { news: (payload: z.infer<typeof section>) => publicAppearance('section', payload) };

export const sectionEvents = {
  created: defineEvent('section.created', 'A section was created.', section, () => ['sections'], publicNews),
  // Responses show the path of a section with the sections below it and with the articles in all of them.
  updated: defineEvent(
    'section.updated',
    'A section was changed or moved.',
    section,
    () => [ALL_RESPONSES],
    publicNews,
  ),
  deleted: defineEvent(
    'section.deleted',
    'A section was deleted.',
    section.extend({ movedTo: z.uuid().nullable() }),
    () => [ALL_RESPONSES],
    { news: ({ id }) => publicRemoval('section', id) },
  ),
};
