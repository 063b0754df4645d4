import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { preconditions } from '../../platform/preconditions/index.js';
import { builtInRole, roleInUse } from './rules.js';
import { Role, RoleInput, RoleList, RoleName } from './schemas.js';
import type { RoleService } from './service.js';

const tags = ['Users'];

export const roleRoutes: FastifyPluginAsyncZod<{ roles: RoleService; base: string }> = async (app, { roles, base }) => {
  app.get(
    '',
    {
      config: { permission: 'any', ownLimit: 'irrelevant' },
      schema: {
        operationId: 'listRoles',
        tags,
        summary: 'List roles',
        description: 'Returns the built-in roles and then the roles that administrators have defined, on one page.',
        response: { 200: RoleList },
      },
    },
    async () => roles.list(),
  );

  app.get(
    '/:name',
    {
      config: { permission: 'any', ownLimit: 'irrelevant' },
      schema: {
        operationId: 'getRole',
        tags,
        summary: 'Get a role',
        description: 'Returns the scopes and the limits of a role.',
        params: RoleName,
        response: { 200: Role },
      },
    },
    async (request) => roles.get(request.params.name),
  );

  app.put(
    '/:name',
    {
      config: { permission: 'admin', problems: [builtInRole] },
      schema: {
        operationId: 'putRole',
        tags,
        summary: 'Create or replace a role',
        description:
          'Creates a role, or replaces its definition. Omitted fields are reset to their defaults. The new definition applies to the next request of each user who has the role. Tokens that belong to no user keep the rights that the role had when they were created.',
        params: RoleName,
        headers: preconditions,
        body: RoleInput,
        response: { 200: Role, 201: Role },
      },
    },
    async (request, reply) => {
      const { role, isNew } = await roles.upsert(request.actor, request.params.name, request.body, request.headers);
      if (!isNew) return role;
      return reply.code(201).header('location', `${base}/v1/roles/${role.name}`).send(role);
    },
  );

  app.delete(
    '/:name',
    {
      config: { permission: 'admin', problems: [builtInRole, roleInUse] },
      schema: {
        operationId: 'deleteRole',
        tags,
        summary: 'Delete a role',
        description: 'Deletes a role that no user has.',
        params: RoleName,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await roles.remove(request.actor, request.params.name, request.headers);
      return reply.code(204).send(null);
    },
  );
};
