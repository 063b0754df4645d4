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
        summary: 'List audit entries',
        description:
          'Returns the entries of the audit log, newest first. The log records the changes that were made with tokens, on the command line and by Broadsheet itself. It also records requests that were refused because a token was invalid or lacked a scope. Refused requests appear after about five seconds. Equal refused requests are combined into one entry with a `count` in `detail`. Requests of readers without a token are not recorded. Entries are never changed. They are deleted after 730 days, unless the operator has set another time.',
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
        summary: 'Export the audit log',
        description:
          'Returns all entries that match the filters, oldest first, as one file. The file is streamed, so it can have any size.',
        querystring: AuditExportQuery,
        response: {
          200: {
            description: 'The exported file.',
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
