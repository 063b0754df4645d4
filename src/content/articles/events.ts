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
  created: defineEvent('article.created', 'Sent when an article is created.', article, noTags),
  updated: defineEvent('article.updated', 'Sent when the draft copy of an article is changed.', article, noTags),
  published: defineEvent(
    'article.published',
    'Sent when a draft copy is published for the first time or again; `updateType` tells minor changes from major ones.',
    article.extend({ updateType: z.enum(UPDATE_TYPES).optional() }),
    invalidatedTags,
    publishedNews,
  ),
  unpublished: defineEvent(
    'article.unpublished',
    'Sent when an article is unpublished, by an editor or as planned.',
    article,
    invalidatedTags,
    removedNews,
  ),
  trashed: defineEvent(
    'article.trashed',
    'Sent when an article is moved to the trash, whether it was published or not.',
    article,
    invalidatedTags,
    removedNews,
  ),
  scheduled: defineEvent(
    'article.scheduled',
    'Sent when the publication or the unpublishing of an article is planned or moved to another time.',
    // Events of before 0.2 do not name the revision.
    article.extend({ scheduledFor: time, scheduledRevision: z.int().nullable().optional(), unpublishAt: time }),
    timetableTags,
  ),
  unscheduled: defineEvent(
    'article.unscheduled',
    'Sent when planned changes of the state of an article are cancelled.',
    article,
    timetableTags,
  ),
  embargoed: defineEvent(
    'article.embargoed',
    'Sent when the embargo of an article is set, changed or lifted.',
    article.extend({ embargoedUntil: time }),
    noTags,
  ),
  killed: defineEvent(
    'article.killed',
    'Sent when an article is killed or the reason or note of a killed article changes.',
    article.extend({ reason: z.string() }),
    invalidatedTags,
    removedNews,
  ),
  unkilled: defineEvent(
    'article.unkilled',
    'Sent when a killed article is unkilled. This does not publish it.',
    article,
    invalidatedTags,
  ),
  restored: defineEvent('article.restored', 'Sent when an article is restored from the trash.', article, noTags),
  purged: defineEvent(
    'article.purged',
    'Sent when an article is deleted permanently, with its revisions and comments.',
    article,
    invalidatedTags,
    removedNews,
  ),
};
