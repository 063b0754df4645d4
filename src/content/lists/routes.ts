import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendItemOrRedirect, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { slugTaken } from '../slugs/index.js';
import {
  DeskList,
  List,
  ListInput,
  ListList,
  ListListQuery,
  ListMove,
  ListOrder,
  ListPatch,
  ListQuery,
  ListRef,
} from './schemas.js';
import type { ListService } from './service.js';

const tags = ['Lists'];
const cache = { kind: 'list', of: 'lists' } as const;
// Changes of a published list are public immediately, so writing needs the scope content:publish.
const writeConfig = { permission: 'content:publish', problems: [slugTaken, problems.unknownReference] } as const;

export const listRoutes: FastifyPluginAsyncZod<{ lists: ListService; base: string }> = async (app, { lists, base }) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache },
      schema: {
        operationId: 'listLists',
        tags,
        summary: 'List the lists',
        description: 'Returns the published lists by name, without their articles.',
        querystring: ListListQuery,
        response: { 200: ListList },
      },
    },
    async (request, reply) => sendPage(request, reply, await lists.list(request.query), base),
  );

  app.post(
    '',
    {
      config: writeConfig,
      schema: {
        operationId: 'createList',
        tags,
        summary: 'Create a list',
        description: 'With `published` it is public at once; of the stories in it, those that are live.',
        body: ListInput,
        response: { 201: DeskList },
      },
    },
    async (request, reply) => {
      const list = await lists.create(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/lists/${list.slug}`).send(list);
    },
  );

  app.get(
    '/:ref',
    {
      config: { permission: 'public', cache, redirects: true },
      schema: {
        operationId: 'getList',
        tags,
        summary: 'Read a list with its stories',
        description:
          'Returns a published list by id or slug, with its articles. Pinned articles keep their places, and the rule of the list fills the other places. Each article appears once, and only published articles appear. A former slug redirects to the current one.',
        params: ListRef,
        querystring: ListQuery,
        response: { 200: List },
      },
    },
    async (request, reply) =>
      sendItemOrRedirect(request, reply, await lists.get(request.params.ref, request.query), base),
  );

  app.put(
    '/:ref',
    {
      config: writeConfig,
      schema: {
        operationId: 'replaceList',
        tags,
        summary: 'Replace a list',
        description: 'What is left out is emptied; the slug stays unless another is sent.',
        params: ListRef,
        headers: preconditions,
        body: ListInput,
        response: { 200: DeskList },
      },
    },
    async (request) => lists.replace(request.actor, request.params.ref, request.body, request.headers),
  );

  app.patch(
    '/:ref',
    {
      config: writeConfig,
      schema: {
        operationId: 'updateList',
        tags,
        summary: 'Change a list',
        description: 'A JSON merge patch (RFC 7396); `items` is replaced whole.',
        params: ListRef,
        headers: preconditions,
        body: ListPatch,
        response: { 200: DeskList },
      },
    },
    async (request) => lists.patch(request.actor, request.params.ref, request.body, request.headers),
  );

  app.put(
    '/:ref/order',
    {
      config: { permission: 'content:publish', problems: [problems.unknownReference, problems.staleVersion] },
      schema: {
        operationId: 'orderList',
        tags,
        summary: 'Order a list',
        description:
          'All places at once, based on a version: `version` in the body, or `If-Match`. Whoever comes second gets 412 with the current version, and nothing is changed.',
        params: ListRef,
        headers: preconditions,
        body: ListOrder,
        response: { 200: DeskList },
      },
    },
    async (request) => lists.order(request.actor, request.params.ref, request.body, request.headers),
  );

  app.post(
    '/:ref/moves',
    {
      config: { permission: 'content:publish', problems: [problems.unknownReference, problems.staleVersion] },
      schema: {
        operationId: 'moveInList',
        tags,
        summary: 'Move a story within a list',
        description:
          'A pinned story goes to a place, and what lies between moves by one. Moves at the same time follow one another; with a version one that is based on another is 412.',
        params: ListRef,
        headers: preconditions,
        body: ListMove,
        response: { 200: DeskList },
      },
    },
    async (request) => lists.move(request.actor, request.params.ref, request.body, request.headers),
  );

  app.delete(
    '/:ref',
    {
      config: { permission: 'content:publish' },
      schema: {
        operationId: 'deleteList',
        tags,
        summary: 'Delete a list',
        description: 'The stories in it stay as they are.',
        params: ListRef,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await lists.remove(request.actor, request.params.ref, request.headers);
      return reply.code(204).send(null);
    },
  );
};
