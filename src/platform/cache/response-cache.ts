import type { IncomingMessage, ServerResponse } from 'node:http';
import { Negotiator } from '@fastify/accept-negotiator';
import type { FastifyBaseLogger } from 'fastify';
import { LRUCache } from 'lru-cache';
import { preferredType } from '../../lib/accept.js';
import { redactTokens } from '../../lib/redact-tokens.js';
import { type CachedResponse, ENCODINGS, type Encoding, type Variant } from './cached-response.js';
import type { Flight, MemoryCache } from './memory-cache.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

type ResponseCacheOptions = {
  cache: MemoryCache;
  /** Origins whose pages may read answers: what is sent to each of them names it. */
  corsOrigins: readonly string[];
  requestIdOf: (request: IncomingMessage) => string;
};

const negotiator = new Negotiator({
  supportedValues: [...ENCODINGS],
  // Its types leave out that nothing may fit.
  cache: new LRUCache<string, string>({ max: 200 }),
});

/** The encoding that the client likes best, by its `Accept-Encoding`. */
export function encodingFor(header: string | string[] | undefined): Encoding {
  return typeof header === 'string' ? ((negotiator.negotiate(header) as Encoding | null) ?? 'identity') : 'identity';
}

/** RFC 9110, 13.1.2: If-None-Match compares weakly. */
export function etagMatches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/**
 * One address for one question: its parameters in the order of their names, and written in one way. None for what is
 * not well-formed: parsers differ in what they make of it.
 */
function canonicalizeUrl(url: string): string | undefined {
  const query = url.indexOf('?');
  const search = url.slice(query + 1);
  try {
    decodeURIComponent(search);
  } catch {
    return undefined;
  }
  const parameters = new URLSearchParams(search);
  parameters.sort();
  return `${url.slice(0, query)}?${parameters}`;
}

export type ResponseCache = ReturnType<typeof createResponseCache>;

/**
 * The cache of answers in front of the HTTP server: what is known goes out from here, before routing, hooks and limits.
 * What is not goes on to the server, once for all who ask at the same time.
 */
export function createResponseCache({ cache, corsOrigins, requestIdOf }: ResponseCacheOptions) {
  const flights = new WeakMap<IncomingMessage, Flight>();
  const canonicalUrls = new LRUCache<string, string>({ max: 10_000 });
  const origins = new Set(corsOrigins.includes('*') ? [] : corsOrigins);
  const extraPaths = new Set<string>();
  const preferences = new LRUCache<string, string>({ max: 500 });
  let mediaTypes: readonly string[] = ['application/json'];
  let isOpen = true;
  let log: Pick<FastifyBaseLogger, 'debug'> | undefined;

  function canonicalUrlOf(url: string): string | undefined {
    if (!url.includes('?')) return url;
    const canonicalUrl = canonicalUrls.get(url);
    if (canonicalUrl !== undefined) return canonicalUrl;
    const address = canonicalizeUrl(url);
    if (address !== undefined) canonicalUrls.set(url, address);
    return address;
  }

  /** Which of the forms that there are an `Accept` likes best; empty when it will have none. */
  function mediaTypeFor(accept: string | undefined): string {
    const cachedMediaType = accept === undefined ? mediaTypes[0] : preferences.get(accept);
    if (cachedMediaType !== undefined) return cachedMediaType;
    const form = preferredType(accept, mediaTypes) ?? '';
    if (accept !== undefined && accept.length <= 300) preferences.set(accept, form);
    return form;
  }

  /** What the answer to a request is kept under; undefined for requests whose answers are nobody else's. */
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
    log?.debug({ reqId, method, url: redactTokens(url ?? ''), statusCode }, 'answered from memory');
  }

  /** Has an answer made, once for all who ask at the same time. */
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
    /** @param handler the HTTP server proper */
    wrap(handler: Handler): Handler {
      return (request, response) => {
        const key = isOpen && cache.isLive ? cacheKeyOf(request) : undefined;
        if (key === undefined) return handler(request, response);
        const cachedResponse = cache.get(key);
        if (cachedResponse !== undefined) return send(request, response, cachedResponse);
        if (cache.isProved) return runSingleFlight(key, request, response, handler);
        // Nothing that others made may be given, nor may this be given to others, before it is proved that no change was missed.
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
     * Has answers kept apart by the one of these media types that `Accept` likes best: wherever they are asked for, since
     * the route of an address is not known here. So all routes that offer several forms offer the same ones.
     */
    varyByMediaType(offers: readonly string[]): void {
      if (mediaTypes.length > 1 && mediaTypes.join() !== offers.join())
        throw new Error(
          `Some routes offer ${mediaTypes.join()}, another one ${offers.join()}: the cache cannot tell them apart.`,
        );
      mediaTypes = offers;
      preferences.clear();
    },

    /** Has the answers of an address outside of /v1 kept, too. */
    cachePath(path: string): void {
      extraPaths.add(path);
    },

    /** For how long what has these names is true, as far as is planned. Milliseconds. */
    validForMs: cache.validForMs,

    /** Whether anybody else may have the answer that is being made for a request. */
    isShared: (request: IncomingMessage): boolean => flights.has(request),

    /** Hands over the answer that was made for a request, for all who wait for it and for those to come. */
    complete(request: IncomingMessage, cachedResponse: CachedResponse | undefined): void {
      flights.get(request)?.complete(cachedResponse);
    },

    /** From now on everything goes to the server proper, which is closing. */
    close(): void {
      isOpen = false;
    },

    /** Logs each response that is sent from here, where the level is debug: there are many. */
    logTo(logger: FastifyBaseLogger): void {
      log = logger.level === 'debug' || logger.level === 'trace' ? logger : undefined;
    },
  };
}
