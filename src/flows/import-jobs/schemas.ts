import { z } from 'zod';
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
    .meta({ description: 'What the file is; told by its bytes when left out.', examples: ['wxr'] }),
  mode: z.enum(MODES).default('upsert').meta({
    description:
      'What becomes of stories that are here: `upsert` brings them to what the file says, `skip` leaves them alone, `create` refuses them.',
  }),
  dryRun: onOff('Tells what would become of each item, and writes nothing.'),
  source: text(100)
    .optional()
    .meta({ description: 'Where the stories come from, instead of what the file says.', examples: ['wordpress'] }),
  section: reference()
    .optional()
    .meta({ description: 'The section of stories whose file names none, by id or slug.', examples: ['world'] }),
  keepAddresses: onOff('Keeps e-mail addresses of comments, sealed; they are dropped otherwise.'),
  name: text(500)
    .optional()
    .meta({ description: 'The name of the file: it helps to tell the format.', examples: ['posts.zip'] }),
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
    status: z.enum(STATUSES),
    format: z.string(),
    mode: z.enum(MODES),
    dryRun: z.boolean(),
    source: z.string().nullable(),
    section: z.string().nullable().meta({ description: 'The path of the section of stories whose file names none.' }),
    name: z.string().nullable(),
    size: count('Bytes of the file, unpacked where it came compressed.'),
    read: count('Bytes that have been read.'),
    total: z.int().min(0).nullable().meta({ description: 'Items of the file; null until all of it has been read.' }),
    done: count('Items that are dealt with: the sum of the five that follow.'),
    created: count('Stories that are new here.'),
    updated: count('Stories that were brought to what the file says.'),
    unchanged: count('Stories that were so already.'),
    skipped: count('Items that are no story here, or were to be left alone.'),
    failed: count('Items that were refused.'),
    problem: z
      .object({ code: z.string(), title: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: 'Why it failed as a whole.' }),
    createdBy: z.string().meta({ description: 'The name of the token that sent it, whose rights it has.' }),
    createdAt: instant(),
    startedAt: instant().nullable(),
    finishedAt: instant().nullable(),
    version: z.int().meta({ description: 'Rises with the status.' }),
  })
  .meta({ id: 'ImportJob', description: 'The import of one file, which goes on by itself.', examples: [example] });

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
    index: z.int().min(0).meta({ description: 'Its place among the items of the file, from 0.' }),
    from: z.string().meta({ description: 'Where it stands in the file, for people.' }),
    pointer: z.string().nullable().meta({ description: 'RFC 6901, into the item, where the format is JSON.' }),
    key: z
      .object({ source: z.string(), id: z.string() })
      .nullable()
      .meta({ description: 'Under which it is known: one of `externalIds` of the article.' }),
    articleId: z.uuid().nullable(),
    outcome: z.enum(OUTCOMES),
    reason: z.string().nullable().meta({ description: 'Why it was left out or refused: stable and kebab-case.' }),
    detail: z.string().nullable().meta({ description: 'The same for people.' }),
    dropped: z
      .array(z.object({ what: z.string(), reason: z.string() }))
      .meta({ description: 'What was left out of a story that was taken in.' }),
    changes: z
      .array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() }))
      .nullable()
      .meta({ description: 'In a dry run what would change, to whoever may read the desk (`content:read`).' }),
  })
  .meta({ id: 'ImportItem', description: 'What became of one item of a file.', examples: [exampleItem] });

export const ImportItemList = pageOf(ImportItem, 'ImportItemList');

export const ImportListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum(['-createdAt', 'createdAt'])
    .default('-createdAt')
    .meta({ description: 'The order; a leading "-" is descending.' }),
  status: z.enum(STATUSES).optional().meta({ description: 'Those of this status.' }),
});

export const ImportItemListQuery = z.strictObject({
  ...pageParameters,
  outcome: z.enum(OUTCOMES).optional().meta({ description: 'Those that this became of.' }),
});

export const ImportRef = z.strictObject({ id: id().meta({ description: 'Id of the import.' }) });

/** A file in one of the formats. Its content is parsed later, by the reader of the format. */
export const ImportFile = z.any().meta({ description: 'The file, as it is.' });

export type ImportQuery = z.output<typeof ImportQuery>;
export type ImportJob = z.infer<typeof ImportJob>;
export type ImportItem = z.infer<typeof ImportItem>;
export type ImportListQuery = z.output<typeof ImportListQuery>;
export type ImportItemListQuery = z.output<typeof ImportItemListQuery>;
