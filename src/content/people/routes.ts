import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { ExternalRef } from '../external-ids/index.js';
import { slugTaken } from '../slugs/index.js';
import { notMerged, samePerson } from './merge.rules.js';
import { personInUse, wikidataIdTaken } from './rules.js';
import {
  ExternalPerson,
  MergeInput,
  PersonInput,
  PersonList,
  PersonListQuery,
  PersonPatch,
  PersonQuery,
  PersonRef,
  ResolveInput,
  ResolveResult,
  WholePerson,
} from './schemas.js';
import type { PersonService } from './service.js';

const tags = ['People'];
const writeConfig = { permission: 'content:write', problems: [slugTaken, wikidataIdTaken] } as const;

export const personRoutes: FastifyPluginAsyncZod<{ people: PersonService; base: string }> = async (
  app,
  { people, base },
) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache: { kind: 'directory', of: 'people' } },
      schema: {
        operationId: 'listPeople',
        tags,
        summary: 'List people',
        description:
          'Every person is public. `q` finds people by any of their names; `asOf` adds the roles held on a day.',
        querystring: PersonListQuery,
        response: { 200: PersonList },
      },
    },
    async (request, reply) => {
      const page = await people.list(request.query);
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: writeConfig,
      schema: {
        operationId: 'createPerson',
        tags,
        summary: 'Add a person',
        description: 'The person is public at once.',
        body: PersonInput,
        response: { 201: WholePerson },
      },
    },
    async (request, reply) => {
      const person = await people.create(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/people/${person.slug}`).send(person);
    },
  );

  app.get(
    '/:ref',
    {
      config: { permission: 'public', cache: { kind: 'directory', of: 'people' }, redirects: true },
      schema: {
        operationId: 'getPerson',
        tags,
        summary: 'Read a person',
        description: 'By id or slug; a slug that the person had before redirects. `asOf` adds the roles held on a day.',
        params: PersonRef,
        querystring: PersonQuery,
        response: { 200: WholePerson },
      },
    },
    async (request, reply) =>
      sendItemOrRedirect(request, reply, await people.get(request.params.ref, request.query), base),
  );

  app.put(
    '/by-external-id/:source/:id',
    {
      config: writeConfig,
      schema: {
        operationId: 'putPersonByExternalId',
        tags,
        summary: 'Write a person by the id of another system',
        description:
          'The same again is the same person: 201 when they are new, 200 when they were known, with `unchanged: true` when they were so already. Of an entry that was merged into another, it writes the other. `If-None-Match: *` only creates, `If-Match: *` only changes; otherwise 412.',
        params: ExternalRef,
        headers: preconditions,
        body: PersonInput,
        response: { 200: ExternalPerson, 201: ExternalPerson },
      },
    },
    async (request, reply) => {
      const { person, outcome } = await people.upsertByExternalId(
        request.actor,
        request.params,
        request.body,
        request.headers,
      );
      const response = { ...person, unchanged: outcome === 'unchanged' };
      if (outcome !== 'created') return response;
      return reply.code(201).header('location', `${base}/v1/people/${person.slug}`).send(response);
    },
  );

  app.put(
    '/:ref',
    {
      config: writeConfig,
      schema: {
        operationId: 'replacePerson',
        tags,
        summary: 'Replace a person',
        description:
          'What is left out is emptied; the slug stays unless another is sent, and then the old one redirects.',
        params: PersonRef,
        headers: preconditions,
        body: PersonInput,
        response: { 200: WholePerson },
      },
    },
    async (request) => people.replace(request.actor, request.params.ref, request.body, request.headers),
  );

  app.patch(
    '/:ref',
    {
      config: writeConfig,
      schema: {
        operationId: 'updatePerson',
        tags,
        summary: 'Change a person',
        description: 'A JSON merge patch (RFC 7396): lists such as `aliases` and `roles` are sent whole.',
        params: PersonRef,
        headers: preconditions,
        body: PersonPatch,
        response: { 200: WholePerson },
      },
    },
    async (request) => people.patch(request.actor, request.params.ref, request.body, request.headers),
  );

  app.post(
    '/resolve',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'resolvePeople',
        tags,
        summary: 'Find out whose names these are',
        description:
          'For each name the people who may be meant, with a score and the reasons: which of their names it is, and whether they held the office printed beside it on that day. Nothing is stored.',
        body: ResolveInput,
        response: { 200: ResolveResult },
      },
    },
    async (request) => people.resolve(request.body),
  );

  app.post(
    '/:ref/merge',
    {
      config: { permission: 'content:write', problems: [samePerson, problems.unknownReference] },
      schema: {
        operationId: 'mergePerson',
        tags,
        summary: 'Merge a person into another',
        description:
          'For two entries that are one person. Everything that names this one names the other from now on, who also takes over its names, offices and addresses; its id and slugs redirect. `unmerge` undoes it.',
        params: PersonRef,
        headers: preconditions,
        body: MergeInput,
        response: { 200: WholePerson },
      },
    },
    async (request) => people.merge(request.actor, request.params.ref, request.body.into, request.headers),
  );

  app.post(
    '/:ref/unmerge',
    {
      config: { permission: 'content:write', problems: [notMerged] },
      schema: {
        operationId: 'unmergePerson',
        tags,
        summary: 'Undo a merge',
        description:
          'By the id of the entry that was merged, or a slug that it had: what named it names it again, unless that was changed since.',
        params: PersonRef,
        response: { 200: WholePerson },
      },
    },
    async (request) => people.unmerge(request.actor, request.params.ref),
  );

  app.delete(
    '/:ref',
    {
      config: { permission: 'content:write', problems: [personInUse] },
      schema: {
        operationId: 'deletePerson',
        tags,
        summary: 'Delete a person',
        description:
          'Refused while articles name the person: on the desk, or in public where the desk has changed since.',
        params: PersonRef,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await people.remove(request.actor, request.params.ref, request.headers);
      return reply.code(204).send(null);
    },
  );
};
