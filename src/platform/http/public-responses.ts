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
  surrogateKeyOf,
} from '../cache/index.js';
import { entityTag, isReadRequest, replyNotModified } from './conditional.js';

/** Kinds of public responses. Each has its own `Cache-Control`. */
type PageKind = 'article' | 'list' | 'directory' | 'comments';

/** `Cache-Control` of each kind of response. `missing` is for redirects and for responses of 404 and 410. */
export type CachePolicy = Readonly<Record<PageKind | 'missing', string>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How its public responses are cached, here and by shared caches. `of` is the collection whose changes invalidate a
     * cached 404, because they can create the missing resource. False if responses cannot be shared.
     */
    cache?: { kind: PageKind; of: string } | false;
  }
  interface FastifyReply {
    /** Whether the same response can be sent to every client. */
    isPublic: boolean;
  }
}

/**
 * The maximum time for which the response cache keeps a response, in milliseconds. Changes invalidate it earlier. This
 * limit covers changes without an event.
 */
const maxCachedMs = { found: 60_000, missing: 10_000 };

/**
 * Metadata of a response: the cache tags on which it depends, its entity tag without encoding, and when it expires in
 * the response cache, in milliseconds since 1970.
 */
type ResponseDescription = { tags: string[]; etag: string | undefined; expiresAt: number };

/** The headers that are stored with a cached response. */
const sharedHeaderNames = [
  'content-type',
  'cache-control',
  'vary',
  'last-modified',
  'surrogate-key',
  'link',
  'location',
  'x-content-type-options',
  'access-control-allow-credentials',
  'access-control-allow-origin',
  'access-control-expose-headers',
];

const varyHeaders = 'Authorization, Accept-Encoding';

/** Splits a problem document around its request id, because a cached one gets the id of each later request. */
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

/** Adds entity tag, cache tags, cache headers and compression to public responses, and stores them in the response cache. */
export function registerPublicResponses(
  app: FastifyInstance,
  responseCache: ResponseCache,
  {
    cachePolicy: policy,
    beforePublicRead,
  }: { cachePolicy: CachePolicy; beforePublicRead(): Promise<void> | undefined },
): void {
  app.decorateReply('tags', null as unknown as readonly string[]);
  app.decorateReply('freshUntil', undefined);
  app.decorateReply('isPublic', false);

  /** Sets the headers of a public response. Caches keep it no longer than until its next planned change. */
  function setCacheHeaders(request: FastifyRequest, reply: FastifyReply, body: Buffer): ResponseDescription {
    const { kind, of } = request.routeOptions.config.cache || { kind: 'list', of: 'other' };
    const isFound = reply.statusCode === 200;
    const tagNames = new Set(reply.tags?.map(entityName));
    if (!isFound) tagNames.add(of);
    // In other media types, text of an article could look like the id of a resource.
    else if (/^application\/json\b/.test(String(reply.getHeader('content-type'))))
      for (const name of entityNamesIn(body)) tagNames.add(name);
    const tags = [...tagNames];
    const defaultCacheControl = policy[isFound ? kind : 'missing'];
    const now = Date.now();
    const localMaxMs = isFound ? maxCachedMs.found : maxCachedMs.missing;
    const validForMs = Math.min(responseCache.validForMs(tags, now) ?? Infinity, (reply.freshUntil ?? Infinity) - now);
    // A shared cache can receive the response just before it expires here. So both times together must not exceed validForMs.
    const cachedForMs = Math.min(localMaxMs, Math.max(0, validForMs / 2));
    reply
      .header(
        'cache-control',
        validForMs === Infinity
          ? defaultCacheControl
          : shortenCacheControl(defaultCacheControl, (validForMs - cachedForMs) / 1000),
      )
      .header('surrogate-key', surrogateKeyOf(tags));
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

  app.addHook('preHandler', (request, _reply, callback) => {
    const preparation = request.routeOptions.config.cache ? beforePublicRead() : undefined;
    if (preparation === undefined) callback();
    else preparation.then(() => callback(), callback);
  });

  app.addHook('onSend', (request, reply, payload, callback) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (!isPublicResponse(request, reply)) {
      responseCache.complete(request.raw, undefined);
      callback(null, payload);
      return;
    }
    reply.isPublic = true;
    // Encodes the text once. The entity tag, the response cache and the client use the same bytes.
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
      // Fastify removes the body of a response to HEAD by itself and expects that there is one.
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
