import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { slugTaken } from '../../content/slugs/index.js';
import { problems } from '../../platform/problems/index.js';
import { BulkInput, BulkResults } from './schemas.js';
import type { BulkService } from './service.js';

/** The maximum size of the body of one request, in bytes. */
const bodyLimit = 16 * 1024 * 1024;

export const bulkRoutes: FastifyPluginAsyncZod<{ bulk: BulkService }> = async (app, { bulk }) => {
  app.post(
    '',
    {
      bodyLimit,
      config: {
        conditionalScopes: [
          { scope: 'content:write', to: 'write articles, sections and people' },
          { scope: 'content:publish', to: 'publish or unpublish an article' },
          { scope: 'content:publish', to: 'send `publishedAt`' },
          { scope: 'import', to: 'send `publishedAt`' },
          { scope: 'directory:write', to: 'write public sections and people' },
          { scope: 'comments:moderate', to: 'moderate comments' },
        ],
        permission: 'any',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        problems: [
          problems.forbidden,
          problems.notFound,
          problems.conflict,
          slugTaken,
          problems.staleVersion,
          problems.unknownReference,
          problems.textTooComplex,
        ],
      },
      schema: {
        operationId: 'doInBulk',
        tags: ['Imports'],
        summary: 'Run operations in bulk',
        description:
          'Runs up to 500 operations on articles, sections, people and comments, one after the other. An operation can refer by slug to a resource that an earlier operation in the same request has created. Each operation has its own result with its own status. If an operation fails, the other operations still run, and the response is 200. With `atomic`, all operations run in one transaction. If one operation fails, nothing is written. The response is then the problem of that operation, with its index in `operation`. With an `Idempotency-Key`, all operations share one transaction even without `atomic`, so that a repeated request runs each operation only once. The body can have up to 16 MiB. With a token that is limited to sections, an operation on an article outside them, and every operation on sections and people, has the result 403 `outside-sections`.',
        body: BulkInput,
        response: { 200: BulkResults },
      },
    },
    async (request) => bulk.run(request.actor, request.body),
  );
};
