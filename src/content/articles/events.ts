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
/** The story itself, and the lists that it joins or leaves. */
const invalidatedTags = ({ id }: ArticlePayload) => [id, 'articles'];
const publishedNews = { news: (payload: ArticlePayload) => publicAppearance('article', payload) };
const removedNews = { news: ({ id }: ArticlePayload) => publicRemoval('article', id) };

/** Names what is planned, for those who have to know how long public answers hold. */
export const TIMETABLE = 'timetable';

/** Answers that were made before something was planned say that they hold for longer. */
const timetableTags = (payload: ArticlePayload) => [...invalidatedTags(payload), TIMETABLE];

const time = z.iso.datetime().nullable();

/** What is told of most changes. */
export type ArticleEvent = EventDefinition<string, typeof article>;

export const articleEvents = {
  created: defineEvent('article.created', 'An article was begun.', article, noTags),
  updated: defineEvent('article.updated', 'The working copy of an article was changed.', article, noTags),
  published: defineEvent(
    'article.published',
    'An article was published, or published again with its changes; as a minor one, when those are not worth telling readers of.',
    article.extend({ updateType: z.enum(UPDATE_TYPES).optional() }),
    invalidatedTags,
    publishedNews,
  ),
  unpublished: defineEvent(
    'article.unpublished',
    'An article was taken off the newsstand.',
    article,
    invalidatedTags,
    removedNews,
  ),
  trashed: defineEvent(
    'article.trashed',
    'An article was put in the trash, and off the newsstand if it was there.',
    article,
    invalidatedTags,
    removedNews,
  ),
  scheduled: defineEvent(
    'article.scheduled',
    'It was planned when an article is published, and as which revision, or when it is unpublished.',
    // Events of before 0.2 do not name the revision.
    article.extend({ scheduledFor: time, scheduledRevision: z.int().nullable().optional(), unpublishAt: time }),
    timetableTags,
  ),
  unscheduled: defineEvent(
    'article.unscheduled',
    'Nothing is planned for an article any more.',
    article,
    timetableTags,
  ),
  embargoed: defineEvent(
    'article.embargoed',
    'An article was put under embargo, or its embargo moved or lifted.',
    article.extend({ embargoedUntil: time }),
    noTags,
  ),
  killed: defineEvent(
    'article.killed',
    'An article was killed: it is off the newsstand, and readers who knew it are told the reason.',
    article.extend({ reason: z.string() }),
    invalidatedTags,
    removedNews,
  ),
  unkilled: defineEvent(
    'article.unkilled',
    'A killed article came back to the desk; it is not published by that.',
    article,
    invalidatedTags,
  ),
  restored: defineEvent('article.restored', 'An article was taken out of the trash.', article, noTags),
  purged: defineEvent(
    'article.purged',
    'An article was deleted for good, with its archive and comments.',
    article,
    invalidatedTags,
    removedNews,
  ),
};
