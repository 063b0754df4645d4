import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ifMatch, problems, sendItem, sendPage } from '../../platform/http/index.js';
import { commentHasReplies, commentsClosed } from './rules.js';
import {
  AnyComment,
  AnyCommentList,
  ArticleCommentsQuery,
  ArticleRef,
  CommentInput,
  CommentListQuery,
  CommentPatch,
  CommentQuery,
  CommentRef,
  ModeratedComment,
  ModeratedCommentList,
  PostedComment,
} from './schemas.js';
import type { CommentService } from './service.js';

const tags = ['Comments'];

type Options = { comments: CommentService; base: string };

/** Comments on one article. */
export const articleCommentRoutes: FastifyPluginAsyncZod<Options> = async (app, { comments, base }) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache: { kind: 'comments', of: 'articles' }, problems: [problems.forbidden] },
      schema: {
        operationId: 'listArticleComments',
        tags,
        summary: 'List the comments on an article',
        description:
          'Approved comments on a published article, flat, newest first. For threads, list the tops by `parent=none` with `include=replies`, and more replies by `parent=<id>`. A reply stays when the comment that it answers is rejected.',
        params: ArticleRef,
        querystring: ArticleCommentsQuery,
        response: { 200: AnyCommentList },
      },
    },
    async (request, reply) => {
      const page = await comments.listOn(request.actor, request.params.ref, request.query);
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: { permission: 'public', perMinute: 20, problems: [commentsClosed, problems.unknownReference] },
      schema: {
        operationId: 'postComment',
        tags,
        summary: 'Post a comment',
        description: `Anybody may, without a token. It is public once a moderator has approved it; until then its address answers 404. A reply to one of the deepest comments of a thread hangs beside it.`,
        params: ArticleRef,
        body: CommentInput,
        response: { 201: PostedComment },
      },
    },
    async (request, reply) => {
      const comment = await comments.post(request.actor, request.params.ref, request.body);
      return reply.code(201).header('location', `${base}/v1/comments/${comment.id}`).send(comment);
    },
  );
};

/** Comments wherever they are: the moderators' desk. */
export const commentRoutes: FastifyPluginAsyncZod<Options> = async (app, { comments, base }) => {
  app.get(
    '',
    {
      config: { permission: 'comments:moderate', problems: [problems.unknownReference] },
      schema: {
        operationId: 'listComments',
        tags,
        summary: 'List comments for moderation',
        description: 'Comments of every status on every article, newest first. `status=pending` is the queue.',
        querystring: CommentListQuery,
        response: { 200: ModeratedCommentList },
      },
    },
    async (request, reply) => {
      const page = await comments.listAll(request.query);
      return sendPage(request, reply, page, base);
    },
  );

  app.get(
    '/:id',
    {
      config: { permission: 'public', cache: { kind: 'comments', of: 'comments' }, problems: [problems.forbidden] },
      schema: {
        operationId: 'getComment',
        tags,
        summary: 'Read a comment',
        description: 'An approved comment on a published article; with `view=desk`, any.',
        params: CommentRef,
        querystring: CommentQuery,
        response: { 200: AnyComment },
      },
    },
    async (request, reply) =>
      sendItem(request, reply, await comments.get(request.actor, request.params.id, request.query)),
  );

  app.patch(
    '/:id',
    {
      config: { permission: 'comments:moderate' },
      schema: {
        operationId: 'moderateComment',
        tags,
        summary: 'Moderate a comment',
        description: 'A JSON merge patch (RFC 7396) of its status, its text, or both. A new text sets `editedAt`.',
        params: CommentRef,
        headers: ifMatch,
        body: CommentPatch,
        response: { 200: ModeratedComment },
      },
    },
    async (request) => comments.moderate(request.actor, request.params.id, request.body, request.headers['if-match']),
  );

  app.delete(
    '/:id',
    {
      config: { permission: 'comments:moderate', problems: [commentHasReplies] },
      schema: {
        operationId: 'deleteComment',
        tags,
        summary: 'Delete a comment',
        description: 'For good, and only one without replies: reject the others instead.',
        params: CommentRef,
        headers: ifMatch,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await comments.remove(request.actor, request.params.id, request.headers['if-match']);
      return reply.code(204).send(null);
    },
  );
};
