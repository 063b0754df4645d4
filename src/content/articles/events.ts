import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { STATUSES } from './schemas.js';

const article = z.object({
  id: z.uuid(),
  slug: z.string(),
  status: z.enum(STATUSES),
  version: z.int(),
  revision: z.int(),
});

export const articleEvents = {
  created: defineEvent('article.created', 'An article was begun.', article),
  updated: defineEvent('article.updated', 'The working copy of an article was changed.', article),
  published: defineEvent(
    'article.published',
    'An article was published, or published again with its changes.',
    article,
  ),
  unpublished: defineEvent('article.unpublished', 'An article was taken off the newsstand.', article),
  trashed: defineEvent(
    'article.trashed',
    'An article was put in the trash, and off the newsstand if it was there.',
    article,
  ),
  restored: defineEvent('article.restored', 'An article was taken out of the trash.', article),
  purged: defineEvent('article.purged', 'An article was deleted for good, with its archive and comments.', article),
};
