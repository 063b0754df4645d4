import { z } from 'zod';
import { ALL_RESPONSES, defineEvent, publicAppearance, publicRemoval } from '../../platform/events/index.js';

const section = z.object({ id: z.uuid(), slug: z.string(), version: z.int() });

const publicNews = { news: (payload: z.infer<typeof section>) => publicAppearance('section', payload) };

export const sectionEvents = {
  created: defineEvent('section.created', 'Sent when a section is created.', section, () => ['sections'], publicNews),
  // Responses of the sections below it and of the articles in them contain the path of the section.
  updated: defineEvent(
    'section.updated',
    'Sent when a section is changed or moved.',
    section,
    () => [ALL_RESPONSES],
    publicNews,
  ),
  deleted: defineEvent(
    'section.deleted',
    'Sent when a section is deleted; `movedTo` names the section that took over its articles, if any.',
    section.extend({ movedTo: z.uuid().nullable() }),
    () => [ALL_RESPONSES],
    { news: ({ id }) => publicRemoval('section', id) },
  ),
};
