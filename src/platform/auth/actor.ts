import type { RequestCommit } from '../db/index.js';
import type { Scope } from './scopes.js';
import type { SectionLimit } from './section-limit.js';

/** Where an action comes from. The audit stores it for tokens and for Broadsheet itself. */
export type Origin = {
  /** `http`, `command`, or the name of a background activity. */
  via: string;
  address: string | null;
  requestId: string | null;
  userAgent: string | null;
};

/** Who makes a request: the holder of a token, or an anonymous client. */
export type Actor = {
  /** The id of the token, or `null` without a token and for the operator's `ADMIN_TOKEN`. */
  tokenId: string | null;
  /** The name that revisions and the audit record with a change. */
  name: string;
  scopes: ReadonlySet<Scope>;
  /** The sections outside of which the actor may change nothing. Null if there is no limit. */
  sectionLimit: SectionLimit | null;
  isAnonymous: boolean;
  /** Undefined if it is not known. */
  origin?: Origin;
  /** Delays the commit of the request's writes until its response is known. Undefined if writes commit immediately. */
  commit?: RequestCommit | undefined;
};

export const anonymousActor: Actor = Object.freeze({
  tokenId: null,
  name: 'anonymous',
  scopes: new Set<Scope>(),
  sectionLimit: null,
  isAnonymous: true,
});

/** Broadsheet itself. */
export const systemActor: Actor = Object.freeze({
  tokenId: null,
  name: 'broadsheet',
  scopes: new Set<Scope>(['admin']),
  sectionLimit: null,
  isAnonymous: false,
});

/** Returns an actor for Broadsheet itself, with the name of its activity. */
export function systemActorFor(via: string): Actor {
  return Object.freeze({ ...systemActor, origin: { via, address: null, requestId: null, userAgent: null } });
}

/** The operator at the command line. */
export const commandLineActor = systemActorFor('command');

export function hasScope(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has('admin') || actor.scopes.has(scope);
}
