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
          'Returns a sitemap of all published articles. Articles whose canonical URL is a different address are left out. If more than 50,000 articles are published, the response is an index of sitemaps. Each IP address can send 60 requests per minute.',
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
          'Returns a sitemap of the articles that were first published in the last two days, newest first. Articles whose canonical URL is a different address are left out. The sitemap has at most 1,000 articles. Each IP address can send 60 requests per minute.',
        response: { 200: { content: { [XML]: { schema: NewsSitemap } } } },
      },
    },
    async (_, reply) => sendPublic(reply, type, await sitemaps.getNewsSitemap(), { tags }),
  );
};
