import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { ExternalRef } from '../external-ids/index.js';
import { slugTaken } from '../slugs/index.js';
import { sectionCycle, sectionInUse } from './rules.js';
import {
  DeleteSectionQuery,
  ExternalSection,
  Section,
  SectionInput,
  SectionList,
  SectionListQuery,
  SectionPatch,
  SectionQuery,
  SectionRef,
} from './schemas.js';
import type { SectionService } from './service.js';

const tags = ['Sections'];
const writeConfig = {
  permission: 'content:write',
  problems: [slugTaken, sectionCycle, problems.unknownReference],
} as const;

export const sectionRoutes: FastifyPluginAsyncZod<{ sections: SectionService; base: string }> = async (
  app,
  { sections, base },
) => {
  app.get(
    '',
    {
      config: {
        permission: 'public',
        cache: { kind: 'directory', of: 'sections' },
        problems: [problems.unknownReference],
      },
      schema: {
        operationId: 'listSections',
        tags,
        summary: 'List sections',
        description: 'Every section is public. `path` shows where each lies in the tree.',
        querystring: SectionListQuery,
        response: { 200: SectionList },
      },
    },
    async (request, reply) => {
      const page = await sections.list(request.query);
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: writeConfig,
      schema: {
        operationId: 'createSection',
        tags,
        summary: 'Create a section',
        description: 'It is public at once.',
        body: SectionInput,
        response: { 201: Section },
      },
    },
    async (request, reply) => {
      const section = await sections.create(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/sections/${section.slug}`).send(section);
    },
  );

  app.get(
    '/:ref',
    {
      config: { permission: 'public', cache: { kind: 'directory', of: 'sections' }, redirects: true },
      schema: {
        operationId: 'getSection',
        tags,
        summary: 'Read a section',
        description: 'By id or slug; a slug that it had before redirects.',
        params: SectionRef,
        querystring: SectionQuery,
        response: { 200: Section },
      },
    },
    async (request, reply) =>
      sendItemOrRedirect(request, reply, await sections.get(request.params.ref, request.query), base),
  );

  app.put(
    '/by-external-id/:source/:id',
    {
      config: writeConfig,
      schema: {
        operationId: 'putSectionByExternalId',
        tags,
        summary: 'Write a section by the id of another system',
        description:
          'The same again is the same section: 201 when it is new, 200 when it was known, with `unchanged: true` when it was so already. `If-None-Match: *` only creates, `If-Match: *` only changes; otherwise 412.',
        params: ExternalRef,
        headers: preconditions,
        body: SectionInput,
        response: { 200: ExternalSection, 201: ExternalSection },
      },
    },
    async (request, reply) => {
      const { section, outcome } = await sections.upsertByExternalId(
        request.actor,
        request.params,
        request.body,
        request.headers,
      );
      const response = { ...section, unchanged: outcome === 'unchanged' };
      if (outcome !== 'created') return response;
      return reply.code(201).header('location', `${base}/v1/sections/${section.slug}`).send(response);
    },
  );

  app.put(
    '/:ref',
    {
      config: writeConfig,
      schema: {
        operationId: 'replaceSection',
        tags,
        summary: 'Replace a section',
        description:
          'What is left out is emptied; the slug stays unless another is sent. A new slug or parent moves everything below it, too.',
        params: SectionRef,
        headers: preconditions,
        body: SectionInput,
        response: { 200: Section },
      },
    },
    async (request) => sections.replace(request.actor, request.params.ref, request.body, request.headers),
  );

  app.patch(
    '/:ref',
    {
      config: writeConfig,
      schema: {
        operationId: 'updateSection',
        tags,
        summary: 'Change a section',
        description: 'A JSON merge patch (RFC 7396). A new slug or parent moves everything below it, too.',
        params: SectionRef,
        headers: preconditions,
        body: SectionPatch,
        response: { 200: Section },
      },
    },
    async (request) => sections.patch(request.actor, request.params.ref, request.body, request.headers),
  );

  app.delete(
    '/:ref',
    {
      config: { permission: 'content:write', problems: [sectionInUse, sectionCycle, problems.unknownReference] },
      schema: {
        operationId: 'deleteSection',
        tags,
        summary: 'Delete a section',
        description: 'One that holds articles or other sections is refused unless `moveTo` says where they go.',
        params: SectionRef,
        querystring: DeleteSectionQuery,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await sections.remove(request.actor, request.params.ref, request.query.moveTo, request.headers);
      return reply.code(204).send(null);
    },
  );
};
