import { z } from 'zod';
import { ALL_RESPONSES, defineEvent, publicAppearance, publicRemoval } from '../../platform/events/index.js';
import { Visibility } from '../visibility/index.js';

const exampleSection = {
  id: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5',
  slug: 'europe',
  version: 2,
  visibility: 'public' as const,
};

const section = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    version: z.int().meta({ description: 'The version of the section. It rises with each change.' }),
    visibility: Visibility.default('public'),
  })
  .meta({ id: 'SectionEventData', description: 'The id and slug of the section.', examples: [exampleSection] });
const deletion = section
  .extend({
    movedTo: z
      .uuid()
      .nullable()
      .meta({ description: 'The id of the section to which the articles were moved. Null if there is none.' }),
  })
  .meta({
    id: 'SectionDeletedEventData',
    description: 'The id and slug of the section, and the id of the section to which its articles were moved.',
    examples: [{ ...exampleSection, movedTo: '0197f3c0-7e18-7c0d-8a41-5be1d2c3f4a4' }],
  });

const publicNews = {
  news: (payload: z.infer<typeof section>) =>
    payload.visibility === 'public' ? publicAppearance('section', payload) : undefined,
  publicIf: 'the section is public',
};

export const sectionEvents = {
  created: defineEvent({
    type: 'section.created',
    summary: 'A section was created',
    description: 'Sent when a section is created.',
    payload: section,
    example: { version: 1 },
    stale: () => ['sections'],
    ...publicNews,
  }),
  // Responses of the sections below it and of the articles in them contain the path of the section.
  updated: defineEvent({
    type: 'section.updated',
    summary: 'A section was changed',
    description: 'Sent when a section is changed or moved, or becomes public.',
    payload: section,
    stale: () => [ALL_RESPONSES],
    ...publicNews,
  }),
  deleted: defineEvent({
    type: 'section.deleted',
    summary: 'A section was deleted',
    description: 'Sent when a section is deleted.',
    payload: deletion,
    stale: () => [ALL_RESPONSES],
    news: ({ id }) => publicRemoval('section', id),
  }),
};
