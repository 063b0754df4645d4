import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../../platform/http/index.js';
import { problems } from '../../../platform/problems/index.js';
import { PersonArticlesQuery, PersonRef } from '../query.schemas.js';
import { AnyArticleList } from '../schemas.js';
import type { ArticleService } from '../service.js';

const tags = ['Articles'];

type Options = { articles: ArticleService; base: string };

export const personArticleRoutes: FastifyPluginAsyncZod<Options> = async (app, { articles, base }) => {
  app.get(
    '',
    {
      config: {
        permission: 'public',
        cache: { kind: 'list', of: 'people' },
        problems: [problems.unknownReference, problems.forbidden],
      },
      schema: {
        operationId: 'listPersonArticles',
        tags,
        summary: 'List the articles that name a person',
        description: 'As the list of articles, for one person; `relation` says how they are named.',
        params: PersonRef,
        querystring: PersonArticlesQuery,
        response: { 200: AnyArticleList },
      },
    },
    async (request, reply) => {
      const page = await articles.listOf(request.actor, request.params.ref, request.query);
      return sendPage(request, reply, page, base);
    },
  );
};
