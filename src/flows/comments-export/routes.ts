import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { ExportQuery, NdjsonExport, WxrExport } from './schemas.js';
import type { CommentExports } from './service.js';

/** Exports all comments as a file. */
export const commentExportRoutes: FastifyPluginAsyncZod<{ exports: CommentExports }> = async (app, { exports }) => {
  app.get(
    '',
    {
      config: {
        conditionalScopes: [{ scope: 'admin', to: 'export e-mail addresses with `private=true`' }],
        permission: 'comments:moderate',
        fieldLimit: 'irrelevant',
      },
      schema: {
        operationId: 'exportComments',
        tags: ['Comments'],
        summary: 'Export all comments',
        description:
          'Returns the comments on all articles, with every status, as one file. The comments are grouped by article. Within an article, the oldest comment comes first. The format is NDJSON for another Broadsheet server, or WXR for WordPress. The file is streamed. Comments that are posted during the export may be missing. The e-mail addresses of authors are included only with `private=true`.',
        querystring: ExportQuery,
        response: {
          200: {
            description: 'The exported file.',
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
