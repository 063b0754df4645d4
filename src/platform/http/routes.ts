import type { FastifyInstance, RouteOptions } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../auth/index.js';
import type { ProblemDefinition } from './problems.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call: everybody, or the holder of a token with this scope. `any` is the holder of any token. */
    permission?: 'public' | 'any' | Scope;
    /** The refusals of its own, beside those that the method and the inputs imply. */
    problems?: readonly ProblemDefinition[];
    /** Old slugs are redirected to the new ones. */
    redirects?: boolean;
    /** Requests in a minute from one address, where the general limit is too generous. */
    perMinute?: number;
  }
}

/** The header that makes a POST safe to repeat. */
const idempotencyKey = {
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'has 1 to 255 printable ASCII characters')
    .optional()
    .meta({
      description:
        'Makes the request safe to repeat for 24 hours: the same key with the same body gets the first answer again.',
      examples: ['2f1c7a52-import-0001'],
    }),
};

const ifNoneMatch = {
  'if-none-match': z
    .string()
    .max(2_000)
    .optional()
    .meta({ description: 'ETags that the client has; 304 when one is current.', examples: ['"3.k2c9f0aB1x"'] }),
};

const offersType = (response: unknown, type: string): boolean => {
  const { content } = (response ?? {}) as { content?: object };
  return content !== undefined && type in content;
};

/** Whether an answer is a stream of events, which ends when either side ends it. */
export const isStream = (response: unknown): boolean => offersType(response, 'text/event-stream');

/** Whether an answer is written while it is read, as a file or a stream: it has no entity tag. */
export const isFile = (response: unknown): boolean =>
  offersType(response, 'application/x-ndjson') || isStream(response);

function requirement(route: RouteOptions): string | undefined {
  const { schema, config } = route;
  if (config?.permission === undefined) return 'a permission';
  if (schema?.operationId === undefined) return 'an operationId';
  if (schema.summary === undefined) return 'a summary';
  if (schema.description === undefined) return 'a description';
  if (schema.tags?.length !== 1) return 'one tag';
  if (schema.response === undefined) return 'a response schema';
  if (
    route.method === 'GET' &&
    config.permission === 'public' &&
    route.url.startsWith('/v1') &&
    config.cache === undefined
  )
    return 'how its public answers are kept (cache)';
  return undefined;
}

/** Refuses to start with a route that does not say who may call it and what it answers, and adds what every method takes. */
export function checkedRoutes(app: FastifyInstance): void {
  const ids = new Set<string>();
  app.addHook('onRoute', (route) => {
    // The reference at /docs brings pages and files of its own.
    if (route.schema?.hide === true || route.url.startsWith('/docs')) return;
    if (route.method === 'HEAD' || route.method === 'OPTIONS') return;
    const where = `${String(route.method)} ${route.url}`;
    const missing = requirement(route);
    if (missing !== undefined) throw new Error(`${where} does not state ${missing}.`);
    const operationId = route.schema?.operationId ?? '';
    if (ids.has(operationId)) throw new Error(`${where}: the operationId ${operationId} is taken.`);
    ids.add(operationId);
    const { schema } = route;
    if (schema === undefined) return;
    schema.querystring ??= z.strictObject({});
    if (!route.url.startsWith('/v1') && !route.config?.cache) return;
    const headers = (schema.headers as z.ZodObject | undefined) ?? z.object({});
    if (route.method === 'POST') schema.headers = headers.extend(idempotencyKey);
    const answer = (schema.response as Record<string, unknown> | undefined)?.['200'];
    if (route.method === 'GET' && !isFile(answer)) schema.headers = headers.extend(ifNoneMatch);
  });
}
