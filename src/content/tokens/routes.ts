import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendPage } from '../../platform/http/index.js';
import { grantTooWide, tokenNameTaken } from './rules.js';
import { Me, NewToken, TokenId, TokenInput, TokenList, TokenListQuery } from './schemas.js';
import type { TokenService } from './service.js';

const tags = ['Tokens'];

export const tokenRoutes: FastifyPluginAsyncZod<{ tokens: TokenService; base: string }> = async (
  app,
  { tokens, base },
) => {
  app.get(
    '',
    {
      config: { permission: 'admin' },
      schema: {
        operationId: 'listTokens',
        tags,
        summary: 'List tokens',
        description: 'Name, scopes and last use of each, and who made it. The tokens themselves are not stored.',
        querystring: TokenListQuery,
        response: { 200: TokenList },
      },
    },
    async (request, reply) => {
      const page = await tokens.list(request.query);
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: { permission: 'any', problems: [grantTooWide, tokenNameTaken] },
      schema: {
        operationId: 'createToken',
        tags,
        summary: 'Make a token',
        description:
          'The response is the only place where the token is ever shown. The new token has no scope that the token which makes it lacks, expires with it at the latest, and is revoked with it.',
        body: TokenInput,
        response: { 201: NewToken },
      },
    },
    async (request, reply) => {
      const token = await tokens.create(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/tokens/${token.id}`).send(token);
    },
  );

  app.delete(
    '/:id',
    {
      config: { isUnversioned: true, permission: 'admin' },
      schema: {
        operationId: 'revokeToken',
        tags,
        summary: 'Revoke a token',
        description:
          'It is refused from the next request on, and so are all tokens that were made with it, directly or by way of others. Their event streams end before the next event, their imports before the next batch, and their webhooks are disabled.',
        params: TokenId,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await tokens.revoke(request.actor, request.params.id);
      return reply.code(204).send(null);
    },
  );
};

export const meRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache: false },
      schema: {
        operationId: 'getMe',
        tags,
        summary: 'Who am I?',
        description: 'Name and scopes of the token that the request carries.',
        response: { 200: Me },
      },
    },
    async ({ actor }) => ({
      anonymous: actor.isAnonymous,
      name: actor.name,
      tokenId: actor.tokenId,
      scopes: [...actor.scopes],
    }),
  );
};
