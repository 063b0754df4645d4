import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { ExportQuery, NdjsonExport, WxrExport } from './schemas.js';
import type { CommentExports } from './service.js';

/** Exports all comments as a file. */
export const commentExportRoutes: FastifyPluginAsyncZod<{ exports: CommentExports }> = async (app, { exports }) => {
  app.get(
    '',
    {
      config: { permission: 'comments:moderate' },
      schema: {
        operationId: 'exportComments',
        tags: ['Comments'],
        summary: 'Export all comments',
        description:
          'Every comment of every status, article by article, as one file that is written while it is read: NDJSON for another newsroom, WXR for WordPress. Without the e-mail addresses of their authors unless `private=true`, which needs the scope `admin`.',
        querystring: ExportQuery,
        response: {
          200: {
            description: 'A file',
            content: {
              'application/x-ndjson': { schema: NdjsonExport },
              'application/xml': { schema: WxrExport },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { text, type, fileName } = exports.open(request.actor, request.query);
      return (
        reply
          .type(`${type}; charset=utf-8`)
          .header('content-disposition', `attachment; filename="${fileName}"`)
          // HEAD reads no comments.
          .send(Readable.from(request.method === 'HEAD' ? [] : text) as never)
      );
    },
  );
};
