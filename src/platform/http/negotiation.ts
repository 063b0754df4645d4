import type { FastifyInstance, FastifyRequest } from 'fastify';
import { preferredType } from '../../lib/accept.js';
import type { ResponseCache } from '../cache/index.js';
import { problems } from '../problems/index.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The media types of the response, selected by `Accept`. The first one is the default. */
    offers?: readonly string[];
    /** Whether its responses have a `Link` header (RFC 8288) with other addresses or representations of the resource. */
    hasLinks?: boolean;
    /** Whether the response is a stored file, which has an entity tag and can be read in parts. */
    servesFile?: boolean;
  }
}

/**
 * Returns the media type of the response to a request, selected by `Accept`.
 *
 * @throws not-acceptable if `Accept` allows none of `offers`
 */
export function chooseMediaType<Type extends string>(request: FastifyRequest, offers: readonly Type[]): Type {
  const mediaType = preferredType(request.headers.accept, offers);
  if (mediaType !== undefined) return mediaType as Type;
  throw problems.notAcceptable(`This resource is available as ${offers.join(', ')}.`);
}

/** Adds `Vary: Accept` to routes with several media types, and makes the response cache store each of them. */
export function registerNegotiation(app: FastifyInstance, responseCache: ResponseCache): void {
  app.addHook('onRoute', ({ config, url }) => {
    if (config?.offers !== undefined) responseCache.varyByMediaType(config.offers);
    if (config?.cache && !url.startsWith('/v1/')) responseCache.cachePath(url);
  });
  app.addHook('onRequest', (request, reply, callback) => {
    const { offers, cache } = request.routeOptions.config;
    if (offers !== undefined) reply.header('vary', 'Accept');
    // Ends single-flight: other requests must not wait for a response that cannot be shared.
    if (!cache) responseCache.complete(request.raw, undefined);
    callback();
  });
}
