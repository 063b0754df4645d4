import { z } from 'zod';
import { appears, defineEvent, leaves } from '../../platform/events/index.js';

const person = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), version: z.int() });
const renamed = person.extend({
  /** Names by which somebody is found in stories since, or no longer. */
  names: z.array(z.string()).default([]),
});
const merge = renamed.extend({
  /** The entry that has turned out to be the same person. */
  mergedId: z.uuid(),
  /** Under which it was known; older events do not say. */
  mergedSlug: z.string().nullable().default(null),
});
const shown = { news: (told: z.infer<typeof person>) => appears('person', told) };

export const personEvents = {
  created: defineEvent('person.created', 'A person was added.', renamed, () => ['people'], shown),
  updated: defineEvent(
    'person.updated',
    'A person was changed: a name, an office or anything else.',
    renamed,
    ({ id }) => [id, 'people'],
    shown,
  ),
  merged: defineEvent(
    'person.merged',
    'Two entries have turned out to be one person: what named one names the other.',
    merge,
    ({ id, mergedId }) => [id, mergedId, 'people', 'articles'],
    { news: ({ mergedId }) => leaves('person', mergedId) },
  ),
  unmerged: defineEvent(
    'person.unmerged',
    'Two entries that were taken for one person are two again.',
    merge,
    ({ id, mergedId }) => [id, mergedId, 'people', 'articles'],
    { news: ({ mergedId, mergedSlug }) => appears('person', { id: mergedId, slug: mergedSlug }) },
  ),
  deleted: defineEvent('person.deleted', 'A person was deleted.', renamed, ({ id }) => [id, 'people', 'articles'], {
    news: ({ id }) => leaves('person', id),
  }),
};
