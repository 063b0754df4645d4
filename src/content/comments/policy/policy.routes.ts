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
        summary: 'Get the comment policy of an article',
        description:
          'Returns the comment policy that is in effect for a published article. Each value comes from the first of these that sets it: the article, its section, the sections above, the site. If none of them sets the value, the default applies. `formToken` is a token for the comment form, valid for 24 hours. The ETag stands for the values that are set on the article itself. Send it as `If-Match` when you change these values.',
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
      config: { permission, fieldLimit: 'irrelevant', sectionLimit: 'checked' },
      schema: {
        operationId: 'setArticleCommentPolicy',
        tags,
        summary: 'Set the comment policy of an article',
        description:
          'Replaces the comment policy that is set on an article. Values that are omitted or null are inherited from the section and the site. The policy applies to new and edited comments immediately. Comments that exist already keep their status.',
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
        summary: 'Get the comment policy of a section',
        description:
          'Returns the values that are set on the section itself. A value that is null is inherited from the section above, the site, or the default.',
        params: SectionRef,
        response: { 200: StatedPolicy },
      },
    },
    async (request, reply) => withEtag(reply, await policies.getSectionPolicy(request.params.ref)),
  );

  app.put(
    '/sections/:ref/comment-policy',
    {
      config: { permission, fieldLimit: 'irrelevant', sectionLimit: 'checked' },
      schema: {
        operationId: 'setSectionCommentPolicy',
        tags,
        summary: 'Set the comment policy of a section',
        description:
          'Replaces the comment policy that is set on a section. It applies to the articles of the section and of all sections below it, unless the article or a section below sets another value. Values that are omitted or null are inherited from the section above and the site.',
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
        summary: 'Get the comment policy of the site',
        description:
          'Returns the values that are set for the whole site. If a value is null, its default applies. The defaults are: `mode` is `pre`, `closeAfterDays` is 14, `maxLinks` is 2, `minSeconds` is 3, `maxDepth` is 4, and `guests` is true.',
        response: { 200: StatedPolicy },
      },
    },
    async (_request, reply) => withEtag(reply, await policies.getSitePolicy()),
  );

  app.put(
    '/comment-policy',
    {
      config: { permission, fieldLimit: 'irrelevant' },
      schema: {
        operationId: 'setCommentPolicy',
        tags,
        summary: 'Set the comment policy of the site',
        description:
          'Replaces the comment policy that is set for the site. Each value applies unless a section or an article sets another one. Values that are omitted or null are reset to their defaults.',
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
        summary: 'Get the history of a comment',
        description:
          'Returns all decisions on a comment with their reasons, oldest first. The automatic checks, moderators and the author make decisions. Entries are never changed.',
        params: CommentRef,
        response: { 200: DecisionList },
      },
    },
    async (request) => policies.history(request.params.id),
  );
};
