import { z } from 'zod';
import { appears, defineEvent, leaves } from '../../platform/events/index.js';

const list = z.object({ id: z.uuid(), slug: z.string(), version: z.int(), published: z.boolean() });

type Told = z.infer<typeof list>;
const shown = ({ id }: Told) => [id, 'lists'];
const inPublic = { news: (told: Told) => (told.published ? appears('list', told) : leaves('list', told.id)) };

export const listEvents = {
  created: defineEvent('list.created', 'A list was made.', list, shown, inPublic),
  changed: defineEvent('list.changed', 'A list was changed, or what is pinned in it.', list, shown, inPublic),
  deleted: defineEvent('list.deleted', 'A list was deleted.', list, shown, {
    news: ({ id }) => leaves('list', id),
  }),
};
