import { z } from 'zod';
import { ExternalId } from '../../content/external-ids/index.js';
import { id, instant, reference, text, webUrl } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { formats, MEDIA_MODES, MODES } from '../imports/index.js';

const formatNames = formats.map(({ name }) => name) as [string, ...string[]];

const STATUSES = ['queued', 'running', 'done', 'incomplete', 'failed', 'cancelled'] as const;
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
    .meta({
      description: 'The format of the file. By default, it is detected from the content of the file.',
      examples: ['wxr'],
    }),
  mode: z.enum(MODES).default('upsert').meta({
    description:
      'How the import treats articles that already exist. `upsert` updates them, `skip` does not change them, and `create` reports them as failed.',
  }),
  media: z.enum(MEDIA_MODES).default('keep').meta({
    description:
      'What the import does with the images of articles. `keep` leaves their addresses as they are. `fetch` stores the images as assets, to which the lead images and the bodies then refer. An image that cannot be fetched keeps its address, and `dropped` of the item says why. `skip` leaves the images out. Repeat an import with the same value.',
  }),
  dryRun: onOff('Whether the import only reports the outcome that each item would have, and writes nothing.'),
  source: text(100)
    .optional()
    .meta({
      description:
        'The `source` of the external ids that the articles get. Overrides the source in the file. Send different values for two sites that have the same host.',
      examples: ['wordpress'],
    }),
  siteUrl: webUrl()
    .optional()
    .meta({
      description:
        'The web address of the site. Addresses in the file that lack it are completed, as in exports of Ghost.',
      examples: ['https://www.paper.example'],
    }),
  section: reference()
    .optional()
    .meta({
      description: 'The id or slug of the section for articles that have no section in the file.',
      examples: ['world'],
    }),
  keepAddresses: onOff(
    'Whether to store the e-mail addresses of comment authors, encrypted. By default, they are not imported.',
  ),
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
  media: 'keep',
  dryRun: false,
  source: null,
  siteUrl: null,
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
      description:
        'The status of the import. `done`, `incomplete`, `failed` and `cancelled` are final. `incomplete` means that the file is broken: the items before that place were imported. `failed` means that the import as a whole failed.',
    }),
    format: z.string().meta({ description: 'The format of the file.' }),
    mode: z.enum(MODES).meta({ description: 'How the import treats articles that already exist.' }),
    media: z.enum(MEDIA_MODES).meta({ description: 'What the import does with images.' }),
    dryRun: z.boolean().meta({ description: 'Whether this is a dry run, which writes nothing.' }),
    source: z.string().nullable().meta({
      description: 'The query parameter `source` of the upload. Null if it was not sent.',
    }),
    siteUrl: z.string().nullable().meta({
      description: 'The query parameter `siteUrl` of the upload. Null if it was not sent.',
    }),
    section: z.string().nullable().meta({
      description:
        'The path of the section for articles that have no section in the file. Null if no section was sent.',
    }),
    name: z.string().nullable().meta({ description: 'The name of the file. Null if it was not sent.' }),
    size: count('The size of the file in bytes, after decoding `Content-Encoding`.'),
    read: count('The number of bytes of the file that the import has read.'),
    total: z.int().min(0).nullable().meta({
      description: 'The number of items in the file. Null until the whole file has been read.',
    }),
    done: count(
      'The number of items that have an outcome: the sum of `created`, `updated`, `unchanged`, `skipped` and `failed`.',
    ),
    created: count('The number of articles that were created.'),
    updated: count('The number of articles that were updated.'),
    unchanged: count('The number of articles that already had the same content.'),
    skipped: count('The number of items that were skipped on purpose, for example because they are not articles.'),
    failed: count('The number of items that could not be imported.'),
    problem: z
      .object({
        code: z.string().meta({
          description:
            'A stable code for the reason: `token-gone`, `gave-up`, `internal-error`, or a reason why the file could not be read, such as `broken-file`, `not-utf8` or `no-items`.',
        }),
        title: z.string().meta({ description: 'A short summary of the reason.' }),
        detail: z.string().meta({ description: 'An explanation of the failure for people.' }),
      })
      .nullable()
      .meta({ description: 'Why the import failed or is incomplete. Null if it is neither.' }),
    createdBy: z.string().meta({
      description: 'The name of the token that sent the file. The import has the scopes of this token.',
    }),
    createdAt: instant().meta({ description: 'When the upload began.' }),
    startedAt: instant().nullable().meta({ description: 'When the import started. Null if it has not started.' }),
    finishedAt: instant().nullable().meta({ description: 'When the import ended. Null if it has not ended.' }),
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
    index: z.int().min(0).meta({ description: 'The index of the item in the file. The first item has the index 0.' }),
    from: z.string().meta({ description: 'Where the item is in the file, such as `line 18`.' }),
    pointer: z.string().nullable().meta({
      description: 'A JSON pointer (RFC 6901) to the part of the item that is wrong. Only for JSON formats.',
    }),
    key: ExternalId.nullable().meta({
      description: 'The id of the item in its source. The import adds it to the `externalIds` of the article.',
    }),
    articleId: z.uuid().nullable().meta({ description: 'The id of the article. Null if the item has no article.' }),
    outcome: z.enum(OUTCOMES).meta({
      description: 'The outcome of the item. In a dry run, it is the outcome that the item would have.',
    }),
    reason: z.string().nullable().meta({ description: 'A stable code that says why the item was skipped or failed.' }),
    detail: z.string().nullable().meta({ description: 'An explanation of `reason` for people.' }),
    dropped: z
      .array(
        z.object({
          what: z.string().meta({ description: 'The part of the item that was not imported, such as `comment 12`.' }),
          reason: z.string().meta({ description: 'A stable code that says why this part was not imported.' }),
          detail: z.string().optional().meta({
            description: 'The reason and what to do, as text for people. Missing if the code says enough.',
          }),
        }),
      )
      .meta({
        description:
          'The parts of the item that were not imported, each with the reason. `not-published`: the token lacks the scope `content:publish`, so only the draft copy was imported. Codes that begin with `image-` are about images, which keep their addresses unless the code is `image-skipped`.',
      }),
    changes: z
      .array(
        z.object({
          field: z.string().meta({ description: 'The name of the article field.' }),
          before: z.unknown().meta({ description: 'The current value.' }),
          after: z.unknown().meta({ description: 'The value that the field would have after the import.' }),
        }),
      )
      .nullable()
      .meta({
        description:
          'In a dry run, the changes that the import would make to the article. Only for tokens with the scope `content:read`.',
      }),
  })
  .meta({ id: 'ImportItem', description: 'The outcome of one item of a file.', examples: [exampleItem] });

export const ImportItemList = pageOf(ImportItem, 'ImportItemList');

export const ImportListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum(['-createdAt', 'createdAt'])
    .default('-createdAt')
    .meta({ description: 'The order of the imports. A leading `-` sorts in descending order.' }),
  status: z.enum(STATUSES).optional().meta({ description: 'Returns only imports with this status.' }),
});

export const ImportItemListQuery = z.strictObject({
  ...pageParameters,
  outcome: z.enum(OUTCOMES).optional().meta({ description: 'Returns only items with this outcome.' }),
  dropped: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Returns only items of which parts were left out, or, with `false`, only the others.' }),
});

export const ImportRef = z.strictObject({ id: id().meta({ description: 'The id of the import.' }) });

/** The file to import. Its format determines its content. */
export const ImportFile = z.any().meta({ description: 'The bytes of the file.' });

export type ImportQuery = z.output<typeof ImportQuery>;
export type ImportJob = z.infer<typeof ImportJob>;
export type ImportItem = z.infer<typeof ImportItem>;
export type ImportListQuery = z.output<typeof ImportListQuery>;
export type ImportItemListQuery = z.output<typeof ImportItemListQuery>;
