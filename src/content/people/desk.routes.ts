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
          'Returns the people in the directory, drafts included, by sort name, or with the best matches first if `q` is sent. Takes the parameters of `GET /v1/people`, and `visibility`.',
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
          'Returns a person by id or slug, also if the public does not see them yet. The statistics count published articles. A former slug, and the id of an entry that was merged into this one, redirect to the current address.',
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
      config: { permission: 'content:read' },
      schema: {
        operationId: 'resolveDeskPeople',
        tags,
        summary: 'Resolve names on the desk',
        description:
          'Finds the people whom printed names may mean, drafts included. Takes the body of `POST /v1/people/resolve` and returns the same. Nothing is stored.',
        body: ResolveInput,
        response: { 200: ResolveResult },
      },
    },
    async (request) => people.resolve(request.body, 'desk'),
  );
};
