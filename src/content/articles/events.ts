import { z } from 'zod';
import { appears, defineEvent, leaves } from '../../platform/events/index.js';
import { STATUSES } from './schemas.js';

const article = z.object({
  id: z.uuid(),
  slug: z.string(),
  status: z.enum(STATUSES),
  version: z.int(),
  revision: z.int(),
});

type Told = z.infer<typeof article>;
const nothing = () => [];
/** The story itself, and the lists that it joins or leaves. */
const story = ({ id }: Told) => [id, 'articles'];
const onNewsstand = { news: (told: Told) => appears('article', told) };
const offNewsstand = { news: ({ id }: Told) => leaves('article', id) };

export const articleEvents = {
  created: defineEvent('article.created', 'An article was begun.', article, nothing),
  updated: defineEvent('article.updated', 'The working copy of an article was changed.', article, nothing),
  published: defineEvent(
    'article.published',
    'An article was published, or published again with its changes.',
    article,
    story,
    onNewsstand,
  ),
  unpublished: defineEvent(
    'article.unpublished',
    'An article was taken off the newsstand.',
    article,
    story,
    offNewsstand,
  ),
  trashed: defineEvent(
    'article.trashed',
    'An article was put in the trash, and off the newsstand if it was there.',
    article,
    story,
    offNewsstand,
  ),
  restored: defineEvent('article.restored', 'An article was taken out of the trash.', article, nothing),
  purged: defineEvent(
    'article.purged',
    'An article was deleted for good, with its archive and comments.',
    article,
    story,
    offNewsstand,
  ),
};
