import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { ExternalRef } from '../external-ids/index.js';
import { slugTaken } from '../slugs/index.js';
import { notMerged, samePerson } from './merge.rules.js';
import { ResolveInput, ResolveResult } from './resolve.schemas.js';
import { personInUse, wikidataIdTaken } from './rules.js';
import {
  DuplicatePersonRef,
  ExternalPerson,
  MergeInput,
  PersonInput,
  PersonList,
  PersonListQuery,
  PersonPatch,
  PersonQuery,
  PersonRef,
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
          'Returns the people in the directory, by sort name, or with the best matches first if `q` is sent. People are always public. `q` finds people by any of their names; `asOf` adds the offices that they held on a day. Entries that were merged into others are not listed.',
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
        summary: 'Create a person',
        description:
          'Creates a person, whom readers can see immediately, and sends the event `person.created`. If slug or sort name are omitted, they are made from the names. Look for the person first: the server does not refuse a second entry with the same name. A Wikidata id that another person has returns 409.',
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
        summary: 'Get a person',
        description:
          'Returns a person by id or slug, with the number of published articles that name the person, and the oldest and the newest of them. A former slug, and the id of an entry that was merged into this one, redirect to the current address. `asOf` adds the offices that the person held on a day.',
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
        summary: 'Upsert a person by external id',
        description:
          'Creates the person with this external id, or replaces the entry. Returns 201 if the person is created and 200 if the person exists; `unchanged` is true if the request changes nothing. If the entry was merged into another, the other is replaced. `If-None-Match: *` only creates and `If-Match: *` only replaces; otherwise the response is 412.',
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
          'Replaces a person. Omitted fields are reset to their defaults. The slug is kept unless you send a new one; the former slug then redirects. Published articles keep the offices that they show. Sends the event `person.updated`.',
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
        summary: 'Update a person',
        description:
          'Changes a person with a JSON merge patch (RFC 7396). Omitted fields are kept, and null resets a field to its default. Arrays such as `aliases` and `roles` are replaced as a whole. Published articles keep the offices that they show. Sends the event `person.updated`.',
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
      config: { permission: 'public', sectionLimit: 'irrelevant' },
      schema: {
        operationId: 'resolvePeople',
        tags,
        summary: 'Resolve names',
        description:
          'Finds the people whom printed names may mean. Returns candidates for each name, with a score and the reasons: which of their names matches, and whether they held the office printed with the name on that day. Up to 100 names can be sent. Nothing is stored.',
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
        summary: 'Merge two people',
        description:
          'Merges a person into another, for two entries that are the same person. Articles and mentions that name this person name the other from now on. The other person takes over names, offices and web addresses, and the Wikidata id if it has none. The id and the slugs of this person redirect to the other. Returns the person who stays. `If-Match` applies to the person who is merged. Unmerge the person to undo it.',
        params: DuplicatePersonRef,
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
          'Restores a person who was merged into another, named by the id or a slug that the person had. Articles and mentions that named the person do so again, unless they were changed since. Names, offices and addresses that the other person took over are removed there. Returns the restored person. If the other person was merged further, undo that merge first; until then the response is 409.',
        params: DuplicatePersonRef,
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
          'Deletes a person. If an editor has connected the person with an article, the response is 409 with the number of such articles; draft copies, published and scheduled revisions count. Mentions that were only found in texts do not prevent it. Sends the event `person.deleted`.',
        params: DuplicatePersonRef,
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
