import type { FastifyRequest } from 'fastify';
import { defineProblem } from '../problems/index.js';

export const crossSiteRequest = defineProblem(
  'cross-site-request',
  403,
  'The request may come from another site',
  'The request has the cookie of a session, but does not show that a page of a trusted origin sent it. Browsers show this with `Origin` or `Sec-Fetch-Site`. Send the request from a page of the server, or of an origin that `CORS_ORIGINS` lists. Clients other than browsers must send a token in `Authorization`, and no cookie.',
);

/**
 * Creates a function that refuses a request which a page of another site may have sent. Browsers add the cookie of a
 * session by themselves, so the cookie does not show that its owner wants the request.
 *
 * The function throws cross-site-request.
 *
 * @param trustedOrigins origins whose pages may send requests with the cookie. `*` trusts nobody
 */
export function sameSiteCheck(publicUrl: string | undefined, trustedOrigins: readonly string[]) {
  const origins = new Set(trustedOrigins.filter((origin) => origin !== '*'));
  if (publicUrl !== undefined) origins.add(new URL(publicUrl).origin);

  return ({ headers, protocol, host }: FastifyRequest): void => {
    const { origin, 'sec-fetch-site': fetchSite } = headers;
    if (fetchSite === 'same-origin') return;
    const isOwn = publicUrl === undefined && origin === `${protocol}://${host}`;
    if (origin !== undefined && (isOwn || origins.has(origin))) return;
    throw crossSiteRequest('The request has the cookie of a session, but not the origin of a trusted page.');
  };
}
