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
          'Returns the imports that are queued, running or have ended, newest first. An import is deleted 30 days after its end unless the server is configured otherwise.',
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
          'Returns the status and the progress of an import, with the number of items for each outcome. Send `If-None-Match` when you poll an import.',
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
          'Returns the items of the file with their outcomes, in the order of the file. Each item that the import has read is listed once, even if it was skipped or failed.',
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
      config: { permission: 'import', fieldLimit: 'irrelevant', sectionLimit: 'checked', problems: [importOver] },
      schema: {
        operationId: 'cancelImport',
        tags,
        summary: 'Cancel an import',
        description:
          'Cancels an import that is queued or running. After the response, no more items of the file are imported. Articles that have been imported are kept. A token that is limited to sections can cancel only imports that it started.',
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
      config: { permission: 'import', fieldLimit: 'irrelevant', sectionLimit: 'checked', problems: [importNotOver] },
      schema: {
        operationId: 'deleteImport',
        tags,
        summary: 'Delete an import',
        description:
          'Deletes an import that has ended, and the list of its items. The imported articles are kept. Cancel an import that is queued or running before you delete it. A token that is limited to sections can delete only imports that it started.',
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
  registerStreamedBodies(app, { types: mediaTypes, maxBytes: imports.maxBytes });
  app.post(
    '',
    {
      config: {
        conditionalScopes: [
          { scope: 'content:read', to: 'do a dry run' },
          { scope: 'content:write', to: 'do an import that is not a dry run, and fetch images' },
          { scope: 'content:publish', to: 'publish articles and import corrections' },
          { scope: 'comments:moderate', to: 'import comments' },
        ],
        permission: 'import',
        sectionLimit: 'checked',
        problems: [unknownFormat, problems.unknownReference, problems.requestTimeout, problems.conflict],
      },
      schema: {
        operationId: 'startImport',
        tags,
        summary: 'Import a file',
        description:
          'Uploads a file with articles in one of the supported formats and imports it in the background. The response is 202 when the whole file has been received. An incomplete upload is discarded. Imports run one at a time, in the order of upload, and continue after a restart of the server. `Content-Encoding` can be `gzip`. The decoded file can have up to 2 GiB unless the server is configured otherwise. Without the scope `content:publish`, the import changes draft copies only: published articles are imported as drafts, and corrections are left out. Without the scope `comments:moderate`, comments are left out. The items of the import say what was left out. With a token that is limited to sections, articles outside them fail with the reason `outside-sections`. Articles that name an unknown section or person fail, too.',
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
