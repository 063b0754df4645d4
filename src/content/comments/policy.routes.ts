import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '../../platform/http/index.js';
import {
  ArticlePolicy,
  Ban,
  BanInput,
  BanList,
  DecisionList,
  PolicyInput,
  RuleRef,
  SectionRef,
  StatedPolicy,
  Word,
  WordInput,
  WordList,
} from './policy.schemas.js';
import type { CommentPolicies } from './policy.service.js';
import { ArticleRef, CommentRef } from './schemas.js';

const tags = ['Comments'];
const permission = 'comments:moderate';

/** What holds for comments: on an article, in a section, on the site; words and bans. */
export const commentPolicyRoutes: FastifyPluginAsyncZod<{ policies: CommentPolicies; base: string }> = async (
  app,
  { policies, base },
) => {
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
    async (request) => policies.onLive(request.params.ref),
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
        body: PolicyInput,
        response: { 200: StatedPolicy },
      },
    },
    async (request) => policies.stateOnArticle(request.actor, request.params.ref, request.body),
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
    async (request) => policies.inSection(request.params.ref),
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
        body: PolicyInput,
        response: { 200: StatedPolicy },
      },
    },
    async (request) => policies.stateInSection(request.actor, request.params.ref, request.body),
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
    async () => policies.onSite(),
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
        body: PolicyInput,
        response: { 200: StatedPolicy },
      },
    },
    async (request) => policies.stateOnSite(request.actor, request.body),
  );

  app.get(
    '/comment-words',
    {
      config: { permission },
      schema: {
        operationId: 'listCommentWords',
        tags,
        summary: 'List the rules about words',
        description: 'All of them, by phrase.',
        response: { 200: WordList },
      },
    },
    async () => policies.words(),
  );

  app.post(
    '/comment-words',
    {
      config: { permission },
      schema: {
        operationId: 'addCommentWord',
        tags,
        summary: 'Add a rule about words',
        description: 'For whole words in whatever capitals, never parts of them. One that there is gets the action.',
        body: WordInput,
        response: { 201: Word },
      },
    },
    async (request, reply) => {
      const word = await policies.addWord(request.body);
      return reply.code(201).header('location', `${base}/v1/comment-words`).send(word);
    },
  );

  app.delete(
    '/comment-words/:id',
    {
      config: { permission },
      schema: {
        operationId: 'deleteCommentWord',
        tags,
        summary: 'Delete a rule about words',
        description: 'What it has decided stays decided.',
        params: RuleRef,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await policies.forgetWord(request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/comment-bans',
    {
      config: { permission },
      schema: {
        operationId: 'listCommentBans',
        tags,
        summary: 'List bans',
        description: 'All of them, the newest first. Whom they mean is kept as a keyed hash alone.',
        response: { 200: BanList },
      },
    },
    async () => policies.bans(),
  );

  app.post(
    '/comment-bans',
    {
      config: { permission, problems: [problems.unknownReference] },
      schema: {
        operationId: 'addCommentBan',
        tags,
        summary: 'Ban the author of a comment',
        description:
          'By a comment of theirs. It holds for every comment under the same address, until it ends or is deleted.',
        body: BanInput,
        response: { 201: Ban },
      },
    },
    async (request, reply) => {
      const ban = await policies.ban(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/comment-bans`).send(ban);
    },
  );

  app.delete(
    '/comment-bans/:id',
    {
      config: { permission },
      schema: {
        operationId: 'deleteCommentBan',
        tags,
        summary: 'Lift a ban',
        description: 'Their next comment goes the way of all others.',
        params: RuleRef,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await policies.forgetBan(request.params.id);
      return reply.code(204).send(null);
    },
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
