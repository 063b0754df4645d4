import { z } from 'zod';
import type { Actor } from '../../platform/auth/index.js';
import { commaList, dateTime, id, idList, reference, showsFields, text } from '../../platform/fields/index.js';
import { pageParameters } from '../../platform/paging/index.js';
import { FORMATS, lang, RELATIONS, TYPES } from './field.schemas.js';
import { REVIEW_STATES } from './review/desk.schemas.js';
import { Article, ArticleCard, DeskArticle, DeskArticleCard, STATUSES } from './schemas.js';

const includes = commaList(['section', 'people', 'related', 'body', 'mentions', 'corrections']);
const include = includes.optional().meta({
  description: 'Properties to add to each article. `section` adds `description` and `parentId` to the section.',
  examples: ['people'],
});
const bodyFormat = z.enum(FORMATS).default('html').meta({ description: 'The format of `body`.' });

const listFilters = {
  section: showsFields(
    reference()
      .optional()
      .meta({
        description: 'Only articles in this section or in a section below it. Send the id or slug of the section.',
        examples: ['world'],
      }),
    'articles.section',
  ),
  tag: showsFields(
    text(500)
      .optional()
      .meta({
        description:
          'Only articles with these tags, by their slugs or as they are written. `a,b` requires both tags, `a|b` requires one of them, and `-a` excludes a tag.',
        examples: ['g20,-opinion'],
      }),
    'articles.tags',
  ),
  person: showsFields(
    reference()
      .optional()
      .meta({
        description:
          'Only articles that are connected with this person, by any relation. Send the id or slug of the person.',
        examples: ['angela-merkel'],
      }),
    'articles.people',
  ),
  author: showsFields(
    reference()
      .optional()
      .meta({
        description: 'Only articles by this author. Send the id or slug of the author.',
        examples: ['marta-lindqvist'],
      }),
    'articles.people',
  ),
  lang: showsFields(
    lang.optional().meta({
      description: 'Only articles with exactly this BCP 47 language tag.',
      examples: ['en'],
    }),
    'articles.lang',
  ),
  type: showsFields(z.enum(TYPES).optional().meta({ description: 'Only articles of this type.' }), 'articles.type'),
  ids: idList().optional().meta({
    description: 'Only articles with these ids. Send up to 100 ids, separated by commas.',
  }),
  'publishedAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Only articles published at or after this time.', examples: ['2017-07-07T00:00:00Z'] }),
  'publishedAt[lt]': dateTime().optional().meta({ description: 'Only articles published before this time.' }),
  'updatedAt[gte]': dateTime().optional().meta({ description: 'Only articles last changed at or after this time.' }),
  'updatedAt[lt]': dateTime().optional().meta({ description: 'Only articles last changed before this time.' }),
  q: showsFields(
    text(500)
      .optional()
      .meta({
        description:
          'A full-text search with the syntax of web search engines: words, "phrases", `or`, and `-` before words to exclude. A word also matches its other grammatical forms in the language of the article. Accents do not matter, and other spellings are found, too: `covid19` and `covid-19`, `mueller` and `müller`, `U.S.` and `US`, `obrien` and `O’Brien`.',
        examples: ['summit hamburg'],
      }),
    'articles.standfirst',
    'articles.body',
  ),
};

const PUBLIC_SORTS = [
  'publishedAt',
  '-publishedAt',
  'firstPublishedAt',
  '-firstPublishedAt',
  'updatedAt',
  '-updatedAt',
  '-relevance',
] as const;
const DESK_SORTS = [
  'updatedAt',
  '-updatedAt',
  'createdAt',
  '-createdAt',
  'scheduledFor',
  '-scheduledFor',
  '-relevance',
] as const;

const fieldsOf = (shape: object) =>
  commaList(Object.keys(shape) as [string, ...string[]])
    .optional()
    .meta({
      description:
        'The properties to return, among those that the response has without this parameter. Name a property that `include` adds in both parameters.',
      examples: ['id,slug,headline'],
    });

export const ArticleListQuery = z.strictObject({
  ...pageParameters,
  ...listFilters,
  sort: z.enum(PUBLIC_SORTS).optional().meta({
    description:
      'The order of the list. A leading "-" sorts in descending order. The default is `-publishedAt`, or `-relevance` with `q`.',
  }),
  include,
  fields: fieldsOf(ArticleCard.shape),
});

export const DeskArticleListQuery = z.strictObject({
  ...pageParameters,
  ...listFilters,
  status: commaList(STATUSES).optional().meta({
    description: 'Only articles in one of these states. The default is all states except `trashed`.',
  }),
  review: commaList(REVIEW_STATES).optional().meta({
    description:
      'Only articles whose review is in one of these states. Unlike `status`, this also finds published articles whose unpublished changes are in review.',
  }),
  assignee: z
    .union([z.literal('me'), id()], 'must be `me` or the id of a user')
    .optional()
    .meta({
      description: 'Only articles that are assigned to this user. Send the id of the user, or `me`.',
      examples: ['0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b'],
    }),
  'scheduledFor[gte]': dateTime().optional().meta({ description: 'Only articles scheduled for this time or later.' }),
  'scheduledFor[lt]': dateTime().optional().meta({
    description: 'Only articles scheduled for a time before this one.',
  }),
  sort: z.enum(DESK_SORTS).optional().meta({
    description:
      'The order of the list. A leading "-" sorts in descending order. The default is `-updatedAt`, or `-relevance` with `q`. If you sort by `scheduledFor`, the list contains only scheduled articles.',
  }),
  include,
  fields: fieldsOf(DeskArticleCard.shape),
});

const relationFilter = {
  relation: z.enum(RELATIONS).optional().meta({
    description: 'Only articles with which the person has this relation.',
  }),
};
const withoutPerson = { person: true, author: true } as const;
export const PersonArticlesQuery = ArticleListQuery.omit(withoutPerson).extend(relationFilter);
export const DeskPersonArticlesQuery = DeskArticleListQuery.omit(withoutPerson).extend(relationFilter);

const readParameters = {
  bodyFormat,
  annotate: z.enum(['people']).optional().meta({
    description:
      '`people` wraps each name of a person in the body in `<a data-person="slug" href="/v1/people/slug">`. A name that is already inside a link is wrapped in a `span` instead. Uncertain mentions are not wrapped. Requires `bodyFormat=html`.',
  }),
  include: includes.optional().meta({
    description:
      'Properties to add. `mentions` adds the mentions. `section` adds `description` and `parentId` to the section. The other values have no effect, because a single article always contains the properties that they name.',
  }),
};
export const ArticleQuery = z.strictObject({ ...readParameters, fields: fieldsOf(Article.shape) });
export const DeskArticleQuery = z.strictObject({ ...readParameters, fields: fieldsOf(DeskArticle.shape) });

export const DeleteArticleQuery = z.strictObject({
  purge: z.enum(['true', 'false']).optional().meta({
    description:
      'If true, the article is deleted permanently, with its revisions and comments. Needs the scope `admin`.',
  }),
});

export const ArticleRef = z.strictObject({
  ref: reference().meta({
    description: 'The id or slug of the article.',
    examples: ['two-presidents-meet-in-hamburg'],
  }),
});
/** The person whose articles are listed. */
export const PersonRef = z.strictObject({
  ref: showsFields(
    reference().meta({ description: 'The id or slug of the person.', examples: ['angela-merkel'] }),
    'articles.people',
  ),
});

/** Whose copies of articles are read: publications, or draft copies. */
type View = { view: 'public' | 'desk' };
/** The parameters of a list of articles, for the public or for the desk. */
export type ArticleListRequest = View &
  Omit<z.infer<typeof DeskArticleListQuery>, 'sort'> & {
    sort?: z.infer<typeof ArticleListQuery>['sort'] | z.infer<typeof DeskArticleListQuery>['sort'];
    /** The actor to whose own articles a list of the desk is limited. */
    ownBy?: Actor | undefined;
  };
/** The parameters of a single article, for the public or for the desk. */
export type ArticleReadRequest = View & z.infer<typeof DeskArticleQuery>;
