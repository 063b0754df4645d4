import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Actor } from '../../../platform/auth/index.js';
import { sendItemOrRedirect, sendPage } from '../../../platform/http/index.js';
import { problems } from '../../../platform/problems/index.js';
import {
  ArticleRef,
  DeskArticleListQuery,
  DeskArticleQuery,
  DeskPersonArticlesQuery,
  PersonRef,
} from '../query.schemas.js';
import { requireOwnUserId } from '../review/review.rules.js';
import { DeskArticle, DeskArticleList } from '../schemas.js';
import type { ArticleService } from '../service.js';

const tags = ['Articles'];

type Options = { articles: ArticleService; base: string };

/** Returns the request for a list of draft copies, with the id of the user in place of `me`, and limited to own articles. */
const toDeskRequest = <Query extends { assignee?: string | undefined }>(actor: Actor, query: Query) => ({
  ...query,
  ...(query.assignee === 'me' ? { assignee: requireOwnUserId(actor, { parameter: 'assignee' }) } : {}),
  view: 'desk' as const,
  ownBy: actor.isLimitedToOwn ? actor : undefined,
});

/** Draft copies of articles. */
export const deskArticleRoutes: FastifyPluginAsyncZod<Options> = async (app, { articles, base }) => {
  app.get(
    '',
    {
      config: { permission: 'content:read', ownLimit: 'checked', problems: [problems.unknownReference] },
      schema: {
        operationId: 'listDeskArticles',
        tags,
        summary: 'List articles on the desk',
        description:
          'Returns the draft copies of all articles that are not in the trash, last changed first. `status=trashed` returns the articles in the trash instead. All filters can be combined. `assignee=me` needs a token of a user. If a filter names an unknown section, person or user, the response is 422.',
        querystring: DeskArticleListQuery,
        response: { 200: DeskArticleList },
      },
    },
    async (request, reply) => {
      const page = await articles.list(toDeskRequest(request.actor, request.query));
      return sendPage(request, reply, page, base);
    },
  );

  app.get(
    '/:ref',
    {
      config: {
        permission: 'content:read',
        ownLimit: 'article',
        redirects: true,
        problems: [problems.textTooComplex],
      },
      schema: {
        operationId: 'getDeskArticle',
        tags,
        summary: 'Get an article on the desk',
        description:
          'Returns the draft copy of an article by id or slug, with its state, its planned changes and its lock. The article can also be in the trash. A former slug redirects to the current one.',
        params: ArticleRef,
        querystring: DeskArticleQuery,
        response: { 200: DeskArticle },
      },
    },
    async (request, reply) => {
      const query = { ...request.query, view: 'desk' as const };
      return sendItemOrRedirect(request, reply, await articles.get(request.params.ref, query), base);
    },
  );
};

/** Draft copies of the articles that name one person. */
export const deskPersonArticleRoutes: FastifyPluginAsyncZod<Options> = async (app, { articles, base }) => {
  app.get(
    '',
    {
      config: { permission: 'content:read', ownLimit: 'checked', problems: [problems.unknownReference] },
      schema: {
        operationId: 'listDeskPersonArticles',
        tags,
        summary: 'List draft copies that name a person',
        description:
          'Returns the draft copies of articles that an editor has connected with a person, last changed first. Articles in which the person was only found automatically are not listed. Accepts `relation` and the parameters of `GET /v1/desk/articles`, except `person` and `author`.',
        params: PersonRef,
        querystring: DeskPersonArticlesQuery,
        response: { 200: DeskArticleList },
      },
    },
    async (request, reply) => {
      const page = await articles.listOf(request.params.ref, toDeskRequest(request.actor, request.query));
      return sendPage(request, reply, page, base);
    },
  );
};
