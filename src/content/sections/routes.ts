import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { ExternalRef } from '../external-ids/index.js';
import { slugTaken } from '../slugs/index.js';
import { alreadyPublic } from '../visibility/index.js';
import { sectionCycle, sectionInUse } from './rules.js';
import {
  DeleteSectionQuery,
  DeskSection,
  ExternalSection,
  Section,
  SectionInput,
  SectionList,
  SectionListQuery,
  SectionPatch,
  SectionQuery,
  SectionRef,
  UnusedSectionRef,
} from './schemas.js';
import type { SectionService } from './service.js';

const tags = ['Sections'];
const writeConfig = {
  permission: 'content:write',
  fieldLimit: 'irrelevant',
  problems: [slugTaken, sectionCycle, alreadyPublic, problems.unknownReference],
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
        description:
          'Returns all public sections, in the order of their positions by default. `path` shows where a section is in the tree. If `parent` names an unknown section, the response is 422.',
        querystring: SectionListQuery,
        response: { 200: SectionList },
      },
    },
    async (request, reply) => {
      const page = await sections.list(request.query, 'public');
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: { ...writeConfig, conditionalScopes: [{ scope: 'directory:write', to: 'create a public section' }] },
      schema: {
        operationId: 'createSection',
        tags,
        summary: 'Create a section',
        description:
          'Creates a section and sends the event `section.created`. Readers see the section when the first article in it or below it is published. If the slug is omitted, it is made from the name. The tree of sections has at most 10 levels.',
        body: SectionInput,
        response: { 201: DeskSection },
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
        summary: 'Get a section',
        description: 'Returns a section by id or slug. A former slug redirects to the current one.',
        params: SectionRef,
        querystring: SectionQuery,
        response: { 200: Section },
      },
    },
    async (request, reply) =>
      sendItemOrRedirect(request, reply, await sections.get(request.params.ref, request.query, 'public'), base),
  );

  app.put(
    '/by-external-id/:source/:id',
    {
      config: {
        ...writeConfig,
        conditionalScopes: [{ scope: 'directory:write', to: 'create or replace a public section' }],
      },
      schema: {
        operationId: 'putSectionByExternalId',
        tags,
        summary: 'Upsert a section by external id',
        description:
          'Creates a section with this external id. If the section exists already, the request replaces it. The response is 201 for a new section and 200 for an existing one. `unchanged` is true if the request changes nothing. With `If-None-Match: *`, the response is 412 if the section exists. With `If-Match: *`, it is 412 if the section does not exist.',
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
      config: {
        ...writeConfig,
        conditionalScopes: [{ scope: 'directory:write', to: 'replace a public section, or make a section public' }],
      },
      schema: {
        operationId: 'replaceSection',
        tags,
        summary: 'Replace a section',
        description:
          'Replaces a section. Omitted fields are reset to their defaults. For example, if you omit `parent`, the section becomes a root of the tree. If you send a new slug, the former slug redirects to it. If you omit the slug, it is kept. A new slug or parent also changes the `path` of all sections below it. Sends the event `section.updated`.',
        params: SectionRef,
        headers: preconditions,
        body: SectionInput,
        response: { 200: DeskSection },
      },
    },
    async (request) => sections.replace(request.actor, request.params.ref, request.body, request.headers),
  );

  app.patch(
    '/:ref',
    {
      config: {
        ...writeConfig,
        conditionalScopes: [{ scope: 'directory:write', to: 'change a public section, or make a section public' }],
      },
      schema: {
        operationId: 'updateSection',
        tags,
        summary: 'Update a section',
        description:
          'Changes a section with a JSON merge patch (RFC 7396). Omitted fields are kept, and null resets a field to its default. A new slug or parent also changes the `path` of all sections below it. Sends the event `section.updated`.',
        params: SectionRef,
        headers: preconditions,
        body: SectionPatch,
        response: { 200: DeskSection },
      },
    },
    async (request) => sections.patch(request.actor, request.params.ref, request.body, request.headers),
  );

  app.delete(
    '/:ref',
    {
      config: {
        conditionalScopes: [{ scope: 'directory:write', to: 'delete a public section' }],
        permission: 'content:write',
        fieldLimit: 'irrelevant',
        problems: [sectionInUse, sectionCycle, problems.unknownReference],
      },
      schema: {
        operationId: 'deleteSection',
        tags,
        summary: 'Delete a section',
        description:
          'Deletes a section. If the section contains articles or other sections, send `moveTo` with the section that takes them over. Without `moveTo`, the response is 409. It is also 409 if the rule of a list names the section. Published and scheduled articles also move; you do not have to publish them again. Sends the event `section.deleted`.',
        params: UnusedSectionRef,
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
