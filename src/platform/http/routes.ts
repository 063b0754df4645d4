import type { FastifyInstance, preHandlerHookHandler, RouteOptions } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../auth/index.js';
import { type ProblemDefinition, problems } from '../problems/index.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call: everybody, or the holder of a token with this scope. `any` is the holder of any token. */
    permission?: 'public' | 'any' | Scope;
    /** The refusals of its own, beside those that the method and the inputs imply. */
    problems?: readonly ProblemDefinition[];
    /** Old slugs are redirected to the new ones. */
    redirects?: boolean;
    /** What a PUT, PATCH or DELETE writes has no version: `If-Match` and `If-None-Match` are refused. */
    isUnversioned?: true;
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

/** Whether a write evaluates `If-Match` and `If-None-Match`. */
const isConditional = ({ schema }: RouteOptions): boolean =>
  'if-match' in ((schema?.headers as z.ZodObject | undefined)?.shape ?? {});

/** Refuses the preconditions of a write that cannot evaluate them: nobody may believe that they were. */
const refusePreconditions: preHandlerHookHandler = (request, _reply, callback) => {
  const errors = ['if-match', 'if-none-match']
    .filter((parameter) => request.headers[parameter] !== undefined)
    .map((parameter) => ({ parameter, code: 'unsupported', detail: 'What this operation writes has no version.' }));
  if (errors.length === 0) callback();
  else callback(problems.preconditionUnsupported('This write cannot be conditional.', { errors }));
};

function findMissingRequirement(route: RouteOptions): string | undefined {
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
  if (/^(PUT|PATCH|DELETE)$/.test(String(route.method)) && !isConditional(route) && config.isUnversioned !== true)
    return 'its preconditions (headers: preconditions), or that what it writes has no version (isUnversioned)';
  return undefined;
}

/** Refuses to start with a route that does not say who may call it and what it answers, and adds what every method takes. */
export function checkRoutes(app: FastifyInstance): void {
  const ids = new Set<string>();
  app.addHook('onRoute', (route) => {
    if (route.schema?.hide === true) return;
    if (route.method === 'HEAD' || route.method === 'OPTIONS') return;
    const routeName = `${String(route.method)} ${route.url}`;
    const missingRequirement = findMissingRequirement(route);
    if (missingRequirement !== undefined) throw new Error(`${routeName} does not state ${missingRequirement}.`);
    const operationId = route.schema?.operationId ?? '';
    if (ids.has(operationId)) throw new Error(`${routeName}: the operationId ${operationId} is taken.`);
    ids.add(operationId);
    const { schema } = route;
    if (schema === undefined) return;
    schema.querystring ??= z.strictObject({});
    if (!route.url.startsWith('/v1') && !route.config?.cache) return;
    const headers = (schema.headers as z.ZodObject | undefined) ?? z.object({});
    if (route.method !== 'GET' && !isConditional(route))
      route.preHandler = [refusePreconditions, ...[route.preHandler ?? []].flat()];
    if (route.method === 'POST') schema.headers = headers.extend(idempotencyKey);
    const successResponse = (schema.response as Record<string, unknown> | undefined)?.['200'];
    if (route.method === 'GET' && !isFile(successResponse)) schema.headers = headers.extend(ifNoneMatch);
  });
}
