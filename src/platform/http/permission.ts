import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Actor,
  anonymousActor,
  bearerChallenge,
  createNotOwnProblem,
  createOwnArticlesProblem,
  type Origin,
  type Refusal,
  requireNoSectionLimit,
  requireScope,
} from '../auth/index.js';
import { reference } from '../fields/index.js';
import { problems } from '../problems/index.js';
import type { Cookie } from './cookies.js';
import type { SameSiteChecks } from './same-site.js';

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor;
  }
}

/** The maximum number of characters stored of `User-Agent`. */
const maxUserAgentLength = 200;

const articleRef = reference();

const originOf = ({ ip, id, headers }: FastifyRequest): Origin => ({
  via: 'http',
  address: ip,
  requestId: id,
  userAgent: headers['user-agent']?.slice(0, maxUserAgentLength) ?? null,
});

/** An invalid token is refused even if the route is public: treating it as no token would hide mistakes. */
const createInvalidTokenProblem = () =>
  problems.unauthenticated('The Authorization header does not contain a valid token.', {
    headers: { 'www-authenticate': 'Bearer realm="broadsheet", error="invalid_token"' },
  });

/** Whether the cookie of a session is read. Cached public reads do no permission work. */
const mayHaveSession = ({ headers, routeOptions: { url, config } }: FastifyRequest): boolean =>
  headers.cookie !== undefined && !config.cache && (url?.startsWith('/v1') ?? false);

/** Whether requests with this method may change something. */
export const isWrite = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

/** Calls `onRefusal` after each response that refuses a token. */
export function reportRefusals(app: FastifyInstance, onRefusal: (refusal: Refusal) => void): void {
  app.addHook('onResponse', (request, { statusCode: status }, callback) => {
    const { actor, method } = request;
    const isMistaken = status === 401 && request.headers.authorization !== undefined;
    if (isMistaken || (status === 403 && !actor.isAnonymous))
      onRefusal({
        status: isMistaken ? 401 : 403,
        actor: actor.isAnonymous ? undefined : actor,
        origin: actor.origin ?? originOf(request),
        method,
        route: request.routeOptions.url ?? '',
      });
    callback();
  });
}

type PermissionOptions = {
  /** Returns the actor of a token, or undefined if it is not valid. Throws a problem that says more. */
  authenticate: (token: string) => Promise<Actor | undefined>;
  /** Returns whether the article with this id or slug belongs to the actor. */
  isOwnArticle: (actor: Actor, ref: string) => Promise<boolean>;
  /** The cookie with the token of a session. */
  session: Cookie;
  sameSite: SameSiteChecks;
};

/** Tokens of the newsroom are short. JWTs have some kilobytes. */
const bearerToken = /^Bearer ([\x21-\x7e]{1,8192})$/i;
const sessionToken = /^bs_[\w-]{1,100}$/;

/**
 * Finds the actor of each request by its token and checks the permission that the route declares. A token that is
 * limited to sections is refused on every write, public or not, unless the route declares what the limit means there.
 * So is an actor who may only use own articles, also on reads that are not public.
 *
 * Without `Authorization`, the cookie of a session can contain the token. Cached public reads are the same for
 * everybody, so they ignore the cookie.
 */
export function enforcePermissions(
  app: FastifyInstance,
  { authenticate, isOwnArticle, session, sameSite }: PermissionOptions,
): void {
  app.decorateRequest('actor', null as unknown as Actor);
  app.addHook('onRequest', (request, _, callback) => {
    request.actor = anonymousActor;
    callback();
  });
  // preParsing runs after the rate limit, which is an onRequest hook, so the limit also applies to guessed tokens.
  app.addHook('preParsing', (request, _, payload, callback) => {
    const { permission, beginsSession, endsSession } = request.routeOptions.config;
    const isPublic = permission === undefined || permission === 'public';
    if (
      isPublic &&
      !beginsSession &&
      !endsSession &&
      request.headers.authorization === undefined &&
      !mayHaveSession(request)
    ) {
      callback(null, payload);
      return;
    }
    authorize(request).then(
      () => callback(null, payload),
      (error: Error) => callback(error),
    );
  });

  /** Returns the actor of a request, or undefined for an anonymous one. @throws unauthenticated, cross-site-request */
  async function findActor(request: FastifyRequest): Promise<Actor | undefined> {
    const header = request.headers.authorization;
    if (header !== undefined && request.routeOptions.url?.startsWith('/v1')) {
      const token = bearerToken.exec(header)?.[1];
      const actor = token === undefined ? undefined : await authenticate(token);
      if (actor === undefined) throw createInvalidTokenProblem();
      return actor;
    }
    const token = header === undefined && mayHaveSession(request) ? session.read(request) : undefined;
    // The browser keeps the cookie of a session that has ended. It does not know that, so the request is anonymous.
    if (token === undefined || !sessionToken.test(token)) return undefined;
    if (isWrite(request.method)) sameSite.requireTrustedPage(request);
    return authenticate(token);
  }

  async function authorize(request: FastifyRequest): Promise<void> {
    const { beginsSession, endsSession } = request.routeOptions.config;
    if (beginsSession) sameSite.refuseForeignPage(request);
    if (endsSession) sameSite.refuseForeignNavigation(request);
    const actor = await findActor(request);
    if (actor !== undefined) request.actor = { ...actor, origin: originOf(request) };
    const { permission, sectionLimit } = request.routeOptions.config;
    if (permission === undefined) return;
    if (permission === 'any' && request.actor.isAnonymous)
      throw problems.unauthenticated('This operation requires a token.', { headers: bearerChallenge });
    if (permission !== 'public' && permission !== 'any') requireScope(request.actor, permission);
    if (isWrite(request.method) && sectionLimit === undefined) requireNoSectionLimit(request.actor);
    if (request.actor.isLimitedToOwn) await checkOwnLimit(request);
  }

  /** @throws own-articles-only for a route that does not respect the limit; not-found for somebody else's article */
  async function checkOwnLimit({ actor, method, params, routeOptions }: FastifyRequest): Promise<void> {
    const { permission, ownLimit, sectionLimit } = routeOptions.config;
    const isHarmless = permission === 'public' && (!isWrite(method) || sectionLimit === 'irrelevant');
    if (isHarmless || ownLimit === 'checked' || ownLimit === 'irrelevant') return;
    if (ownLimit === undefined) throw createOwnArticlesProblem();
    const ref = articleRef.safeParse((params as { ref?: unknown }).ref);
    // The validation refuses an invalid reference.
    if (ref.success && !(await isOwnArticle(actor, ref.data))) throw createNotOwnProblem();
  }
}
