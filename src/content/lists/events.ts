import { z } from 'zod';
import { defineEvent, publicAppearance, publicRemoval } from '../../platform/events/index.js';

const list = z.object({ id: z.uuid(), slug: z.string(), version: z.int(), published: z.boolean() });

type ListPayload = z.infer<typeof list>;
const invalidatedTags = ({ id }: ListPayload) => [id, 'lists'];
const publicNews = {
  news: (payload: ListPayload) =>
    payload.published ? publicAppearance('list', payload) : publicRemoval('list', payload.id),
};

export const listEvents = {
  created: defineEvent('list.created', 'A list was created.', list, invalidatedTags, publicNews),
  changed: defineEvent(
    'list.changed',
    'A list or its pinned articles were changed.',
    list,
    invalidatedTags,
    publicNews,
  ),
  deleted: defineEvent('list.deleted', 'A list was deleted.', list, invalidatedTags, {
    news: ({ id }) => publicRemoval('list', id),
  }),
};
