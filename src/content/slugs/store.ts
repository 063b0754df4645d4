import { isSlug, slugify } from '../../lib/slug.js';
import { type SlugRegistry, type Transaction, takeSlug, takeSlugLike } from '../../platform/db/index.js';
import { defineProblem, problems } from '../../platform/http/index.js';

export const slugTaken = defineProblem(
  'slug-taken',
  409,
  'Another one has this slug',
  'A slug belongs to one article, section or person, also after that was renamed: its old address still leads there. Choose another, or leave `slug` out to have one made.',
);

/**
 * Takes a slug for a thing: the one that was asked for, or one made from its name.
 *
 * @param fallback the slug of a name that has no letters or digits at all
 * @throws slug-taken when the one asked for is another's; invalid-request when it cannot be a slug
 */
export async function claimSlug(
  tx: Transaction,
  registry: SlugRegistry,
  owner: { id: string; name: string; asked: string | undefined; fallback: string },
): Promise<string> {
  if (owner.asked === undefined) {
    const made = slugify(owner.name);
    return takeSlugLike(tx, registry, isSlug(made) ? made : owner.fallback, owner.id);
  }
  if (!isSlug(owner.asked)) {
    const detail = 'It is a word that addresses use, or looks like an id.';
    throw problems.invalidRequest(`"/slug": ${detail}`, { errors: [{ pointer: '/slug', code: 'reserved', detail }] });
  }
  if (!(await takeSlug(tx, registry, owner.asked, owner.id))) {
    throw slugTaken(`The slug "${owner.asked}" belongs to another.`, {
      errors: [{ pointer: '/slug', code: 'taken', detail: 'Choose another slug, or leave it out.' }],
    });
  }
  return owner.asked;
}

/** Whether a reference is an id rather than a slug. */
export function isId(ref: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(ref);
}
