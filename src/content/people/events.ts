import { z } from 'zod';
import { defineEvent, publicAppearance, publicRemoval } from '../../platform/events/index.js';
import { showsFields } from '../../platform/fields/index.js';
import { Visibility } from '../visibility/index.js';
import { searchedFields } from './fields.js';

const examplePerson = {
  id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55',
  slug: 'angela-merkel',
  name: 'Angela Merkel',
  version: 4,
  visibility: 'public' as const,
  names: ['Angela Dorothea Kasner'],
};

const person = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    version: z.int().meta({ description: 'The version of the person. It rises with each change.' }),
    visibility: Visibility.default('public'),
    names: showsFields(
      z
        .array(z.string())
        .default([])
        .meta({ description: 'The names for which the server searches articles again because of this event.' }),
      ...searchedFields,
    ),
  })
  .meta({
    id: 'PersonEventData',
    description: 'The id, slug and name of the person.',
    examples: [examplePerson],
  });
const merge = person
  .extend({
    mergedId: z.uuid().meta({ description: 'The id of the person who was merged.' }),
    mergedSlug: z
      .string()
      .nullable()
      .default(null)
      .meta({ description: 'The slug of the person who was merged. Null in older events.' }),
    mergedVisibility: Visibility.default('public'),
  })
  .meta({
    id: 'PersonMergeEventData',
    description: 'The id, slug and name of the person who remains, and the id and slug of the person who was merged.',
    examples: [
      {
        ...examplePerson,
        mergedId: '0197f3c0-8113-7000-8000-4e1f6f2a4b57',
        mergedSlug: 'angela-dorothea-merkel',
        mergedVisibility: 'public' as const,
      },
    ],
  });
const publicNews = {
  news: (payload: z.infer<typeof person>) =>
    payload.visibility === 'public' ? publicAppearance('person', payload) : undefined,
  publicIf: 'the person is public',
};

export const personEvents = {
  created: defineEvent({
    type: 'person.created',
    summary: 'A person was created',
    description: 'Sent when a person is created.',
    payload: person,
    example: { version: 1, names: ['Angela Merkel', 'Merkel'] },
    stale: () => ['people'],
    ...publicNews,
  }),
  updated: defineEvent({
    type: 'person.updated',
    summary: 'A person was changed',
    description: 'Sent when a person is changed, or becomes public.',
    payload: person,
    stale: ({ id }) => [id, 'people'],
    ...publicNews,
  }),
  merged: defineEvent({
    type: 'person.merged',
    summary: 'A person was merged into another person',
    description: 'Sent when a person is merged into another person.',
    payload: merge,
    stale: ({ id, mergedId }) => [id, mergedId, 'people', 'articles'],
    news: ({ mergedId }) => publicRemoval('person', mergedId),
  }),
  unmerged: defineEvent({
    type: 'person.unmerged',
    summary: 'A merge of two people was undone',
    description: 'Sent when a merge of two people is undone. `mergedId` is the id of the restored person.',
    payload: merge,
    stale: ({ id, mergedId }) => [id, mergedId, 'people', 'articles'],
    news: ({ mergedId, mergedSlug, mergedVisibility }) =>
      mergedVisibility === 'public' ? publicAppearance('person', { id: mergedId, slug: mergedSlug }) : undefined,
    publicIf: 'the restored person is public',
  }),
  deleted: defineEvent({
    type: 'person.deleted',
    summary: 'A person was deleted',
    description: 'Sent when a person is deleted.',
    payload: person,
    stale: ({ id }) => [id, 'people', 'articles'],
    news: ({ id }) => publicRemoval('person', id),
  }),
};
