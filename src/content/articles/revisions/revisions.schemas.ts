import { z } from 'zod';
import { instant, text } from '../../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../../platform/paging/index.js';
import { type ContentName, catalogue, contentNames } from '../content.js';
import { articleFields } from '../fields.js';
import { ArticleQuery, ArticleRef } from '../query.schemas.js';

const number = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be the number of a revision')
  .transform(Number)
  .meta({ description: 'Number of the revision.', type: 'integer', minimum: 1, examples: [1] });

const revisionShape = {
  number: z.int().min(1),
  savedBy: z.string().nullable().meta({ description: 'Name of the token that saved it.' }),
  createdAt: instant(),
  note: z.string().nullable().meta({ description: 'What was sent with the save as `revisionNote`.' }),
  restoredFrom: z
    .int()
    .nullable()
    .meta({ description: 'The revision whose content it has brought back; null where it was written.' }),
  publishedAt: instant().nullable().meta({
    description: 'When the public was first shown it; such a revision is kept for ever. Null for the others.',
  }),
  isLive: z.boolean().meta({ description: 'The public sees this one.' }),
};

const fieldName = z.enum(contentNames as [ContentName, ...ContentName[]]);

const RevisionCard = z
  .object({
    ...revisionShape,
    changed: z
      .array(fieldName)
      .nullable()
      .meta({ description: 'What differs from the revision before; null for the oldest that is kept.' }),
  })
  .meta({
    id: 'ArticleRevisionCard',
    description: 'A saved change in a list, without its content.',
    examples: [
      {
        number: 2,
        savedBy: 'Night desk',
        createdAt: '2017-07-07T19:30:00.000Z',
        note: 'Number of delegates corrected',
        restoredFrom: null,
        publishedAt: '2017-07-07T19:31:00.000Z',
        isLive: true,
        changed: ['headline', 'body'],
      },
    ],
  });

export const RevisionList = pageOf(RevisionCard, 'ArticleRevisionList');

const contentShape = { ...catalogue.contentShape(), bodyFormat: articleFields.bodyFormat.output };

const missingReferences = z
  .array(z.object({ field: z.enum(['section', 'people', 'related']), id: z.uuid() }))
  .meta({ description: 'What it refers to and has been deleted since: it is not shown above.' });

export const Revision = z
  .object({ articleId: z.uuid(), ...revisionShape, article: z.object(contentShape), missing: missingReferences })
  .meta({
    id: 'ArticleRevision',
    description: 'A saved change whole. Section, people and related articles are shown as they are now.',
    examples: [
      {
        articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
        number: 1,
        savedBy: 'Night desk',
        createdAt: '2017-07-07T18:00:00.000Z',
        note: null,
        restoredFrom: null,
        publishedAt: null,
        isLive: false,
        article: { ...catalogue.examplesOf(contentNames), bodyFormat: 'html' },
        missing: [],
      },
    ],
  });

const runs = z.array(z.object({ op: z.enum(['equal', 'insert', 'delete']), text: z.string() }));

const Change = z.object({
  field: fieldName,
  before: z.unknown().optional().meta({ description: 'What it was; left out for the body.' }),
  after: z.unknown().optional().meta({ description: 'What it has become; left out for the body.' }),
  words: runs.optional().meta({
    description:
      'With format=json, for headline, standfirst and body: what was put in and taken out, word by word. Of the body the plain text.',
  }),
  html: z.string().optional().meta({
    description:
      'With format=html, for headline, standfirst and body: HTML in which `<ins>` and `<del>` hold what was put in and taken out. The body is sanitised.',
  }),
});

const side = z.object(revisionShape);
const exampleSide = {
  number: 1,
  savedBy: 'Night desk',
  createdAt: '2017-07-07T18:00:00.000Z',
  note: null,
  restoredFrom: null,
  publishedAt: null,
  isLive: false,
};

export const RevisionDiff = z.object({ articleId: z.uuid(), from: side, to: side, changes: z.array(Change) }).meta({
  id: 'ArticleRevisionDiff',
  description: 'What has changed from one revision to another, field by field; nothing for what is the same.',
  examples: [
    {
      articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
      from: exampleSide,
      to: { ...exampleSide, number: 2 },
      changes: [
        {
          field: 'headline',
          before: 'Two presidents meet',
          after: 'Two presidents meet in Hamburg',
          words: [
            { op: 'equal', text: 'Two presidents meet' },
            { op: 'insert', text: ' in Hamburg' },
          ],
        },
        { field: 'tags', before: [], after: ['g20'] },
      ],
    },
  ],
});

export const RevisionListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum(['number', '-number'])
    .default('-number')
    .meta({ description: 'The order; a leading "-" is descending: the newest first.' }),
});

export const RevisionRef = ArticleRef.extend({ number });

export const RevisionQuery = z.strictObject({ bodyFormat: ArticleQuery.shape.bodyFormat });

const revisionName = z.string().regex(/^(?:desk|live|[1-9]\d{0,8})$/, 'must be the number of a revision, desk or live');

export const DiffQuery = z.strictObject({
  from: revisionName.default('live').meta({
    description: 'The earlier revision: a number, `live` for what the public sees, `desk` for the newest.',
    examples: ['1'],
  }),
  to: revisionName
    .default('desk')
    .meta({ description: 'The later revision, named in the same ways.', examples: ['desk'] }),
  format: z
    .enum(['json', 'html'])
    .default('json')
    .meta({ description: 'How changed texts are shown: as runs of words, or as HTML.' }),
});

export const RestoreInput = z
  .strictObject({
    note: text(500, 0).nullable().optional().meta({ description: 'What is said of it in the list of revisions.' }),
    missing: z.enum(['refuse', 'drop']).default('refuse').meta({
      description:
        'What becomes of references to what has been deleted since: the request is refused and names them, or they are left out.',
    }),
  })
  .meta({
    id: 'ArticleRevisionRestore',
    description: 'How a revision is brought back; an empty object will do.',
    examples: [{ note: 'The quotation was right' }],
  });

export type RevisionCard = z.infer<typeof RevisionCard>;
export type Revision = z.infer<typeof Revision>;
export type RevisionDiff = z.infer<typeof RevisionDiff>;
export type RevisionListQuery = z.infer<typeof RevisionListQuery>;
export type RestoreInput = z.infer<typeof RestoreInput>;
export type DiffQuery = z.infer<typeof DiffQuery>;
