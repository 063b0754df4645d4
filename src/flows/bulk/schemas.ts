import { z } from 'zod';
import { DeskArticle } from '../../content/articles/index.js';
import { ModeratedComment } from '../../content/comments/index.js';
import { ExternalRef } from '../../content/external-ids/index.js';
import { WholePerson } from '../../content/people/index.js';
import { Section } from '../../content/sections/index.js';
import { id, reference } from '../../platform/fields/index.js';

const maxOperations = 500;

const entityTypes = ['article', 'section', 'person'] as const;
const type = z.enum(entityTypes);
const ref = reference().meta({ description: 'Id or slug.' });
const body = z
  .record(z.string(), z.unknown())
  .meta({ description: 'What POST, PUT or PATCH of this type takes by itself; it is checked when its turn comes.' });
const ifMatch = z.string().max(1_000).optional().meta({ description: 'The ETag that the change is based on.' });

export const Operation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('create'), type, body }),
  z.strictObject({ op: z.literal('put'), type, externalId: ExternalRef, body }),
  z.strictObject({ op: z.literal('update'), type, ref, body, ifMatch }),
  z.strictObject({ op: z.literal('publish'), type: z.literal('article'), ref, ifMatch }),
  z.strictObject({ op: z.literal('unpublish'), type: z.literal('article'), ref, ifMatch }),
  z.strictObject({ op: z.literal('trash'), type: z.literal('article'), ref, ifMatch }),
  z.strictObject({
    op: z.literal('delete'),
    type: z.enum(['section', 'person']),
    ref,
    moveTo: reference().optional(),
    ifMatch,
  }),
  z.strictObject({ op: z.literal('moderate'), type: z.literal('comment'), ref: id(), body, ifMatch }),
]);

export const BulkInput = z
  .strictObject({
    operations: z.array(Operation).min(1).max(maxOperations),
    atomic: z
      .boolean()
      .default(false)
      .meta({ description: 'All of them or none: the first that is refused is the answer, and nothing is written.' }),
  })
  .meta({
    id: 'BulkWrite',
    description: 'What to do, in this order.',
    examples: [
      {
        operations: [
          { op: 'put', type: 'article', externalId: { source: 'wire', id: '4711' }, body: { headline: 'Ferry sails' } },
        ],
        atomic: false,
      },
    ],
  });

const BulkProblem = z.object({
  type: z.string().meta({ format: 'uri-reference' }),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  errors: z
    .array(
      z.object({
        pointer: z.string().optional(),
        parameter: z.string().optional(),
        code: z.string(),
        detail: z.string(),
      }),
    )
    .optional(),
});

export const BulkResult = z.object({
  status: z.int().meta({ description: 'What the operation would have been answered by itself.' }),
  unchanged: z.boolean().optional().meta({ description: 'With put: whether it was so already.' }),
  article: DeskArticle.optional(),
  section: Section.optional(),
  person: WholePerson.optional(),
  comment: ModeratedComment.optional(),
  problem: BulkProblem.optional().meta({ description: 'Why not; pointers lead into the body of the operation.' }),
});

export const BulkResults = z
  .object({ data: z.array(BulkResult), failed: z.int().min(0).meta({ description: 'How many were refused.' }) })
  .meta({
    id: 'BulkResults',
    description: 'What became of each operation, in their order.',
    examples: [
      {
        data: [
          {
            status: 404,
            problem: {
              type: '/problems/not-found',
              title: 'There is no such thing',
              status: 404,
              detail: 'There is no such article.',
              code: 'not-found',
            },
          },
        ],
        failed: 1,
      },
    ],
  });

export type Operation = z.output<typeof Operation>;
export type BulkInput = z.output<typeof BulkInput>;
export type BulkResult = z.infer<typeof BulkResult>;
export type BulkResults = z.infer<typeof BulkResults>;
