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

/** The names of fields, such as `articles.seo`, that an actor may not use. */
export type FieldLimit = {
  /** Fields that the actor can neither read nor change. */
  hiddenFields: readonly string[];
  /** Fields that the actor can read but not change. */
  readOnlyFields: readonly string[];
};

/** Who makes a request: a user, the holder of a token of the newsroom, or an anonymous client. */
export type Actor = {
  /** The id of the token, or `null` without a stored token, as for the operator's `ADMIN_TOKEN`. */
  tokenId: string | null;
  /** The id of the user. Null for tokens of the newsroom and for anonymous clients. */
  userId: string | null;
  /** The name that revisions and the audit record with a change. */
  name: string;
  scopes: ReadonlySet<Scope>;
  /** The sections outside of which the actor may change nothing. Null if there is no limit. */
  sectionLimit: SectionLimit | null;
  /** Whether the actor may only read and change its own articles: those that it created or that are assigned to it. */
  isLimitedToOwn: boolean;
  /** The fields that the actor may not use. Null if there is no limit. */
  fieldLimit: FieldLimit | null;
  isAnonymous: boolean;
  /** Whether a user signed in, instead of sending a token that was created on request. */
  isSignedIn: boolean;
  /** When the credential of the request expires, unless the database knows it. Undefined for no such time. */
  validUntil?: Date;
  /** Undefined if it is not known. */
  origin?: Origin;
  /** Delays the commit of the request's writes until its response is known. Undefined if writes commit immediately. */
  commit?: RequestCommit | undefined;
};

/** An actor that is no user, has no stored token and no limits. */
const noLimits = {
  tokenId: null,
  userId: null,
  sectionLimit: null,
  isLimitedToOwn: false,
  fieldLimit: null,
  isSignedIn: false,
} as const;

export const anonymousActor: Actor = Object.freeze({
  ...noLimits,
  name: 'anonymous',
  scopes: new Set<Scope>(),
  isAnonymous: true,
});

/** The holder of the token `ADMIN_TOKEN` from the environment. */
export const operatorActor: Actor = Object.freeze({
  ...noLimits,
  name: 'ADMIN_TOKEN',
  scopes: new Set<Scope>(['admin']),
  isAnonymous: false,
});

/** Broadsheet itself. */
export const systemActor: Actor = Object.freeze({
  ...noLimits,
  name: 'broadsheet',
  scopes: new Set<Scope>(['admin']),
  isAnonymous: false,
});

/** Returns an actor for Broadsheet itself, with the name of its activity. */
export function systemActorFor(via: string): Actor {
  return Object.freeze({ ...systemActor, origin: { via, address: null, requestId: null, userAgent: null } });
}

/** The operator at the command line. */
export const commandLineActor = systemActorFor('command');

/** Returns whether the actor is Broadsheet itself, also for the operator at the command line. */
export const isBroadsheet = ({ tokenId, userId, name }: Actor): boolean =>
  tokenId === null && userId === null && name === systemActor.name;

export function hasScope(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has('admin') || actor.scopes.has(scope);
}

/** The id by which articles and revisions remember an actor: that of the user, or of the token of the newsroom. */
export const authorIdOf = ({ userId, tokenId }: Actor): string | null => userId ?? tokenId;
