import { z } from 'zod';
import { defineEvent, type EventDefinition, publicAppearance, publicRemoval } from '../../platform/events/index.js';
import { TIMETABLE } from '../../platform/plans/index.js';
import { articleStatus, DeskArticle, UPDATE_TYPES } from './schemas.js';

const { scheduledFor, unpublishAt, embargoedUntil } = DeskArticle.shape;

export const exampleArticle = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  slug: 'two-presidents-meet-in-hamburg',
  status: 'draft',
  version: 3,
  revision: 2,
} as const;

const contents = 'The id, slug and status of the article';
export const articlePayload = z
  .object({
    id: z.uuid(),
    slug: z.string().meta({
      description:
        'The slug in the draft copy. Webhooks without the scope `content:read` receive the slug, version and revision of the last publication.',
    }),
    status: articleStatus,
    version: z.int().meta({ description: 'The version of the article. It rises with each change.' }),
    revision: z.int().meta({ description: 'The number of the newest revision.' }),
  })
  .meta({ id: 'ArticleEventData', description: `${contents}.`, examples: [exampleArticle] });

const publication = articlePayload
  .extend({
    updateType: z.enum(UPDATE_TYPES).optional().meta({
      description:
        'Whether the update is major or minor. Missing if the article was published by its schedule or by an import.',
    }),
  })
  .meta({
    id: 'ArticlePublishedEventData',
    description: `${contents}, and whether the update is major or minor.`,
    examples: [{ ...exampleArticle, status: 'published', updateType: 'major' }],
  });

const schedule = articlePayload
  .extend({
    scheduledFor,
    // Events of before 0.2 do not name the revision.
    scheduledRevision: z.int().nullable().optional().meta({
      description:
        'The number of the revision that will be published. Null if no publication is planned. Missing in events from server versions before 0.2.',
    }),
    unpublishAt,
  })
  .meta({
    id: 'ArticleScheduledEventData',
    description: `${contents}, and its planned changes.`,
    examples: [
      {
        ...exampleArticle,
        status: 'scheduled',
        scheduledFor: '2017-07-08T04:00:00.000Z',
        scheduledRevision: 2,
        unpublishAt: null,
      },
    ],
  });

const embargo = articlePayload.extend({ embargoedUntil }).meta({
  id: 'ArticleEmbargoedEventData',
  description: `${contents}, and its embargo.`,
  examples: [{ ...exampleArticle, embargoedUntil: '2017-07-08T04:00:00.000Z' }],
});

const kill = articlePayload.extend({ reason: z.string().meta({ description: 'The reason that readers see.' }) }).meta({
  id: 'ArticleKilledEventData',
  description: `${contents}, and the reason that readers see.`,
  examples: [{ ...exampleArticle, status: 'killed', reason: 'The report could not be confirmed.' }],
});

type ArticlePayload = z.infer<typeof articlePayload>;
const noTags = () => [];
/** The article itself, and the lists that it joins or leaves. */
const invalidatedTags = ({ id }: ArticlePayload) => [id, 'articles'];
const removal = {
  stale: invalidatedTags,
  news: ({ id }: ArticlePayload) => publicRemoval('article', id),
  publicIf: 'the article has been published',
};

/** Invalidates responses that were cached before the plan changed: they promise to stay fresh for too long. */
const timetableTags = (payload: ArticlePayload) => [...invalidatedTags(payload), TIMETABLE];

/** The type of most article events. */
export type ArticleEvent = EventDefinition<string, typeof articlePayload>;

export const articleEvents = {
  created: defineEvent({
    type: 'article.created',
    summary: 'An article was created',
    description: 'Sent when an article is created.',
    payload: articlePayload,
    example: { version: 1, revision: 1 },
    stale: noTags,
  }),
  updated: defineEvent({
    type: 'article.updated',
    summary: 'A draft copy was changed',
    description: 'Sent when the draft copy of an article is changed.',
    payload: articlePayload,
    stale: noTags,
  }),
  published: defineEvent({
    type: 'article.published',
    summary: 'An article was published',
    description: 'Sent when a draft copy is published, for the first time or again.',
    payload: publication,
    stale: invalidatedTags,
    news: (payload) => publicAppearance('article', payload),
  }),
  unpublished: defineEvent({
    type: 'article.unpublished',
    summary: 'An article was unpublished',
    description: 'Sent when an article is unpublished, by an editor or as planned.',
    payload: articlePayload,
    example: { status: 'unpublished' },
    ...removal,
  }),
  trashed: defineEvent({
    type: 'article.trashed',
    summary: 'An article was moved to the trash',
    description: 'Sent when an article is moved to the trash, whether it was published or not.',
    payload: articlePayload,
    example: { status: 'trashed' },
    ...removal,
  }),
  scheduled: defineEvent({
    type: 'article.scheduled',
    summary: 'The publishing or unpublishing of an article was planned',
    description: 'Sent when the publishing or unpublishing of an article is planned, or when its planned time changes.',
    payload: schedule,
    stale: timetableTags,
  }),
  unscheduled: defineEvent({
    type: 'article.unscheduled',
    summary: 'The planned changes of an article were cancelled',
    description: 'Sent when the planned changes of an article, its publishing or unpublishing, are cancelled.',
    payload: articlePayload,
    stale: timetableTags,
  }),
  embargoed: defineEvent({
    type: 'article.embargoed',
    summary: 'The embargo of an article was changed',
    description: 'Sent when the embargo of an article is set, changed or lifted.',
    payload: embargo,
    stale: noTags,
  }),
  killed: defineEvent({
    type: 'article.killed',
    summary: 'An article was killed',
    description: 'Sent when an article is killed, or when the reason or note of a killed article changes.',
    payload: kill,
    ...removal,
  }),
  unkilled: defineEvent({
    type: 'article.unkilled',
    summary: 'An article was unkilled',
    description: 'Sent when an article is unkilled. This makes the article editable again, but does not publish it.',
    payload: articlePayload,
    example: { status: 'unpublished' },
    stale: invalidatedTags,
  }),
  restored: defineEvent({
    type: 'article.restored',
    summary: 'An article was restored from the trash',
    description: 'Sent when an article is restored from the trash.',
    payload: articlePayload,
    stale: noTags,
  }),
  purged: defineEvent({
    type: 'article.purged',
    summary: 'An article was deleted permanently',
    description: 'Sent when an article is deleted permanently, with its revisions and comments.',
    payload: articlePayload,
    example: { status: 'trashed' },
    ...removal,
  }),
};
