import { z } from 'zod';
import { commaList, dateTime, id, idList, reference } from '../../platform/fields/index.js';
import { pageParameters } from '../../platform/paging/index.js';
import { Comment, exampleComment, ModeratedComment, QUEUES, STATUSES } from './schemas.js';

const fieldsOf = (schema: z.ZodObject) =>
  commaList(schema.keyof().options as [string, ...string[]])
    .optional()
    .meta({
      description: 'The properties to return. By default, all properties are returned.',
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
        'The order of the list. `-createdAt` lists the newest comments first, and `createdAt` the oldest. `-score` lists the comments with the highest score first. It requires `parent=none`, because it sorts only top-level comments.',
      examples: ['createdAt'],
    }),
  parent: z
    .union([z.literal('none'), id()])
    .optional()
    .meta({
      description:
        'Lists only the direct replies to the comment with this id. `none` lists only top-level comments. By default, all comments are listed.',
      examples: ['none'],
    }),
  root: id()
    .optional()
    .meta({
      description:
        'Lists only the comments of one thread. Send the id of its top-level comment, which is not listed itself.',
      examples: [exampleComment.id],
    }),
  pinned: z
    .enum(['true', 'false'])
    .optional()
    .meta({
      description: '`true` lists only pinned comments, `false` only comments that are not pinned.',
      examples: ['true'],
    }),
  include: commaList(['replies', 'thread'])
    .optional()
    .meta({
      description:
        'What to add to each comment. `replies` adds its direct replies, and `thread` adds all comments below it.',
      examples: ['replies'],
    }),
  repliesPerRoot: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be an integer from 1 to 100')
    .default('20')
    .transform(Number)
    .meta({
      description: 'The maximum number of replies that `include` adds to each comment.',
      type: 'integer',
      minimum: 1,
      maximum: 100,
      examples: [20],
    }),
};

export const ArticleCommentsQuery = z.strictObject({ ...threadParameters, fields });
export const DeskArticleCommentsQuery = z.strictObject({
  ...threadParameters,
  status: statuses.optional().meta({
    description: 'Only comments with one of these statuses.',
    examples: ['pending,spam'],
  }),
  fields: deskFields,
});

export const CommentListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum(['createdAt', '-createdAt', 'updatedAt', '-updatedAt'])
    .default('-createdAt')
    .meta({ description: 'The order of the list. A leading "-" sorts in descending order.', examples: ['createdAt'] }),
  queue: z
    .enum(QUEUES)
    .optional()
    .meta({
      description:
        'Only comments in this moderation queue. `pending`: comments that wait for approval. `reported`: comments with open reports. `spam`: comments with the status `spam`. `unreviewed`: public comments that no moderator has reviewed.',
      examples: ['reported'],
    }),
  status: statuses.optional().meta({ description: 'Only comments with one of these statuses.', examples: ['pending'] }),
  article: reference()
    .optional()
    .meta({
      description: 'Only comments on this article. Send its id or slug.',
      examples: ['two-presidents-meet-in-hamburg'],
    }),
  ids: idList()
    .optional()
    .meta({
      description: 'Only comments with these ids. Send up to 100 ids, separated by commas.',
      examples: [exampleComment.id],
    }),
  'createdAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Only comments posted at or after this time.', examples: ['2017-07-07T00:00:00Z'] }),
  'createdAt[lt]': dateTime()
    .optional()
    .meta({ description: 'Only comments posted before this time.', examples: ['2017-07-08T00:00:00Z'] }),
  include: commaList(['article'])
    .optional()
    .meta({
      description: 'What to add to each comment. `article` adds the article on which it was posted.',
      examples: ['article'],
    }),
  fields: deskFields,
});

const include = commaList(['ancestors'])
  .optional()
  .meta({
    description: 'What to add to the comment. `ancestors` adds the comments above it in its thread.',
    examples: ['ancestors'],
  });
export const CommentQuery = z.strictObject({ include, fields });
export const DeskCommentQuery = z.strictObject({ include, fields: deskFields });

export type ArticleCommentsQuery = z.infer<typeof ArticleCommentsQuery>;
export type DeskArticleCommentsQuery = z.infer<typeof DeskArticleCommentsQuery>;
export type CommentListQuery = z.infer<typeof CommentListQuery>;
export type CommentQuery = z.infer<typeof CommentQuery>;
export type DeskCommentQuery = z.infer<typeof DeskCommentQuery>;
