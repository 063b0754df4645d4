import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendItem, sendPage } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { CommentListQuery, DeskArticleCommentsQuery, DeskCommentQuery } from './query.schemas.js';
import { ArticleRef, CommentRef, ModeratedComment, ModeratedCommentList } from './schemas.js';
import type { CommentService } from './service.js';

const tags = ['Comments'];
const permission = 'comments:moderate';

type Options = { comments: CommentService; base: string };

/** Comments of every status on one article. */
export const deskArticleCommentRoutes: FastifyPluginAsyncZod<Options> = async (app, { comments, base }) => {
  app.get(
    '',
    {
      config: { permission },
      schema: {
        operationId: 'listDeskArticleComments',
        tags,
        summary: 'List the comments on an article for moderation',
        description:
          'Returns the comments on an article, newest first. They can have any status, and the article does not have to be published.',
        params: ArticleRef,
        querystring: DeskArticleCommentsQuery,
        response: { 200: ModeratedCommentList },
      },
    },
    async (request, reply) =>
      sendPage(request, reply, await comments.listDeskOn(request.params.ref, request.query), base),
  );
};

/** Comments of every status on all articles. */
export const deskCommentRoutes: FastifyPluginAsyncZod<Options> = async (app, { comments, base }) => {
  app.get(
    '',
    {
      config: { permission, problems: [problems.unknownReference] },
      schema: {
        operationId: 'listDeskComments',
        tags,
        summary: 'List comments for moderation',
        description:
          'Returns the comments on all articles, newest first, whatever their status. `queue` selects the comments in one moderation queue. `GET /v1/comment-queues` counts the comments in each queue.',
        querystring: CommentListQuery,
        response: { 200: ModeratedCommentList },
      },
    },
    async (request, reply) => sendPage(request, reply, await comments.listAll(request.query), base),
  );

  app.get(
    '/:id',
    {
      config: { permission },
      schema: {
        operationId: 'getDeskComment',
        tags,
        summary: 'Get a comment for moderation',
        description: 'Returns a comment of any status. `include=ancestors` adds the comments above it in its thread.',
        params: CommentRef,
        querystring: DeskCommentQuery,
        response: { 200: ModeratedComment },
      },
    },
    async (request, reply) => sendItem(request, reply, await comments.getDesk(request.params.id, request.query)),
  );
};
