import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { linksTo } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { changesExpired, tooManyStreams } from './rules.js';
import { ChangeList, ChangeStream, ChangesQuery, StreamHeaders, StreamQuery } from './schemas.js';
import type { ChangeService } from './service.js';

const tags = ['Changes'];

/** Lists and streams the events of the newsroom in the order in which they were committed. */
export const changeRoutes: FastifyPluginAsyncZod<{ changes: ChangeService; base: string }> = async (
  app,
  { changes, base },
) => {
  app.addHook('preClose', async () => changes.endStreams());

  app.get(
    '/changes',
    {
      config: { permission: 'public', cache: false, hasLinks: true, problems: [problems.forbidden, changesExpired] },
      schema: {
        operationId: 'listChanges',
        tags,
        summary: 'List changes',
        description:
          'What has happened, oldest first, in the order in which it was committed: nothing is passed over, whenever it is read. Stories that the public sees, as they appear, change and go (`tombstone`); sections and people. `page.cursor` is where to go on, also when there is nothing more yet: ask again with it by and by.',
        querystring: ChangesQuery,
        response: { 200: ChangeList },
      },
    },
    async (request, reply) => {
      const list = await changes.list(request.actor, request.query);
      const link = linksTo(request.url, { next: list.page.cursor, previous: null }, base);
      return reply.header('link', link).send(list);
    },
  );

  app.get(
    '/events',
    {
      config: { permission: 'public', cache: false, problems: [problems.forbidden, changesExpired, tooManyStreams] },
      schema: {
        operationId: 'streamChanges',
        tags,
        summary: 'Follow changes',
        description:
          'The log of changes as Server-Sent Events, from now on or after a cursor. A client that is cut off comes back with `Last-Event-ID` and misses nothing; one that does not read is cut off. A stream that was opened with a token ends before the next event once the token is revoked or has expired.',
        querystring: StreamQuery,
        headers: StreamHeaders,
        response: { 200: { description: 'A stream', content: { 'text/event-stream': { schema: ChangeStream } } } },
      },
    },
    async (request, reply) => {
      reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
      // HEAD opens no stream and does not count against the limits.
      if (request.method === 'HEAD') return reply.send(Readable.from([]) as never);
      const lastEventId = request.headers['last-event-id'];
      const begin = await changes.open(request.actor, request.query, { address: request.ip, lastEventId });
      // A hijacked response skips the hooks that set these headers on other responses.
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
