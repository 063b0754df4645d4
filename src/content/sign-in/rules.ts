import { defineProblem, problems } from '../../platform/problems/index.js';

/** How long a user may take to sign in at the provider, in seconds. */
export const signInSeconds = 10 * 60;

export const signInFailed = defineProblem(
  'sign-in-failed',
  400,
  'The sign-in could not be completed',
  'The identity provider refused the sign-in, or its response does not belong to a sign-in that this browser began in the last ten minutes. Begin the sign-in again.',
);

export const signInLinkInvalid = defineProblem(
  'sign-in-link-invalid',
  403,
  'The sign-in link is not valid',
  'Each sign-in link works once and for a limited time, and only while its user is not deactivated. Request a new link with POST /v1/sign-in/links, or ask an administrator for one.',
);

export const createNoAccountProblem = (detail: string) => problems.noAccount(detail);

export const createProviderProblem = (retryAfterSeconds: number) =>
  problems.unavailable('The identity provider did not respond. Retry later.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });

/** Creates the refusal of an access token. @param reason completes "The access token …" */
export const createInvalidTokenProblem = (reason: string) =>
  problems.unauthenticated(`The access token ${reason}`, {
    headers: {
      'www-authenticate': `Bearer realm="broadsheet", error="invalid_token", error_description="The access token ${reason}"`,
    },
  });

/**
 * Returns the address to which a browser is sent after its sign-in.
 *
 * @param text a path of this server, or an address with a trusted origin
 * @throws invalid-request
 */
export function resolveReturnTo(text: string, publicUrl: string, trustedOrigins: readonly string[]): string {
  const url = URL.canParse(text, publicUrl) ? new URL(text, publicUrl) : undefined;
  const isAllowed = text.startsWith('/')
    ? url?.origin === new URL(publicUrl).origin
    : url !== undefined && trustedOrigins.includes(url.origin);
  if (url !== undefined && isAllowed && url.username === '' && url.password === '') return url.href;
  const detail = 'must be a path of this server, or an address with an origin in CORS_ORIGINS.';
  throw problems.invalidRequest(`"returnTo": ${detail}`, {
    errors: [{ parameter: 'returnTo', code: 'untrusted-origin', detail }],
  });
}
