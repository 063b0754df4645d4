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
        summary: 'List word rules',
        description: 'Returns all word rules, ordered by phrase.',
        response: { 200: WordList },
      },
    },
    async () => policies.listWords(),
  );

  app.post(
    '/comment-words',
    {
      config: { permission, fieldLimit: 'irrelevant' },
      schema: {
        operationId: 'addCommentWord',
        tags,
        summary: 'Create a word rule',
        description:
          'Adds a rule for comments that contain a word or phrase. It matches whole words only and ignores case. If the phrase already has a rule, the action of that rule is replaced. The rule applies to new and edited comments.',
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
      config: { isUnversioned: true, permission, fieldLimit: 'irrelevant' },
      schema: {
        operationId: 'deleteCommentWord',
        tags,
        summary: 'Delete a word rule',
        description: 'Deletes a word rule. Comments that it has held, rejected or reported are not changed.',
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
        description:
          'Returns all bans, newest first. The banned author is stored as a keyed hash of the e-mail address and is not shown. Bans are deleted 30 days after they have ended.',
        response: { 200: BanList },
      },
    },
    async () => policies.listBans(),
  );

  app.post(
    '/comment-bans',
    {
      config: { permission, fieldLimit: 'irrelevant', problems: [problems.unknownReference] },
      schema: {
        operationId: 'addCommentBan',
        tags,
        summary: 'Ban the author of a comment',
        description:
          'Bans the author of a comment. New comments and edits by this author are refused until the ban ends or is deleted. The author is recognised by the e-mail address. Existing comments of the author are not changed. If the author is banned already, the reason and the end of the ban are replaced.',
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
      config: { isUnversioned: true, permission, fieldLimit: 'irrelevant' },
      schema: {
        operationId: 'deleteCommentBan',
        tags,
        summary: 'Delete a ban',
        description: 'Deletes a ban. The author can post comments again immediately.',
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
