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
  ExternalArticle,
  ExternalArticleInput,
  WrittenArticle,
} from './schemas.js';
import type { ArticleService } from './service.js';

const tags = ['Articles'];
const writeConfig = {
  permission: 'content:write',
  fieldLimit: 'checked',
  sectionLimit: 'checked',
  problems: [slugTaken, externalIdTaken, illegalMove, problems.unknownReference, problems.textTooComplex],
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
          'Returns published articles, newest first. All filters can be combined. With `q`, only the 1,000 newest articles that match are ranked, and the best matches come first. If a filter names an unknown section or person, the response is 422. Use `GET /v1/desk/articles` for drafts.',
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
      config: { ...writeConfig, ownLimit: 'irrelevant' },
      schema: {
        operationId: 'createArticle',
        tags,
        summary: 'Create an article',
        description:
          'Creates an article as a draft and sends the event `article.created`. Readers do not see the article before it is published. Omitted fields get their defaults. HTML is sanitised: frames, videos and posts of known providers become figures, and `dropped` lists what was left out. The request body can have up to 1 MiB.',
        body: ArticleInput,
        response: { 201: WrittenArticle },
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
        problems: [articleGone, problems.textTooComplex],
      },
      schema: {
        operationId: 'getArticle',
        tags,
        summary: 'Get an article',
        description:
          'Returns a published article by id or slug. A former slug redirects to the current one. The `Accept` header selects the format: JSON, JSON-LD, ninjs or Markdown. The query parameters apply to JSON only. JSON-LD, ninjs and Markdown also have their own addresses, such as `/v1/articles/{ref}/json-ld`. If the article was killed after readers had seen it, the response is 410 with the reason.',
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
      config: {
        conditionalScopes: [
          { scope: 'content:publish', to: 'send `publishedAt`' },
          { scope: 'import', to: 'send `publishedAt`' },
        ],
        ...writeConfig,
        problems: [...writeConfig.problems, articleEmbargoed],
      },
      schema: {
        operationId: 'putArticleByExternalId',
        tags,
        summary: 'Upsert an article by external id',
        description:
          'Creates an article with this external id. If the article exists already, the request replaces its draft copy. The response is 201 for a new article and 200 for an existing one. `unchanged` is true if the request changes nothing. The pair of source and id is added to the `externalIds` of the article. The source `broadsheet` stands for the ids of this server. With `publishedAt`, the article is also published, with that time as its time of publication; an earlier `firstPublishedAt` is kept. Without `publishedAt`, the state does not change. With `If-None-Match: *`, the response is 412 if the article exists. With `If-Match: *`, it is 412 if the article does not exist.',
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
      config: { ...writeConfig, ownLimit: 'article' },
      schema: {
        operationId: 'replaceArticle',
        tags,
        summary: 'Replace an article',
        description:
          'Replaces the draft copy of an article. Omitted fields are reset to their defaults; the slug is kept unless you send a new one. Readers do not see the change until the article is published again. Each save creates a revision and sends the event `article.updated`, unless it changes nothing. If the article is killed or in the trash, the response is 409.',
        params: ArticleRef,
        headers: preconditions,
        body: ArticleInput,
        response: { 200: WrittenArticle },
      },
    },
    async (request) => articles.replace(request.actor, request.params.ref, request.body, request.headers),
  );

  app.patch(
    '/:ref',
    {
      config: { ...writeConfig, ownLimit: 'article' },
      schema: {
        operationId: 'updateArticle',
        tags,
        summary: 'Update an article',
        description:
          'Changes the draft copy of an article with a JSON merge patch (RFC 7396). Omitted fields are kept, and null resets a field to its default. Arrays are replaced as a whole. The state of the article does not change, and readers do not see the edit until the article is published again. Each save creates a revision and sends the event `article.updated`, unless it changes nothing.',
        params: ArticleRef,
        headers: preconditions,
        body: ArticlePatch,
        response: { 200: WrittenArticle },
      },
    },
    async (request) => articles.patch(request.actor, request.params.ref, request.body, request.headers),
  );

  app.delete(
    '/:ref',
    {
      config: {
        conditionalScopes: [
          { scope: 'content:publish', to: 'delete a published or scheduled article' },
          { scope: 'admin', to: 'delete an article permanently with `purge=true`' },
        ],
        permission: 'content:write',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        ownLimit: 'article',
        problems: [illegalMove],
      },
      schema: {
        operationId: 'deleteArticle',
        tags,
        summary: 'Delete an article',
        description:
          'Moves an article to the trash, from which it can be restored. Readers no longer see the article, and its planned publication and unpublishing are cancelled. Articles in the trash are deleted permanently after a time that the operator sets (30 days by default). With `purge=true`, the article is deleted permanently in any state.',
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
