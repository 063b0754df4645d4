import { z } from 'zod';
import { commaList, dateTime, id, instant, patchSchemaOf, reference, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';

export const KINDS = ['correction', 'clarification', 'update', 'retraction'] as const;

const kind = z.enum(KINDS).meta({
  description:
    '`correction`: something was wrong; `clarification`: something could be misread; `update`: something was added; `retraction`: the story is taken back.',
});
const revisionBefore = z
  .int()
  .min(1)
  .nullable()
  .meta({ description: 'Number of the revision that readers saw before.' });
const revisionAfter = z.int().min(1).nullable().meta({ description: 'Number of the revision that puts it right.' });

const summaryShape = {
  id: z.uuid(),
  kind,
  note: z.string().meta({ description: 'What readers are told, as plain text; an empty line parts paragraphs.' }),
  at: instant().meta({ description: 'When readers were first told.' }),
};

/** A correction inside an article. */
export const ArticleCorrection = z.object(summaryShape);

const article = {
  id: z.uuid(),
  slug: z.string(),
  headline: z.string(),
  publishedAt: instant().nullable(),
  section: z.object({ id: z.uuid(), slug: z.string(), name: z.string(), path: z.string() }).nullable(),
};

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

const Correction = z
  .object({ ...summaryShape, article: z.object(article), version: z.int(), updatedAt: instant() })
  .meta({ id: 'Correction', description: 'What readers are told of a live story.', examples: [example] });

export const DeskCorrection = z
  .object({
    ...summaryShape,
    at: summaryShape.at.nullable().meta({ description: 'When readers were first told; null while it waits.' }),
    article: z.object(article),
    revisionBefore,
    revisionAfter,
    madeBy: z.string(),
    version: z.int(),
    createdAt: instant(),
    updatedAt: instant(),
  })
  .meta({
    id: 'DeskCorrection',
    description: 'A correction as the desk has it, be it public or not.',
    examples: [
      { ...example, revisionBefore: 2, revisionAfter: 3, madeBy: 'The desk', createdAt: '2017-07-08T09:00:00.000Z' },
    ],
  });

// The desk view comes first: Correction would match it as well and drop the fields that only the desk view has.
export const AnyCorrection = z.union([DeskCorrection, Correction]);
export const AnyCorrectionList = z.union([
  pageOf(DeskCorrection, 'DeskCorrectionList'),
  pageOf(Correction, 'CorrectionList'),
]);

const inputShape = {
  kind,
  note: text(5_000).meta({ description: 'What readers are told, as plain text.' }),
  revisionBefore: revisionBefore
    .optional()
    .meta({ description: 'Left out: with a publication the revision that was live before it.' }),
  revisionAfter: revisionAfter
    .optional()
    .meta({ description: 'Left out: the revision that is live, or with a publication the one that it puts live.' }),
};

export const CorrectionInput = z
  .strictObject({
    ...inputShape,
    publish: z.boolean().optional().meta({
      description:
        'True publishes the working copy with it, both or neither. False keeps it on the desk until the story is published next. Left out, it is about what is live, and public at once.',
    }),
  })
  .meta({
    id: 'CorrectionWrite',
    description: 'What is written of a correction.',
    examples: [{ kind: 'correction', note: 'An earlier version gave the wrong length of the meeting.' }],
  });

export const CorrectionChange = z.strictObject(inputShape);
export const CorrectionPatch = patchSchemaOf(CorrectionChange, 'CorrectionPatch');

const view = z
  .enum(['public', 'desk'])
  .default('public')
  .meta({ description: '`desk` shows those that wait, too, and needs a token with the scope content:read.' });

const fields = commaList([...Object.keys(DeskCorrection.shape)] as [string, ...string[]])
  .optional()
  .meta({ description: 'Only these properties.', examples: ['id,kind,note'] });

export const ArticleCorrectionsQuery = z.strictObject({ ...pageParameters, view, fields });

export const CorrectionListQuery = ArticleCorrectionsQuery.extend({
  kind: z.enum(KINDS).optional().meta({ description: 'Of this kind.' }),
  section: reference()
    .optional()
    .meta({ description: 'Of stories in this section or one below it, by id or slug.', examples: ['world'] }),
  article: reference()
    .optional()
    .meta({ description: 'Of this story, by id or slug.', examples: ['two-presidents-meet-in-hamburg'] }),
  'at[gte]': dateTime().optional().meta({ description: 'Told at this time or later.' }),
  'at[lt]': dateTime().optional().meta({ description: 'Told before this time.' }),
});

export const CorrectionQuery = z.strictObject({ view, fields });
export const CorrectionRef = z.strictObject({
  id: id().meta({ description: 'Id of the correction.', examples: [example.id] }),
});
export const CorrectedArticleRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the article.', examples: ['two-presidents-meet-in-hamburg'] }),
});

export type Kind = (typeof KINDS)[number];
export type DeskCorrection = z.infer<typeof DeskCorrection>;
export type CorrectionInput = z.infer<typeof CorrectionInput>;
export type CorrectionListQuery = z.infer<typeof CorrectionListQuery>;
export type ArticleCorrectionsQuery = z.infer<typeof ArticleCorrectionsQuery>;
export type CorrectionQuery = z.infer<typeof CorrectionQuery>;
