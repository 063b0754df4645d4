import { isSlug, slugify } from '../../lib/slug.js';
import {
  claimExactSlug,
  claimSlugLike,
  type SlugRegistry,
  slugCandidates,
  type Transaction,
} from '../../platform/db/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';

export const slugTaken = defineProblem(
  'slug-taken',
  409,
  'Another one has this slug',
  'A slug belongs to one article, section or person, also after that was renamed: its old address still leads there. Choose another, or leave `slug` out to have one made.',
);

type SlugRequest = { name: string; requestedSlug: string | undefined; fallback: string };

/**
 * The slug that a thing should have: the one that was asked for, or one made from its name.
 *
 * @param fallback the slug of a name that has no letters or digits at all
 * @throws invalid-request when the one asked for cannot be a slug
 */
export function chooseSlug({ name, requestedSlug, fallback }: SlugRequest): string {
  if (requestedSlug === undefined) {
    const generatedSlug = slugify(name);
    return isSlug(generatedSlug) ? generatedSlug : fallback;
  }
  if (isSlug(requestedSlug)) return requestedSlug;
  const detail = 'It is a word that addresses use, or looks like an id.';
  throw problems.invalidRequest(`"/slug": ${detail}`, { errors: [{ pointer: '/slug', code: 'reserved', detail }] });
}

/** The slugs to try one after the other: only the one that was asked for, or the wanted one and others like it. */
export function* slugsToTry(
  preferredSlug: string,
  requestedSlug: string | undefined,
  takenUpTo: number | null,
): Generator<string> {
  if (takenUpTo === null) yield preferredSlug;
  if (requestedSlug === undefined) yield* slugCandidates(preferredSlug, takenUpTo ?? 1);
}

/** The refusal of a slug that another has. */
export const slugTakenProblem = (slug: string) =>
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
  owner: SlugRequest & { id: string },
): Promise<string> {
  const slug = chooseSlug(owner);
  if (owner.requestedSlug === undefined) return claimSlugLike(tx, registry, slug, owner.id);
  if (await claimExactSlug(tx, registry, slug, owner.id)) return slug;
  throw slugTakenProblem(slug);
}

/** Whether a reference is an id rather than a slug. */
export function isId(ref: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(ref);
}
