import { z } from 'zod';
import {
  commaList,
  dateTime,
  id,
  instant,
  patchSchemaOf,
  reference,
  showsFields,
  text,
} from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';

const KINDS = ['correction', 'clarification', 'update', 'retraction'] as const;

const correctionKind = z.enum(KINDS).meta({
  id: 'CorrectionKind',
  description:
    'The kind of correction. `correction`: something was wrong. `clarification`: something could be misunderstood. `update`: something was added. `retraction`: the newsroom no longer stands by the article, which stays published.',
});
const revisionBefore = z
  .int()
  .min(1)
  .nullable()
  .meta({ description: 'The number of the revision that readers saw before the correction. Null if not known.' });
const revisionAfter = z.int().min(1).nullable().meta({ description: 'The number of the corrected revision.' });

const version = z.int().meta({ description: 'The version of the correction. It rises with each change.' });

const summaryShape = {
  id: z.uuid(),
  kind: correctionKind,
  note: z.string().meta({
    description: 'The text of the correction, as readers see it. Empty lines separate paragraphs.',
  }),
  at: instant().meta({ description: 'When the correction was published.' }),
};

/** A correction as a property of an article. */
export const ArticleCorrection = z.object(summaryShape).meta({
  id: 'ArticleCorrection',
  description: 'A correction in the property `corrections` of an article.',
  examples: [
    {
      id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b77',
      kind: 'correction',
      note: 'An earlier version gave the wrong length of the meeting.',
      at: '2017-07-08T09:00:00.000Z',
    },
  ],
});

const CorrectedArticle = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    headline: z.string(),
    publishedAt: instant().nullable().meta({
      description: 'When the article was published. Null if it is not published.',
    }),
    section: showsFields(
      z
        .object({
          id: z.uuid(),
          slug: z.string(),
          name: z.string(),
          path: z.string().meta({
            description: 'The slugs from the root of the section tree to this section, joined by `/`.',
          }),
        })
        .nullable()
        .meta({ description: 'The section of the article. Null if it has none.' }),
      'articles.section',
    ),
  })
  .meta({ id: 'CorrectedArticle', description: 'The article to which a correction belongs.' });

const example = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b77',
  kind: 'correction',
  note: 'An earlier version gave the wrong length of the meeting.',
  at: '2017-07-08T09:00:00.000Z',
  article: {
    id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
    slug: 'two-presidents-meet-in-hamburg',
    headline: 'Two presidents meet in Hamburg',
    publishedAt: '2017-07-07T18:00:00.000Z',
    section: null,
  },
  version: 1,
  updatedAt: '2017-07-08T09:00:00.000Z',
};

export const Correction = z
  .object({ ...summaryShape, article: CorrectedArticle, version, updatedAt: instant() })
  .meta({ id: 'Correction', description: 'A published correction of a published article.', examples: [example] });

export const DeskCorrection = z
  .object({
    ...summaryShape,
    at: summaryShape.at.nullable().meta({
      description: 'When the correction was published. Null while it waits for the next publication of the article.',
    }),
    article: CorrectedArticle,
    revisionBefore,
    revisionAfter,
    madeBy: z.string().meta({ description: 'The name of the token that created the correction.' }),
    version,
    createdAt: instant(),
    updatedAt: instant(),
  })
  .meta({
    id: 'DeskCorrection',
    description: 'A published or waiting correction, as editors see it.',
    examples: [
      { ...example, revisionBefore: 2, revisionAfter: 3, madeBy: 'The desk', createdAt: '2017-07-08T09:00:00.000Z' },
    ],
  });

export const CorrectionList = pageOf(Correction, 'CorrectionList');
export const DeskCorrectionList = pageOf(DeskCorrection, 'DeskCorrectionList');

const inputShape = {
  kind: correctionKind,
  note: text(5_000).meta({
    description: 'The text of the correction, as readers see it. Plain text, up to 5,000 characters.',
  }),
  revisionBefore: revisionBefore.optional().meta({
    description:
      'The number of the revision that readers saw before the correction. If you send `publish`, the default is the revision that was public before the new publication.',
  }),
  revisionAfter: revisionAfter.optional().meta({
    description:
      'The number of the corrected revision. Without `publish`, the default is the published revision. With `publish`, the default is the revision that is published together with the correction.',
  }),
};

export const CorrectionInput = z
  .strictObject({
    ...inputShape,
    publish: z.boolean().optional().meta({
      description:
        'If true, the draft copy is published together with the correction. If false, the correction is hidden until the next publication of the article. If omitted, only the correction is published, immediately.',
    }),
  })
  .meta({
    id: 'CorrectionWrite',
    description: 'The writable fields of a correction.',
    examples: [{ kind: 'correction', note: 'An earlier version gave the wrong length of the meeting.' }],
  });

export const CorrectionChange = z.strictObject(inputShape);
export const CorrectionPatch = patchSchemaOf(CorrectionChange, 'CorrectionPatch', {
  kind: 'clarification',
  note: 'An earlier version did not say that the meeting was planned for half an hour.',
});

const fields = commaList([...Object.keys(DeskCorrection.shape)] as [string, ...string[]])
  .optional()
  .meta({
    description: 'The properties to return. By default, all properties are returned.',
    examples: ['id,kind,note'],
  });

export const ArticleCorrectionsQuery = z.strictObject({ ...pageParameters, fields });

export const CorrectionListQuery = ArticleCorrectionsQuery.extend({
  kind: z.enum(KINDS).optional().meta({ description: 'Only corrections of this kind.' }),
  section: showsFields(
    reference()
      .optional()
      .meta({
        description:
          'Only corrections of articles in this section or in a section below it. Send the id or slug of the section.',
        examples: ['world'],
      }),
    'articles.section',
  ),
  article: reference()
    .optional()
    .meta({
      description: 'Only corrections of this article. Send its id or slug.',
      examples: ['two-presidents-meet-in-hamburg'],
    }),
  'at[gte]': dateTime().optional().meta({ description: 'Only corrections published at or after this time.' }),
  'at[lt]': dateTime().optional().meta({ description: 'Only corrections published before this time.' }),
});

export const CorrectionQuery = z.strictObject({ fields });
export const CorrectionRef = z.strictObject({
  id: id().meta({ description: 'The id of the correction.', examples: [example.id] }),
});
export const CorrectedArticleRef = z.strictObject({
  ref: reference().meta({
    description: 'The id or slug of the article.',
    examples: ['two-presidents-meet-in-hamburg'],
  }),
});

export type Kind = (typeof KINDS)[number];
export type DeskCorrection = z.infer<typeof DeskCorrection>;
export type CorrectionInput = z.infer<typeof CorrectionInput>;
export type CorrectionListQuery = z.infer<typeof CorrectionListQuery>;
export type ArticleCorrectionsQuery = z.infer<typeof ArticleCorrectionsQuery>;
export type CorrectionQuery = z.infer<typeof CorrectionQuery>;
