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
          'Returns the public comments on a published article as a flat list, newest first. To show threads, list the top-level comments with `parent=none`. Add `include=thread` to get all comments below each of them, or `include=replies` to get only their direct replies. To load more comments of a thread, use `root=<id>` or `parent=<id>`. A removed comment that has public replies stays in the list, with an empty name and text.',
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
        sectionLimit: 'checked',
        perMinute: 20,
        problems: [commentsClosed, authorBanned, guestsRefused, problems.unknownReference, problems.textTooComplex],
      },
      schema: {
        operationId: 'postComment',
        tags,
        summary: 'Post a comment',
        description:
          'Posts a comment on a published article. The response is 201 if the comment is public immediately. It is 202 if the comment must wait for a moderator: requests to its address get 404 until a moderator approves it. The author of a comment that was refused as spam gets the same 202 response. If the same text is sent again under the same name and from the same network within 15 minutes, it is not posted twice. In this case, the first comment is returned, with `editToken` null, whether or not the e-mail address is the same. A comment sent with the scope `comments:moderate` is approved immediately. A token that is limited to sections can comment only on articles in these sections. Each IP address can send 20 requests per minute. In ten minutes, one author can post 10 comments, and one network 40 comments.',
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
        summary: 'Get a comment',
        description:
          'Returns an approved comment on a published article. A removed comment that has public replies is returned without its name and text. `include=ancestors` adds the comments above it in its thread.',
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
      config: {
        permission: 'comments:moderate',
        fieldLimit: 'irrelevant',
        sectionLimit: 'checked',
        problems: [decisionConflict, commentIsGone, problems.textTooComplex],
      },
      schema: {
        operationId: 'moderateComment',
        tags,
        summary: 'Moderate a comment',
        description:
          'Changes the status or the text of a comment, or pins it, with a JSON merge patch (RFC 7396). A decision on the status resolves all open reports, and a new text sets `editedAt`. Both changes are added to the history of the comment, with `reason`. If you send `version` and the comment has changed since that version, the response is 409 with the last decision in `decided`. The response is also 409 if the author has retracted the comment or its text was erased. A request that changes nothing keeps the version and sends no event.',
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
        sectionLimit: 'irrelevant',
        perMinute: 20,
        problems: [wrongEditToken, editWindowExpired, commentsClosed, authorBanned, problems.textTooComplex],
      },
      schema: {
        operationId: 'editOwnComment',
        tags,
        summary: 'Edit your own comment',
        description:
          'Lets the author replace the text of a comment, up to 15 minutes after posting it. Send the edit token that was returned when the comment was posted. The new text goes through all checks again. A public comment may be hidden until a moderator approves it, and a refused comment stays refused. Each IP address can send 20 requests per minute.',
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
      config: { permission: 'public', sectionLimit: 'irrelevant', perMinute: 20, problems: [wrongEditToken] },
      schema: {
        operationId: 'retractComment',
        tags,
        summary: 'Retract your own comment',
        description:
          'Lets the author remove a comment permanently, at any time. Send the edit token that was returned when the comment was posted. If the comment has replies, it stays in the thread without name and text. Each IP address can send 20 requests per minute.',
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
      config: {
        permission: 'comments:moderate',
        fieldLimit: 'irrelevant',
        sectionLimit: 'checked',
        problems: [commentHasReplies],
      },
      schema: {
        operationId: 'deleteComment',
        tags,
        summary: 'Delete a comment',
        description:
          'Deletes a comment permanently. If the comment has replies, the response is 409, even if the replies are not public. In this case, reject the comment, or delete its replies first.',
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
