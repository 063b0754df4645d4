import { isSlug, slugify } from '../../lib/slug.js';
import { otherSlugs, type SlugRegistry, type Transaction, takeSlug, takeSlugLike } from '../../platform/db/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';

export const slugTaken = defineProblem(
  'slug-taken',
  409,
  'Another one has this slug',
  'A slug belongs to one article, section or person, also after that was renamed: its old address still leads there. Choose another, or leave `slug` out to have one made.',
);

type Wanted = { name: string; asked: string | undefined; fallback: string };

/**
 * The slug that a thing should have: the one that was asked for, or one made from its name.
 *
 * @param fallback the slug of a name that has no letters or digits at all
 * @throws invalid-request when the one asked for cannot be a slug
 */
export function wantedSlug({ name, asked, fallback }: Wanted): string {
  if (asked === undefined) {
    const made = slugify(name);
    return isSlug(made) ? made : fallback;
  }
  if (isSlug(asked)) return asked;
  const detail = 'It is a word that addresses use, or looks like an id.';
  throw problems.invalidRequest(`"/slug": ${detail}`, { errors: [{ pointer: '/slug', code: 'reserved', detail }] });
}

/** The slugs to try one after the other: only the one that was asked for, or the wanted one and others like it. */
export function* slugsToTry(wanted: string, asked: string | undefined, takenUpTo: number | null): Generator<string> {
  if (takenUpTo === null) yield wanted;
  if (asked === undefined) yield* otherSlugs(wanted, takenUpTo ?? 1);
}

/** The refusal of a slug that another has. */
export const taken = (slug: string) =>
  slugTaken(`The slug "${slug}" belongs to another.`, {
    errors: [{ pointer: '/slug', code: 'taken', detail: 'Choose another slug, or leave it out.' }],
  });

/**
 * Takes a slug for a thing: the one that was asked for, or one made from its name.
 *
 * @throws slug-taken when the one asked for is another's; invalid-request when it cannot be a slug
 */
export async function claimSlug(
  tx: Transaction,
  registry: SlugRegistry,
  owner: Wanted & { id: string },
): Promise<string> {
  const slug = wantedSlug(owner);
  if (owner.asked === undefined) return takeSlugLike(tx, registry, slug, owner.id);
  if (await takeSlug(tx, registry, slug, owner.id)) return slug;
  throw taken(slug);
}

/** Whether a reference is an id rather than a slug. */
export function isId(ref: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(ref);
}
