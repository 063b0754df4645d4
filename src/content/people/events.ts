import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const person = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), version: z.int() });

export const personEvents = {
  created: defineEvent('person.created', 'A person was added.', person, () => ['people']),
  updated: defineEvent(
    'person.updated',
    'A person was changed: a name, an office or anything else.',
    person,
    ({ id }) => [id, 'people'],
  ),
  deleted: defineEvent('person.deleted', 'A person was deleted.', person, ({ id }) => [id, 'people', 'articles']),
};
