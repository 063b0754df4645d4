import { z } from 'zod';
import { dateTime, instant } from '../../platform/fields/index.js';
import { ArticleListQuery } from '../articles/index.js';

const { section, tag, person, author, lang, type } = ArticleListQuery.shape;
const SORTS = [
  'publishedAt',
  '-publishedAt',
  'firstPublishedAt',
  '-firstPublishedAt',
  'updatedAt',
  '-updatedAt',
] as const;
const sort = z
  .enum(SORTS)
  .optional()
  .meta({ description: 'The order. A leading "-" sorts in descending order. The default is `-publishedAt`.' });
const isoTime = dateTime()
  .transform((time) => time.toISOString())
  .optional();

const fromText = 'Articles published at or after this time.';
const untilText = 'Articles published before this time.';

export const RuleInput = z
  .strictObject({
    section,
    tag,
    person,
    author,
    lang,
    type,
    'publishedAt[gte]': isoTime.meta({ description: fromText }),
    'publishedAt[lt]': isoTime.meta({ description: untilText }),
    sort,
  })
  .nullable()
  .optional()
  .meta({
    description:
      'The rule that fills the places without a pinned article, with filters and order as in `GET /v1/articles`. `{}` stands for all published articles. Without a rule these places stay empty.',
  });

export const Rule = z
  .object({
    section: z.string().optional().meta({ description: 'The section, by id or slug, with all sections below it.' }),
    tag: z.string().optional().meta({ description: 'The tags, as in `GET /v1/articles`.' }),
    person: z.string().optional().meta({ description: 'The person, by id or slug.' }),
    author: z.string().optional().meta({ description: 'The author, by id or slug.' }),
    lang: z.string().optional().meta({ description: 'The language as a BCP 47 tag.' }),
    type,
    'publishedAt[gte]': instant().optional().meta({ description: fromText }),
    'publishedAt[lt]': instant().optional().meta({ description: untilText }),
    sort,
  })
  .meta({ id: 'ListRule', description: 'The filters and the order of articles that fill a list.' });
