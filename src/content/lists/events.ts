import { z } from 'zod';
import { defineEvent, publicAppearance, publicRemoval } from '../../platform/events/index.js';

const list = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    version: z.int().meta({ description: 'The version of the list. It rises with each change.' }),
    published: z.boolean().meta({ description: 'Whether readers see the list.' }),
    wasPublished: z.boolean().optional().meta({ description: 'Whether readers saw the list before this event.' }),
  })
  .meta({
    id: 'ListEventData',
    description: 'The id and slug of the list, but not its articles.',
    examples: [
      {
        id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b99',
        slug: 'front-page',
        version: 3,
        published: true,
        wasPublished: true,
      },
    ],
  });

type ListPayload = z.infer<typeof list>;
const invalidatedTags = ({ id }: ListPayload) => [id, 'lists'];
const publicNews = {
  stale: invalidatedTags,
  // Events of lists that readers neither see nor saw are not public.
  news: (payload: ListPayload) => {
    if (payload.published) return publicAppearance('list', payload);
    return payload.wasPublished === true ? publicRemoval('list', payload.id) : undefined;
  },
  publicIf: 'the list is published or was published before this event',
};

export const listEvents = {
  created: defineEvent({
    type: 'list.created',
    summary: 'A list was created',
    description: 'Sent when a list is created.',
    payload: list,
    example: { version: 1, wasPublished: false },
    ...publicNews,
  }),
  changed: defineEvent({
    type: 'list.changed',
    summary: 'A list was changed',
    description: 'Sent when a list or the order of its articles is changed.',
    payload: list,
    ...publicNews,
  }),
  deleted: defineEvent({
    type: 'list.deleted',
    summary: 'A list was deleted',
    description: 'Sent when a list is deleted.',
    payload: list,
    stale: invalidatedTags,
    news: ({ id, published: isPublished }) => (isPublished ? publicRemoval('list', id) : undefined),
    publicIf: 'the list was published',
  }),
};
