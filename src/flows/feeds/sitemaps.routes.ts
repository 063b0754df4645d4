import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPublic } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { NewsSitemap, Sitemap, SitemapQuery, XML } from './schemas.js';
import type { SitemapService } from './sitemaps.service.js';

const config = {
  permission: 'public',
  cache: { kind: 'list', of: 'articles' },
  problems: [problems.tooMany, problems.unavailable],
  // A sitemap that is too large for the response cache reads all publications on each request.
  perMinute: 60,
} as const;
const type = `${XML}; charset=utf-8`;
const tags = ['articles'];

/** Serves the sitemaps at the addresses where search engines look for them. */
export const sitemapRoutes: FastifyPluginAsyncZod<{ sitemaps: SitemapService }> = async (app, { sitemaps }) => {
  app.get(
    '/sitemap.xml',
    {
      config,
      schema: {
        operationId: 'getSitemap',
        tags: ['Feeds'],
        summary: 'Get the sitemap',
        description:
          'Returns a sitemap of all published articles, except those with a canonical address elsewhere. If more than 50,000 articles are published, returns an index of sitemaps. Limit: 60 requests per minute from one address.',
        querystring: SitemapQuery,
        response: { 200: { content: { [XML]: { schema: Sitemap } } } },
      },
    },
    async (request, reply) => sendPublic(reply, type, await sitemaps.getArticleSitemap(request.query.from), { tags }),
  );

  app.get(
    '/news-sitemap.xml',
    {
      config,
      schema: {
        operationId: 'getNewsSitemap',
        tags: ['Feeds'],
        summary: 'Get the Google News sitemap',
        description:
          'Returns the articles that were first published in the last two days, newest first, except those with a canonical address elsewhere. It has at most 1,000 articles. Limit: 60 requests per minute from one address.',
        response: { 200: { content: { [XML]: { schema: NewsSitemap } } } },
      },
    },
    async (_, reply) => sendPublic(reply, type, await sitemaps.getNewsSitemap(), { tags }),
  );
};
