import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '../problems/index.js';

const Health = z
  .object({ status: z.literal('ok') })
  .meta({ id: 'Health', description: 'The result of a health check.', examples: [{ status: 'ok' }] });

/**
 * Returns a sentence that says why the server cannot process requests, or undefined if it can.
 *
 * @throws if the database does not respond
 */
type ReadinessCheck = () => Promise<string | undefined>;

/** Registers the health checks for operators: whether the process runs, and whether it can process requests. */
export const healthRoutes: FastifyPluginAsyncZod<{ check: ReadinessCheck }> = async (app, { check }) => {
  const tags = ['Health'];

  app.get(
    '/live',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'getLiveness',
        tags,
        summary: 'Check liveness',
        description:
          'Returns 200 while the process is running. The database is not checked. Restart the process if this check fails.',
        response: { 200: Health },
      },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/ready',
    {
      config: { permission: 'public', problems: [problems.unavailable] },
      schema: {
        operationId: 'getReadiness',
        tags,
        summary: 'Check readiness',
        description:
          'Returns 200 if the server can process requests. The database must respond and have all tables, views and functions, and all migrations must be applied. ' +
          'While the server shuts down, the check fails. If the check fails, the response is 503, and `detail` gives the reason. Send no traffic to the server while this check fails.',
        response: { 200: Health },
      },
    },
    async (request) => {
      if (app.isDraining)
        throw problems.unavailable('The server is shutting down.', { headers: { 'retry-after': '2' } });
      let failureReason: string | undefined;
      try {
        failureReason = await check();
      } catch (error) {
        request.log.warn({ err: error }, 'the database does not respond');
        throw problems.unavailable('The database does not respond.', { headers: { 'retry-after': '2' } });
      }
      if (failureReason !== undefined) throw problems.unavailable(failureReason, { headers: { 'retry-after': '30' } });
      return { status: 'ok' as const };
    },
  );
};
