import type { FastifyInstance, preHandlerHookHandler, RouteOptions } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../auth/index.js';
import { type ProblemDefinition, problems } from '../problems/index.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route: everybody, the holder of any valid token, or of a token with this scope. */
    permission?: 'public' | 'any' | Scope;
    /** What needs a further scope. `to` completes a sentence that begins with "To". The service checks the scope. */
    conditionalScopes?: readonly { scope: Scope; to: string }[];
    /**
     * How a write treats a token that is limited to sections. By default it refuses the token.
     *
     * - `checked`: its service calls `requireSectionAccess` (content/section-limits) for what it changes.
     * - `irrelevant`: it changes nothing, or the token gives no right to the change.
     */
    sectionLimit?: 'checked' | 'irrelevant';
    /**
     * How a route treats an actor who may only use own articles. By default it refuses the actor, except on public reads.
     *
     * - `article`: its parameter `ref` names an article, which must be the actor's own. This is checked before the route.
     * - `checked`: its service shows and changes only own articles.
     * - `irrelevant`: it shows and changes no articles, or creates one.
     */
    ownLimit?: 'article' | 'checked' | 'irrelevant';
    /** The schemas of a streamed body in the media types that are not streamed. The route validates them. */
    bodySchemas?: Readonly<Record<string, z.ZodType>>;
    /** The names of further headers of successful responses. They are in `sharedHeaders`. */
    headers?: readonly string[];
    /** The problems of this route, in addition to those that its method and its inputs imply. */
    problems?: readonly ProblemDefinition[];
    /** Whether former slugs are redirected to the current one. */
    redirects?: boolean;
    /** Set if a PUT, PATCH or DELETE writes something without a version. `If-Match` and `If-None-Match` are refused. */
    isUnversioned?: true;
    /** The maximum number of requests per minute from one address, if the general limit is too high for this route. */
    perMinute?: number;
    /** Whether the response sets the cookie of a session without the consent of a provider. Other sites may not send the request. */
    beginsSession?: boolean;
    /** Whether a navigation to the route ends a session. Other sites may not begin it. */
    endsSession?: boolean;
  }
}

/** The header of every POST that makes it safe to repeat. */
const idempotencyKey = {
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters without spaces')
    .optional()
    .meta({
      description:
        'A unique value, such as a UUID, that makes the request safe to repeat. It has 1 to 255 printable ASCII characters without spaces. ' +
        'If you repeat the request within 24 hours with the same key, address and body, the operation does not run again. You get the first response again, with `Idempotency-Replayed: true`. ' +
        'If the address or the body is different, the response is 422. While the first request is running, the response is 409 with `Retry-After`. ' +
        'Responses with a status of 5xx are not stored, so you can use the same key again.',
    }),
};

const ifNoneMatch = {
  'if-none-match': z
    .string()
    .max(2_000)
    .optional()
    .meta({
      description:
        'The ETags of the responses that you have stored, separated by commas, or `*`. If one of them is the current ETag, the response is 304 without a body.',
      examples: ['"3.k2c9f0aB1x"'],
    }),
};

const offersType = (response: unknown, type: string): boolean => {
  const { content } = (response ?? {}) as { content?: object };
  return content !== undefined && type in content;
};

/** Whether a response is a stream of events. It lasts until the client or the server ends it. */
export const isStream = (response: unknown): boolean => offersType(response, 'text/event-stream');

/** Whether a response is sent in parts, as a file or a stream of events. It then has no entity tag. */
export const isFile = (response: unknown): boolean =>
  offersType(response, 'application/x-ndjson') || isStream(response);

/** Whether a write evaluates `If-Match` and `If-None-Match`. */
const isConditional = ({ schema }: RouteOptions): boolean =>
  'if-match' in ((schema?.headers as z.ZodObject | undefined)?.shape ?? {});

/** Refuses preconditions on writes that cannot evaluate them. Ignoring them would suggest that they were checked. */
const refusePreconditions: preHandlerHookHandler = (request, _reply, callback) => {
  const errors = ['if-match', 'if-none-match']
    .filter((parameter) => request.headers[parameter] !== undefined)
    .map((parameter) => ({
      parameter,
      code: 'unsupported',
      detail: 'must be omitted, because there is no version to compare it with.',
    }));
  if (errors.length === 0) callback();
  else
    callback(
      problems.preconditionUnsupported('This operation does not support If-Match and If-None-Match.', { errors }),
    );
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
    return 'how its public responses are cached (config.cache)';
  if (/^(PUT|PATCH|DELETE)$/.test(String(route.method)) && !isConditional(route) && config.isUnversioned !== true)
    return 'its preconditions (headers: preconditions), or that it writes something without a version (isUnversioned)';
  return undefined;
}

/**
 * Checks that each route declares its permission and its documentation, and adds the headers that its method implies.
 *
 * @throws if a declaration is missing, so the server does not start
 */
export function checkRoutes(app: FastifyInstance): void {
  const ids = new Set<string>();
  app.addHook('onRoute', (route) => {
    if (route.schema?.hide === true) return;
    if (route.method === 'HEAD' || route.method === 'OPTIONS') return;
    const routeName = `${String(route.method)} ${route.url}`;
    const missingRequirement = findMissingRequirement(route);
    if (missingRequirement !== undefined) throw new Error(`${routeName} does not state ${missingRequirement}.`);
    const operationId = route.schema?.operationId ?? '';
    if (ids.has(operationId)) throw new Error(`${routeName}: the operationId ${operationId} is already in use.`);
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
