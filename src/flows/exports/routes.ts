import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { problems } from '../../platform/problems/index.js';
import { ExportQuery, LinesExport, WxrExport } from './schemas.js';
import type { ArticleExports } from './service.js';

/** Exports articles as a file. */
export const exportRoutes: FastifyPluginAsyncZod<{ exports: ArticleExports }> = async (app, { exports }) => {
  app.get(
    '',
    {
      config: { permission: 'content:read', problems: [problems.unknownReference] },
      schema: {
        operationId: 'exportArticles',
        tags: ['Articles'],
        summary: 'Export articles',
        description:
          'Returns all articles with one status as a file, least recently changed first. The file is streamed. An article that changes during the export may appear twice. Use the last occurrence. Articles under embargo are included only for tokens with the scope `content:publish`.',
        querystring: ExportQuery,
        response: {
          200: {
            description: 'The exported file.',
            content: {
              'application/x-ndjson': { schema: LinesExport },
              'application/xml': { schema: WxrExport },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { text, type, fileName } = await exports.open(request.actor, request.query);
      return (
        reply
          .type(`${type}; charset=utf-8`)
          .header('content-disposition', `attachment; filename="${fileName}"`)
          // HEAD reads no articles.
          .send(Readable.from(request.method === 'HEAD' ? [] : text) as never)
      );
    },
  );
};
