import { z } from 'zod';
import { appears, defineEvent, type EventDefinition, leaves } from '../../platform/events/index.js';
import { STATUSES, UPDATE_TYPES } from './schemas.js';

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

/** Names what is planned, for those who have to know how long public answers hold. */
export const TIMETABLE = 'timetable';

/** Answers that were made before something was planned say that they hold for longer. */
const planned = (told: Told) => [...story(told), TIMETABLE];

const time = z.iso.datetime().nullable();

/** What is told of most changes. */
export type ArticleEvent = EventDefinition<string, typeof article>;

export const articleEvents = {
  created: defineEvent('article.created', 'An article was begun.', article, nothing),
  updated: defineEvent('article.updated', 'The working copy of an article was changed.', article, nothing),
  published: defineEvent(
    'article.published',
    'An article was published, or published again with its changes; as a minor one, when those are not worth telling readers of.',
    article.extend({ updateType: z.enum(UPDATE_TYPES).optional() }),
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
  scheduled: defineEvent(
    'article.scheduled',
    'It was planned when an article is published, and as which revision, or when it is unpublished.',
    // Events of before 0.2 do not name the revision.
    article.extend({ scheduledFor: time, scheduledRevision: z.int().nullable().optional(), unpublishAt: time }),
    planned,
  ),
  unscheduled: defineEvent('article.unscheduled', 'Nothing is planned for an article any more.', article, planned),
  embargoed: defineEvent(
    'article.embargoed',
    'An article was put under embargo, or its embargo moved or lifted.',
    article.extend({ embargoedUntil: time }),
    nothing,
  ),
  killed: defineEvent(
    'article.killed',
    'An article was killed: it is off the newsstand, and readers who knew it are told the reason.',
    article.extend({ reason: z.string() }),
    story,
    offNewsstand,
  ),
  unkilled: defineEvent(
    'article.unkilled',
    'A killed article came back to the desk; it is not published by that.',
    article,
    story,
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
