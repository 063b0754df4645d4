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
        summary: 'Read the sitemap',
        description:
          'Every published story, but for those whose canonical address is elsewhere. Beyond 50,000 an index of sitemaps.',
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
        summary: 'Read the sitemap for Google News',
        description: 'What was first published in the last two days, the newest first, 1,000 stories at most.',
        response: { 200: { content: { [XML]: { schema: NewsSitemap } } } },
      },
    },
    async (_, reply) => sendPublic(reply, type, await sitemaps.getNewsSitemap(), { tags }),
  );
};
