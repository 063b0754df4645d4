import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendPage } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
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
      config: { permission: 'tokens' },
      schema: {
        operationId: 'listTokens',
        tags,
        summary: 'List tokens',
        description:
          'Returns tokens, newest first, with their names, scopes, sections, creators and last use: all tokens with the scope `admin`, otherwise those that the token of the request created, directly or indirectly. Expired tokens are listed, revoked tokens are not. The tokens themselves are stored only as hashes and cannot be shown again.',
        querystring: TokenListQuery,
        response: { 200: TokenList },
      },
    },
    async (request, reply) => {
      const page = await tokens.list(request.actor, request.query);
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: {
        permission: 'tokens',
        sectionLimit: 'checked',
        problems: [grantTooWide, tokenNameTaken, problems.unknownReference],
      },
      schema: {
        operationId: 'createToken',
        tags,
        summary: 'Create a token',
        description:
          'Creates a token with the scopes of a role or with a list of scopes. The response is the only one that contains the token itself. The new token can have no scope that the token of the request lacks, cannot change sections that the token of the request cannot change, expires no later than that token, and is revoked with it. Returns 409 if another valid token has the name.',
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
      config: { isUnversioned: true, permission: 'tokens', sectionLimit: 'checked' },
      schema: {
        operationId: 'revokeToken',
        tags,
        summary: 'Revoke a token',
        description:
          'Revokes a token and all tokens that were created with it, directly or indirectly. Without the scope `admin`, only tokens that the token of the request created, directly or indirectly, can be revoked; others return 404. Revoked tokens are refused from the next request on. Their event streams end before the next event, their imports fail before the next batch, and their webhooks are disabled unless they were created with the scope `admin`.',
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
        summary: 'Get the current token',
        description:
          'Returns the name, the scopes and the sections of the token in the request. Without a token, `anonymous` is true.',
        response: { 200: Me },
      },
    },
    async ({ actor }) => ({
      anonymous: actor.isAnonymous,
      name: actor.name,
      tokenId: actor.tokenId,
      scopes: [...actor.scopes],
      sections: actor.sectionLimit === null ? null : [...actor.sectionLimit],
    }),
  );
};
