import { z } from 'zod';
import { defineEvent, publicAppearance, publicRemoval } from '../../platform/events/index.js';

const person = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), version: z.int() });
const personWithNames = person.extend({
  /** Names that the linker now finds in articles, or no longer finds. */
  names: z.array(z.string()).default([]),
});
const merge = personWithNames.extend({
  /** The id of the person that was merged into the other. */
  mergedId: z.uuid(),
  /** The slug of that person before the merge. Older events lack it. */
  mergedSlug: z.string().nullable().default(null),
});
const publicNews = { news: (payload: z.infer<typeof person>) => publicAppearance('person', payload) };

export const personEvents = {
  created: defineEvent(
    'person.created',
    'Sent when a person is created.',
    personWithNames,
    () => ['people'],
    publicNews,
  ),
  updated: defineEvent(
    'person.updated',
    'Sent when a person is changed.',
    personWithNames,
    ({ id }) => [id, 'people'],
    publicNews,
  ),
  merged: defineEvent(
    'person.merged',
    'Sent when a person is merged into another.',
    merge,
    ({ id, mergedId }) => [id, mergedId, 'people', 'articles'],
    { news: ({ mergedId }) => publicRemoval('person', mergedId) },
  ),
  unmerged: defineEvent(
    'person.unmerged',
    'Sent when a merge of two people is undone.',
    merge,
    ({ id, mergedId }) => [id, mergedId, 'people', 'articles'],
    { news: ({ mergedId, mergedSlug }) => publicAppearance('person', { id: mergedId, slug: mergedSlug }) },
  ),
  deleted: defineEvent(
    'person.deleted',
    'Sent when a person is deleted.',
    personWithNames,
    ({ id }) => [id, 'people', 'articles'],
    {
      news: ({ id }) => publicRemoval('person', id),
    },
  ),
};
