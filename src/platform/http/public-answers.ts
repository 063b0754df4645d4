import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Answer, encodingFor, type Front } from '../cache/index.js';
import { entityTag, inApi, isRead, unlessKnown, vary } from './conditional.js';

/** Kinds of public pages, each with a `Cache-Control` of its own. */
type PageKind = 'article' | 'list' | 'directory' | 'comments';

/** `Cache-Control` of each kind of page, and of what is not there or elsewhere. */
export type CachePolicy = Readonly<Record<PageKind | 'missing', string>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How its public answers are kept, here and by caches between: the kind of page, and the collection that a thing
     * would join by which a page that is missing now came to be. False where an answer is nobody else's.
     */
    cache?: { kind: PageKind; of: string } | false;
  }
  interface FastifyReply {
    /** Whether everybody who asks the same gets the same. */
    isPublic: boolean;
  }
}

/** How long an answer is kept here at most. It is purged when something changes; this bounds what nobody tells of. Milliseconds. */
const keptFor = { found: 60_000, missing: 10_000 };

/** What others get who ask the same. */
const shared = [
  'content-type',
  'cache-control',
  'vary',
  'last-modified',
  'surrogate-key',
  'link',
  'location',
  'x-content-type-options',
  'access-control-allow-origin',
  'access-control-expose-headers',
];

/** Ids of the entities in a text of JSON. Inside of strings there are no bare quotes, so what it finds are members. */
function idsIn(json: string): string[] {
  return Array.from(json.matchAll(/"(?:id|articleId|parentId)":"([0-9a-f-]{36})"/g), ([, id]) => id ?? '');
}

/** A problem document names the request, and this one will be sent to others. */
function around(problem: string, requestId: string): [string, string] | undefined {
  const name = '"requestId":"';
  const at = problem.indexOf(`${name}${requestId}"`);
  if (at === -1) return undefined;
  const start = at + name.length;
  return [problem.slice(0, start), problem.slice(start + requestId.length)];
}

function isPublicAnswer(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return (
    Boolean(request.routeOptions.config.cache) &&
    isRead(request) &&
    request.headers.authorization === undefined &&
    (statusCode === 200 || statusCode === 308 || statusCode === 404)
  );
}

/** Finishes public answers: entity tag, names to purge by, headers for caches, encoding; and hands them to the cache in front. */
export function publicAnswers(app: FastifyInstance, front: Front, policy: CachePolicy): void {
  app.decorateReply('tags', null as unknown as readonly string[]);
  app.decorateReply('isPublic', false);

  function finish(request: FastifyRequest, reply: FastifyReply, text: string): Answer {
    const { kind, of } = request.routeOptions.config.cache || { kind: 'list', of: 'other' };
    const found = reply.statusCode === 200;
    const tags = [...new Set([...(found ? [] : [of]), ...(reply.tags ?? []), ...(found ? idsIn(text) : [])])];
    reply.header('cache-control', policy[found ? kind : 'missing']).header('surrogate-key', tags.join(' '));
    vary(reply, 'Authorization');
    vary(reply, 'Accept-Encoding');
    const headers = Object.fromEntries(
      shared.flatMap((name) => {
        const value = reply.getHeader(name);
        return value === undefined ? [] : [[name, String(value)]];
      }),
    );
    return new Answer({
      status: reply.statusCode,
      headers,
      body: text,
      etag: found ? entityTag(reply, text) : undefined,
      tags,
      expiresAt: Date.now() + (found ? keptFor.found : keptFor.missing),
      aroundRequestId: found ? undefined : around(text, request.id),
    });
  }

  app.addHook('onSend', async (request, reply, payload) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (!inApi(request) || !isPublicAnswer(request, reply)) {
      front.land(request.raw, undefined);
      return payload;
    }
    reply.isPublic = true;
    const answer = finish(request, reply, typeof payload === 'string' ? payload : '');
    front.land(request.raw, answer);
    const encoding = answer.compressible ? encodingFor(request.headers['accept-encoding']) : 'identity';
    const etag = answer.etagIn(encoding);
    if (etag !== undefined) {
      reply.header('etag', etag);
      // Fastify takes the body from what answers HEAD itself, and wants one to be there.
      if (unlessKnown(request, reply, etag)) return request.method === 'HEAD' ? payload : null;
    }
    if (encoding === 'identity') return payload;
    reply.header('content-encoding', encoding).removeHeader('content-length');
    return (await answer.variant(encoding, request.id)).body;
  });
}
