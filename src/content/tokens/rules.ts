import { type Actor, holds, ROLES, type Scope } from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/http/index.js';
import type { TokenInput } from './schemas.js';

export const grantTooWide = defineProblem(
  'grant-too-wide',
  403,
  'Nobody grants more than they hold',
  'The new token would have a scope that the token which makes it lacks. Ask for fewer scopes, or use a token that has them all.',
);

/**
 * Gives the scopes that a new token is to have, in the order of the catalogue.
 *
 * @throws grant-too-wide when they go beyond those of the actor
 */
export function grantable(actor: Actor, { role, scopes }: TokenInput): Scope[] {
  const asked: readonly Scope[] = role === undefined ? (scopes ?? []) : ROLES[role];
  const missing = asked.find((scope) => !holds(actor, scope));
  if (missing !== undefined)
    throw grantTooWide(`The token that makes this one lacks the scope ${missing}.`, { members: { scope: missing } });
  return [...new Set(asked)];
}

export function checkExpiry(expiresAt: Date | null | undefined, now: Date): void {
  if (expiresAt === null || expiresAt === undefined || expiresAt > now) return;
  throw problems.invalidRequest('"/expiresAt": lies in the past.', {
    errors: [{ pointer: '/expiresAt', code: 'past', detail: 'Name a time to come, or leave it out.' }],
  });
}
