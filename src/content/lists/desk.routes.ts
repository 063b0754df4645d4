import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { DeskList, DeskListList, ListListQuery, ListRef } from './schemas.js';
import type { ListService } from './service.js';

const tags = ['Lists'];
const permission = 'content:read';

/** Lists in the desk view, with their pins and rules. */
export const deskListRoutes: FastifyPluginAsyncZod<{ lists: ListService; base: string }> = async (
  app,
  { lists, base },
) => {
  app.get(
    '',
    {
      config: { permission },
      schema: {
        operationId: 'listDeskLists',
        tags,
        summary: 'List the lists on the desk',
        description: 'Returns all lists, published or not, ordered by name and without their articles.',
        querystring: ListListQuery,
        response: { 200: DeskListList },
      },
    },
    async (request, reply) => sendPage(request, reply, await lists.listDesk(request.query), base),
  );

  app.get(
    '/:ref',
    {
      config: { permission, redirects: true },
      schema: {
        operationId: 'getDeskList',
        tags,
        summary: 'Get a list on the desk',
        description:
          'Returns a list as editors see it, published or not, with its pinned articles and its rule. `items` ends with the last pinned article. A former slug redirects to the current one.',
        params: ListRef,
        response: { 200: DeskList },
      },
    },
    async (request, reply) => sendItemOrRedirect(request, reply, await lists.getDesk(request.params.ref), base),
  );
};
