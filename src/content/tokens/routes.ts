import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendPage } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { grantTooWide, tokenNameTaken } from './rules.js';
import { Me, NewToken, TokenId, TokenInput, TokenList, TokenListQuery } from './schemas.js';
import type { TokenService } from './service.js';

const tags = ['Tokens'];

/** Users who are signed in manage their own tokens. The service checks the scope of everybody else. */
const config = {
  permission: 'any',
  ownLimit: 'irrelevant',
  conditionalScopes: [{ scope: 'tokens', to: 'do this with a token, and not as a user who is signed in' }],
} as const;

export const tokenRoutes: FastifyPluginAsyncZod<{ tokens: TokenService; base: string }> = async (
  app,
  { tokens, base },
) => {
  app.get(
    '',
    {
      config,
      schema: {
        operationId: 'listTokens',
        tags,
        summary: 'List tokens',
        description:
          'Returns tokens, newest first, with their names, scopes, sections, creators and the time of their last use. With the scope `admin`, the response contains all tokens. For a user who is signed in, it contains the tokens and sessions of the user. Otherwise it contains those that the token of the request created, directly or indirectly. Expired tokens are listed, but revoked tokens are not. The tokens themselves are stored only as hashes and cannot be shown again.',
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
        ...config,
        fieldLimit: 'irrelevant',
        sectionLimit: 'checked',
        problems: [grantTooWide, tokenNameTaken, problems.unknownReference],
      },
      schema: {
        operationId: 'createToken',
        tags,
        summary: 'Create a token',
        description:
          'Creates a token with the scopes of a role or with a list of scopes. Only this response contains the token itself. The new token cannot have a scope that the token of the request lacks, it cannot change sections that the token of the request cannot change, and it cannot expire later than that token. If that token is revoked, the new token is also revoked. A user who is signed in can create tokens of their own, which do not expire with the session. If another valid token has the same name, the response is 409.',
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
      config: { ...config, isUnversioned: true, fieldLimit: 'irrelevant', sectionLimit: 'checked' },
      schema: {
        operationId: 'revokeToken',
        tags,
        summary: 'Revoke a token',
        description:
          'Revokes a token and all tokens that were created with it, directly or indirectly. Without the scope `admin`, a user who is signed in can revoke their own tokens and sessions, and a token can revoke only tokens that it created, directly or indirectly; for other tokens, the response is 404. All requests with revoked tokens are refused from now on. Their event streams end before the next event, and their imports fail before the next batch. Webhooks that were created with these tokens are disabled, unless the token had the scope `admin`.',
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
        summary: 'Get the current user or token',
        description:
          'Returns the name and the rights of the user or token of the request. Without a token, `anonymous` is true.',
        response: { 200: Me },
      },
    },
    async ({ actor }) => ({
      anonymous: actor.isAnonymous,
      name: actor.name,
      tokenId: actor.tokenId,
      userId: actor.userId,
      scopes: [...actor.scopes],
      sections: actor.sectionLimit === null ? null : [...actor.sectionLimit],
      ownOnly: actor.isLimitedToOwn,
      hiddenFields: [...(actor.fieldLimit?.hiddenFields ?? [])],
      readOnlyFields: [...(actor.fieldLimit?.readOnlyFields ?? [])],
    }),
  );
};
