import { z } from 'zod';
import { instant, showsFields, text } from '../../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../../platform/paging/index.js';
import { type ContentName, catalogue, contentNames } from '../content.js';
import { articleFields } from '../fields.js';
import { ArticleQuery, ArticleRef } from '../query.schemas.js';

const number = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be the number of a revision')
  .transform(Number)
  .meta({ description: 'The number of the revision.', type: 'integer', minimum: 1, examples: [1] });

const revisionShape = {
  number: z.int().min(1).meta({ description: 'The number of the revision. The first revision has the number 1.' }),
  savedBy: z.string().nullable().meta({
    description: 'The name of the token that saved the revision. Null if not known.',
  }),
  createdAt: instant().meta({ description: 'When the revision was saved.' }),
  note: z.string().nullable().meta({
    description: 'The `revisionNote` that was sent with the save. Null if there is none.',
  }),
  restoredFrom: z.int().nullable().meta({
    description:
      'The number of the older revision whose content was restored in this revision. Null if no revision was restored.',
  }),
  publishedAt: instant().nullable().meta({
    description: 'When the revision was first published. Null if it never was. Published revisions are never deleted.',
  }),
  isLive: z.boolean().meta({ description: 'Whether readers see this revision.' }),
};

const fieldName = z
  .enum(contentNames as [ContentName, ...ContentName[]])
  .meta({ id: 'ArticleFieldName', description: 'The name of a field of an article.' });

const RevisionCard = z
  .object({
    ...revisionShape,
    changed: z.array(fieldName).nullable().meta({
      description: 'The names of the fields that differ from the previous revision. Null for the oldest revision.',
    }),
  })
  .meta({
    id: 'ArticleRevisionCard',
    description: 'A revision in a list, without its content.',
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

const missingReferences = showsFields(
  z
    .array(
      z.object({
        field: z
          .enum(['section', 'people', 'related', 'leadImage', 'body'])
          .meta({ description: 'The field that contains the reference.' }),
        id: z.uuid().meta({ description: 'The id of the deleted section, person, article or asset.' }),
      }),
    )
    .meta({
      description:
        'The references of this revision to sections, people, articles and assets that were deleted later. `article` does not contain them, except for assets in the body.',
    }),
  'articles.section',
  'articles.people',
  'articles.related',
  'articles.leadImage',
  'articles.body',
);

export const Revision = z
  .object({
    articleId: z.uuid(),
    ...revisionShape,
    article: z.object(contentShape).meta({ description: 'The fields of the article in this revision.' }),
    missing: missingReferences,
  })
  .meta({
    id: 'ArticleRevision',
    description:
      'A revision with its content. The section, the people and the related articles are shown with their current names.',
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

const runs = z.array(
  z.object({
    op: z.enum(['equal', 'insert', 'delete']).meta({
      description:
        'Where the words are. `equal`: in both revisions. `insert`: only in the later one. `delete`: only in the earlier one.',
    }),
    text: z.string().meta({ description: 'The words, with the spaces between them.' }),
  }),
);

const Change = z.object({
  field: fieldName,
  before: z.unknown().optional().meta({
    description: 'The value of the field in the earlier revision. Missing for the field `body`.',
  }),
  after: z.unknown().optional().meta({
    description: 'The value of the field in the later revision. Missing for the field `body`.',
  }),
  words: runs.optional().meta({
    description:
      'The equal, inserted and deleted words of the headline, the standfirst, or the plain text of the body. Returned only with `format=json`.',
  }),
  html: z.string().optional().meta({
    description:
      'The headline, the standfirst or the sanitised body as HTML. Inserted words are in `<ins>` and deleted words in `<del>`. Returned only with `format=html`.',
  }),
});

const side = z.object(revisionShape).meta({ id: 'ComparedRevision', description: 'A revision in a comparison.' });
const exampleSide = {
  number: 1,
  savedBy: 'Night desk',
  createdAt: '2017-07-07T18:00:00.000Z',
  note: null,
  restoredFrom: null,
  publishedAt: null,
  isLive: false,
};

export const RevisionDiff = z
  .object({
    articleId: z.uuid(),
    from: side.meta({ description: 'The earlier revision.' }),
    to: side.meta({ description: 'The later revision.' }),
    changes: z.array(Change).meta({ description: 'The fields that differ between the two revisions.' }),
  })
  .meta({
    id: 'ArticleRevisionDiff',
    description: 'The fields that differ between two revisions.',
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
    .meta({ description: 'The order of the list. A leading "-" sorts in descending order.' }),
});

export const RevisionRef = ArticleRef.extend({ number });

export const RevisionQuery = z.strictObject({ bodyFormat: ArticleQuery.shape.bodyFormat });

const revisionName = z
  .string()
  .regex(/^(?:desk|live|[1-9]\d{0,8})$/, 'must be the number of a revision, `desk` or `live`');

export const DiffQuery = z.strictObject({
  from: revisionName.default('live').meta({
    description:
      'The earlier revision. Send its number, `live` for the published revision, or `desk` for the newest revision.',
    examples: ['1'],
  }),
  to: revisionName
    .default('desk')
    .meta({ description: 'The later revision. Send its number, `live` or `desk`.', examples: ['desk'] }),
  format: z.enum(['json', 'html']).default('json').meta({
    description:
      'How changed texts are returned. `json` returns lists of words in `words`, and `html` returns HTML in `html`.',
  }),
});

export const RestoreInput = z
  .strictObject({
    note: text(500, 0).nullable().optional().meta({
      description: 'A note for the list of revisions, up to 500 characters.',
    }),
    missing: z.enum(['refuse', 'drop']).default('refuse').meta({
      description:
        'What to do if the revision refers to sections, people or articles that were deleted later. With `refuse`, the response is 422 and names them. With `drop`, the revision is restored without them.',
    }),
  })
  .meta({
    id: 'ArticleRevisionRestore',
    description: 'Options for restoring a revision. All are optional.',
    examples: [{ note: 'The quotation was right' }],
  });

export type RevisionCard = z.infer<typeof RevisionCard>;
export type Revision = z.infer<typeof Revision>;
export type RevisionDiff = z.infer<typeof RevisionDiff>;
export type RevisionListQuery = z.infer<typeof RevisionListQuery>;
export type RestoreInput = z.infer<typeof RestoreInput>;
export type DiffQuery = z.infer<typeof DiffQuery>;
