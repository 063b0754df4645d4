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
  created: defineEvent('list.created', 'Sent when a list is created.', list, invalidatedTags, publicNews),
  changed: defineEvent(
    'list.changed',
    'Sent when a list or the order of its articles is changed.',
    list,
    invalidatedTags,
    publicNews,
  ),
  deleted: defineEvent('list.deleted', 'Sent when a list is deleted.', list, invalidatedTags, {
    news: ({ id }) => publicRemoval('list', id),
  }),
};
