import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { registerStreamedBodies, type StreamedBody, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { formats } from '../imports/index.js';
import { importNotOver, importOver, unknownFormat } from './rules.js';
import {
  ImportFile,
  ImportItemList,
  ImportItemListQuery,
  ImportJob,
  ImportJobList,
  ImportListQuery,
  ImportQuery,
  ImportRef,
} from './schemas.js';
import type { ImportJobs } from './service.js';

const tags = ['Imports'];

/** Media types of several formats. The format of such a file is detected by its content. */
const genericMediaTypes = ['application/octet-stream', 'application/xml', 'text/xml', 'application/json', 'text/plain'];
const mediaTypes = [...new Set([...formats.flatMap((format) => format.mediaTypes), ...genericMediaTypes])];

type ImportRoutesOptions = { imports: ImportJobs; base: string };

export const importRoutes: FastifyPluginAsyncZod<ImportRoutesOptions> = async (app, { imports, base }) => {
  await app.register(uploadRoute, { imports, base });

  app.get(
    '',
    {
      config: { permission: 'import' },
      schema: {
        operationId: 'listImports',
        tags,
        summary: 'List imports',
        description: 'Those that wait, run, or have been over for less than a month, the newest first.',
        querystring: ImportListQuery,
        response: { 200: ImportJobList },
      },
    },
    async (request, reply) => sendPage(request, reply, await imports.list(request.query), base),
  );

  app.get(
    '/:id',
    {
      config: { permission: 'import' },
      schema: {
        operationId: 'getImport',
        tags,
        summary: 'Read an import',
        description:
          'How far it is, and what has become of how many items. With `If-None-Match` it is cheap to ask again.',
        params: ImportRef,
        response: { 200: ImportJob },
      },
    },
    async (request) => imports.get(request.params.id),
  );

  app.get(
    '/:id/items',
    {
      config: { permission: 'import' },
      schema: {
        operationId: 'listImportItems',
        tags,
        summary: 'List what became of the items of an import',
        description: 'In the order of the file: whatever was read is in it once, be it taken in, left out or refused.',
        params: ImportRef,
        querystring: ImportItemListQuery,
        response: { 200: ImportItemList },
      },
    },
    async (request, reply) =>
      sendPage(request, reply, await imports.listItems(request.actor, request.params.id, request.query), base),
  );

  app.post(
    '/:id/cancel',
    {
      config: { permission: 'import', problems: [importOver] },
      schema: {
        operationId: 'cancelImport',
        tags,
        summary: 'Cancel an import',
        description: 'From the answer on nothing more of the file is taken in; what has been stays.',
        params: ImportRef,
        headers: preconditions,
        response: { 200: ImportJob },
      },
    },
    async (request) => imports.cancel(request.actor, request.params.id, request.headers),
  );

  app.delete(
    '/:id',
    {
      config: { permission: 'import', problems: [importNotOver] },
      schema: {
        operationId: 'deleteImport',
        tags,
        summary: 'Forget an import',
        description: 'Deletes what is known of an import that is over; the stories that came by it stay.',
        params: ImportRef,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await imports.remove(request.params.id, request.headers);
      return reply.code(204).send(null);
    },
  );
};

/** The upload has a plugin of its own because it streams the request body. */
const uploadRoute: FastifyPluginAsyncZod<ImportRoutesOptions> = async (app, { imports, base }) => {
  registerStreamedBodies(app, mediaTypes, imports.maxBytes);
  app.post(
    '',
    {
      config: {
        permission: 'import',
        problems: [unknownFormat, problems.unknownReference, problems.requestTimeout, problems.conflict],
      },
      schema: {
        operationId: 'startImport',
        tags,
        summary: 'Import a file',
        description:
          'Takes a file of stories in any of the formats, as a stream of any size up to a limit, and answers 202 once it is here whole; its stories are taken in afterwards, whatever becomes of this server meanwhile. Nothing of a file that breaks off is taken in. `Content-Encoding: gzip` is understood. Writing also needs `content:write`, a dry run `content:read`.',
        querystring: ImportQuery,
        consumes: mediaTypes,
        body: ImportFile,
        response: { 202: ImportJob },
      },
    },
    async (request, reply) => {
      const bytes = (request.body ?? []) as StreamedBody;
      const { 'content-type': type, 'content-encoding': encoding } = request.headers;
      const job = await imports.start(request.actor, request.query, { bytes, encoding }, type);
      return reply.code(202).header('location', `${base}/v1/imports/${job.id}`).send(job);
    },
  );
};
