import { type Actor, hasScope, ROLES, type Scope } from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';
import type { TokenInput } from './schemas.js';

export const grantTooWide = defineProblem(
  'grant-too-wide',
  403,
  'Nobody grants more than they hold',
  'The new token would have a scope that the token which makes it lacks, or would be valid for longer. Ask for fewer scopes or an earlier end, or use a token that has them all and is valid for long enough.',
);

export const tokenNameTaken = defineProblem(
  'token-name-taken',
  409,
  'Another token has this name',
  'Names say in lists, revisions and the audit who did something, so no two tokens that are valid have the same one. Choose another name, or revoke the other token first.',
);

/**
 * Gives the scopes that a new token is to have, in the order of the catalogue.
 *
 * @throws grant-too-wide when they go beyond those of the actor
 */
export function resolveScopes(actor: Actor, { role, scopes }: TokenInput): Scope[] {
  const requestedScopes: readonly Scope[] = role === undefined ? (scopes ?? []) : ROLES[role];
  const missingScope = requestedScopes.find((scope) => !hasScope(actor, scope));
  if (missingScope !== undefined)
    throw grantTooWide(`The token that makes this one lacks the scope ${missingScope}.`, {
      members: { scope: missingScope },
    });
  return [...new Set(requestedScopes)];
}

/**
 * Gives the time at which a new token expires: not after the token that makes it, and with that one where none is asked for.
 *
 * @param parentExpiry when the token that makes it expires; null for never
 * @throws grant-too-wide for a later time
 */
export function capExpiry(requestedExpiry: Date | null | undefined, parentExpiry: Date | null): Date | null {
  if (parentExpiry === null) return requestedExpiry ?? null;
  if (requestedExpiry == null) return parentExpiry;
  if (requestedExpiry <= parentExpiry) return requestedExpiry;
  throw grantTooWide(
    `The token that makes this one expires at ${parentExpiry.toISOString()}, before the new one would.`,
    {
      members: { expiresAt: parentExpiry.toISOString() },
      errors: [
        { pointer: '/expiresAt', code: 'too-late', detail: `Name ${parentExpiry.toISOString()} or an earlier time.` },
      ],
    },
  );
}

export function checkExpiry(expiresAt: Date | null | undefined, now: Date): void {
  if (expiresAt === null || expiresAt === undefined || expiresAt > now) return;
  throw problems.invalidRequest('"/expiresAt": lies in the past.', {
    errors: [{ pointer: '/expiresAt', code: 'past', detail: 'Name a time to come, or leave it out.' }],
  });
}
