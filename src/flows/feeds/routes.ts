import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { sendPublic } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { AtomFeed, FeedQuery, FORMATS, type Format, JsonFeed, RssFeed } from './schemas.js';
import type { FeedService } from './service.js';

type FormatRoute = { format: Format; operationId: string; name: string; shape: z.ZodType };

const formatRoutes: readonly FormatRoute[] = [
  { format: 'rss', operationId: 'listFeedRss', name: 'RSS', shape: RssFeed },
  { format: 'atom', operationId: 'listFeedAtom', name: 'Atom', shape: AtomFeed },
  { format: 'json', operationId: 'listFeedJson', name: 'JSON Feed', shape: JsonFeed },
];

/** Serves the list of articles as RSS, Atom and JSON Feed. */
export const feedRoutes: FastifyPluginAsyncZod<{ feeds: FeedService }> = async (app, { feeds }) => {
  for (const { format, operationId, name, shape } of formatRoutes) {
    app.get(
      `/${format}`,
      {
        config: {
          permission: 'public',
          cache: { kind: 'list', of: 'articles' },
          hasLinks: true,
          problems: [problems.unknownReference],
        },
        schema: {
          operationId,
          tags: ['Feeds'],
          summary: `List articles as ${name}`,
          description:
            'Returns the same articles as `GET /v1/articles` with the same filters, newest first. The title of the feed contains its filters, such as the name of the section. The `Link` header has the addresses of the next and previous pages, and of the same feed in other formats.',
          querystring: FeedQuery,
          response: { 200: { content: { [FORMATS[format]]: { schema: shape } } } },
        },
      },
      async (request, reply) => {
        const { type, body, links, tags } = await feeds.read(format, request.query, request.url);
        return sendPublic(reply.header('link', links), type, body, { tags });
      },
    );
  }
};
