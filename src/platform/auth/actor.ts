import type { Scope } from './scopes.js';

/** Whoever makes a request: the bearer of a token, or somebody unknown. */
export type Actor = {
  /** The token's id; `null` for somebody without one and for the operator's own `ADMIN_TOKEN`. */
  tokenId: string | null;
  /** What the archive writes beside a change. */
  name: string;
  scopes: ReadonlySet<Scope>;
  anonymous: boolean;
};

export const anonymous: Actor = Object.freeze({
  tokenId: null,
  name: 'anonymous',
  scopes: new Set<Scope>(),
  anonymous: true,
});

/** Broadsheet itself at work: the demo, the command line. */
export const system: Actor = Object.freeze({
  tokenId: null,
  name: 'broadsheet',
  scopes: new Set<Scope>(['admin']),
  anonymous: false,
});

export function holds(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has('admin') || actor.scopes.has(scope);
}
