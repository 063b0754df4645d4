import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const list = z.object({ id: z.uuid(), slug: z.string(), version: z.int(), published: z.boolean() });

const shown = ({ id }: z.infer<typeof list>) => [id, 'lists'];

export const listEvents = {
  created: defineEvent('list.created', 'A list was made.', list, shown),
  changed: defineEvent('list.changed', 'A list was changed, or what is pinned in it.', list, shown),
  deleted: defineEvent('list.deleted', 'A list was deleted.', list, shown),
};
