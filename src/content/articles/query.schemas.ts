import { z } from 'zod';
import { commaList, dateTime, idList, reference, text } from '../../platform/fields/index.js';
import { pageParameters } from '../../platform/paging/index.js';
import { FORMATS, lang, relation, TYPES } from './field.schemas.js';
import { DeskArticle, DeskArticleCard, STATUSES } from './schemas.js';

const includes = commaList(['section', 'people', 'related', 'body', 'mentions', 'corrections']);
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
  'scheduledFor[gte]': dateTime()
    .optional()
    .meta({ description: 'Only with view=desk: planned to be published at this time or later.' }),
  'scheduledFor[lt]': dateTime()
    .optional()
    .meta({ description: 'Only with view=desk: planned to be published before this time.' }),
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
  'scheduledFor',
  '-scheduledFor',
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
      'The order; a leading "-" is descending. The newest publication first when left out, on the desk the newest change, with q the best match. By scheduledFor it has what is planned to be published alone.',
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
  annotate: z.enum(['people']).optional().meta({
    description:
      '`people` wraps each place where the body surely names somebody in `<a data-person="slug" href="/v1/people/slug">`, or in a `span` inside of a link; for bodyFormat=html.',
  }),
  include: includes
    .optional()
    .meta({ description: 'What is added; people, related, body and corrections are there already.' }),
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

export type ArticleListQuery = z.infer<typeof ArticleListQuery>;
export type ArticleQuery = z.infer<typeof ArticleQuery>;
