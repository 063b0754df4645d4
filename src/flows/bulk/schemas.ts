import { z } from 'zod';
import { DeskArticle, droppedParts } from '../../content/articles/index.js';
import { ModeratedComment } from '../../content/comments/index.js';
import { ExternalRef } from '../../content/external-ids/index.js';
import { WholePerson } from '../../content/people/index.js';
import { Section } from '../../content/sections/index.js';
import { id, reference } from '../../platform/fields/index.js';

const maxOperations = 500;

const entityTypes = ['article', 'section', 'person'] as const;
const type = z.enum(entityTypes).meta({ id: 'BulkResourceType', description: 'The kind of resource.' });
const op = <const Name extends string>(name: Name, description: string) => z.literal(name).meta({ description });
const ref = reference().meta({ description: 'The id or slug of the resource.' });
const body = z.record(z.string(), z.unknown()).meta({
  description:
    'The body that a POST, PUT or PATCH request for this kind of resource has. It is checked when the operation runs.',
});
const ifMatch = z.string().max(1_000).optional().meta({
  description: 'The ETag of the version on which the change is based, as in the header `If-Match`.',
});

export const Operation = z.discriminatedUnion('op', [
  z.strictObject({ op: op('create', 'Creates a resource, as `POST` does.'), type, body }),
  z.strictObject({
    op: op('put', 'Creates the resource with this external id, or replaces it if it exists.'),
    type,
    externalId: ExternalRef.meta({ description: 'The id of the resource in another system.' }),
    body,
  }),
  z.strictObject({ op: op('update', 'Changes a resource, as `PATCH` does.'), type, ref, body, ifMatch }),
  z.strictObject({
    op: op('publish', 'Publishes the draft copy of an article.'),
    type: z.literal('article'),
    ref,
    ifMatch,
  }),
  z.strictObject({ op: op('unpublish', 'Unpublishes an article.'), type: z.literal('article'), ref, ifMatch }),
  z.strictObject({ op: op('trash', 'Moves an article to the trash.'), type: z.literal('article'), ref, ifMatch }),
  z.strictObject({
    op: op('delete', 'Deletes a section or a person.'),
    type: z.enum(['section', 'person']).meta({ description: 'The kind of resource.' }),
    ref,
    moveTo: reference().optional().meta({
      description: 'The id or slug of the section that receives the articles and subsections of the deleted section.',
    }),
    ifMatch,
  }),
  z.strictObject({
    op: op('moderate', 'Changes a comment, as `PATCH` does.'),
    type: z.literal('comment'),
    ref: id().meta({ description: 'The id of the comment.' }),
    body,
    ifMatch,
  }),
]);

export const BulkInput = z
  .strictObject({
    operations: z.array(Operation).min(1).max(maxOperations).meta({
      description: 'The operations, in the order in which they are run. At most 500.',
    }),
    atomic: z.boolean().default(false).meta({
      description:
        'If true, all operations run in one transaction. If one operation fails, nothing is written, and the response is the problem of that operation.',
    }),
  })
  .meta({
    id: 'BulkWrite',
    description: 'The operations to run.',
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
  type: z.string().meta({ format: 'uri-reference', description: 'The address of the page that explains the problem.' }),
  title: z.string().meta({ description: 'A short summary of this type of problem.' }),
  status: z.int().meta({ description: 'The HTTP status.' }),
  detail: z.string().meta({ description: 'An explanation of the problem for people.' }),
  code: z.string().meta({ description: 'The stable code of the problem.' }),
  errors: z
    .array(
      z.object({
        pointer: z.string().optional().meta({ description: 'A JSON pointer (RFC 6901) to the field that is wrong.' }),
        parameter: z.string().optional().meta({ description: 'The name of the parameter that is wrong.' }),
        code: z.string().meta({ description: 'The code of the error.' }),
        detail: z.string().meta({ description: 'An explanation of the error for people. Programs should use `code`.' }),
      }),
    )
    .optional()
    .meta({ description: 'What is wrong in the body, with one entry for each error.' }),
});

export const BulkResult = z.object({
  status: z.int().meta({ description: 'The HTTP status that a separate request for this operation would return.' }),
  unchanged: z.boolean().optional().meta({
    description: 'Whether the resource already had this content, so that nothing was written. Only for `put`.',
  }),
  dropped: droppedParts,
  article: DeskArticle.optional(),
  section: Section.optional(),
  person: WholePerson.optional(),
  comment: ModeratedComment.optional(),
  problem: BulkProblem.optional().meta({
    description: 'Why the operation failed. The pointers in `errors` start at the `body` of the operation.',
  }),
});

export const BulkResults = z
  .object({
    data: z.array(BulkResult).meta({ description: 'One result for each operation, in the order of the request.' }),
    failed: z.int().min(0).meta({ description: 'The number of failed operations.' }),
  })
  .meta({
    id: 'BulkResults',
    description: 'The results of the operations, in the order of the request.',
    examples: [
      {
        data: [
          {
            status: 404,
            problem: {
              type: '/problems/not-found',
              title: 'The resource does not exist',
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
