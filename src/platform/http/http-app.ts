import { createServer } from 'node:http';
import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { toOriginForm } from '../../lib/request-target.js';
import type { Actor, Refusal } from '../auth/index.js';
import { createResponseCache, type MemoryCache } from '../cache/index.js';
import { problems } from '../problems/index.js';
import { maxBodyBytes, registerJsonParser } from './body.js';
import { enforceBodyTimeout } from './body-timeout.js';
import { registerConditionalRequests } from './conditional.js';
import { sessionCookie } from './cookies.js';
import { clientErrorHandler, errorHandler } from './error-handler.js';
import { enforceFieldLimits } from './field-limits.js';
import { registerNegotiation } from './negotiation.js';
import { type ApiDescription, openApi } from './openapi.js';
import type { MessageKind } from './openapi-messages.js';
import { enforcePermissions, reportRefusals } from './permission.js';
import { type CachePolicy, registerPublicResponses } from './public-responses.js';
import { requestIdOf } from './request-id.js';
import { checkRoutes } from './routes.js';
import { sameSiteChecks } from './same-site.js';
import { serializerCompiler } from './serialization.js';
import { enableDraining } from './shutdown.js';
import { handleUnknownRoutes } from './unknown-routes.js';
import { refuseMalformedQueries, validatorCompiler } from './validation.js';

/** The maximum number of requests per minute from one address. Requests served from the response cache do not count. */
const maxRequestsPerMinute = 600;

/**
 * Timeouts of connections, in milliseconds. They close the sockets of slow and idle clients. Bodies have a timeout of
 * their own (`enforceBodyTimeout`).
 */
const timeouts = { headersTimeout: 30_000, requestTimeout: 0, keepAliveTimeout: 65_000 };
const bodyTimeoutMs = 30_000;

type HttpAppOptions = {
  logger: FastifyServerOptions['logger'];
  publicUrl: string | undefined;
  trustProxy: readonly string[];
  corsOrigins: readonly string[];
  rateLimit: boolean;
  cache: MemoryCache;
  cachePolicy: CachePolicy;
  authenticate: (token: string) => Promise<Actor | undefined>;
  isOwnArticle: (actor: Actor, ref: string) => Promise<boolean>;
  /** Called after a response of 403 to a valid token, or of 401 to an invalid one. */
  onRefusal: (refusal: Refusal) => void;
  /** Is called before each public read that is not cached. The read waits for the promise, if there is one. */
  beforePublicRead(): Promise<void> | undefined;
  description: ApiDescription;
  /** The messages that are sent to webhooks. */
  messages: readonly MessageKind[];
};

/**
 * Creates the Fastify instance to which all routes are added. It validates requests and responses, maps errors to
 * problems, checks permissions, and limits sizes, times and rates.
 */
export async function createHttpApp(options: HttpAppOptions): Promise<FastifyInstance> {
  const base = options.publicUrl ?? '';
  const responseCache = createResponseCache({ cache: options.cache, corsOrigins: options.corsOrigins, requestIdOf });
  const onError = errorHandler(base, responseCache.sendStale);
  const app = Fastify({
    logger: options.logger ?? false,
    genReqId: requestIdOf,
    serverFactory: (handler) => {
      const handle = responseCache.wrap(handler);
      const server = createServer(timeouts, (request, response) => {
        request.url = toOriginForm(request.url ?? '/');
        handle(request, response);
      });
      enforceBodyTimeout(server, bodyTimeoutMs);
      return server;
    },
    bodyLimit: maxBodyBytes,
    ...timeouts,
    trustProxy: options.trustProxy.length === 0 ? false : [...options.trustProxy],
    // A request that came in before the listener closed is served.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: clientErrorHandler(base),
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id);
      return onError(error, request as never, reply as never) as never;
    },
  });

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(onError);
  handleUnknownRoutes(app, (error, request, reply) => onError(error as never, request, reply));
  registerJsonParser(app);
  refuseMalformedQueries(app);
  checkRoutes(app);
  enableDraining(app, responseCache.close);
  enforcePermissions(app, {
    authenticate: options.authenticate,
    isOwnArticle: options.isOwnArticle,
    session: sessionCookie(options.publicUrl),
    sameSite: sameSiteChecks(options.publicUrl, options.corsOrigins),
  });
  enforceFieldLimits(app);
  reportRefusals(app, options.onRefusal);
  registerNegotiation(app, responseCache);
  registerPublicResponses(app, responseCache, options);
  registerConditionalRequests(app);
  responseCache.logTo(app.log);

  const isForEverybody = options.corsOrigins.includes('*');
  await app.register(cors, {
    origin: options.corsOrigins.length === 0 ? false : isForEverybody ? '*' : [...options.corsOrigins],
    // Only pages of listed origins may use the session of their reader.
    credentials: options.corsOrigins.length > 0 && !isForEverybody,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: [
      'ETag',
      'Link',
      'Location',
      'X-Request-Id',
      'Retry-After',
      'Idempotency-Replayed',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'Tus-Resumable',
      'Upload-Expires',
      'Upload-Length',
      'Upload-Offset',
    ],
    maxAge: 600,
    // An OPTIONS request that is no preflight gets the same response, instead of an error in plain text.
    strictPreflight: false,
  });
  if (options.rateLimit) await limitRates(app);
  await openApi(app, options.description, options.publicUrl, options.messages);
  return app;
}

async function limitRates(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', (route) => {
    const routeLimit = route.config?.perMinute;
    if (routeLimit !== undefined)
      route.config = { ...route.config, rateLimit: { max: routeLimit, timeWindow: 60_000 } };
  });
  await app.register(rateLimit, {
    global: true,
    max: maxRequestsPerMinute,
    timeWindow: 60_000,
    enableDraftSpec: true,
    allowList: (request) => /^\/(?:health|docs|openapi\.)/.test(request.url),
    errorResponseBuilder: (_, context) =>
      problems.tooMany(`At most ${context.max} requests per minute are allowed.`, {
        headers: { 'retry-after': String(Math.ceil(context.ttl / 1000)) },
      }),
  });
}
