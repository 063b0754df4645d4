import type { RequestCommit } from '../db/index.js';
import type { Scope } from './scopes.js';

/** From where somebody acts: kept in the audit, for holders of tokens and for Broadsheet itself. */
export type Origin = {
  /** `http`, `command`, or the name of what works by itself. */
  via: string;
  address: string | null;
  requestId: string | null;
  userAgent: string | null;
};

/** Whoever makes a request: the bearer of a token, or somebody unknown. */
export type Actor = {
  /** The token's id; `null` for somebody without one and for the operator's own `ADMIN_TOKEN`. */
  tokenId: string | null;
  /** What the archive writes beside a change. */
  name: string;
  scopes: ReadonlySet<Scope>;
  isAnonymous: boolean;
  /** Left out where it is not known. */
  origin?: Origin;
  /** Holds back the commit of what the actor's request writes until its response is known; left out where nobody waits for that. */
  commit?: RequestCommit | undefined;
};

export const anonymousActor: Actor = Object.freeze({
  tokenId: null,
  name: 'anonymous',
  scopes: new Set<Scope>(),
  isAnonymous: true,
});

/** Broadsheet itself at work. */
export const systemActor: Actor = Object.freeze({
  tokenId: null,
  name: 'broadsheet',
  scopes: new Set<Scope>(['admin']),
  isAnonymous: false,
});

/** Broadsheet itself at work, with the name of what it is doing. */
export function systemActorFor(via: string): Actor {
  return Object.freeze({ ...systemActor, origin: { via, address: null, requestId: null, userAgent: null } });
}

/** Whoever operates Broadsheet from its command line. */
export const commandLineActor = systemActorFor('command');

export function hasScope(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has('admin') || actor.scopes.has(scope);
}
