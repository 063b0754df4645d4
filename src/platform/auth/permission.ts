import { problems } from '../problems/index.js';
import { type Actor, hasScope, type Origin } from './actor.js';
import type { Scope } from './scopes.js';
import { createSectionLimitProblem } from './section-limit.js';

export const bearerChallenge = { 'www-authenticate': 'Bearer realm="broadsheet"' };

/**
 * Checks that an actor has a scope.
 *
 * @throws unauthenticated without a token; forbidden, naming the scope, for a token without it
 */
export function requireScope(actor: Actor, scope: Scope): void {
  if (hasScope(actor, scope)) return;
  if (actor.isAnonymous)
    throw problems.unauthenticated(`The request requires a token with the scope ${scope}.`, {
      headers: bearerChallenge,
    });
  throw problems.forbidden(`The token lacks the scope ${scope}.`, { members: { scope } });
}

/**
 * Checks that an actor is not limited to sections, before a write that belongs to no section.
 *
 * @throws outside-sections
 */
export function requireNoSectionLimit({ sectionLimit: limit }: Actor): void {
  if (limit !== null) throw createSectionLimitProblem(limit);
}

/** A refused request with a token that is invalid or lacks the scope. */
export type Refusal = {
  status: 401 | 403;
  /** Undefined for an invalid token. */
  actor: Actor | undefined;
  origin: Origin;
  method: string;
  /** The route as declared, without the values of its parameters. */
  route: string;
};
