import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { emailTaken } from './rules.js';
import { User, UserId, UserInput, UserList, UserListQuery, UserPatch } from './schemas.js';
import type { UserService } from './service.js';

const tags = ['Users'];
const writeConfig = { permission: 'admin', problems: [emailTaken, problems.unknownReference] } as const;

export const userRoutes: FastifyPluginAsyncZod<{ users: UserService; base: string }> = async (app, { users, base }) => {
  app.get(
    '',
    {
      config: { permission: 'content:read', fieldLimit: 'checked', ownLimit: 'irrelevant' },
      schema: {
        operationId: 'listUsers',
        tags,
        summary: 'List users',
        description: 'Returns the staff of the newsroom, newest first. Only administrators see e-mail addresses.',
        querystring: UserListQuery,
        response: { 200: UserList },
      },
    },
    async (request, reply) => sendPage(request, reply, await users.list(request.actor, request.query), base),
  );

  app.post(
    '',
    {
      config: writeConfig,
      schema: {
        operationId: 'createUser',
        tags,
        summary: 'Create a user',
        description:
          'Creates a user in the state `invited`. The user becomes `active` at the first sign-in with an account that has the same verified e-mail address.',
        body: UserInput,
        response: { 201: User },
      },
    },
    async (request, reply) => {
      const user = await users.create(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/users/${user.id}`).send(user);
    },
  );

  app.get(
    '/:id',
    {
      config: { permission: 'content:read', fieldLimit: 'checked', ownLimit: 'irrelevant' },
      schema: {
        operationId: 'getUser',
        tags,
        summary: 'Get a user',
        description: 'Returns a user. Only administrators and the user see the e-mail address.',
        params: UserId,
        response: { 200: User },
      },
    },
    async (request) => users.get(request.actor, request.params.id),
  );

  app.patch(
    '/:id',
    {
      config: writeConfig,
      schema: {
        operationId: 'updateUser',
        tags,
        summary: 'Update a user',
        description:
          'Changes a user with a JSON merge patch (RFC 7396). New rights apply to the next request of the user, with every token and session.',
        params: UserId,
        headers: preconditions,
        body: UserPatch,
        response: { 200: User },
      },
    },
    async (request) => users.patch(request.actor, request.params.id, request.body, request.headers),
  );

  app.delete(
    '/:id',
    {
      config: { permission: 'admin' },
      schema: {
        operationId: 'deleteUser',
        tags,
        summary: 'Delete a user',
        description:
          'Deletes a user, and revokes all tokens and sessions of the user. Articles stay. Revisions and the audit log keep the name. To keep the user for a possible return, deactivate the user instead.',
        params: UserId,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await users.remove(request.actor, request.params.id, request.headers);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/:id/deactivate',
    {
      config: { permission: 'admin' },
      schema: {
        operationId: 'deactivateUser',
        tags,
        summary: 'Deactivate a user',
        description:
          'Prevents a user from signing in, and revokes all tokens and sessions of the user. Requests with them are refused from now on, and their event streams end. If the user is deactivated already, nothing changes.',
        params: UserId,
        headers: preconditions,
        response: { 200: User },
      },
    },
    async (request) => users.deactivate(request.actor, request.params.id, request.headers),
  );

  app.post(
    '/:id/reactivate',
    {
      config: { permission: 'admin' },
      schema: {
        operationId: 'reactivateUser',
        tags,
        summary: 'Reactivate a user',
        description:
          'Lets a deactivated user sign in again. The tokens and sessions that the user had stay revoked. If the user is not deactivated, nothing changes.',
        params: UserId,
        headers: preconditions,
        response: { 200: User },
      },
    },
    async (request) => users.reactivate(request.actor, request.params.id, request.headers),
  );
};
