import { z } from 'zod';
import { commaList, dateTime, id, idList, reference } from '../../platform/fields/index.js';
import { pageParameters } from '../../platform/paging/index.js';
import { Comment, exampleComment, ModeratedComment, QUEUES, STATUSES } from './schemas.js';

const fieldsOf = (schema: z.ZodObject) =>
  commaList(schema.keyof().options as [string, ...string[]])
    .optional()
    .meta({
      description: 'The properties to return. Returns all properties by default.',
      examples: ['id,author,bodyHtml'],
    });
const fields = fieldsOf(Comment);
const deskFields = fieldsOf(ModeratedComment);

const statuses = commaList(STATUSES);

const threadParameters = {
  ...pageParameters,
  sort: z
    .enum(['createdAt', '-createdAt', '-score'])
    .default('-createdAt')
    .meta({
      description:
        'The order: newest first, oldest first with `createdAt`, and with `-score` the best first, which is an order of tops only: send `parent=none` with it.',
      examples: ['createdAt'],
    }),
  parent: z
    .union([z.literal('none'), id()])
    .optional()
    .meta({
      description: 'Direct replies to the comment with this id; `none` for the tops of the threads. All, without it.',
      examples: ['none'],
    }),
  root: id()
    .optional()
    .meta({
      description: 'All that lies below the comment with this id, which is the top of a thread.',
      examples: [exampleComment.id],
    }),
  pinned: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Those that are pinned, or those that are not.', examples: ['true'] }),
  include: commaList(['replies', 'thread'])
    .optional()
    .meta({
      description: 'What is added to each comment: its direct `replies`, or its `thread`, which is all below it.',
      examples: ['replies'],
    }),
  repliesPerRoot: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be an integer from 1 to 100')
    .default('20')
    .transform(Number)
    .meta({
      description: 'How many replies `include` adds to each comment.',
      type: 'integer',
      minimum: 1,
      maximum: 100,
      examples: [20],
    }),
};

export const ArticleCommentsQuery = z.strictObject({ ...threadParameters, fields });
export const DeskArticleCommentsQuery = z.strictObject({
  ...threadParameters,
  status: statuses.optional().meta({ description: 'Comments with one of these statuses.', examples: ['pending,spam'] }),
  fields: deskFields,
});

export const CommentListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum(['createdAt', '-createdAt', 'updatedAt', '-updatedAt'])
    .default('-createdAt')
    .meta({ description: 'The order; a leading "-" is descending.', examples: ['createdAt'] }),
  queue: z
    .enum(QUEUES)
    .optional()
    .meta({
      description:
        'Those that wait for a moderator: `pending` ones are held, `reported` ones have open reports, `spam` was told by the rules, `unreviewed` ones are public and nobody has looked at them.',
      examples: ['reported'],
    }),
  status: statuses.optional().meta({ description: 'Those with one of these statuses.', examples: ['pending'] }),
  article: reference()
    .optional()
    .meta({ description: 'Those on this article, by id or slug.', examples: ['two-presidents-meet-in-hamburg'] }),
  ids: idList()
    .optional()
    .meta({ description: 'Those with these ids, separated by commas, 100 at most.', examples: [exampleComment.id] }),
  'createdAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Posted at this time or later.', examples: ['2017-07-07T00:00:00Z'] }),
  'createdAt[lt]': dateTime()
    .optional()
    .meta({ description: 'Posted before this time.', examples: ['2017-07-08T00:00:00Z'] }),
  include: commaList(['article'])
    .optional()
    .meta({ description: 'What is added to each comment.', examples: ['article'] }),
  fields: deskFields,
});

const include = commaList(['ancestors'])
  .optional()
  .meta({ description: 'Adds what lies above it in its thread.', examples: ['ancestors'] });
export const CommentQuery = z.strictObject({ include, fields });
export const DeskCommentQuery = z.strictObject({ include, fields: deskFields });

export type ArticleCommentsQuery = z.infer<typeof ArticleCommentsQuery>;
export type DeskArticleCommentsQuery = z.infer<typeof DeskArticleCommentsQuery>;
export type CommentListQuery = z.infer<typeof CommentListQuery>;
export type CommentQuery = z.infer<typeof CommentQuery>;
export type DeskCommentQuery = z.infer<typeof DeskCommentQuery>;
