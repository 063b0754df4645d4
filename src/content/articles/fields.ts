import { z } from 'zod';
import { isWellFormed } from '../../lib/well-formed.js';
import {
  derivedField,
  instant,
  linkedField,
  nameText,
  optionalText,
  reference,
  storedField,
} from '../../platform/fields/index.js';
import { ArticleCorrection } from '../corrections/index.js';
import { ExternalId, externalIdInput } from '../external-ids/index.js';
import {
  ArticleSource,
  articleMentions,
  articleType,
  byline,
  commentSummary,
  FORMATS,
  lang,
  personInput,
  personOutput,
  RelatedArticle,
  Seo,
  sectionOutput,
  seoInput,
  sourceInput,
  tag,
  tagSlugsOutput,
} from './field.schemas.js';
import { Image, imageInput, toStoredImage } from './image.schemas.js';

const author = { id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'marta-lindqvist', name: 'Marta Lindqvist' };

/**
 * The fields of an article. Requests, responses, columns, copies, revisions, imports and exports are derived from this
 * catalogue. Responses contain the fields of a card first, then the others, each group in this order.
 *
 * To add a field that is stored as it is sent, add it here, to the models Article and Publication of the Prisma schema,
 * and in a migration. Its example must differ from its default, because `tests/contract/field-survival.test.ts` sends
 * it through every copy of an article.
 */
export const articleFields = {
  id: derivedField({ placement: 'card', output: z.uuid(), example: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11' }),
  slug: linkedField({
    placement: 'card',
    columns: { slug: 'text' },
    input: reference().optional().meta({ description: 'The slug. By default, the server makes it from the headline.' }),
    output: z.string().meta({ description: 'The last part of the web address of the article.' }),
    example: 'two-presidents-meet-in-hamburg',
  }),
  type: storedField({
    placement: 'card',
    columnType: 'text',
    input: articleType.optional().meta({ description: 'The type of the article. The default is `article`.' }),
    output: articleType,
    toStored: (value = 'article') => value,
    example: 'analysis',
  }),
  kicker: optionalText({
    placement: 'card',
    maxLength: 120,
    lines: 'one',
    description: 'A short line above the headline.',
    example: 'G20 in Hamburg',
  }),
  headline: storedField({
    placement: 'card',
    columnType: 'text',
    input: nameText(500).meta({ description: 'The title of the article, up to 500 characters.' }),
    output: z.string().meta({ description: 'The title of the article.' }),
    toStored: (value) => value,
    example: 'Two presidents meet in Hamburg',
  }),
  standfirst: optionalText({
    placement: 'card',
    maxLength: 2_000,
    lines: 'many',
    description: 'The one or two sentences below the headline that sum up the article.',
    example: 'Their first meeting ran to more than two hours.',
  }),
  body: linkedField({
    placement: 'article',
    columns: { body: 'text', bodyText: 'text' },
    input: z
      .string()
      .max(1_000_000)
      .refine(isWellFormed, 'must not contain a NUL, another control character or half a surrogate pair')
      .optional()
      .meta({
        description:
          'The text. HTML can have up to 1,000,000 characters, Markdown up to 100,000. The address `asset:id` shows an asset.',
      }),
    output: z.string().meta({ description: 'The text, in the format that `bodyFormat` names.' }),
    example: '<p>The two met for the first time.</p>',
  }),
  bodyFormat: derivedField({
    placement: 'article',
    output: z.enum(FORMATS).meta({ description: 'The format of `body`.' }),
    example: 'html',
  }),
  lang: storedField({
    placement: 'card',
    columnType: 'text',
    input: lang.optional().meta({ description: 'The language of the article as a BCP 47 tag. The default is `en`.' }),
    output: z.string().meta({ description: 'The language of the article as a BCP 47 tag.' }),
    toStored: (value = 'en') => value,
    example: 'en-GB',
  }),
  section: linkedField({
    placement: 'card',
    columns: { sectionId: 'uuid' },
    input: reference().nullable().optional().meta({ description: 'The id or slug of the section.' }),
    output: sectionOutput.nullable().meta({ description: 'The section of the article. Null if it has none.' }),
    example: { id: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5', slug: 'europe', name: 'Europe', path: 'world/europe' },
  }),
  authors: derivedField({ placement: 'card', output: byline, example: [author] }),
  tags: linkedField({
    placement: 'card',
    columns: { tags: 'text[]', tagSlugs: 'text[]' },
    input: z.array(tag).max(50).optional().meta({ description: 'Up to 50 keywords, as readers should see them.' }),
    output: z.array(z.string()).meta({ description: 'The keywords of the article.' }),
    example: ['G20', 'diplomacy'],
  }),
  tagSlugs: derivedField({
    placement: 'card',
    output: tagSlugsOutput,
    example: ['g20', 'diplomacy'],
  }),
  people: linkedField({
    placement: 'article',
    columns: {},
    input: z
      .array(personInput)
      .max(200)
      .optional()
      .meta({ description: 'Up to 200 people: the authors and other people who are connected with the article.' }),
    output: z.array(personOutput).meta({ description: 'The authors and other people connected with the article.' }),
    example: [{ ...author, relation: 'author' as const, titleAsPrinted: null, role: null }],
  }),
  sources: storedField({
    placement: 'article',
    columnType: 'json',
    input: z.array(sourceInput).max(100).optional().meta({ description: 'Up to 100 sources of the article.' }),
    output: z.array(ArticleSource).meta({ description: 'The sources of the article.' }),
    toStored: (value = []) =>
      value.map(({ name, url, relation }) => ({ name, url: url ?? null, relation: relation ?? ('cited' as const) })),
    example: [{ name: 'Reuters', url: 'https://www.reuters.com/', relation: 'cited' as const }],
  }),
  related: linkedField({
    placement: 'article',
    columns: { related: 'uuid[]' },
    input: z.array(reference()).max(50).optional().meta({ description: 'Up to 50 related articles, by id or slug.' }),
    output: z.array(RelatedArticle).meta({ description: 'The related articles. Readers see only published ones.' }),
    example: [],
  }),
  dateline: optionalText({
    placement: 'article',
    maxLength: 200,
    lines: 'one',
    description: 'The place from which the article was reported, sometimes with the date.',
    example: 'HAMBURG',
  }),
  leadImage: storedField({
    placement: 'card',
    columnType: 'json',
    input: imageInput.nullable().optional().meta({ description: 'The main image. Null if there is none.' }),
    output: Image.nullable().meta({ description: 'The main image. Null if there is none.' }),
    toStored: (value) => (value == null ? null : toStoredImage(value)),
    example: {
      caption: 'The two presidents before their meeting.',
      credit: 'Jonas Ferber',
      url: 'https://images.paper.example/hamburg.jpg',
      alt: 'Two men shake hands',
    },
  }),
  seo: storedField({
    placement: 'article',
    columnType: 'json',
    input: seoInput
      .nullable()
      .optional()
      .meta({ description: 'The texts and the canonical address for search engines.' }),
    output: Seo.nullable().meta({ description: 'The texts for search engines. Null if none were sent.' }),
    toStored: (value) => (value == null ? null : { title: null, description: null, canonicalUrl: null, ...value }),
    example: { title: 'Presidents meet in Hamburg', description: 'What they spoke about.', canonicalUrl: null },
  }),
  commentsOpen: storedField({
    placement: 'revision',
    columnType: 'boolean',
    input: z.boolean().optional().meta({ description: 'Whether readers may comment. The default is true.' }),
    output: z.boolean().meta({ description: 'Whether readers may comment.' }),
    toStored: (value = true) => value,
    example: false,
  }),
  externalIds: linkedField({
    placement: 'desk',
    columns: {},
    input: z
      .array(externalIdInput)
      .max(20)
      .optional()
      .meta({ description: 'Up to 20 ids of the article in other systems.' }),
    output: z.array(ExternalId).meta({ description: 'The ids of the article in other systems.' }),
    example: [],
  }),
  publishedAt: derivedField({
    placement: 'card',
    output: instant().nullable().meta({ description: 'When the article was published. Null if it never was.' }),
    example: '2017-07-07T18:00:00.000Z',
  }),
  firstPublishedAt: derivedField({
    placement: 'card',
    output: instant().nullable().meta({ description: 'When the article was first published. Null if it never was.' }),
    example: '2017-07-07T18:00:00.000Z',
  }),
  updatedAt: derivedField({
    placement: 'card',
    output: instant().meta({
      description: 'When the article was last changed. Minor changes do not change the time that readers see.',
    }),
    example: '2017-07-07T19:30:00.000Z',
  }),
  commentCount: derivedField({
    placement: 'card',
    output: z.int().min(0).meta({ description: 'The number of approved comments.' }),
    example: 12,
  }),
  comments: derivedField({
    placement: 'article',
    output: commentSummary,
    example: { open: true, count: 12 },
  }),
  corrections: derivedField({
    placement: 'article',
    output: z.array(ArticleCorrection).meta({ description: 'The published corrections, newest first.' }),
    example: [],
  }),
  version: derivedField({
    placement: 'article',
    output: z.int().meta({ description: 'The version of the article. Each save and each change of state raises it.' }),
    example: 3,
  }),
  mentions: derivedField({
    placement: 'article',
    output: articleMentions,
    example: undefined,
  }),
};
