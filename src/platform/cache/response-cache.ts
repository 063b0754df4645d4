import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import { LRUCache } from 'lru-cache';
import { preferredType } from '../../lib/accept.js';
import { redactTokens } from '../../lib/redact-tokens.js';
import type { CachedResponse, Variant } from './cached-response.js';
import type { Flight, MemoryCache } from './memory-cache.js';
import { canonicalizeUrl, encodingFor, etagMatches } from './request-parts.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

type ResponseCacheOptions = {
  cache: MemoryCache;
  /** The origins that may read responses. Their responses are cached separately, because each names its origin. */
  corsOrigins: readonly string[];
  requestIdOf: (request: IncomingMessage) => string;
};

/** For how long no request that can be answered without the database tries it after a failure. Milliseconds. */
const retryAfterMs = 1_000;

export type ResponseCache = ReturnType<typeof createResponseCache>;

/**
 * Caches responses in front of the HTTP server. A cached response is sent before routing, hooks and rate limits. Other
 * requests go to the server, and concurrent ones with the same cache key share one response.
 */
export function createResponseCache({ cache, corsOrigins, requestIdOf }: ResponseCacheOptions) {
  const flights = new WeakMap<IncomingMessage, Flight>();
  const canonicalUrls = new LRUCache<string, string>({ max: 10_000 });
  const origins = new Set(corsOrigins.includes('*') ? [] : corsOrigins);
  const extraPaths = new Set<string>();
  const preferences = new LRUCache<string, string>({ max: 500 });
  let mediaTypes: readonly string[] = ['application/json'];
  let isOpen = true;
  const staleResponses = new WeakSet<ServerResponse>();
  /** When the database last failed. Undefined if it never did. */
  let failedAtMs: number | undefined;
  let log: Pick<FastifyBaseLogger, 'debug'> | undefined;

  function canonicalUrlOf(url: string): string | undefined {
    if (!url.includes('?')) return url;
    const canonicalUrl = canonicalUrls.get(url);
    if (canonicalUrl !== undefined) return canonicalUrl;
    const address = canonicalizeUrl(url);
    if (address !== undefined) canonicalUrls.set(url, address);
    return address;
  }

  /** Returns the media type that an `Accept` header prefers, or an empty string if it accepts none. */
  function mediaTypeFor(accept: string | undefined): string {
    const cachedMediaType = accept === undefined ? mediaTypes[0] : preferences.get(accept);
    if (cachedMediaType !== undefined) return cachedMediaType;
    const form = preferredType(accept, mediaTypes) ?? '';
    if (accept !== undefined && accept.length <= 300) preferences.set(accept, form);
    return form;
  }

  /** Returns the cache key of a request, or undefined if its response cannot be shared. */
  function cacheKeyOf({ method, url = '', headers }: IncomingMessage): string | undefined {
    if ((method !== 'GET' && method !== 'HEAD') || headers.authorization !== undefined) return undefined;
    if (!url.startsWith('/v1/') && !extraPaths.has(url.split('?', 1)[0] ?? '')) return undefined;
    const address = canonicalUrlOf(url);
    const form = mediaTypeFor(headers.accept);
    if (address === undefined || form === '') return undefined;
    const { origin } = headers;
    const key = form === mediaTypes[0] ? address : `${form} ${address}`;
    return origin === undefined || !origins.has(origin) ? key : `${origin} ${key}`;
  }

  function send(request: IncomingMessage, response: ServerResponse, cachedResponse: CachedResponse): void {
    const { headers } = request;
    const id = requestIdOf(request);
    const encoding = cachedResponse.isCompressible ? encodingFor(headers['accept-encoding']) : 'identity';
    const etag = cachedResponse.etagForEncoding(encoding);
    const ifNoneMatch = headers['if-none-match'];
    if (ifNoneMatch !== undefined && etag !== undefined && etagMatches(ifNoneMatch, etag)) {
      response.writeHead(304, ['x-request-id', id, ...cachedResponse.notModifiedHeaders(encoding)]);
      response.end();
      logHit(request, id, 304);
      return;
    }
    const variant = cachedResponse.getVariant(encoding, id);
    if (!(variant instanceof Promise)) {
      write(request, response, cachedResponse, variant, id);
      return;
    }
    variant.then(
      (encodedVariant) => write(request, response, cachedResponse, encodedVariant, id),
      () => response.destroy(),
    );
  }

  /** Marks a response that may be stale (RFC 9211), and keeps other caches from storing it. */
  const staleHeaders = (headers: readonly string[]): string[] => {
    const at = headers.indexOf('cache-control');
    const otherHeaders = headers.filter((_, index) => at === -1 || (index !== at && index !== at + 1));
    return [...otherHeaders, 'cache-control', 'no-store', 'cache-status', 'broadsheet; hit; detail=stale-if-error'];
  };

  function sendStale(request: IncomingMessage, response: ServerResponse): boolean {
    const key = isOpen ? cacheKeyOf(request) : undefined;
    const cachedResponse = key === undefined ? undefined : cache.getStale(key);
    if (cachedResponse === undefined) return false;
    const id = requestIdOf(request);
    const variant = cachedResponse.getVariant('identity', id);
    // Only compression takes time.
    if (variant instanceof Promise) return false;
    staleResponses.add(response);
    response.writeHead(cachedResponse.status, ['x-request-id', id, ...staleHeaders(variant.headers)]);
    response.end(request.method === 'HEAD' ? undefined : variant.body);
    logHit(request, id, cachedResponse.status);
    return true;
  }

  /** While the database responds, there is no outage, and what is changed now must not be served in a later one. */
  function discardSuspendedAfter(response: ServerResponse): void {
    response.once('finish', () => {
      if (response.statusCode === 200 && !staleResponses.has(response)) cache.discardSuspended();
    });
  }

  function write(
    request: IncomingMessage,
    response: ServerResponse,
    cachedResponse: CachedResponse,
    variant: Variant,
    id: string,
  ): void {
    response.writeHead(cachedResponse.status, ['x-request-id', id, ...variant.headers]);
    if (request.method === 'HEAD') response.end();
    else response.end(variant.body);
    logHit(request, id, cachedResponse.status);
  }

  function logHit({ method, url }: IncomingMessage, reqId: string, statusCode: number): void {
    log?.debug({ reqId, method, url: redactTokens(url ?? ''), statusCode }, 'sent a cached response');
  }

  /** Computes a response once for all concurrent requests with the same cache key. */
  function runSingleFlight(key: string, request: IncomingMessage, response: ServerResponse, handler: Handler): void {
    const flight = cache.flight(key);
    if (flight === undefined) {
      const newFlight = cache.startFlight(key);
      flights.set(request, newFlight);
      response.once('close', () => newFlight.complete(undefined));
      handler(request, response);
      return;
    }
    void flight.result.then((cachedResponse) => {
      if (response.destroyed) return;
      if (cachedResponse === undefined) handler(request, response);
      else send(request, response, cachedResponse);
    });
  }

  return {
    /** Returns a handler that serves cached responses. @param handler the HTTP server itself */
    wrap(handler: Handler): Handler {
      return (request, response) => {
        if (failedAtMs !== undefined && performance.now() - failedAtMs < retryAfterMs && sendStale(request, response))
          return;
        const key = isOpen && cache.isLive ? cacheKeyOf(request) : undefined;
        if (key === undefined) {
          if (cache.hasSuspended && cacheKeyOf(request) !== undefined) discardSuspendedAfter(response);
          return handler(request, response);
        }
        const cachedResponse = cache.get(key);
        if (cachedResponse !== undefined) return send(request, response, cachedResponse);
        if (cache.isProved) return runSingleFlight(key, request, response, handler);
        // Without a proof that no change was missed, the request may neither receive a shared response nor share its
        // own.
        const proof = cache.waitForProof();
        if (proof === false) return handler(request, response);
        void proof.then((isProved) => {
          if (response.destroyed) return;
          const provedResponse = isProved && isOpen && cache.isLive ? cache.get(key) : undefined;
          if (provedResponse !== undefined) send(request, response, provedResponse);
          else if (isProved && isOpen && cache.isLive) runSingleFlight(key, request, response, handler);
          else handler(request, response);
        });
      };
    },

    /**
     * Sends a response that may be stale, after the database failed. Other requests get one without asking the database
     * for a second.
     *
     * @returns whether there was one
     */
    sendStale(request: IncomingMessage, response: ServerResponse): boolean {
      failedAtMs = performance.now();
      return sendStale(request, response);
    },

    /**
     * Caches responses separately by the media type that `Accept` prefers. This applies to all addresses, because the
     * route of an address is not known here. All routes with several media types must therefore offer the same ones.
     */
    varyByMediaType(offers: readonly string[]): void {
      if (mediaTypes.length > 1 && mediaTypes.join() !== offers.join())
        throw new Error(
          `Some routes offer ${mediaTypes.join()}, another one ${offers.join()}. The cache requires the same types everywhere.`,
        );
      mediaTypes = offers;
      preferences.clear();
    },

    /** Also caches the responses of an address outside /v1. */
    cachePath(path: string): void {
      extraPaths.add(path);
    },

    /** Returns for how many milliseconds a response with these cache keys is valid according to the plan. */
    validForMs: cache.validForMs,

    /** Returns whether other requests may share the response to a request. */
    isShared: (request: IncomingMessage): boolean => flights.has(request),

    /** Completes the flight of a request, for the requests that wait for it and for later ones. */
    complete(request: IncomingMessage, cachedResponse: CachedResponse | undefined): void {
      flights.get(request)?.complete(cachedResponse);
    },

    /** Sends all requests to the server from now on, because it is shutting down. */
    close(): void {
      isOpen = false;
    },

    /** Logs each cached response that is sent, only at the level debug because there are many. */
    logTo(logger: FastifyBaseLogger): void {
      log = logger.level === 'debug' || logger.level === 'trace' ? logger : undefined;
    },
  };
}
