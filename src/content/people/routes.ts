import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { ExternalRef } from '../external-ids/index.js';
import { slugTaken } from '../slugs/index.js';
import { alreadyPublic } from '../visibility/index.js';
import { ResolveInput, ResolveResult } from './resolve.schemas.js';
import { personInUse, wikidataIdTaken } from './rules.js';
import {
  DeskWholePerson,
  DuplicatePersonRef,
  ExternalPerson,
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
const writeConfig = {
  permission: 'content:write',
  fieldLimit: 'checked',
  problems: [slugTaken, wikidataIdTaken, alreadyPublic],
} as const;

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
          'Returns the public people in the directory, ordered by sort name. With `q`, the best matches come first. `q` finds people by any of their names. `asOf` adds the offices that each person held on a day. People who were merged into another person are not listed.',
        querystring: PersonListQuery,
        response: { 200: PersonList },
      },
    },
    async (request, reply) => {
      const page = await people.list(request.query, 'public');
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: { ...writeConfig, conditionalScopes: [{ scope: 'directory:write', to: 'create a public person' }] },
      schema: {
        operationId: 'createPerson',
        tags,
        summary: 'Create a person',
        description:
          'Creates a person and sends the event `person.created`. Readers see the person when the first article that names the person is published. If you omit the slug or the sort name, the server makes it from the other names. Search for the person first, because the server does not refuse a second person with the same name. If another person has the same Wikidata id, the response is 409.',
        body: PersonInput,
        response: { 201: DeskWholePerson },
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
          'Returns a person by id or slug. The response contains the number of published articles that name the person, and the oldest and the newest of these articles. A former slug redirects to the current address. The id of a merged person redirects to the address of the remaining person. `asOf` adds the offices that the person held on a day.',
        params: PersonRef,
        querystring: PersonQuery,
        response: { 200: WholePerson },
      },
    },
    async (request, reply) =>
      sendItemOrRedirect(request, reply, await people.get(request.params.ref, request.query, 'public'), base),
  );

  app.put(
    '/by-external-id/:source/:id',
    {
      config: {
        ...writeConfig,
        conditionalScopes: [{ scope: 'directory:write', to: 'create or replace a public person' }],
      },
      schema: {
        operationId: 'putPersonByExternalId',
        tags,
        summary: 'Upsert a person by external id',
        description:
          'Creates a person with this external id. If the person exists already, the request replaces the person. The response is 201 for a new person and 200 for an existing one. `unchanged` is true if the request changes nothing. If the person was merged into another person, the request replaces that other person. With `If-None-Match: *`, the response is 412 if the person exists. With `If-Match: *`, it is 412 if the person does not exist.',
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
      config: {
        ...writeConfig,
        conditionalScopes: [{ scope: 'directory:write', to: 'replace a public person, or make a person public' }],
      },
      schema: {
        operationId: 'replacePerson',
        tags,
        summary: 'Replace a person',
        description:
          'Replaces a person. Omitted fields are reset to their defaults, except that former names stay. If the name changes, the old name becomes an alias of the kind `former`. If you send a new slug, the former slug redirects to it. If you omit the slug, it is kept. The offices that published articles show do not change. Sends the event `person.updated`.',
        params: PersonRef,
        headers: preconditions,
        body: PersonInput,
        response: { 200: DeskWholePerson },
      },
    },
    async (request) => people.replace(request.actor, request.params.ref, request.body, request.headers),
  );

  app.patch(
    '/:ref',
    {
      config: {
        ...writeConfig,
        conditionalScopes: [{ scope: 'directory:write', to: 'change a public person, or make a person public' }],
      },
      schema: {
        operationId: 'updatePerson',
        tags,
        summary: 'Update a person',
        description:
          'Changes a person with a JSON merge patch (RFC 7396). Omitted fields are kept, and null resets a field to its default. Arrays such as `aliases` and `roles` are replaced as a whole. If the name changes, the old name becomes an alias of the kind `former`. The offices that published articles show do not change. Sends the event `person.updated`.',
        params: PersonRef,
        headers: preconditions,
        body: PersonPatch,
        response: { 200: DeskWholePerson },
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
          'Finds the people whom printed names may mean. Returns candidates for each name, with a score and its reasons. The reasons say which name of the candidate matches, and whether the candidate held the printed office on the given day. You can send up to 100 names. Nothing is stored.',
        body: ResolveInput,
        response: { 200: ResolveResult },
      },
    },
    async (request) => people.resolve(request.body, 'public'),
  );

  app.delete(
    '/:ref',
    {
      config: {
        conditionalScopes: [{ scope: 'directory:write', to: 'delete a public person' }],
        permission: 'content:write',
        fieldLimit: 'checked',
        problems: [personInUse],
      },
      schema: {
        operationId: 'deletePerson',
        tags,
        summary: 'Delete a person',
        description:
          'Deletes a person. If an editor has connected the person with an article, the response is 409 with the number of such articles. The server checks draft copies, published revisions, scheduled revisions, and the mentions that an editor has confirmed or added. If the rule of a list names the person, the response is 409, too. Mentions that were rejected or only found automatically do not prevent the deletion. They are deleted, also in published articles. Sends the event `person.deleted`.',
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
