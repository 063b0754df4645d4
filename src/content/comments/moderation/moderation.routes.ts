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
        summary: 'List the reports about a comment',
        description:
          'Returns all reports about a comment, open and resolved, oldest first. A decision of a moderator resolves the open reports. The response does not say who sent the reports.',
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
        summary: 'Get the moderation queue counts',
        description:
          'Returns the number of comments in each moderation queue. List the comments of a queue with the parameter `queue` of `GET /v1/desk/comments`.',
        response: { 200: QueueCounts },
      },
    },
    async () => comments.queueCounts(),
  );

  app.post(
    '/comment-decisions',
    {
      config: { permission: 'comments:moderate', fieldLimit: 'irrelevant', sectionLimit: 'checked' },
      schema: {
        operationId: 'decideOnComments',
        tags,
        summary: 'Moderate comments in bulk',
        description:
          'Applies up to 100 decisions, each independently of the others. Each decision names the version of the comment that the moderator has seen. If the comment has changed since then, the decision is not applied. The result of the decision then has the status 409 and contains the last decision. The response is 200 even if some decisions fail. A decision on an article outside the sections of a limited token has the status 403. To confirm a comment, send its current status. This resolves its open reports, and an approved comment leaves the queue `unreviewed`.',
        body: DecisionsInput,
        response: { 200: DecisionResults },
      },
    },
    async (request) => ({ data: await comments.decideAll(request.actor, request.body.decisions) }),
  );
};
