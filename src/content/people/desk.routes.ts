import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { ResolveInput, ResolveResult } from './resolve.schemas.js';
import { DeskPersonList, DeskPersonListQuery, DeskPersonQuery, DeskWholePerson, PersonRef } from './schemas.js';
import type { PersonService } from './service.js';

const tags = ['People'];

/** People of the directory, drafts included. */
export const deskPersonRoutes: FastifyPluginAsyncZod<{ people: PersonService; base: string }> = async (
  app,
  { people, base },
) => {
  app.get(
    '',
    {
      config: { permission: 'content:read' },
      schema: {
        operationId: 'listDeskPeople',
        tags,
        summary: 'List people on the desk',
        description:
          'Returns the people in the directory, public or not, ordered by sort name. With `q`, the best matches come first. Accepts `visibility` and the parameters of `GET /v1/people`.',
        querystring: DeskPersonListQuery,
        response: { 200: DeskPersonList },
      },
    },
    async (request, reply) => sendPage(request, reply, await people.list(request.query, 'desk'), base),
  );

  app.get(
    '/:ref',
    {
      config: { permission: 'content:read', redirects: true },
      schema: {
        operationId: 'getDeskPerson',
        tags,
        summary: 'Get a person on the desk',
        description:
          'Returns a person by id or slug, even if the person is not public yet. The statistics count published articles. A former slug redirects to the current address. The id of a merged person redirects to the address of the remaining person.',
        params: PersonRef,
        querystring: DeskPersonQuery,
        response: { 200: DeskWholePerson },
      },
    },
    async (request, reply) =>
      sendItemOrRedirect(request, reply, await people.get(request.params.ref, request.query, 'desk'), base),
  );

  app.post(
    '/resolve',
    {
      config: { permission: 'content:read', fieldLimit: 'checked', sectionLimit: 'irrelevant' },
      schema: {
        operationId: 'resolveDeskPeople',
        tags,
        summary: 'Resolve names on the desk',
        description:
          'Finds the people whom printed names may mean, public or not. The request and the response have the form of `POST /v1/people/resolve`. Nothing is stored.',
        body: ResolveInput,
        response: { 200: ResolveResult },
      },
    },
    async (request) => people.resolve(request.body, 'desk'),
  );
};
