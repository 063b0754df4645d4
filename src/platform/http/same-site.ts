import type { FastifyRequest } from 'fastify';
import { defineProblem } from '../problems/index.js';

export const crossSiteRequest = defineProblem(
  'cross-site-request',
  403,
  'The request may come from another site',
  'The request has the cookie of a session or begins a session, but does not show that a page of a trusted origin sent it. Browsers show this with `Origin` or `Sec-Fetch-Site`. Send the request from a page of the server, or of an origin that `CORS_ORIGINS` lists. Clients other than browsers must send a token in `Authorization`, and no cookie.',
);

/**
 * Creates the checks of where a request comes from. Both throw cross-site-request.
 *
 * @param trustedOrigins origins whose pages may send requests with the cookie. `*` trusts nobody
 */
export function sameSiteChecks(publicUrl: string | undefined, trustedOrigins: readonly string[]) {
  const origins = new Set(trustedOrigins.filter((origin) => origin !== '*'));
  if (publicUrl !== undefined) origins.add(new URL(publicUrl).origin);

  function isFromTrustedPage({ headers, protocol, host }: FastifyRequest): boolean {
    const { origin, 'sec-fetch-site': fetchSite } = headers;
    if (fetchSite === 'same-origin') return true;
    const isOwn = publicUrl === undefined && origin === `${protocol}://${host}`;
    return origin !== undefined && (isOwn || origins.has(origin));
  }

  return {
    /**
     * Refuses a request with the cookie of a session that a page of another site may have sent. Browsers add the cookie
     * by themselves, so the cookie does not show that its owner wants the request.
     */
    requireTrustedPage(request: FastifyRequest): void {
      if (!isFromTrustedPage(request))
        throw crossSiteRequest('The request has the cookie of a session, but not the origin of a trusted page.');
    },

    /**
     * Refuses a request that a page of another site has sent. Clients other than browsers send neither `Origin` nor
     * `Sec-Fetch-Site`, and are not refused.
     */
    refuseForeignPage(request: FastifyRequest): void {
      const { origin, 'sec-fetch-site': fetchSite } = request.headers;
      if ((origin !== undefined || fetchSite !== undefined) && !isFromTrustedPage(request))
        throw crossSiteRequest('The request comes from a page that is not trusted, and would begin a session.');
    },

    /** Refuses a navigation that a page of another site has begun. A navigation has no `Origin`. */
    refuseForeignNavigation({ headers }: FastifyRequest): void {
      if (headers['sec-fetch-site'] === 'cross-site')
        throw crossSiteRequest('The request comes from a page of another site, and would end a session.');
    },
  };
}

export type SameSiteChecks = ReturnType<typeof sameSiteChecks>;
