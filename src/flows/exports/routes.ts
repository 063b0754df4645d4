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
        summary: 'Export stories',
        description:
          'All stories of one state as one file that is written while it is read, the change furthest back first. One that changes meanwhile may be in it twice: the last is right. Stories under embargo are in it for whoever holds `content:publish`.',
        querystring: ExportQuery,
        response: {
          200: {
            description: 'A file',
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
