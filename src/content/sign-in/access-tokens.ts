import type { Actor } from '../../platform/auth/index.js';
import type { IssuerSettings } from '../../platform/issuer-settings.js';
import { accessTokenVerifier, ProviderUnavailable } from '../../platform/oidc/index.js';
import { actorOfUser } from '../users/index.js';
import type { userIdentities } from './identities.js';
import { createInvalidTokenProblem, createProviderProblem } from './rules.js';

/**
 * Creates a function that returns the actor of a JWT access token: its user, with the rights of the user now.
 *
 * The function throws unauthenticated, no-account or unavailable.
 */
export function accessTokenAuthentication(
  issuers: readonly IssuerSettings[],
  { requireUser }: Pick<ReturnType<typeof userIdentities>, 'requireUser'>,
): (token: string) => Promise<Actor> {
  const verify = accessTokenVerifier(issuers);

  return async (token) => {
    const verification = await verify(token).catch((error: unknown) => {
      throw error instanceof ProviderUnavailable ? createProviderProblem(error.retryAfterSeconds) : error;
    });
    if ('refusal' in verification) throw createInvalidTokenProblem(verification.refusal);
    const { issuer, claims } = verification;
    const actor = actorOfUser(await requireUser(issuer, claims));
    if (actor === undefined) throw createInvalidTokenProblem('belongs to a user who was deactivated.');
    return { ...actor, validUntil: new Date(claims.exp * 1000) };
  };
}
