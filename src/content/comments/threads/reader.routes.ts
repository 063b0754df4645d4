import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { CommentRef } from '../schemas.js';
import type { CommentService } from '../service.js';
import { FlagInput, ReactionCounts, ReactionInput } from './reader.schemas.js';

const tags = ['Comments'];

/** Lets readers report comments and react to them. */
export const commentReaderRoutes: FastifyPluginAsyncZod<{ comments: CommentService }> = async (app, { comments }) => {
  app.post(
    '/:id/flags',
    {
      config: { permission: 'public', perMinute: 20 },
      schema: {
        operationId: 'flagComment',
        tags,
        summary: 'Report a comment',
        description:
          'To the moderators, without a token. Once for each reader, who is told by network address for a day: again changes nothing and is answered alike.',
        params: CommentRef,
        body: FlagInput,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await comments.flag(request.actor, request.params.id, request.ip, request.body);
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/:id/reaction',
    {
      config: { isUnversioned: true, permission: 'public', perMinute: 60 },
      schema: {
        operationId: 'reactToComment',
        tags,
        summary: 'React to a comment',
        description:
          'Without a token. One reaction for each reader, who is told by network address for a day; another one takes its place.',
        params: CommentRef,
        body: ReactionInput,
        response: { 200: ReactionCounts },
      },
    },
    async (request) => comments.react(request.actor, request.params.id, request.ip, request.body.type),
  );

  app.delete(
    '/:id/reaction',
    {
      config: { isUnversioned: true, permission: 'public', perMinute: 60 },
      schema: {
        operationId: 'takeBackReaction',
        tags,
        summary: 'Take a reaction back',
        description: 'On the day of it. Without one, nothing changes.',
        params: CommentRef,
        response: { 200: ReactionCounts },
      },
    },
    async (request) => comments.react(request.actor, request.params.id, request.ip, null),
  );
};
