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
      config: { permission: 'public', sectionLimit: 'irrelevant', perMinute: 20 },
      schema: {
        operationId: 'flagComment',
        tags,
        summary: 'Report a comment',
        description:
          'Reports a public comment to the moderators. Readers are recognised by their network address for one day (UTC). If the same reader reports the comment again, nothing changes and the response is also 204. Each IP address can send 20 requests per minute.',
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
      config: { isUnversioned: true, permission: 'public', sectionLimit: 'irrelevant', perMinute: 60 },
      schema: {
        operationId: 'reactToComment',
        tags,
        summary: 'React to a comment',
        description:
          'Sets the reaction of a reader to a public comment and returns the new counts. Readers are recognised by their network address for one day (UTC). Each reader has one reaction per comment. A new reaction replaces the previous one. Each IP address can send 60 requests per minute.',
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
      config: { isUnversioned: true, permission: 'public', sectionLimit: 'irrelevant', perMinute: 60 },
      schema: {
        operationId: 'takeBackReaction',
        tags,
        summary: 'Remove a reaction',
        description:
          'Removes the reaction of a reader to a comment and returns the new counts. The reaction must have been set from the same network on the same day (UTC). If it was not, nothing changes. Each IP address can send 60 requests per minute.',
        params: CommentRef,
        response: { 200: ReactionCounts },
      },
    },
    async (request) => comments.react(request.actor, request.params.id, request.ip, null),
  );
};
