import { z } from 'zod';
import { ExternalId } from '../../content/external-ids/index.js';
import { id, instant, reference, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { formats, MODES } from '../imports/index.js';

const formatNames = formats.map(({ name }) => name) as [string, ...string[]];

const STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
const OUTCOMES = ['created', 'updated', 'unchanged', 'skipped', 'failed'] as const;

const onOff = (description: string) =>
  z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .meta({ description });

/** The query parameters of an upload. */
export const ImportQuery = z.strictObject({
  format: z
    .enum(formatNames)
    .optional()
    .meta({ description: 'The format of the file. Detected from its content by default.', examples: ['wxr'] }),
  mode: z.enum(MODES).default('upsert').meta({
    description:
      'What happens to articles that exist already: `upsert` updates them, `skip` leaves them as they are, `create` counts them as failed.',
  }),
  dryRun: onOff('Whether to report the outcome of each item without writing anything.'),
  source: text(100)
    .optional()
    .meta({
      description: 'The source of the articles for their external ids. Overrides the file.',
      examples: ['wordpress'],
    }),
  section: reference()
    .optional()
    .meta({ description: 'The section of articles without one in the file, by id or slug.', examples: ['world'] }),
  keepAddresses: onOff('Whether to keep the e-mail addresses of comments, encrypted. They are dropped otherwise.'),
  name: text(500)
    .optional()
    .meta({ description: 'The name of the file. It helps to detect the format.', examples: ['posts.zip'] }),
});

const count = (description: string) => z.int().min(0).meta({ description });

const example = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  status: 'running',
  format: 'ndjson',
  mode: 'upsert',
  dryRun: false,
  source: null,
  section: null,
  name: 'stories.ndjson',
  size: 31_457_280,
  read: 8_388_608,
  total: null,
  done: 2500,
  created: 2490,
  updated: 0,
  unchanged: 0,
  skipped: 8,
  failed: 2,
  problem: null,
  createdBy: 'Archive importer',
  createdAt: '2017-07-07T12:00:00.000Z',
  startedAt: '2017-07-07T12:00:01.000Z',
  finishedAt: null,
  version: 2,
} as const;

export const ImportJob = z
  .object({
    id: z.uuid(),
    status: z.enum(STATUSES).meta({
      description: '`queued`, `running`, or over: `done`, `failed` as a whole, or `cancelled`.',
    }),
    format: z.string().meta({ description: 'The format of the file.' }),
    mode: z.enum(MODES).meta({ description: 'How the import treats articles that exist already.' }),
    dryRun: z.boolean().meta({ description: 'Whether nothing is written.' }),
    source: z.string().nullable().meta({ description: 'The source for external ids, if it was sent.' }),
    section: z
      .string()
      .nullable()
      .meta({ description: 'The path of the section of articles without one in the file.' }),
    name: z.string().nullable().meta({ description: 'The name of the file, if it was sent.' }),
    size: count('The size of the file in bytes, without `Content-Encoding`.'),
    read: count('The number of bytes that have been read.'),
    total: z.int().min(0).nullable().meta({
      description: 'The number of items in the file. Null until the whole file has been read.',
    }),
    done: count('The number of items with an outcome: the sum of the five numbers that follow.'),
    created: count('The number of new articles.'),
    updated: count('The number of articles that were updated.'),
    unchanged: count('The number of articles that were the same already.'),
    skipped: count('The number of items that are no articles, or exist already with the mode `skip`.'),
    failed: count('The number of items that were refused.'),
    problem: z
      .object({
        code: z.string().meta({ description: 'The code of the problem. `/problems/{code}` explains it.' }),
        title: z.string().meta({ description: 'The title of this type of problem.' }),
        detail: z.string().meta({ description: 'An explanation of the failure, to show to a person.' }),
      })
      .nullable()
      .meta({ description: 'Why the import failed as a whole. Null otherwise.' }),
    createdBy: z.string().meta({ description: 'The name of the token that sent the file. The import has its scopes.' }),
    createdAt: instant().meta({ description: 'When the upload began.' }),
    startedAt: instant().nullable().meta({ description: 'When the import started. Null while it is queued.' }),
    finishedAt: instant().nullable().meta({ description: 'When the import was over. Null before that.' }),
    version: z.int().meta({ description: 'The version of the import. It rises when the status changes.' }),
  })
  .meta({ id: 'ImportJob', description: 'The import of a file, which runs in the background.', examples: [example] });

export const ImportJobList = pageOf(ImportJob, 'ImportJobList');

const exampleItem = {
  index: 17,
  from: 'line 18',
  pointer: null,
  key: { source: 'wordpress', id: '4711' },
  articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b12',
  outcome: 'created',
  reason: null,
  detail: null,
  dropped: [{ what: 'comment 12', reason: 'pingback' }],
  changes: null,
} as const;

export const ImportItem = z
  .object({
    index: z.int().min(0).meta({ description: 'The index of the item in the file, from 0.' }),
    from: z.string().meta({ description: 'The place of the item in the file, such as `line 18`.' }),
    pointer: z.string().nullable().meta({
      description: 'A JSON pointer (RFC 6901) to what is wrong in the item. Only for JSON formats.',
    }),
    key: ExternalId.nullable().meta({
      description: 'The key of the item, which becomes one of `externalIds` of the article.',
    }),
    articleId: z.uuid().nullable().meta({ description: 'The id of the article. Null if there is none.' }),
    outcome: z.enum(OUTCOMES).meta({ description: 'The outcome; in a dry run, the one that the item would have.' }),
    reason: z
      .string()
      .nullable()
      .meta({ description: 'Why the item was skipped or refused: a stable code in kebab-case.' }),
    detail: z.string().nullable().meta({ description: 'The reason, to show to a person.' }),
    dropped: z
      .array(
        z.object({
          what: z.string().meta({ description: 'The part of the item, such as `comment 12`.' }),
          reason: z.string().meta({ description: 'Why it was not imported: a stable code in kebab-case.' }),
          detail: z.string().optional().meta({
            description: 'The reason and what to do, to show to a person. Missing if the code says enough.',
          }),
        }),
      )
      .meta({
        description:
          'The parts of the item that were not imported, with the reasons. `not-published`: the token lacks the scope `content:publish`, so only the draft copy was imported.',
      }),
    changes: z
      .array(
        z.object({
          field: z.string().meta({ description: 'The name of the field of the article.' }),
          before: z.unknown().meta({ description: 'The value now.' }),
          after: z.unknown().meta({ description: 'The value after the import.' }),
        }),
      )
      .nullable()
      .meta({
        description:
          'The changes that the import would make, in a dry run. Only for tokens with the scope `content:read`.',
      }),
  })
  .meta({ id: 'ImportItem', description: 'The outcome of one item of a file.', examples: [exampleItem] });

export const ImportItemList = pageOf(ImportItem, 'ImportItemList');

export const ImportListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum(['-createdAt', 'createdAt'])
    .default('-createdAt')
    .meta({ description: 'The order. A leading "-" sorts in descending order.' }),
  status: z.enum(STATUSES).optional().meta({ description: 'Imports with this status.' }),
});

export const ImportItemListQuery = z.strictObject({
  ...pageParameters,
  outcome: z.enum(OUTCOMES).optional().meta({ description: 'Items with this outcome.' }),
  dropped: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Items of which parts were not imported, or with `false` all others.' }),
});

export const ImportRef = z.strictObject({ id: id().meta({ description: 'The id of the import.' }) });

/** The file to import. Its format determines its content. */
export const ImportFile = z.any().meta({ description: 'The bytes of the file.' });

export type ImportQuery = z.output<typeof ImportQuery>;
export type ImportJob = z.infer<typeof ImportJob>;
export type ImportItem = z.infer<typeof ImportItem>;
export type ImportListQuery = z.output<typeof ImportListQuery>;
export type ImportItemListQuery = z.output<typeof ImportItemListQuery>;
