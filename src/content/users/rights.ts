import { type Actor, intersectRights, type Rights, type Scope } from '../../platform/auth/index.js';
import { builtInRights, type RoleRights, toRights } from '../roles/index.js';
import type { StoredRights } from './rights.store.js';

/** A role that exists no longer gives no rights. Roles that users have cannot be deleted. */
const noRights: RoleRights = { scopes: [], ownOnly: true, hiddenFields: [], readOnlyFields: [] };

/** Returns what a user may do now. */
export function rightsOf({ role, definition, ownOnly, sections }: StoredRights): Rights {
  const ownDefinition = definition && { ...definition, scopes: definition.scopes as Scope[] };
  return intersectRights(toRights(builtInRights(role) ?? ownDefinition ?? noRights), {
    scopes: new Set(['admin']),
    sectionLimit: sections,
    isLimitedToOwn: ownOnly,
    fieldLimit: null,
  });
}

/**
 * Returns the actor of a user without a token, who has signed in at an identity provider. Undefined if the user was
 * deactivated.
 */
export function actorOfUser(user: StoredRights): Actor | undefined {
  if (user.status === 'deactivated') return undefined;
  const { id: userId, name } = user;
  return { tokenId: null, userId, name, ...rightsOf(user), isAnonymous: false, isSignedIn: true };
}
