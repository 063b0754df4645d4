import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '../problems/index.js';

const Health = z
  .object({ status: z.literal('ok') })
  .meta({ id: 'Health', description: 'It works.', examples: [{ status: 'ok' }] });

/** Gives what keeps the server from answering, as a sentence. @throws when the database does not answer */
type ReadinessCheck = () => Promise<string | undefined>;

/** For whoever operates the server: is the process alive, can it answer? */
export const healthRoutes: FastifyPluginAsyncZod<{ check: ReadinessCheck }> = async (app, { check }) => {
  const tags = ['Health'];

  app.get(
    '/live',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'getLiveness',
        tags,
        summary: 'Is the process alive?',
        description: 'Asks nothing of the database: restart the process when this fails.',
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
        summary: 'Can it answer?',
        description:
          'Asks the database whether it answers, whether every table, view and function is there, and whether every migration is applied. ' +
          'Send no traffic here while this fails; `detail` says what is wrong.',
        response: { 200: Health },
      },
    },
    async (request) => {
      let failureReason: string | undefined;
      try {
        failureReason = await check();
      } catch (error) {
        request.log.warn({ err: error }, 'the database does not answer');
        throw problems.unavailable('The database does not answer.', { headers: { 'retry-after': '2' } });
      }
      if (failureReason !== undefined) throw problems.unavailable(failureReason, { headers: { 'retry-after': '30' } });
      return { status: 'ok' as const };
    },
  );
};
