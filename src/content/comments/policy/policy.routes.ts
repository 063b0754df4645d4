import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { preconditions, stateOf } from '../../../platform/preconditions/index.js';
import { ArticleRef, CommentRef } from '../schemas.js';
import { ArticlePolicy, DecisionList, PolicyInput, SectionRef, StatedPolicy } from './policy.schemas.js';
import type { CommentPolicies } from './policy.service.js';

const tags = ['Comments'];
const permission = 'comments:moderate';

/** Sets the ETag of a policy, for `If-Match`. */
function withEtag(reply: FastifyReply, policy: StatedPolicy): StatedPolicy {
  reply.header('etag', `"${stateOf(policy)}"`);
  return policy;
}

/** Reads and sets the comment policies of the site, of sections and of articles, and reads the history of a comment. */
export const commentPolicyRoutes: FastifyPluginAsyncZod<{ policies: CommentPolicies }> = async (app, { policies }) => {
  app.get(
    '/articles/:ref/comment-policy',
    {
      config: { permission: 'public', cache: false },
      schema: {
        operationId: 'getArticleCommentPolicy',
        tags,
        summary: 'Read what holds for comments on an article',
        description:
          'As it holds now: of each value what is said on the article, else in the nearest section, else on the site. With a token for the form in which a comment is written.',
        params: ArticleRef,
        response: { 200: ArticlePolicy },
      },
    },
    async (request, reply) => {
      const { effective, ownPolicy } = await policies.getEffectivePolicy(request.params.ref);
      reply.header('etag', `"${stateOf(ownPolicy)}"`);
      return effective;
    },
  );

  app.put(
    '/articles/:ref/comment-policy',
    {
      config: { permission },
      schema: {
        operationId: 'setArticleCommentPolicy',
        tags,
        summary: 'Say what holds for comments on an article',
        description: 'Whole: what is left out is what the section or the site says.',
        params: ArticleRef,
        headers: preconditions,
        body: PolicyInput,
        response: { 200: StatedPolicy },
      },
    },
    async (request, reply) =>
      withEtag(
        reply,
        await policies.setArticlePolicy(request.actor, request.params.ref, request.body, request.headers),
      ),
  );

  app.get(
    '/sections/:ref/comment-policy',
    {
      config: { permission },
      schema: {
        operationId: 'getSectionCommentPolicy',
        tags,
        summary: 'Read what a section says of comments',
        description: 'What is said there and nowhere else; null where nothing is.',
        params: SectionRef,
        response: { 200: StatedPolicy },
      },
    },
    async (request, reply) => withEtag(reply, await policies.getSectionPolicy(request.params.ref)),
  );

  app.put(
    '/sections/:ref/comment-policy',
    {
      config: { permission },
      schema: {
        operationId: 'setSectionCommentPolicy',
        tags,
        summary: 'Say what holds for comments in a section',
        description: 'And in those below it. Whole: what is left out is what lies above it.',
        params: SectionRef,
        headers: preconditions,
        body: PolicyInput,
        response: { 200: StatedPolicy },
      },
    },
    async (request, reply) =>
      withEtag(
        reply,
        await policies.setSectionPolicy(request.actor, request.params.ref, request.body, request.headers),
      ),
  );

  app.get(
    '/comment-policy',
    {
      config: { permission },
      schema: {
        operationId: 'getCommentPolicy',
        tags,
        summary: 'Read what the site says of comments',
        description: 'Null where nothing is said: then each comment is held, for two weeks.',
        response: { 200: StatedPolicy },
      },
    },
    async (_request, reply) => withEtag(reply, await policies.getSitePolicy()),
  );

  app.put(
    '/comment-policy',
    {
      config: { permission },
      schema: {
        operationId: 'setCommentPolicy',
        tags,
        summary: 'Say what holds for comments on the site',
        description: 'Wherever no section and no article says otherwise.',
        headers: preconditions,
        body: PolicyInput,
        response: { 200: StatedPolicy },
      },
    },
    async (request, reply) =>
      withEtag(reply, await policies.setSitePolicy(request.actor, request.body, request.headers)),
  );

  app.get(
    '/comments/:id/history',
    {
      config: { permission },
      schema: {
        operationId: 'getCommentHistory',
        tags,
        summary: 'Read what was decided of a comment',
        description:
          'By the pipeline, moderators and the author, with the reason, the oldest first. Nothing in it is ever changed.',
        params: CommentRef,
        response: { 200: DecisionList },
      },
    },
    async (request) => policies.history(request.params.id),
  );
};
