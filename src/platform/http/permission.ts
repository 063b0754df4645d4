import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Actor, anonymous, challenge, mustHold, type Origin, type Refusal } from '../auth/index.js';
import { problems } from '../problems/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor;
  }
}

/** Characters of what a client calls itself. */
const longestAgent = 200;

const originOf = ({ ip, id, headers }: FastifyRequest): Origin => ({
  via: 'http',
  address: ip,
  requestId: id,
  userAgent: headers['user-agent']?.slice(0, longestAgent) ?? null,
});

/** The bearer of a token that is not one is refused even where nobody needs one: a silent fall-back hides mistakes. */
const badToken = () =>
  problems.unauthenticated('The Authorization header holds no valid token.', {
    headers: { 'www-authenticate': 'Bearer realm="broadsheet", error="invalid_token"' },
  });

/** Tells of refusals once they have been answered. */
export function refusals(app: FastifyInstance, onRefusal: (refusal: Refusal) => void): void {
  app.addHook('onResponse', (request, { statusCode: status }, done) => {
    const { actor, method } = request;
    const isMistaken = status === 401 && request.headers.authorization !== undefined;
    if (isMistaken || (status === 403 && !actor.anonymous))
      onRefusal({
        status: isMistaken ? 401 : 403,
        actor: actor.anonymous ? undefined : actor,
        origin: actor.origin ?? originOf(request),
        method,
        route: request.routeOptions.url ?? '',
      });
    done();
  });
}

/** Token → actor, and the permission that the route declares. */
export function permissions(app: FastifyInstance, authenticate: (token: string) => Promise<Actor | undefined>): void {
  app.decorateRequest('actor', null as unknown as Actor);
  app.addHook('onRequest', (request, _, done) => {
    request.actor = anonymous;
    done();
  });
  // After the limit on rates, which is an onRequest hook of each route: guessing tokens is limited, too.
  app.addHook('preParsing', (request, _, payload, done) => {
    const { permission } = request.routeOptions.config;
    const open = permission === undefined || permission === 'public';
    if (open && request.headers.authorization === undefined) {
      done(null, payload);
      return;
    }
    admit(request).then(
      () => done(null, payload),
      (error: Error) => done(error),
    );
  });

  async function admit(request: FastifyRequest): Promise<void> {
    const header = request.headers.authorization;
    if (header !== undefined && request.routeOptions.url?.startsWith('/v1')) {
      const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header)?.[1];
      const actor = token === undefined ? undefined : await authenticate(token);
      if (actor === undefined) throw badToken();
      request.actor = { ...actor, origin: originOf(request) };
    }
    const { permission } = request.routeOptions.config;
    if (permission === undefined || permission === 'public') return;
    if (permission !== 'any') mustHold(request.actor, permission);
    else if (request.actor.anonymous) throw problems.unauthenticated('This needs a token.', { headers: challenge });
  }
}
