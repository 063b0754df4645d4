import type { FastifyInstance, FastifyRequest } from 'fastify';
import { preferredType } from '../../lib/accept.js';
import type { ResponseCache } from '../cache/index.js';
import { problems } from '../problems/index.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The media types in which it gives the same thing, chosen by `Accept`; the first where none of them is named. */
    offers?: readonly string[];
    /** Whether its answers hold RFC 8288 links to other addresses or forms of the same thing. */
    hasLinks?: boolean;
  }
}

/**
 * The media type to answer in, by the `Accept` of a request.
 *
 * @throws not-acceptable when the client refuses the usual one and names no other that there is
 */
export function chooseMediaType<Type extends string>(request: FastifyRequest, offers: readonly Type[]): Type {
  const mediaType = preferredType(request.headers.accept, offers);
  if (mediaType !== undefined) return mediaType as Type;
  throw problems.notAcceptable(`It is given as ${offers.join(', ')}.`);
}

/** Answers of routes that offer several forms say so, and the cache in front is told which forms to tell apart. */
export function registerNegotiation(app: FastifyInstance, responseCache: ResponseCache): void {
  app.addHook('onRoute', ({ config, url }) => {
    if (config?.offers !== undefined) responseCache.varyByMediaType(config.offers);
    if (config?.cache && !url.startsWith('/v1/')) responseCache.cachePath(url);
  });
  app.addHook('onRequest', (request, reply, callback) => {
    const { offers, cache } = request.routeOptions.config;
    if (offers !== undefined) reply.header('vary', 'Accept');
    // Nobody waits for an answer that is for nobody else.
    if (cache === false) responseCache.complete(request.raw, undefined);
    callback();
  });
}
