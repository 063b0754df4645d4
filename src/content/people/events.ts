import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const person = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), version: z.int() });
const renamed = person.extend({
  /** Names by which somebody is found in stories since, or no longer. */
  names: z.array(z.string()).default([]),
});
const merge = renamed.extend({
  /** The entry that has turned out to be the same person. */
  mergedId: z.uuid(),
});

export const personEvents = {
  created: defineEvent('person.created', 'A person was added.', renamed, () => ['people']),
  updated: defineEvent(
    'person.updated',
    'A person was changed: a name, an office or anything else.',
    renamed,
    ({ id }) => [id, 'people'],
  ),
  merged: defineEvent(
    'person.merged',
    'Two entries have turned out to be one person: what named one names the other.',
    merge,
    ({ id, mergedId }) => [id, mergedId, 'people', 'articles'],
  ),
  unmerged: defineEvent(
    'person.unmerged',
    'Two entries that were taken for one person are two again.',
    merge,
    ({ id, mergedId }) => [id, mergedId, 'people', 'articles'],
  ),
  deleted: defineEvent('person.deleted', 'A person was deleted.', renamed, ({ id }) => [id, 'people', 'articles']),
};
