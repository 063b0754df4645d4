import { type Actor, hasScope, requireScope } from '../../platform/auth/index.js';
import { defineProblem } from '../../platform/problems/index.js';
import type { Visibility } from './schemas.js';

export const alreadyPublic = defineProblem(
  'already-public',
  409,
  'A public entry cannot become a draft again',
  'Readers, caches and clients have seen the entry, so it cannot become a draft again. Omit `visibility`, or delete the entry if no article uses it.',
);

/**
 * Returns the visibility of a new person or section.
 *
 * @param isPublicByDefault whether the newsroom makes new entries public if the actor may do so
 * @throws forbidden if the actor asks for a public entry without the scope `directory:write`
 */
export function chooseVisibility(
  actor: Actor,
  requestedVisibility: Visibility | undefined,
  isPublicByDefault: boolean,
): Visibility {
  if (requestedVisibility === 'public') requireScope(actor, 'directory:write');
  return requestedVisibility ?? (isPublicByDefault && hasScope(actor, 'directory:write') ? 'public' : 'draft');
}

/**
 * Returns the visibility of a person or section after a change.
 *
 * @throws already-public if the change would make a public entry a draft
 */
export function changeVisibility(before: Visibility, requestedVisibility: Visibility | undefined): Visibility {
  if (before === 'public' && requestedVisibility === 'draft')
    throw alreadyPublic('The entry is public.', {
      errors: [{ pointer: '/visibility', code: 'already-public', detail: 'must be "public", or be omitted.' }],
    });
  return requestedVisibility ?? before;
}

/**
 * Checks that an actor may change entries of the directory. Drafts need no more than the scope of the operation. What
 * the public sees needs the scope `directory:write`.
 *
 * @param visibilities the visibility of each entry, before and after the change
 * @throws forbidden
 */
export function checkDirectoryChange(actor: Actor, ...visibilities: readonly Visibility[]): void {
  if (visibilities.includes('public')) requireScope(actor, 'directory:write');
}
