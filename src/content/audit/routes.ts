import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../platform/http/index.js';
import { AuditEntryList, AuditExportQuery, AuditLines, AuditQuery, AuditTable } from './schemas.js';
import type { AuditService } from './service.js';

const tags = ['Audit'];

export const auditRoutes: FastifyPluginAsyncZod<{ audit: AuditService; base: string }> = async (
  app,
  { audit, base },
) => {
  app.get(
    '',
    {
      config: { permission: 'admin' },
      schema: {
        operationId: 'listAudit',
        tags,
        summary: 'Who did what',
        description:
          'What holders of tokens, the command line and Broadsheet itself have done, and what was refused to tokens. Entries are never changed. Readers without a token are not in it.',
        querystring: AuditQuery,
        response: { 200: AuditEntryList },
      },
    },
    async (request, reply) => sendPage(request, reply, await audit.list(request.query), base),
  );

  app.get(
    '/export',
    {
      config: { permission: 'admin' },
      schema: {
        operationId: 'exportAudit',
        tags,
        summary: 'Export the audit',
        description:
          'All entries that fit the filters, the oldest first, as one file that is written while it is read.',
        querystring: AuditExportQuery,
        response: {
          200: {
            description: 'A file',
            content: { 'application/x-ndjson': { schema: AuditLines }, 'text/csv': { schema: AuditTable } },
          },
        },
      },
    },
    async (request, reply) => {
      const { text, type, fileName } = audit.openExport(request.query);
      return (
        reply
          .type(`${type}; charset=utf-8`)
          .header('content-disposition', `attachment; filename="${fileName}"`)
          // A HEAD request reads no entries.
          .send(Readable.from(request.method === 'HEAD' ? [] : text) as never)
      );
    },
  );
};
