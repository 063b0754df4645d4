import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendItem, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { CommentInput, CommentPatch, OwnEdit, OwnRetraction } from './input.schemas.js';
import { authorBanned, commentsClosed, guestsRefused } from './policy/policy.rules.js';
import { ArticleCommentsQuery, CommentQuery } from './query.schemas.js';
import { commentHasReplies, commentIsGone, decisionConflict, editWindowExpired, wrongEditToken } from './rules.js';
import { ArticleRef, Comment, CommentList, CommentRef, ModeratedComment, PostedComment } from './schemas.js';
import type { CommentService } from './service.js';

const tags = ['Comments'];

type Options = { comments: CommentService; base: string };

const clientInfoOf = ({ ip, headers }: FastifyRequest) => ({
  ip,
  userAgent: headers['user-agent'] ?? null,
  referrer: headers.referer ?? null,
});

/** Hides from the author that a comment was refused. Every comment that is not public is shown as pending. */
const hideRefusal = (comment: PostedComment): PostedComment => ({
  ...comment,
  status: comment.status === 'approved' ? 'approved' : 'pending',
});

/** Lists and posts comments on one article. */
export const articleCommentRoutes: FastifyPluginAsyncZod<Options> = async (app, { comments, base }) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache: { kind: 'comments', of: 'articles' } },
      schema: {
        operationId: 'listArticleComments',
        tags,
        summary: 'List the comments on an article',
        description:
          'Comments on a published article, flat, newest first. For threads, list the tops by `parent=none`, with `include=thread` for all below each or `include=replies` for direct replies; more of them are listed by `root=<id>` or `parent=<id>`. A comment that is gone leaves its place, without name and text, while others answer it.',
        params: ArticleRef,
        querystring: ArticleCommentsQuery,
        response: { 200: CommentList },
      },
    },
    async (request, reply) => {
      const page = await comments.listOn(request.params.ref, request.query);
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: {
        permission: 'public',
        perMinute: 20,
        problems: [commentsClosed, authorBanned, guestsRefused, problems.unknownReference],
      },
      schema: {
        operationId: 'postComment',
        tags,
        summary: 'Post a comment',
        description:
          'Anybody may, without a token, unless the policy says otherwise. 201 when it is public at once; 202 when it is held, or thought to be from a machine: its address answers 404 until a moderator has approved it. The same comment sent twice is the first one.',
        params: ArticleRef,
        body: CommentInput,
        response: { 201: PostedComment, 202: PostedComment },
      },
    },
    async (request, reply) => {
      const comment = await comments.post(request.actor, request.params.ref, request.body, clientInfoOf(request));
      return reply
        .code(comment.status === 'approved' ? 201 : 202)
        .header('location', `${base}/v1/comments/${comment.id}`)
        .send(hideRefusal(comment));
    },
  );
};

/** Single comments. */
export const commentRoutes: FastifyPluginAsyncZod<Pick<Options, 'comments'>> = async (app, { comments }) => {
  app.get(
    '/:id',
    {
      config: { permission: 'public', cache: { kind: 'comments', of: 'comments' } },
      schema: {
        operationId: 'getComment',
        tags,
        summary: 'Read a comment',
        description:
          'Returns an approved comment on a published article, or the place of a comment that was removed. `include=ancestors` adds the comments above it.',
        params: CommentRef,
        querystring: CommentQuery,
        response: { 200: Comment },
      },
    },
    async (request, reply) => sendItem(request, reply, await comments.get(request.params.id, request.query)),
  );

  app.patch(
    '/:id',
    {
      config: { permission: 'comments:moderate', problems: [decisionConflict, commentIsGone] },
      schema: {
        operationId: 'moderateComment',
        tags,
        summary: 'Moderate a comment',
        description:
          'A JSON merge patch (RFC 7396) of its status, its text, and whether it is pinned. A new text sets `editedAt`. With `version`, a decision of somebody else since then is a 409 that tells it.',
        params: CommentRef,
        headers: preconditions,
        body: CommentPatch,
        response: { 200: ModeratedComment },
      },
    },
    async (request) => comments.moderate(request.actor, request.params.id, request.body, request.headers),
  );

  app.post(
    '/:id/edit',
    {
      config: {
        permission: 'public',
        perMinute: 20,
        problems: [wrongEditToken, editWindowExpired, commentsClosed, authorBanned],
      },
      schema: {
        operationId: 'editOwnComment',
        tags,
        summary: 'Change a comment of your own',
        description:
          'With the token that came back when it was posted, for 15 minutes. It goes through all checks again: what was public may be held.',
        params: CommentRef,
        body: OwnEdit,
        response: { 200: PostedComment },
      },
    },
    async (request) =>
      hideRefusal(
        await comments.editOwn(
          request.actor,
          request.params.id,
          request.body.editToken,
          request.body.body,
          clientInfoOf(request),
        ),
      ),
  );

  app.post(
    '/:id/retract',
    {
      config: { permission: 'public', perMinute: 20, problems: [wrongEditToken] },
      schema: {
        operationId: 'retractComment',
        tags,
        summary: 'Take a comment of your own back',
        description: 'For good. Where others answer it, its place in the thread stays, without name and text.',
        params: CommentRef,
        body: OwnRetraction,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await comments.retract(request.actor, request.params.id, request.body.editToken);
      return reply.code(204).send(null);
    },
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
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await comments.remove(request.actor, request.params.id, request.headers);
      return reply.code(204).send(null);
    },
  );
};
