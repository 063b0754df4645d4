import {
  type Actor,
  hasScope,
  type LimitSection,
  ROLES,
  type Scope,
  type SectionLimit,
} from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';
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
 * Returns the scopes of a new token, in the order of the catalogue.
 *
 * @throws grant-too-wide if the actor lacks one of them
 */
export function resolveScopes(actor: Actor, { role, scopes }: TokenInput): Scope[] {
  const requestedScopes: readonly Scope[] = role === undefined ? (scopes ?? []) : ROLES[role];
  const missingScope = requestedScopes.find((scope) => !hasScope(actor, scope));
  if (missingScope !== undefined)
    throw grantTooWide(`The token that you use lacks the scope ${missingScope}.`, {
      members: { scope: missingScope },
    });
  return [...new Set(requestedScopes)];
}

/**
 * Returns the sections of references.
 *
 * @param sections the section of each reference, or undefined if there is none
 * @throws unknown-reference
 */
export function requireLimitSections(
  refs: readonly string[],
  sections: readonly (LimitSection | undefined)[],
): SectionLimit {
  const errors = refs.flatMap((ref, index) =>
    sections[index] === undefined
      ? [{ pointer: `/sections/${index}`, code: 'unknown-section', detail: `There is no section "${ref}".` }]
      : [],
  );
  if (errors[0] !== undefined) throw problems.unknownReference(errors[0].detail, { errors });
  const uniqueSections = new Map(sections.flatMap((section) => (section === undefined ? [] : [[section.id, section]])));
  return [...uniqueSections.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
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
