import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '../../../platform/problems/index.js';
import { Ban, BanInput, BanList, RuleRef, Word, WordInput, WordList } from './policy.schemas.js';
import type { CommentPolicies } from './policy.service.js';

const tags = ['Comments'];
const permission = 'comments:moderate';

/** Manages the word rules and bans that apply on the whole site. */
export const commentWordAndBanRoutes: FastifyPluginAsyncZod<{ policies: CommentPolicies; base: string }> = async (
  app,
  { policies, base },
) => {
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
    async () => policies.listWords(),
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
      const word = await policies.addWord(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/comment-words`).send(word);
    },
  );

  app.delete(
    '/comment-words/:id',
    {
      config: { isUnversioned: true, permission },
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
      await policies.deleteWord(request.actor, request.params.id);
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
    async () => policies.listBans(),
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
      const ban = await policies.createBan(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/comment-bans`).send(ban);
    },
  );

  app.delete(
    '/comment-bans/:id',
    {
      config: { isUnversioned: true, permission },
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
      await policies.deleteBan(request.actor, request.params.id);
      return reply.code(204).send(null);
    },
  );
};
