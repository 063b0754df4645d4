import { z } from 'zod';
import { isWellFormed } from '../../lib/wellformed.js';
import {
  commaList,
  dateTime,
  idList,
  instant,
  pageOf,
  pageParameters,
  patchOf,
  reference,
  text,
  webUrl,
} from '../../platform/http/index.js';

const TYPES = [
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
export const STATUSES = ['draft', 'published', 'unpublished', 'trashed'] as const;
const SOURCE_RELATIONS = ['cited', 'original', 'syndicated'] as const;
const FORMATS = ['html', 'markdown', 'text'] as const;

const relation = z.enum(RELATIONS);
const ref = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  europe: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5',
  author: '0197f3c0-8111-7000-8000-3e1f6f2a4b55',
};

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
  version: z.int(),
};

const deskShape = {
  status: z.enum(STATUSES),
  externalIds: z.array(z.object({ source: z.string(), id: z.string() })),
  hasUnpublishedChanges: z.boolean().meta({ description: 'The desk has changes that the public does not see.' }),
  revision: z.int().meta({ description: 'Number of the newest snapshot in the archive.' }),
};

const includedShape = {
  people: wholeShape.people.optional().meta({ description: 'Only with include=people.' }),
  related: wholeShape.related.optional().meta({ description: 'Only with include=related.' }),
  body: z.string().optional().meta({ description: 'Only with include=body, in HTML.' }),
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
  people: [{ ...exampleCard.authors[0], relation: 'author', titleAsPrinted: null }],
  sources: [{ name: 'Reuters', url: 'https://www.reuters.com/', relation: 'cited' }],
  related: [],
  dateline: 'HAMBURG',
  seo: null,
  comments: { open: true, count: 12 },
  version: 3,
};
const exampleDesk = { status: 'published', externalIds: [], hasUnpublishedChanges: false, revision: 2 };

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

export const DeskArticle = z.object({ ...cardShape, ...wholeShape, ...deskShape }).meta({
  id: 'DeskArticle',
  description: 'A story as it stands on the desk: the working copy and its state.',
  examples: [{ ...exampleWhole, ...exampleDesk }],
});

// The desk's shape comes first: the other one would fit it too, and drop what the desk adds.
export const AnyArticle = z.union([DeskArticle, Article]);

const ArticleList = pageOf(ArticleCard, 'ArticleList');
const DeskArticleList = pageOf(DeskArticleCard, 'DeskArticleList');
export const AnyArticleList = z.union([DeskArticleList, ArticleList]);

const tag = text(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._&'+#-]*$/u, 'starts with a letter or digit and holds no comma or bar')
  .transform((value) => value.normalize('NFC').toLowerCase());

const lang = z
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

export const ArticlePatch = patchOf(ArticleInput, 'ArticlePatch');

const includes = commaList(['section', 'people', 'related', 'body']);
const view = z
  .enum(['public', 'desk'])
  .default('public')
  .meta({ description: '`desk` shows working copies and drafts, and needs a token with the scope content:read.' });
const bodyFormat = z.enum(FORMATS).default('html').meta({ description: 'How `body` is given.' });

const listFilters = {
  section: reference()
    .optional()
    .meta({ description: 'In this section or one below it, by id or slug.', examples: ['world'] }),
  tag: text(500)
    .optional()
    .meta({ description: 'Tags: `a,b` has both, `a|b` has either, `-a` has not.', examples: ['g20,-opinion'] }),
  person: reference()
    .optional()
    .meta({ description: 'Who is named in it, in any relation, by id or slug.', examples: ['angela-merkel'] }),
  author: reference().optional().meta({ description: 'Who wrote it, by id or slug.' }),
  lang: lang.optional().meta({ description: 'BCP 47 language tag, matched exactly.', examples: ['en'] }),
  type: z.enum(TYPES).optional().meta({ description: 'The kind of article.' }),
  ids: idList().optional().meta({ description: 'Those with these ids, separated by commas, 100 at most.' }),
  'publishedAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Published at this time or later.', examples: ['2017-07-07T00:00:00Z'] }),
  'publishedAt[lt]': dateTime().optional().meta({ description: 'Published before this time.' }),
  'updatedAt[gte]': dateTime().optional().meta({ description: 'Changed at this time or later.' }),
  'updatedAt[lt]': dateTime().optional().meta({ description: 'Changed before this time.' }),
  q: text(500)
    .optional()
    .meta({
      description:
        'Full text, as in a web search: words, "phrases", or, -not; stemmed by the language of each story, best first unless sorted otherwise.',
      examples: ['summit hamburg'],
    }),
};

const SORTS = [
  'publishedAt',
  '-publishedAt',
  'firstPublishedAt',
  '-firstPublishedAt',
  'updatedAt',
  '-updatedAt',
  'createdAt',
  '-createdAt',
  '-relevance',
] as const;

const fieldNames = [...new Set([...Object.keys(DeskArticleCard.shape), ...Object.keys(DeskArticle.shape)])] as [
  string,
  ...string[],
];
const fields = commaList(fieldNames)
  .optional()
  .meta({ description: 'Only these properties.', examples: ['id,slug,headline'] });

export const ArticleListQuery = z.strictObject({
  ...pageParameters,
  ...listFilters,
  view,
  status: commaList(STATUSES).optional().meta({
    description: 'Only with view=desk: those in one of these states. The trash is left out unless it is named.',
  }),
  sort: z.enum(SORTS).optional().meta({
    description:
      'The order; a leading "-" is descending. The newest publication first when left out, on the desk the newest change, with q the best match.',
  }),
  include: includes.optional().meta({ description: 'What is added to each item.', examples: ['people'] }),
  fields,
});

export const PersonArticlesQuery = ArticleListQuery.omit({ person: true, author: true }).extend({
  relation: relation.optional().meta({ description: 'Only where the person has this relation to the story.' }),
});

export const ArticleQuery = z.strictObject({
  view,
  bodyFormat,
  include: includes.optional().meta({ description: 'What is added; people, related and body are there already.' }),
  fields,
});

export const DeleteArticleQuery = z.strictObject({
  purge: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'True deletes it for good, with its archive and comments; needs the scope admin.' }),
});

export const ArticleRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the article.', examples: ['two-presidents-meet-in-hamburg'] }),
});
export const PersonRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the person.', examples: ['angela-merkel'] }),
});

export type Article = z.infer<typeof Article>;
export type ArticleCard = z.infer<typeof ArticleCard>;
export type DeskArticle = z.infer<typeof DeskArticle>;
export type DeskArticleCard = z.infer<typeof DeskArticleCard>;
export type ArticleInput = z.infer<typeof ArticleInput>;
export type ArticleListQuery = z.infer<typeof ArticleListQuery>;
export type ArticleQuery = z.infer<typeof ArticleQuery>;
export type Relation = z.infer<typeof relation>;
export type Status = (typeof STATUSES)[number];
