import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { chooseMediaType, sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { ExternalRef } from '../external-ids/index.js';
import { slugTaken } from '../slugs/index.js';
import { articleEmbargoed } from './planning/schedule.rules.js';
import { articleGone } from './publishing/kill.rules.js';
import { ArticleListQuery, ArticleQuery, ArticleRef, DeleteArticleQuery } from './query.schemas.js';
import { OFFERS } from './representations/schemas.js';
import { externalIdTaken, illegalMove } from './rules.js';
import {
  Article,
  ArticleInput,
  ArticleList,
  ArticlePatch,
  DeskArticle,
  ExternalArticle,
  ExternalArticleInput,
} from './schemas.js';
import type { ArticleService } from './service.js';

const tags = ['Articles'];
const writeConfig = {
  permission: 'content:write',
  problems: [slugTaken, externalIdTaken, illegalMove, problems.unknownReference],
} as const;

type Options = { articles: ArticleService; base: string };

export const articleRoutes: FastifyPluginAsyncZod<Options> = async (app, { articles, base }) => {
  app.get(
    '',
    {
      config: {
        permission: 'public',
        cache: { kind: 'list', of: 'articles' },
        problems: [problems.unknownReference],
      },
      schema: {
        operationId: 'listArticles',
        tags,
        summary: 'List articles',
        description:
          'Returns published articles, newest first. All filters can be combined. Use `GET /v1/desk/articles` for drafts.',
        querystring: ArticleListQuery,
        response: { 200: ArticleList },
      },
    },
    async (request, reply) => {
      const page = await articles.list({ ...request.query, view: 'public' });
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: writeConfig,
      schema: {
        operationId: 'createArticle',
        tags,
        summary: 'Create an article',
        description: 'A new article is a draft: nobody sees it before it is published.',
        body: ArticleInput,
        response: { 201: DeskArticle },
      },
    },
    async (request, reply) => {
      const article = await articles.create(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/articles/${article.slug}`).send(article);
    },
  );

  app.get(
    '/:ref',
    {
      config: {
        permission: 'public',
        cache: { kind: 'article', of: 'articles' },
        offers: OFFERS,
        redirects: true,
        problems: [articleGone],
      },
      schema: {
        operationId: 'getArticle',
        tags,
        summary: 'Read an article',
        description:
          'Returns a published article by id or slug. A former slug redirects to the current one. The article is also available as JSON-LD, ninjs and Markdown: at addresses of their own, or here by `Accept`. These forms take no parameters.',
        params: ArticleRef,
        querystring: ArticleQuery,
        response: { 200: Article },
      },
    },
    async (request, reply) => {
      const query = { ...request.query, view: 'public' as const };
      const item = await articles.get(request.params.ref, query, chooseMediaType(request, OFFERS));
      return sendItemOrRedirect(request, reply, item, base);
    },
  );

  app.put(
    '/by-external-id/:source/:id',
    {
      config: { ...writeConfig, problems: [...writeConfig.problems, articleEmbargoed] },
      schema: {
        operationId: 'putArticleByExternalId',
        tags,
        summary: 'Write an article by the id of another system',
        description:
          'The same again is the same article: 201 when it is new, 200 when it was known, with `unchanged: true` when it was so already. `If-None-Match: *` only creates, `If-Match: *` only changes; otherwise 412. The pair of source and id is kept among its `externalIds`. With `publishedAt` it is published as of then; when it was first published stays what it is.',
        params: ExternalRef,
        headers: preconditions,
        body: ExternalArticleInput,
        response: { 200: ExternalArticle, 201: ExternalArticle },
      },
    },
    async (request, reply) => {
      const { article, outcome } = await articles.upsertByExternalId(
        request.actor,
        request.params,
        request.body,
        request.headers,
      );
      const response = { ...article, unchanged: outcome === 'unchanged' };
      if (outcome !== 'created') return response;
      return reply.code(201).header('location', `${base}/v1/articles/${article.slug}`).send(response);
    },
  );

  app.put(
    '/:ref',
    {
      config: writeConfig,
      schema: {
        operationId: 'replaceArticle',
        tags,
        summary: 'Replace an article',
        description:
          'Writes the working copy; what is left out is emptied, the slug stays unless another is sent. What the public sees stays as it is until the article is published again. A save that changes nothing makes no new version.',
        params: ArticleRef,
        headers: preconditions,
        body: ArticleInput,
        response: { 200: DeskArticle },
      },
    },
    async (request) => articles.replace(request.actor, request.params.ref, request.body, request.headers),
  );

  app.patch(
    '/:ref',
    {
      config: writeConfig,
      schema: {
        operationId: 'updateArticle',
        tags,
        summary: 'Change an article',
        description:
          'A JSON merge patch (RFC 7396) of the working copy. It never changes the state, nor what the public sees.',
        params: ArticleRef,
        headers: preconditions,
        body: ArticlePatch,
        response: { 200: DeskArticle },
      },
    },
    async (request) => articles.patch(request.actor, request.params.ref, request.body, request.headers),
  );

  app.delete(
    '/:ref',
    {
      config: { permission: 'content:write', problems: [illegalMove] },
      schema: {
        operationId: 'deleteArticle',
        tags,
        summary: 'Put an article in the trash',
        description:
          'It leaves the newsstand at once and can be restored. With purge=true it is deleted for good, which needs the scope `admin`; taking a published article away needs `content:publish`.',
        params: ArticleRef,
        querystring: DeleteArticleQuery,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { ref } = request.params;
      const remove = request.query.purge === 'true' ? articles.purge : articles.trash;
      await remove(request.actor, ref, request.headers);
      return reply.code(204).send(null);
    },
  );
};
