import { createServer } from 'node:http';
import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Actor, Refusal } from '../auth/index.js';
import { createResponseCache, type MemoryCache } from '../cache/index.js';
import { problems } from '../problems/index.js';
import { maxBodyBytes, registerJsonParser } from './body.js';
import { enforceBodyTimeout } from './body-timeout.js';
import { registerConditionalRequests } from './conditional.js';
import { clientErrorHandler, errorHandler } from './error-handler.js';
import { registerNegotiation } from './negotiation.js';
import { type ApiDescription, openApi } from './openapi.js';
import type { MessageKind } from './openapi-messages.js';
import { enforcePermissions, reportRefusals } from './permission.js';
import { type CachePolicy, registerPublicResponses } from './public-responses.js';
import { requestIdOf } from './request-id.js';
import { checkRoutes } from './routes.js';
import { serializerCompiler } from './serialization.js';
import { handleUnknownRoutes } from './unknown-routes.js';
import { validatorCompiler } from './validation.js';

/** Requests in a minute from one address that are not answered from memory: readers', and those of token holders. */
const maxRequestsPerMinute = 600;

/** A reader that sends slowly, or nothing, gives its socket back; bodies have a clock of their own. Milliseconds. */
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
  /** Hears of holders of tokens who were turned away. */
  onRefusal: (refusal: Refusal) => void;
  description: ApiDescription;
  /** What is sent to webhooks. */
  messages: readonly MessageKind[];
};

/** Fastify as every part of Broadsheet meets it: strict input, honest answers, limits on everything. Routes are added to it. */
export async function createHttpApp(options: HttpAppOptions): Promise<FastifyInstance> {
  const base = options.publicUrl ?? '';
  const onError = errorHandler(base);
  const responseCache = createResponseCache({ cache: options.cache, corsOrigins: options.corsOrigins, requestIdOf });
  const app = Fastify({
    logger: options.logger ?? false,
    genReqId: requestIdOf,
    serverFactory: (handler) => {
      const server = createServer(timeouts, responseCache.wrap(handler));
      enforceBodyTimeout(server, bodyTimeoutMs);
      return server;
    },
    bodyLimit: maxBodyBytes,
    ...timeouts,
    trustProxy: options.trustProxy.length === 0 ? false : [...options.trustProxy],
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
  checkRoutes(app);
  closeConnectionsOnShutdown(app, responseCache.close);
  enforcePermissions(app, options.authenticate);
  reportRefusals(app, options.onRefusal);
  registerNegotiation(app, responseCache);
  registerPublicResponses(app, responseCache, options.cachePolicy);
  registerConditionalRequests(app);
  responseCache.logTo(app.log);

  await app.register(cors, {
    origin:
      options.corsOrigins.length === 0 ? false : options.corsOrigins.includes('*') ? '*' : [...options.corsOrigins],
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
    ],
    maxAge: 600,
    // An OPTIONS that is no preflight is answered like one, and not by a refusal in plain text.
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
      problems.tooMany(`At most ${context.max} requests a minute are answered.`, {
        headers: { 'retry-after': String(Math.ceil(context.ttl / 1000)) },
      }),
  });
}

/** While the server closes, each answer also closes its connection: idle keep-alive sockets would hold it for a minute. */
function closeConnectionsOnShutdown(app: FastifyInstance, onClosing: () => void): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    onClosing();
    app.server.closeIdleConnections();
  });
  app.addHook('onSend', (_, reply, payload, callback) => {
    if (isClosing) reply.header('connection', 'close');
    callback(null, payload);
  });
}
