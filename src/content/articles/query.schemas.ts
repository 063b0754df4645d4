import { z } from 'zod';
import { commaList, dateTime, idList, reference, text } from '../../platform/fields/index.js';
import { pageParameters } from '../../platform/paging/index.js';
import { FORMATS, lang, relation, TYPES } from './field.schemas.js';
import { Article, ArticleCard, DeskArticle, DeskArticleCard, STATUSES } from './schemas.js';

const includes = commaList(['section', 'people', 'related', 'body', 'mentions', 'corrections']);
const include = includes.optional().meta({ description: 'What is added to each item.', examples: ['people'] });
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
    description: 'Articles in one of these states. Without it, the list has all articles except those in the trash.',
  }),
  'scheduledFor[gte]': dateTime().optional().meta({ description: 'Articles scheduled for this time or later.' }),
  'scheduledFor[lt]': dateTime().optional().meta({ description: 'Articles scheduled before this time.' }),
  sort: z.enum(DESK_SORTS).optional().meta({
    description:
      'The order. A leading "-" sorts in descending order. The default is `-updatedAt`, or `-relevance` with `q`. With `scheduledFor`, the list has scheduled articles only.',
  }),
  include,
  fields: deskFields,
});

const relationFilter = {
  relation: relation.optional().meta({ description: 'Articles with which the person has this relation.' }),
};
const withoutPerson = { person: true, author: true } as const;
export const PersonArticlesQuery = ArticleListQuery.omit(withoutPerson).extend(relationFilter);
export const DeskPersonArticlesQuery = DeskArticleListQuery.omit(withoutPerson).extend(relationFilter);

const readParameters = {
  bodyFormat,
  annotate: z.enum(['people']).optional().meta({
    description:
      '`people` wraps each place where the body surely names somebody in `<a data-person="slug" href="/v1/people/slug">`, or in a `span` inside of a link; for bodyFormat=html.',
  }),
  include: includes
    .optional()
    .meta({ description: 'What is added; people, related, body and corrections are there already.' }),
};
export const ArticleQuery = z.strictObject({ ...readParameters, fields: publicFields });
export const DeskArticleQuery = z.strictObject({ ...readParameters, fields: deskFields });

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

/** Whose copies of articles are read: publications, or draft copies. */
type View = { view: 'public' | 'desk' };
/** A list that either operation asks for. */
export type ArticleListRequest = View &
  Omit<z.infer<typeof DeskArticleListQuery>, 'sort'> & {
    sort?: z.infer<typeof ArticleListQuery>['sort'] | z.infer<typeof DeskArticleListQuery>['sort'];
  };
/** An article that either operation asks for. */
export type ArticleReadRequest = View & z.infer<typeof DeskArticleQuery>;
