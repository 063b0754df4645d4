import { z } from 'zod';
import { commaList, dateTime, idList, reference, text } from '../../platform/fields/index.js';
import { pageParameters } from '../../platform/paging/index.js';
import { FORMATS, lang, RELATIONS, TYPES } from './field.schemas.js';
import { Article, ArticleCard, DeskArticle, DeskArticleCard, STATUSES } from './schemas.js';

const includes = commaList(['section', 'people', 'related', 'body', 'mentions', 'corrections']);
const include = includes.optional().meta({
  description: 'Properties to add to each article. `section` adds the description and the parent to the section.',
  examples: ['people'],
});
const bodyFormat = z.enum(FORMATS).default('html').meta({ description: 'The format of `body`.' });

const listFilters = {
  section: reference()
    .optional()
    .meta({ description: 'Articles in this section or a section below it, by id or slug.', examples: ['world'] }),
  tag: text(500)
    .optional()
    .meta({
      description: 'Articles with these tags: `a,b` for both, `a|b` for either, `-a` for articles without the tag.',
      examples: ['g20,-opinion'],
    }),
  person: reference()
    .optional()
    .meta({
      description: 'Articles that name this person, in any relation. Send an id or a slug.',
      examples: ['angela-merkel'],
    }),
  author: reference()
    .optional()
    .meta({ description: 'Articles by this author, by id or slug.', examples: ['marta-lindqvist'] }),
  lang: lang.optional().meta({
    description: 'Articles with this BCP 47 language tag, matched exactly.',
    examples: ['en'],
  }),
  type: z.enum(TYPES).optional().meta({ description: 'Articles of this type.' }),
  ids: idList().optional().meta({ description: 'Articles with these ids, separated by commas, 100 at most.' }),
  'publishedAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Articles published at or after this time.', examples: ['2017-07-07T00:00:00Z'] }),
  'publishedAt[lt]': dateTime().optional().meta({ description: 'Articles published before this time.' }),
  'updatedAt[gte]': dateTime().optional().meta({ description: 'Articles last changed at or after this time.' }),
  'updatedAt[lt]': dateTime().optional().meta({ description: 'Articles last changed before this time.' }),
  q: text(500)
    .optional()
    .meta({
      description:
        'A full-text search as in web search engines: words, "phrases", `or`, and `-` before words to exclude. Words match in all their grammatical forms, in the language of the article.',
      examples: ['summit hamburg'],
    }),
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

const fieldsOf = (...shapes: object[]) =>
  commaList([...new Set(shapes.flatMap((shape) => Object.keys(shape)))] as [string, ...string[]])
    .optional()
    .meta({
      description: 'The properties to return. Returns all properties by default.',
      examples: ['id,slug,headline'],
    });
const publicFields = fieldsOf(ArticleCard.shape, Article.shape);
const deskFields = fieldsOf(DeskArticleCard.shape, DeskArticle.shape);

export const ArticleListQuery = z.strictObject({
  ...pageParameters,
  ...listFilters,
  sort: z.enum(PUBLIC_SORTS).optional().meta({
    description:
      'The order. A leading "-" sorts in descending order. The default is `-publishedAt`, or `-relevance` with `q`.',
  }),
  include,
  fields: publicFields,
});

export const DeskArticleListQuery = z.strictObject({
  ...pageParameters,
  ...listFilters,
  status: commaList(STATUSES).optional().meta({
    description: 'Articles in one of these states. The default is all states except `trashed`.',
  }),
  'scheduledFor[gte]': dateTime().optional().meta({ description: 'Articles scheduled for this time or a later time.' }),
  'scheduledFor[lt]': dateTime().optional().meta({ description: 'Articles scheduled for a time before this.' }),
  sort: z.enum(DESK_SORTS).optional().meta({
    description:
      'The order. A leading "-" sorts in descending order. The default is `-updatedAt`, or `-relevance` with `q`. With `scheduledFor`, the list has scheduled articles only.',
  }),
  include,
  fields: deskFields,
});

const relationFilter = {
  relation: z.enum(RELATIONS).optional().meta({ description: 'Articles with which the person has this relation.' }),
};
const withoutPerson = { person: true, author: true } as const;
export const PersonArticlesQuery = ArticleListQuery.omit(withoutPerson).extend(relationFilter);
export const DeskPersonArticlesQuery = DeskArticleListQuery.omit(withoutPerson).extend(relationFilter);

const readParameters = {
  bodyFormat,
  annotate: z.enum(['people']).optional().meta({
    description:
      '`people` wraps each name of a person in the body in `<a data-person="slug" href="/v1/people/slug">`, or in a `span` inside a link. Mentions that are not certain are not wrapped. Only with `bodyFormat=html`.',
  }),
  include: includes.optional().meta({
    description:
      'Properties to add: `mentions`, or `section` for the description and the parent of the section. The others are always included.',
  }),
};
export const ArticleQuery = z.strictObject({ ...readParameters, fields: publicFields });
export const DeskArticleQuery = z.strictObject({ ...readParameters, fields: deskFields });

export const DeleteArticleQuery = z.strictObject({
  purge: z.enum(['true', 'false']).optional().meta({
    description: 'True deletes the article permanently, with its revisions and comments. Needs the scope `admin`.',
  }),
});

export const ArticleRef = z.strictObject({
  ref: reference().meta({
    description: 'The id or slug of the article.',
    examples: ['two-presidents-meet-in-hamburg'],
  }),
});
export const PersonRef = z.strictObject({
  ref: reference().meta({ description: 'The id or slug of the person.', examples: ['angela-merkel'] }),
});

/** Whose copies of articles are read: publications, or draft copies. */
type View = { view: 'public' | 'desk' };
/** The parameters of a list of articles, for the public or for the desk. */
export type ArticleListRequest = View &
  Omit<z.infer<typeof DeskArticleListQuery>, 'sort'> & {
    sort?: z.infer<typeof ArticleListQuery>['sort'] | z.infer<typeof DeskArticleListQuery>['sort'];
  };
/** The parameters of a single article, for the public or for the desk. */
export type ArticleReadRequest = View & z.infer<typeof DeskArticleQuery>;
