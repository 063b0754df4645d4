import { type Actor, holds, ROLES, type Scope } from '../../platform/auth/index.js';
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
export function grantable(actor: Actor, { role, scopes }: TokenInput): Scope[] {
  const asked: readonly Scope[] = role === undefined ? (scopes ?? []) : ROLES[role];
  const missing = asked.find((scope) => !holds(actor, scope));
  if (missing !== undefined)
    throw grantTooWide(`The token that makes this one lacks the scope ${missing}.`, { members: { scope: missing } });
  return [...new Set(asked)];
}

/**
 * Gives the time at which a new token expires: not after the token that makes it, and with that one where none is asked for.
 *
 * @param own when the token that makes it expires; null for never
 * @throws grant-too-wide for a later time
 */
export function cappedExpiry(asked: Date | null | undefined, own: Date | null): Date | null {
  if (own === null) return asked ?? null;
  if (asked == null) return own;
  if (asked <= own) return asked;
  throw grantTooWide(`The token that makes this one expires at ${own.toISOString()}, before the new one would.`, {
    members: { expiresAt: own.toISOString() },
    errors: [{ pointer: '/expiresAt', code: 'too-late', detail: `Name ${own.toISOString()} or an earlier time.` }],
  });
}

export function checkExpiry(expiresAt: Date | null | undefined, now: Date): void {
  if (expiresAt === null || expiresAt === undefined || expiresAt > now) return;
  throw problems.invalidRequest('"/expiresAt": lies in the past.', {
    errors: [{ pointer: '/expiresAt', code: 'past', detail: 'Name a time to come, or leave it out.' }],
  });
}
