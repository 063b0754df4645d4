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
        'The order. `-createdAt` is newest first, `createdAt` oldest first. `-score` is best first; it sorts top-level comments only and needs `parent=none`.',
      examples: ['createdAt'],
    }),
  parent: z
    .union([z.literal('none'), id()])
    .optional()
    .meta({
      description:
        'The comment whose direct replies are listed, or `none` for top-level comments. All comments are listed by default.',
      examples: ['none'],
    }),
  root: id()
    .optional()
    .meta({
      description: 'The top-level comment of a thread. Lists all comments below it.',
      examples: [exampleComment.id],
    }),
  pinned: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Only comments that are pinned, or only others.', examples: ['true'] }),
  include: commaList(['replies', 'thread'])
    .optional()
    .meta({
      description: 'What to add to each comment: `replies` for direct replies, `thread` for all comments below it.',
      examples: ['replies'],
    }),
  repliesPerRoot: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be an integer from 1 to 100')
    .default('20')
    .transform(Number)
    .meta({
      description: 'The highest number of replies that `include` adds to each comment.',
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
    .meta({ description: 'The order. A leading "-" sorts in descending order.', examples: ['createdAt'] }),
  queue: z
    .enum(QUEUES)
    .optional()
    .meta({
      description:
        'The moderation queue. `pending`: comments that wait for approval. `reported`: comments with open reports. `spam`: comments with the status `spam`. `unreviewed`: public comments that no moderator has reviewed.',
      examples: ['reported'],
    }),
  status: statuses.optional().meta({ description: 'Comments with one of these statuses.', examples: ['pending'] }),
  article: reference()
    .optional()
    .meta({ description: 'The id or slug of the article.', examples: ['two-presidents-meet-in-hamburg'] }),
  ids: idList()
    .optional()
    .meta({ description: 'Up to 100 ids of comments, separated by commas.', examples: [exampleComment.id] }),
  'createdAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Comments posted at or after this time.', examples: ['2017-07-07T00:00:00Z'] }),
  'createdAt[lt]': dateTime()
    .optional()
    .meta({ description: 'Comments posted before this time.', examples: ['2017-07-08T00:00:00Z'] }),
  include: commaList(['article'])
    .optional()
    .meta({ description: 'What to add to each comment: its `article`.', examples: ['article'] }),
  fields: deskFields,
});

const include = commaList(['ancestors'])
  .optional()
  .meta({ description: 'What to add: `ancestors` for the comments above it.', examples: ['ancestors'] });
export const CommentQuery = z.strictObject({ include, fields });
export const DeskCommentQuery = z.strictObject({ include, fields: deskFields });

export type ArticleCommentsQuery = z.infer<typeof ArticleCommentsQuery>;
export type DeskArticleCommentsQuery = z.infer<typeof DeskArticleCommentsQuery>;
export type CommentListQuery = z.infer<typeof CommentListQuery>;
export type CommentQuery = z.infer<typeof CommentQuery>;
export type DeskCommentQuery = z.infer<typeof DeskCommentQuery>;
