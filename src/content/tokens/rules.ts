import {
  type Actor,
  hasScope,
  type Rights,
  requireScope,
  type Scope,
  type SectionLimit,
  toFieldLimit,
  uniteFieldLimits,
} from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';
import type { RoleRights } from '../roles/index.js';
import type { TokenInput } from './schemas.js';

export const grantTooWide = defineProblem(
  'grant-too-wide',
  403,
  'The new token would exceed its parent',
  'A token cannot create a token that has more scopes, may change more sections or is valid for longer than itself. Request fewer scopes, fewer sections or an earlier expiry, or use a token that has enough rights and is valid for long enough.',
);

export const tokenNameTaken = defineProblem(
  'token-name-taken',
  409,
  'Another token has this name',
  'Lists, revisions and the audit log identify people by the names of their tokens, so two valid tokens cannot have the same name. Choose another name, or revoke the other token first.',
);

/**
 * Returns the id of the user to whom a new token belongs, or null for a token of the newsroom.
 *
 * @param owner `me` or `newsroom`; a user's tokens are their own by default
 * @throws invalid-request for `me` without a user; forbidden if a user lacks the scope for tokens of the newsroom
 */
export function chooseOwner(actor: Actor, owner: TokenInput['owner']): string | null {
  if (owner === 'me' && actor.userId === null) {
    const detail = 'must be `newsroom`, because the request was not made by a user.';
    throw problems.invalidRequest(`"/owner": ${detail}`, { errors: [{ pointer: '/owner', code: 'no-user', detail }] });
  }
  if (owner !== 'newsroom' || actor.userId === null) return actor.userId;
  requireScope(actor, 'tokens');
  return null;
}

/**
 * Checks that an actor has all scopes of a new token.
 *
 * @throws grant-too-wide
 */
export function requireScopes(actor: Actor, scopes: readonly Scope[]): void {
  const missingScope = scopes.find((scope) => !hasScope(actor, scope));
  if (missingScope !== undefined)
    throw grantTooWide(`The token that you use lacks the scope ${missingScope}.`, {
      members: { scope: missingScope },
    });
}

/** Returns what a new token may do, with the limits of its creator. */
export function limitRights({ scopes, ownOnly, hiddenFields, readOnlyFields }: RoleRights, upperLimit: Rights | null) {
  const fieldLimit = uniteFieldLimits(toFieldLimit(hiddenFields, readOnlyFields), upperLimit?.fieldLimit ?? null);
  return {
    scopes: [...new Set(scopes)],
    ownOnly: ownOnly || (upperLimit?.isLimitedToOwn ?? false),
    hiddenFields: [...(fieldLimit?.hiddenFields ?? [])],
    readOnlyFields: [...(fieldLimit?.readOnlyFields ?? [])],
  };
}

/**
 * Checks that the sections of a new token are within the limit of its parent.
 *
 * @param insideIds the ids of those sections that are within that limit
 * @throws grant-too-wide
 */
export function checkWithinLimit(sections: SectionLimit, insideIds: ReadonlySet<string>): void {
  const outsideSlugs = sections.filter(({ id }) => !insideIds.has(id)).map(({ slug }) => slug);
  if (outsideSlugs.length > 0)
    throw grantTooWide(`The token that you use may change nothing in the section ${outsideSlugs[0]}.`, {
      members: { sections: outsideSlugs },
      errors: [
        { pointer: '/sections', code: 'outside-sections', detail: `must not contain ${outsideSlugs.join(', ')}.` },
      ],
    });
}

/** Returns whether an actor manages the tokens of everybody, and not only those that it created. */
export const managesAllTokens = (actor: Actor): boolean => hasScope(actor, 'admin');

/**
 * Returns when a new token expires: at the requested time, or else with its parent.
 *
 * @param parentExpiry when the parent token expires; null for never
 * @throws grant-too-wide if the requested time is later
 */
export function capExpiry(requestedExpiry: Date | null | undefined, parentExpiry: Date | null): Date | null {
  if (parentExpiry === null) return requestedExpiry ?? null;
  if (requestedExpiry == null) return parentExpiry;
  if (requestedExpiry <= parentExpiry) return requestedExpiry;
  throw grantTooWide(
    `The token that you use expires at ${parentExpiry.toISOString()}, earlier than the new one would.`,
    {
      members: { expiresAt: parentExpiry.toISOString() },
      errors: [
        { pointer: '/expiresAt', code: 'too-late', detail: `must be ${parentExpiry.toISOString()} or earlier.` },
      ],
    },
  );
}

export function checkExpiry(expiresAt: Date | null | undefined, now: Date): void {
  if (expiresAt === null || expiresAt === undefined || expiresAt > now) return;
  throw problems.invalidRequest('"/expiresAt": must be in the future.', {
    errors: [
      {
        pointer: '/expiresAt',
        code: 'past',
        detail: 'must be in the future. Omit it for a token that does not expire on its own.',
      },
    ],
  });
}
