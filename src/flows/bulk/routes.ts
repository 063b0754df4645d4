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
        summary: 'Do many things in one request',
        description:
          'Up to 500 operations on articles, sections, people and comments, one after the other; a later one may name by its slug what an earlier one has made. Each has its own status, and needs the scope that it needs by itself. With `atomic` all of them happen in one transaction or none: then the first refusal is the answer, and says by `operation` which it was. With an `Idempotency-Key` all operations share one transaction in either case, so that a repeat after a crash does each of them once; without `atomic`, a refused operation leaves the others as they are.',
        body: BulkInput,
        response: { 200: BulkResults },
      },
    },
    async (request) => bulk.run(request.actor, request.body),
  );
};
