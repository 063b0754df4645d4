import { z } from 'zod';
import { defineEvent, type EventDefinition, publicAppearance, publicRemoval } from '../../platform/events/index.js';
import { STATUSES, UPDATE_TYPES } from './schemas.js';

const article = z.object({
  id: z.uuid(),
  slug: z.string(),
  status: z.enum(STATUSES),
  version: z.int(),
  revision: z.int(),
});

type ArticlePayload = z.infer<typeof article>;
const noTags = () => [];
/** The article itself, and the lists that it joins or leaves. */
const invalidatedTags = ({ id }: ArticlePayload) => [id, 'articles'];
const publishedNews = { news: (payload: ArticlePayload) => publicAppearance('article', payload) };
const removedNews = { news: ({ id }: ArticlePayload) => publicRemoval('article', id) };

/** The tag of planned changes. The response cache uses it to limit how long responses stay fresh. */
export const TIMETABLE = 'timetable';

/** Invalidates responses that were cached before the plan changed: they promise to stay fresh for too long. */
const timetableTags = (payload: ArticlePayload) => [...invalidatedTags(payload), TIMETABLE];

const time = z.iso.datetime().nullable();

/** The type of most article events. */
export type ArticleEvent = EventDefinition<string, typeof article>;

export const articleEvents = {
  created: defineEvent('article.created', 'An article was created as a draft.', article, noTags),
  updated: defineEvent('article.updated', 'The draft copy of an article was changed.', article, noTags),
  published: defineEvent(
    'article.published',
    'An article was published, or published again with changes. A minor change does not move its public `updatedAt`.',
    article.extend({ updateType: z.enum(UPDATE_TYPES).optional() }),
    invalidatedTags,
    publishedNews,
  ),
  unpublished: defineEvent(
    'article.unpublished',
    'An article was unpublished. Readers can no longer see it.',
    article,
    invalidatedTags,
    removedNews,
  ),
  trashed: defineEvent(
    'article.trashed',
    'An article was moved to the trash. If it was published, readers can no longer see it.',
    article,
    invalidatedTags,
    removedNews,
  ),
  scheduled: defineEvent(
    'article.scheduled',
    'A time was set at which a revision of an article is published, or at which the article is unpublished.',
    // Events from before 0.2 do not name the revision.
    article.extend({ scheduledFor: time, scheduledRevision: z.int().nullable().optional(), unpublishAt: time }),
    timetableTags,
  ),
  unscheduled: defineEvent(
    'article.unscheduled',
    'The planned publication or unpublication of an article was cancelled.',
    article,
    timetableTags,
  ),
  embargoed: defineEvent(
    'article.embargoed',
    'The embargo of an article was set, moved or lifted.',
    article.extend({ embargoedUntil: time }),
    noTags,
  ),
  killed: defineEvent(
    'article.killed',
    'An article was killed. If readers have seen it, its address now answers 410 with the reason.',
    article.extend({ reason: z.string() }),
    invalidatedTags,
    removedNews,
  ),
  unkilled: defineEvent(
    'article.unkilled',
    'A killed article was brought back. It stays unpublished until somebody publishes it.',
    article,
    invalidatedTags,
  ),
  restored: defineEvent('article.restored', 'An article was restored from the trash.', article, noTags),
  purged: defineEvent(
    'article.purged',
    'An article was deleted permanently, with its revisions and comments.',
    article,
    invalidatedTags,
    removedNews,
  ),
};
