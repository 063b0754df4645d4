import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendItemOrRedirect, sendPage } from '../../../platform/http/index.js';
import { problems } from '../../../platform/problems/index.js';
import {
  ArticleRef,
  DeskArticleListQuery,
  DeskArticleQuery,
  DeskPersonArticlesQuery,
  PersonRef,
} from '../query.schemas.js';
import { DeskArticle, DeskArticleList } from '../schemas.js';
import type { ArticleService } from '../service.js';

const tags = ['Articles'];

type Options = { articles: ArticleService; base: string };

/** Draft copies of articles. */
export const deskArticleRoutes: FastifyPluginAsyncZod<Options> = async (app, { articles, base }) => {
  app.get(
    '',
    {
      config: { permission: 'content:read', problems: [problems.unknownReference] },
      schema: {
        operationId: 'listDeskArticles',
        tags,
        summary: 'List articles on the desk',
        description:
          'Returns the draft copies of articles in all states except the trash, last changed first. `status=trashed` returns those in the trash. All filters can be combined. A filter that names an unknown section or person returns 422.',
        querystring: DeskArticleListQuery,
        response: { 200: DeskArticleList },
      },
    },
    async (request, reply) => {
      const page = await articles.list({ ...request.query, view: 'desk' });
      return sendPage(request, reply, page, base);
    },
  );

  app.get(
    '/:ref',
    {
      config: { permission: 'content:read', redirects: true },
      schema: {
        operationId: 'getDeskArticle',
        tags,
        summary: 'Get an article on the desk',
        description:
          'Returns the draft copy of an article by id or slug, with its state, its planned changes and its lock. Articles in the trash are returned, too. A former slug redirects to the current one.',
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
      config: { permission: 'content:read', problems: [problems.unknownReference] },
      schema: {
        operationId: 'listDeskPersonArticles',
        tags,
        summary: 'List draft copies that name a person',
        description:
          'Returns the draft copies of articles that an editor has connected with a person, last changed first. Mentions that were only found in the text do not count. Takes the parameters of `GET /v1/desk/articles`, and `relation`.',
        params: PersonRef,
        querystring: DeskPersonArticlesQuery,
        response: { 200: DeskArticleList },
      },
    },
    async (request, reply) => {
      const page = await articles.listOf(request.params.ref, { ...request.query, view: 'desk' });
      return sendPage(request, reply, page, base);
    },
  );
};
