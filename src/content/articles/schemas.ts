import { z } from 'zod';
import { isWellFormed } from '../../lib/wellformed.js';
import { instant, pageOf, patchOf, reference, text, webUrl } from '../../platform/http/index.js';
import { ArticleCorrection } from '../corrections/index.js';
import { unchanged } from '../external-ids/index.js';
import { HeldLock } from '../locks/index.js';
import { DeskMention, Mention } from '../mentions/index.js';

export const TYPES = [
  'article',
  'analysis',
  'opinion',
  'editorial',
  'interview',
  'feature',
  'review',
  'briefing',
  'live',
  'obituary',
] as const;
const RELATIONS = ['author', 'subject', 'mentioned', 'quoted', 'pictured'] as const;
export const STATUSES = ['draft', 'scheduled', 'published', 'unpublished', 'killed', 'trashed'] as const;
export const UPDATE_TYPES = ['major', 'minor'] as const;
const SOURCE_RELATIONS = ['cited', 'original', 'syndicated'] as const;
export const FORMATS = ['html', 'markdown', 'text'] as const;

export const relation = z.enum(RELATIONS);
const ref = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  europe: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5',
  author: '0197f3c0-8111-7000-8000-3e1f6f2a4b55',
};

const HeldRole = z.object({ title: z.string(), organisation: z.string().nullable() });
const LeadImage = z.object({
  url: z.string(),
  alt: z.string(),
  caption: z.string().nullable(),
  credit: z.string().nullable(),
});
const Source = z.object({ name: z.string(), url: z.string().nullable(), relation: z.enum(SOURCE_RELATIONS) });
const Seo = z.object({
  title: z.string().nullable(),
  description: z.string().nullable(),
  canonicalUrl: z.string().nullable(),
});
const NamedPerson = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  relation,
  titleAsPrinted: z.string().nullable().meta({ description: 'The office as the story prints it.' }),
  role: HeldRole.nullable().meta({
    description: 'The office held on the day of the story, as the directory knew it when the story was published.',
  }),
});
const RelatedArticle = z.object({ id: z.uuid(), slug: z.string(), headline: z.string() });

const cardShape = {
  id: z.uuid(),
  slug: z.string(),
  type: z.enum(TYPES),
  headline: z.string(),
  standfirst: z.string().nullable(),
  lang: z.string().meta({ description: 'BCP 47 language tag.' }),
  section: z
    .object({
      id: z.uuid(),
      slug: z.string(),
      name: z.string(),
      path: z.string(),
      description: z.string().nullable().optional().meta({ description: 'Only with include=section.' }),
      parentId: z.uuid().nullable().optional().meta({ description: 'Only with include=section.' }),
    })
    .nullable(),
  authors: z.array(z.object({ id: z.uuid(), slug: z.string(), name: z.string() })),
  tags: z.array(z.string()),
  leadImage: LeadImage.nullable(),
  publishedAt: instant().nullable().meta({ description: 'Null only on the desk, before it is first published.' }),
  firstPublishedAt: instant().nullable(),
  updatedAt: instant(),
  commentCount: z.int().min(0).meta({ description: 'Approved comments.' }),
};

const wholeShape = {
  body: z.string(),
  bodyFormat: z.enum(FORMATS),
  people: z.array(NamedPerson),
  sources: z.array(Source),
  related: z.array(RelatedArticle),
  dateline: z.string().nullable(),
  seo: Seo.nullable(),
  comments: z.object({ open: z.boolean(), count: z.int().min(0) }),
  corrections: z.array(ArticleCorrection).meta({ description: 'What readers were told of it, the latest first.' }),
  version: z.int(),
  mentions: z.array(Mention).optional().meta({ description: 'Only with include=mentions: who is named, and where.' }),
};

const deskShape = {
  mentions: z
    .array(DeskMention)
    .optional()
    .meta({ description: 'Only with include=mentions: who is named in the working copy, or may be.' }),
  status: z.enum(STATUSES),
  scheduledFor: instant().nullable().meta({ description: 'When `scheduledRevision` is published by itself.' }),
  scheduledRevision: z.int().nullable().meta({
    description:
      'Number of the revision that is published at that time. When `revision` is higher, somebody has edited the article since: those edits stay drafts until the article is scheduled or published again.',
  }),
  unpublishAt: instant().nullable().meta({ description: 'When it leaves the newsstand by itself.' }),
  embargoedUntil: instant().nullable().meta({ description: 'Nothing makes it public before this.' }),
  publicUpdatedAt: instant().nullable().meta({
    description: 'When it was changed, as the public is told: minor changes do not move it. Null off the newsstand.',
  }),
  killed: z
    .object({ at: instant(), reason: z.string(), note: z.string().nullable() })
    .nullable()
    .meta({ description: 'When and why it was killed; the reason is for readers, the note for the desk.' }),
  externalIds: z.array(z.object({ source: z.string(), id: z.string() })),
  hasUnpublishedChanges: z.boolean().meta({ description: 'The desk has changes that the public does not see.' }),
  revision: z.int().meta({ description: 'Number of the newest snapshot in the archive.' }),
};

const includedShape = {
  people: wholeShape.people.optional().meta({ description: 'Only with include=people.' }),
  related: wholeShape.related.optional().meta({ description: 'Only with include=related.' }),
  body: z.string().optional().meta({ description: 'Only with include=body, in HTML.' }),
  mentions: wholeShape.mentions,
  corrections: wholeShape.corrections.optional().meta({ description: 'Only with include=corrections.' }),
  highlight: z
    .object({ headline: z.string(), text: z.string() })
    .optional()
    .meta({ description: 'Only with q: HTML in which <mark> holds the words found.' }),
};

const exampleCard = {
  id: ref.id,
  slug: 'two-presidents-meet-in-hamburg',
  type: 'article',
  headline: 'Two presidents meet in Hamburg',
  standfirst: 'Their first meeting ran to more than two hours.',
  lang: 'en',
  section: { id: ref.europe, slug: 'europe', name: 'Europe', path: 'world/europe' },
  authors: [{ id: ref.author, slug: 'marta-lindqvist', name: 'Marta Lindqvist' }],
  tags: ['g20', 'diplomacy'],
  leadImage: null,
  publishedAt: '2017-07-07T18:00:00.000Z',
  firstPublishedAt: '2017-07-07T18:00:00.000Z',
  updatedAt: '2017-07-07T19:30:00.000Z',
  commentCount: 12,
};
const exampleWhole = {
  ...exampleCard,
  body: '<p>The two met for the first time.</p>',
  bodyFormat: 'html',
  people: [{ ...exampleCard.authors[0], relation: 'author', titleAsPrinted: null, role: null }],
  sources: [{ name: 'Reuters', url: 'https://www.reuters.com/', relation: 'cited' }],
  related: [],
  dateline: 'HAMBURG',
  seo: null,
  comments: { open: true, count: 12 },
  corrections: [],
  version: 3,
};
const exampleDesk = {
  status: 'published',
  scheduledFor: null,
  scheduledRevision: null,
  unpublishAt: '2017-07-31T22:00:00.000Z',
  embargoedUntil: null,
  publicUpdatedAt: '2017-07-07T19:30:00.000Z',
  killed: null,
  externalIds: [],
  hasUnpublishedChanges: false,
  revision: 2,
};

export const ArticleCard = z
  .object({ ...cardShape, ...includedShape })
  .meta({ id: 'ArticleCard', description: 'A published story in a list, without its body.', examples: [exampleCard] });

export const Article = z
  .object({ ...cardShape, ...wholeShape })
  .meta({ id: 'Article', description: 'A published story, as the public sees it.', examples: [exampleWhole] });

export const DeskArticleCard = z
  .object({ ...cardShape, ...includedShape, ...deskShape, version: wholeShape.version })
  .meta({
    id: 'DeskArticleCard',
    description: 'A story on the desk, in a list.',
    examples: [{ ...exampleCard, ...exampleDesk, version: 3 }],
  });

const lock = HeldLock.nullable().meta({
  description: 'Who works on it just now, as far as they say so: whoever saves meanwhile should talk to them.',
});

export const DeskArticle = z.object({ ...cardShape, ...wholeShape, ...deskShape, lock }).meta({
  id: 'DeskArticle',
  description: 'A story as it stands on the desk: the working copy and its state.',
  examples: [{ ...exampleWhole, ...exampleDesk, lock: null }],
});

// The desk's shape comes first: the other one would fit it too, and drop what the desk adds.
export const AnyArticle = z.union([DeskArticle, Article]);

const ArticleList = pageOf(ArticleCard, 'ArticleList');
const DeskArticleList = pageOf(DeskArticleCard, 'DeskArticleList');
export const AnyArticleList = z.union([DeskArticleList, ArticleList]);

const tag = text(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._&'+#-]*$/u, 'starts with a letter or digit and holds no comma or bar')
  .transform((value) => value.normalize('NFC').toLowerCase());

export const lang = z
  .string()
  .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/, 'is a BCP 47 language tag such as en or de-AT');

export const ArticleInput = z
  .strictObject({
    headline: text(500),
    standfirst: text(2_000, 0).nullable().optional(),
    slug: reference().optional().meta({ description: 'Made from the headline when left out.' }),
    type: z.enum(TYPES).optional(),
    body: z
      .string()
      .max(1_000_000)
      .refine(isWellFormed, 'has a NUL, a control character or half a surrogate pair')
      .optional(),
    bodyFormat: z
      .enum(['html', 'markdown'])
      .optional()
      .meta({ description: 'What `body` is written in; html when left out. HTML is sanitised.' }),
    section: reference().nullable().optional().meta({ description: 'By id or slug.' }),
    tags: z.array(tag).max(50).optional(),
    lang: lang.optional(),
    dateline: text(200, 0).nullable().optional(),
    people: z
      .array(z.strictObject({ person: reference(), relation, titleAsPrinted: text(200, 0).nullable().optional() }))
      .max(200)
      .optional()
      .meta({ description: 'Who wrote it and who is named in it, by id or slug, in the order of the page.' }),
    sources: z
      .array(
        z.strictObject({
          name: text(200),
          url: webUrl().nullable().optional(),
          relation: z.enum(SOURCE_RELATIONS).optional(),
        }),
      )
      .max(100)
      .optional(),
    related: z.array(reference()).max(50).optional().meta({ description: 'Other articles, by id or slug.' }),
    leadImage: z
      .strictObject({
        url: webUrl(),
        alt: text(500, 0),
        caption: text(2_000, 0).nullable().optional(),
        credit: text(500, 0).nullable().optional(),
      })
      .nullable()
      .optional(),
    seo: z
      .strictObject({
        title: text(200, 0).nullable().optional(),
        description: text(500, 0).nullable().optional(),
        canonicalUrl: webUrl().nullable().optional(),
      })
      .nullable()
      .optional(),
    externalIds: z
      .array(z.strictObject({ source: text(100), id: text(500) }))
      .max(20)
      .optional()
      .meta({ description: 'What other systems call it.' }),
    commentsOpen: z.boolean().optional().meta({ description: 'Whether readers may comment; true when left out.' }),
    revisionNote: text(500, 0).nullable().optional().meta({
      description:
        'Said of this save in the list of revisions; no part of the article. A save that changes nothing drops it.',
    }),
  })
  .meta({
    id: 'ArticleWrite',
    description: 'What is written of an article.',
    examples: [
      {
        headline: 'Two presidents meet in Hamburg',
        section: 'europe',
        bodyFormat: 'markdown',
        body: 'The two met for the **first** time.',
        tags: ['g20'],
        people: [{ person: 'marta-lindqvist', relation: 'author' }],
      },
    ],
  });

export const ExternalArticleInput = ArticleInput.extend({
  publishedAt: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({
      description:
        'When it was published, for a story that comes from elsewhere: it is published as of then. Not in the future: schedule it for then. Needs the scope import.',
      examples: ['2017-07-07T18:00:00Z'],
    }),
}).meta({
  id: 'ExternalArticleWrite',
  description: 'What is written of an article that another system knows.',
  examples: [{ headline: 'Two presidents meet in Hamburg', publishedAt: '2017-07-07T18:00:00Z' }],
});

export const ExternalArticle = DeskArticle.extend({
  unchanged,
}).meta({
  id: 'ExternalArticle',
  description: 'A story as it stands on the desk, and whether what was sent has changed it.',
  examples: [{ ...exampleWhole, ...exampleDesk, lock: null, unchanged: true }],
});

export const ArticlePatch = patchOf(ArticleInput, 'ArticlePatch');

export type Article = z.infer<typeof Article>;
export type DeskArticle = z.infer<typeof DeskArticle>;
export type DeskArticleCard = z.infer<typeof DeskArticleCard>;
export type ExternalArticleInput = z.infer<typeof ExternalArticleInput>;
export type ArticleInput = z.infer<typeof ArticleInput>;
export type Relation = z.infer<typeof relation>;
export type Status = (typeof STATUSES)[number];
export type UpdateType = (typeof UPDATE_TYPES)[number];
