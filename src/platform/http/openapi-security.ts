import type { RouteOptions } from 'fastify';
import { sessionCookie } from './cookies.js';

/** Describes the ways to authenticate a request. */
export const securitySchemes = (publicUrl: string | undefined) => ({
  bearer: { type: 'http', scheme: 'bearer', description: 'A token from `POST /v1/tokens`, or `ADMIN_TOKEN`.' },
  jwt: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'An access token of an OpenID Connect provider that the operator has configured with `OIDC_ISSUERS`. It has the rights of the user who signed in there.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookie(publicUrl).name,
    description:
      'The cookie of a session. A browser receives it when its user signs in. The name starts with `__Host-` if the server uses https. Writes with the cookie must come from a page of the server, or of an origin in `CORS_ORIGINS`. Cached public reads ignore the cookie.',
  },
});

/** Returns the ways to authenticate a request to a route. An empty entry means that no authentication is necessary. */
export function securityOf({ url, config }: RouteOptions): Record<string, never[]>[] {
  const anonymous = config?.permission === 'public' ? [{}] : [];
  if (!url.startsWith('/v1')) return anonymous;
  return [...anonymous, { bearer: [] }, { jwt: [] }, ...(config?.cache ? [] : [{ session: [] }])];
}
