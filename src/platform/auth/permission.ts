import { problems } from '../problems/index.js';
import { type Actor, hasScope, type Origin } from './actor.js';
import type { Scope } from './scopes.js';

export const bearerChallenge = { 'www-authenticate': 'Bearer realm="broadsheet"' };

/**
 * Refuses an actor without the scope.
 *
 * @throws unauthenticated for somebody without a token, forbidden, naming the scope, for others
 */
export function requireScope(actor: Actor, scope: Scope): void {
  if (hasScope(actor, scope)) return;
  if (actor.isAnonymous)
    throw problems.unauthenticated(`This needs a token with the scope ${scope}.`, { headers: bearerChallenge });
  throw problems.forbidden(`The token lacks the scope ${scope}.`, { members: { scope } });
}

/** Somebody with a token was turned away: it is not one, or lacks the right. */
export type Refusal = {
  status: 401 | 403;
  /** Undefined for the bearer of what is no token. */
  actor: Actor | undefined;
  origin: Origin;
  method: string;
  /** As it is declared: what was asked for there is not told. */
  route: string;
};
