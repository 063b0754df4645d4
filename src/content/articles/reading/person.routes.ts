import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../../platform/http/index.js';
import { problems } from '../../../platform/problems/index.js';
import { PersonArticlesQuery, PersonRef } from '../query.schemas.js';
import { ArticleList } from '../schemas.js';
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
        problems: [problems.unknownReference],
      },
      schema: {
        operationId: 'listPersonArticles',
        tags,
        summary: 'List articles that name a person',
        description:
          'Returns the published articles that a person wrote or is named in, newest first. This includes articles in which the person was only found automatically. Accepts `relation` and the parameters of `GET /v1/articles`, except `person` and `author`.',
        params: PersonRef,
        querystring: PersonArticlesQuery,
        response: { 200: ArticleList },
      },
    },
    async (request, reply) => {
      const page = await articles.listOf(request.params.ref, { ...request.query, view: 'public' });
      return sendPage(request, reply, page, base);
    },
  );
};
