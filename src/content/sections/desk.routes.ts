import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { DeskSection, DeskSectionList, DeskSectionListQuery, DeskSectionQuery, SectionRef } from './schemas.js';
import type { SectionService } from './service.js';

const tags = ['Sections'];

/** Sections, drafts included. */
export const deskSectionRoutes: FastifyPluginAsyncZod<{ sections: SectionService; base: string }> = async (
  app,
  { sections, base },
) => {
  app.get(
    '',
    {
      config: { permission: 'content:read', problems: [problems.unknownReference] },
      schema: {
        operationId: 'listDeskSections',
        tags,
        summary: 'List sections on the desk',
        description:
          'Returns all sections, public or not, in the order of their positions by default. Accepts `visibility` and the parameters of `GET /v1/sections`. If `parent` names an unknown section, the response is 422.',
        querystring: DeskSectionListQuery,
        response: { 200: DeskSectionList },
      },
    },
    async (request, reply) => sendPage(request, reply, await sections.list(request.query, 'desk'), base),
  );

  app.get(
    '/:ref',
    {
      config: { permission: 'content:read', redirects: true },
      schema: {
        operationId: 'getDeskSection',
        tags,
        summary: 'Get a section on the desk',
        description:
          'Returns a section by id or slug, even if it is not public yet. A former slug redirects to the current one.',
        params: SectionRef,
        querystring: DeskSectionQuery,
        response: { 200: DeskSection },
      },
    },
    async (request, reply) =>
      sendItemOrRedirect(request, reply, await sections.get(request.params.ref, request.query, 'desk'), base),
  );
};
