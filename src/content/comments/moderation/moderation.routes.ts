import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { CommentRef } from '../schemas.js';
import type { CommentService } from '../service.js';
import { FlagList } from '../threads/reader.schemas.js';
import { DecisionResults, DecisionsInput, QueueCounts } from './decision.schemas.js';

const tags = ['Comments'];

/** Lists reports, counts the moderation queues and decides on many comments at once. */
export const commentModerationRoutes: FastifyPluginAsyncZod<{ comments: CommentService }> = async (
  app,
  { comments },
) => {
  app.get(
    '/comments/:id/flags',
    {
      config: { permission: 'comments:moderate' },
      schema: {
        operationId: 'listCommentFlags',
        tags,
        summary: 'List reports of a comment',
        description: 'The oldest first. A decision of a moderator resolves those that are open.',
        params: CommentRef,
        response: { 200: FlagList },
      },
    },
    async (request) => comments.flags(request.params.id),
  );

  app.get(
    '/comment-queues',
    {
      config: { permission: 'comments:moderate' },
      schema: {
        operationId: 'getCommentQueues',
        tags,
        summary: 'Count what waits for moderators',
        description: 'Each queue is listed by `GET /v1/desk/comments?queue=`.',
        response: { 200: QueueCounts },
      },
    },
    async () => comments.queueCounts(),
  );

  app.post(
    '/comment-decisions',
    {
      config: { permission: 'comments:moderate' },
      schema: {
        operationId: 'decideOnComments',
        tags,
        summary: 'Decide on many comments',
        description:
          'A hundred at most, each with the version that was looked at, and each by itself: one that somebody else has decided meanwhile stays as they decided, and its result says who, what and why. The status that a comment has already says that it is all right: open reports are resolved, and it leaves its queue.',
        body: DecisionsInput,
        response: { 200: DecisionResults },
      },
    },
    async (request) => ({ data: await comments.decideAll(request.actor, request.body.decisions) }),
  );
};
