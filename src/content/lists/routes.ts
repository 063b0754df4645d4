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
const writeConfig = {
  permission: 'content:publish',
  fieldLimit: 'irrelevant',
  problems: [slugTaken, problems.unknownReference],
} as const;

export const listRoutes: FastifyPluginAsyncZod<{ lists: ListService; base: string }> = async (app, { lists, base }) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache },
      schema: {
        operationId: 'listLists',
        tags,
        summary: 'List all lists',
        description: 'Returns the published lists in the order of their names, without their articles.',
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
        description:
          'Creates a list and sends the event `list.created`. If `published` is true, readers see the list immediately. They see only those of its articles that are published. A list has at most 100 positions. If the request names an unknown article, section or person, the response is 422.',
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
        summary: 'Get a list',
        description:
          'Returns a published list by id or slug, with its articles. Pinned articles appear at their positions, and the rule of the list fills the other positions. Each article appears once, and only published articles appear. Positions that remain empty are left out. A former slug redirects to the current one.',
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
        description:
          'Replaces a list. Omitted fields are reset to their defaults. For example, if you omit `published`, readers no longer see the list. If you send a new slug, the former slug redirects to it. If you omit the slug, it is kept. If the list is published, readers see the change immediately. Sends the event `list.changed`.',
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
        summary: 'Update a list',
        description:
          'Changes a list with a JSON merge patch (RFC 7396). Omitted fields are kept, and null resets a field to its default. `items` is replaced as a whole. If the list is published, readers see the change immediately. Sends the event `list.changed`.',
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
      config: {
        permission: 'content:publish',
        fieldLimit: 'irrelevant',
        problems: [problems.unknownReference, problems.staleVersion],
      },
      schema: {
        operationId: 'orderList',
        tags,
        summary: 'Set the order of a list',
        description:
          'Replaces all pinned articles of a list, in a new order, with one request. Send the version of the list on which the new order is based, as `version` or in `If-Match`. Without a version, the response is 400. If the list has changed since that version, the response is 412 with the current version, and nothing changes. If the list is published, readers see the new order immediately. Sends the event `list.changed`.',
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
      config: {
        permission: 'content:publish',
        fieldLimit: 'irrelevant',
        problems: [problems.unknownReference, problems.staleVersion],
      },
      schema: {
        operationId: 'moveInList',
        tags,
        summary: 'Move an article in a list',
        description:
          'Moves a pinned article to another position in a list. The articles and empty positions between the old and the new position move by one. If the article is not pinned, the response is 422. The version is optional. Without it, moves that arrive at the same time are made one after the other. With it, the response is 412 if the list has changed since that version. Sends the event `list.changed`.',
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
      config: { permission: 'content:publish', fieldLimit: 'irrelevant' },
      schema: {
        operationId: 'deleteList',
        tags,
        summary: 'Delete a list',
        description:
          'Deletes a list. Readers no longer see it; the articles in it are not changed. Sends the event `list.deleted`.',
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
