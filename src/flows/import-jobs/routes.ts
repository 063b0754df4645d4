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
        description:
          'Returns the imports that are queued, running or over, newest first. An import is deleted 30 days after it is over unless the server is configured otherwise.',
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
        summary: 'Get an import',
        description:
          'Returns the status and the progress of an import, with the number of items by outcome. Send `If-None-Match` when you poll it.',
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
        summary: 'List the items of an import',
        description:
          'Returns the items of the file with their outcomes, in the order of the file. Each item that was read is listed once, whether it was imported, skipped or refused.',
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
      config: { permission: 'import', sectionLimit: 'checked', problems: [importOver] },
      schema: {
        operationId: 'cancelImport',
        tags,
        summary: 'Cancel an import',
        description:
          'Cancels an import that is queued or running. Nothing more of the file is imported after the response. Articles that have been imported are kept. A token that is limited to sections can only cancel imports that it started.',
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
      config: { permission: 'import', sectionLimit: 'checked', problems: [importNotOver] },
      schema: {
        operationId: 'deleteImport',
        tags,
        summary: 'Delete an import',
        description:
          'Deletes an import that is over, with the list of its items. The imported articles are kept. An import that is queued or running must be cancelled first. A token that is limited to sections can only delete imports that it started.',
        params: ImportRef,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await imports.remove(request.actor, request.params.id, request.headers);
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
        sectionLimit: 'checked',
        problems: [unknownFormat, problems.unknownReference, problems.requestTimeout, problems.conflict],
      },
      schema: {
        operationId: 'startImport',
        tags,
        summary: 'Import a file',
        description:
          'Uploads a file with articles in one of the supported formats and imports it in the background. Returns 202 when the whole file has been received; an incomplete upload is discarded. Imports run one at a time, in the order of upload, and continue after a restart of the server. The file has at most 2 GiB after decoding unless the server is configured otherwise; `Content-Encoding` can be `gzip`. With a token that is limited to sections, articles outside them fail with the reason `outside-sections`, as do articles that name a section or a person that does not exist. A dry run also needs the scope `content:read`, and any other import `content:write`.',
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
