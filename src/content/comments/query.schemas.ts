import { z } from 'zod';
import { commaList, dateTime, id, idList, reference } from '../../platform/fields/index.js';
import { pageParameters } from '../../platform/paging/index.js';
import { exampleComment, ModeratedComment, QUEUES, STATUSES } from './schemas.js';

const view = z
  .enum(['public', 'desk'])
  .default('public')
  .meta({
    description:
      '`desk` shows comments of every status as moderators see them, and needs a token with the scope comments:moderate.',
    examples: ['desk'],
  });

const fields = commaList(ModeratedComment.keyof().options as [string, ...string[]])
  .optional()
  .meta({ description: 'Only these properties.', examples: ['id,author,bodyHtml'] });

const statuses = commaList(STATUSES);

export const ArticleCommentsQuery = z.strictObject({
  ...pageParameters,
  view,
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
  status: statuses
    .optional()
    .meta({ description: 'Only with view=desk: those with one of these statuses.', examples: ['pending,spam'] }),
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
  fields,
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
  fields,
});

export const CommentQuery = z.strictObject({
  view,
  include: commaList(['ancestors'])
    .optional()
    .meta({ description: 'Adds what lies above it in its thread.', examples: ['ancestors'] }),
  fields,
});

export type ArticleCommentsQuery = z.infer<typeof ArticleCommentsQuery>;
export type CommentListQuery = z.infer<typeof CommentListQuery>;
export type CommentQuery = z.infer<typeof CommentQuery>;
