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
        permission: 'any',
        sectionLimit: 'checked',
        problems: [
          problems.forbidden,
          problems.notFound,
          problems.conflict,
          slugTaken,
          problems.staleVersion,
          problems.unknownReference,
        ],
      },
      schema: {
        operationId: 'doInBulk',
        tags: ['Imports'],
        summary: 'Run operations in bulk',
        description:
          'Runs up to 500 operations on articles, sections, people and comments, one after the other. A later operation can refer by slug to a resource that an earlier one has created. Each operation has a result with a status of its own: a failed operation does not affect the others, and the response is 200. With `atomic` all operations run in one transaction: the first failure becomes the response, with the index of the operation in `operation`, and nothing is written. With an `Idempotency-Key` all operations share one transaction in either case, so that a repeated request runs each of them once. The body has at most 16 MiB. Operations that publish or unpublish need the scope `content:publish`, `moderate` needs `comments:moderate`, and all others need `content:write`. With a token that is limited to sections, an operation outside them has the result 403 `outside-sections`, as do operations on sections and people.',
        body: BulkInput,
        response: { 200: BulkResults },
      },
    },
    async (request) => bulk.run(request.actor, request.body),
  );
};
