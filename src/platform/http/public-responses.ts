import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { entityName } from '../../lib/entity-name.js';
import {
  CachedResponse,
  concatBytes,
  encodingFor,
  entityNamesIn,
  etagForEncoding,
  isWorthCompressing,
  type ResponseCache,
  shortenCacheControl,
} from '../cache/index.js';
import { entityTag, isReadRequest, replyNotModified } from './conditional.js';

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
const maxCachedMs = { found: 60_000, missing: 10_000 };

/** What is said of an answer: names of what it depends on, its entity tag without encoding, and until when it is kept here. */
type ResponseDescription = { tags: string[]; etag: string | undefined; expiresAt: number };

/** What others get who ask the same. */
const sharedHeaderNames = [
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

const varyHeaders = 'Authorization, Accept-Encoding';

/** A problem document names the request, and this one will be sent to others. */
function splitAtRequestId(problem: string, requestId: string): [string, string] | undefined {
  const name = '"requestId":"';
  const at = problem.indexOf(`${name}${requestId}"`);
  if (at === -1) return undefined;
  const start = at + name.length;
  return [problem.slice(0, start), problem.slice(start + requestId.length)];
}

function isPublicResponse(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return (
    Boolean(request.routeOptions.config.cache) &&
    isReadRequest(request) &&
    request.headers.authorization === undefined &&
    (statusCode === 200 || statusCode === 308 || statusCode === 404 || statusCode === 410)
  );
}

/** Finishes public answers: entity tag, names to purge by, headers for caches, encoding; and hands them to the cache in front. */
export function registerPublicResponses(app: FastifyInstance, responseCache: ResponseCache, policy: CachePolicy): void {
  app.decorateReply('tags', null as unknown as readonly string[]);
  app.decorateReply('freshUntil', undefined);
  app.decorateReply('isPublic', false);

  /** Sets the headers of a public answer: nobody keeps it beyond the next change of it that is planned. */
  function setCacheHeaders(request: FastifyRequest, reply: FastifyReply, body: Buffer): ResponseDescription {
    const { kind, of } = request.routeOptions.config.cache || { kind: 'list', of: 'other' };
    const isFound = reply.statusCode === 200;
    const tagNames = new Set(reply.tags?.map(entityName));
    if (!isFound) tagNames.add(of);
    // Elsewhere what looks like a member may be what somebody wrote.
    else if (/^application\/json\b/.test(String(reply.getHeader('content-type'))))
      for (const name of entityNamesIn(body)) tagNames.add(name);
    const tags = [...tagNames];
    const defaultCacheControl = policy[isFound ? kind : 'missing'];
    const now = Date.now();
    const localMaxMs = isFound ? maxCachedMs.found : maxCachedMs.missing;
    const validForMs = Math.min(responseCache.validForMs(tags, now) ?? Infinity, (reply.freshUntil ?? Infinity) - now);
    // What is taken from here at the end of its time here is kept elsewhere from then on.
    const cachedForMs = Math.min(localMaxMs, Math.max(0, validForMs / 2));
    reply
      .header(
        'cache-control',
        validForMs === Infinity
          ? defaultCacheControl
          : shortenCacheControl(defaultCacheControl, (validForMs - cachedForMs) / 1000),
      )
      .header('surrogate-key', tags.join(' '));
    const existingVary = reply.getHeader('vary');
    reply.header('vary', existingVary === undefined ? varyHeaders : `${existingVary}, ${varyHeaders}`);
    return { tags, expiresAt: now + cachedForMs, etag: isFound ? entityTag(reply, body) : undefined };
  }

  function toCachedResponse(
    request: FastifyRequest,
    reply: FastifyReply,
    body: Buffer,
    { tags, etag, expiresAt }: ResponseDescription,
  ): CachedResponse {
    const isFound = reply.statusCode === 200;
    const headers: string[] = [];
    for (const name of sharedHeaderNames) {
      const value = reply.getHeader(name);
      if (value !== undefined) headers.push(name, String(value));
    }
    return new CachedResponse({
      status: reply.statusCode,
      headers,
      body,
      etag,
      tags,
      expiresAt,
      aroundRequestId: isFound ? undefined : splitAtRequestId(body.toString(), request.id),
    });
  }

  app.addHook('onSend', (request, reply, payload, callback) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (!isPublicResponse(request, reply)) {
      responseCache.complete(request.raw, undefined);
      callback(null, payload);
      return;
    }
    reply.isPublic = true;
    // Bytes once: for the entity tag, for the memory, and for the client.
    const body = Buffer.isBuffer(payload) ? payload : concatBytes(typeof payload === 'string' ? payload : '');
    const description = setCacheHeaders(request, reply, body);
    const encoding =
      reply.statusCode === 200 && isWorthCompressing(body)
        ? encodingFor(request.headers['accept-encoding'])
        : 'identity';
    const isShared = responseCache.isShared(request.raw);
    const cachedResponse =
      isShared || encoding !== 'identity' ? toCachedResponse(request, reply, body, description) : undefined;
    if (isShared) responseCache.complete(request.raw, cachedResponse);
    const tag = etagForEncoding(encoding, description.etag);
    if (tag !== undefined) {
      reply.header('etag', tag);
      // Fastify takes the body from what answers HEAD itself, and wants one to be there.
      if (replyNotModified(request, reply, tag)) {
        callback(null, request.method === 'HEAD' ? payload : null);
        return;
      }
    }
    if (cachedResponse === undefined || encoding === 'identity') {
      callback(null, body.length > 0 ? body : payload);
      return;
    }
    reply.header('content-encoding', encoding).removeHeader('content-length');
    Promise.resolve(cachedResponse.getVariant(encoding, request.id)).then(
      ({ body }) => callback(null, body),
      (error: Error) => callback(error),
    );
  });
}
