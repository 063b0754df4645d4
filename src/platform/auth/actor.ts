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
  anonymous: boolean;
  /** Left out where it is not known. */
  origin?: Origin;
  /** Holds back the commit of what the actor's request writes until its response is known; left out where nobody waits for that. */
  commit?: RequestCommit | undefined;
};

export const anonymous: Actor = Object.freeze({
  tokenId: null,
  name: 'anonymous',
  scopes: new Set<Scope>(),
  anonymous: true,
});

/** Broadsheet itself at work. */
export const system: Actor = Object.freeze({
  tokenId: null,
  name: 'broadsheet',
  scopes: new Set<Scope>(['admin']),
  anonymous: false,
});

/** Broadsheet itself at work, with the name of what it is doing. */
export function systemBy(via: string): Actor {
  return Object.freeze({ ...system, origin: { via, address: null, requestId: null, userAgent: null } });
}

/** Whoever operates Broadsheet from its command line. */
export const commandLine = systemBy('command');

export function holds(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has('admin') || actor.scopes.has(scope);
}
