import { z } from 'zod';
import { dateTime, instant } from '../../platform/fields/index.js';
import { ArticleListQuery, TYPES } from '../articles/index.js';

const { section, tag, person, author, lang, type } = ArticleListQuery.shape;
const SORTS = [
  'publishedAt',
  '-publishedAt',
  'firstPublishedAt',
  '-firstPublishedAt',
  'updatedAt',
  '-updatedAt',
] as const;
const sort = z.enum(SORTS).optional().meta({
  description: 'The order of the articles. A leading "-" sorts in descending order. The default is `-publishedAt`.',
});
const isoTime = dateTime()
  .transform((time) => time.toISOString())
  .optional();

const fromText = 'Only articles published at or after this time.';
const untilText = 'Only articles published before this time.';

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
      'The rule that selects articles for the positions without a pinned article. If the list has no rule, these positions stay empty. The filters and the order of the rule work as in `GET /v1/articles`. `{}` selects all published articles.',
  });

export const Rule = z
  .object({
    section: z.string().optional().meta({
      description: 'Only articles in the section with this id or slug, or in a section below it.',
    }),
    tag: z.string().optional().meta({ description: 'Only articles with these tags, as in `GET /v1/articles`.' }),
    person: z.string().optional().meta({
      description: 'Only articles that are connected with the person with this id or slug.',
    }),
    author: z.string().optional().meta({ description: 'Only articles by the author with this id or slug.' }),
    lang: z.string().optional().meta({ description: 'Only articles with exactly this BCP 47 language tag.' }),
    type: z.enum(TYPES).optional().meta({ description: 'Only articles of this type.' }),
    'publishedAt[gte]': instant().optional().meta({ description: fromText }),
    'publishedAt[lt]': instant().optional().meta({ description: untilText }),
    sort,
  })
  .meta({ id: 'ListRule', description: 'The filters and the order with which a rule selects articles for a list.' });
