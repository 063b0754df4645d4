import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { linksTo } from '../../platform/http/index.js';
import { changesExpired, tooManyStreams } from './rules.js';
import {
  ChangeList,
  ChangeStream,
  ChangesQuery,
  DeskChangeList,
  StreamHeaders,
  StreamQuery,
  type View,
} from './schemas.js';
import type { ChangeService } from './service.js';

const tags = ['Changes'];

/** The access, texts and schemas that differ between the public log and the desk log. */
const logs = {
  public: {
    access: { permission: 'public' },
    list: {
      operationId: 'listChanges',
      summary: 'List changes',
      description:
        'Returns the log of public changes in the order of their commits, oldest first. The log contains changes of published articles, sections, people and lists. `tombstone` marks a resource that is no longer public. To follow the log, store `page.cursor` and send it as `after` in the next request. Changes are kept for 400 days unless the server is configured otherwise. If changes after the cursor have been deleted, the response is 410.',
    },
    stream: {
      operationId: 'streamChanges',
      summary: 'Stream changes',
      description:
        'Sends the log of public changes as Server-Sent Events. Without a cursor, the stream contains only new changes. With a cursor, it begins with the changes after the cursor. A client that reconnects with `Last-Event-ID` misses no changes. The server closes the connection of a client that does not read. A stream that was opened with a token ends when the token expires or is revoked. Each IP address can have 50 open streams. If too many streams are open on the server, the response is 503.',
    },
    response: ChangeList,
  },
  desk: {
    access: { permission: 'content:read', fieldLimit: 'checked' },
    list: {
      operationId: 'listDeskChanges',
      summary: 'List changes on the desk',
      description:
        'Returns the log of all changes in the order of their commits, oldest first, with the data of each event and the token that caused it. Events are left out if they require a scope that your token does not have, or if their data can show a field that is hidden from it. To follow the log, store `page.cursor` and send it as `after` in the next request. If changes after the cursor have been deleted, the response is 410.',
    },
    stream: {
      operationId: 'streamDeskChanges',
      summary: 'Stream changes on the desk',
      description:
        'Sends the log of all changes as Server-Sent Events, with the data of each event. Without a cursor, the stream contains only new changes. With a cursor, it begins with the changes after the cursor. Events are left out if they require a scope that your token does not have, or if their data can show a field that is hidden from it. The stream ends when the token expires or is revoked. Each IP address can have 50 open streams. If too many streams are open on the server, the response is 503.',
    },
    response: DeskChangeList,
  },
} as const;

type Options = { changes: ChangeService; base: string; view: View };

/** Serves the log of changes in pages and as a stream. */
export const changeRoutes: FastifyPluginAsyncZod<Options> = async (app, { changes, base, view }) => {
  const { access, list: listTexts, stream: streamTexts, response } = logs[view];
  if (view === 'public') app.addHook('preClose', async () => changes.endStreams());

  app.get(
    '/changes',
    {
      config: { ...access, cache: false, hasLinks: true, problems: [changesExpired] },
      schema: {
        ...listTexts,
        tags,
        querystring: ChangesQuery,
        response: { 200: response },
      },
    },
    async (request, reply) => {
      const list = await changes.list(request.actor, view, request.query);
      const link = linksTo(request.url, { next: list.page.cursor, previous: null }, base);
      return reply.header('link', link).send(list);
    },
  );

  app.get(
    '/events',
    {
      config: { ...access, cache: false, problems: [changesExpired, tooManyStreams] },
      schema: {
        ...streamTexts,
        tags,
        querystring: StreamQuery,
        headers: StreamHeaders,
        response: { 200: { description: 'Event stream.', content: { 'text/event-stream': { schema: ChangeStream } } } },
      },
    },
    async (request, reply) => {
      reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
      // HEAD opens no stream and does not count against the limits.
      if (request.method === 'HEAD') return reply.send(Readable.from([]) as never);
      const lastEventId = request.headers['last-event-id'];
      const begin = await changes.open(request.actor, view, request.query, { address: request.ip, lastEventId });
      // Hooks add these headers to other responses. A stream bypasses them.
      reply
        .header('x-request-id', request.id)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'private, no-store')
        .header('vary', [reply.getHeader('vary') ?? [], 'Authorization'].flat().join(', '))
        .header('connection', 'close');
      reply.hijack();
      reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>);
      begin(reply.raw);
      return reply;
    },
  );
};
