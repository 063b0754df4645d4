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
  'The slug is already in use',
  'An article, section, person or list keeps its former slugs, because the old addresses still redirect to it. Choose another slug, or omit `slug`. The server then generates one.',
);

type SlugRequest = {
  name: string;
  /** The BCP 47 tag of the language of the name, if it is known. */
  lang?: string | undefined;
  requestedSlug: string | undefined;
  fallback: string;
};

/**
 * Returns the preferred slug of an entity: the requested one, or one generated from its name.
 *
 * @param fallback the slug for a name without letters and digits
 * @throws invalid-request if the requested slug is not a valid slug
 */
export function chooseSlug({ name, lang, requestedSlug, fallback }: SlugRequest): string {
  if (requestedSlug === undefined) {
    const generatedSlug = slugify(name, lang);
    return isSlug(generatedSlug) ? generatedSlug : fallback;
  }
  if (isSlug(requestedSlug)) return requestedSlug;
  const detail = 'must not be a reserved word or look like an id.';
  throw problems.invalidRequest(`"/slug": ${detail}`, { errors: [{ pointer: '/slug', code: 'reserved', detail }] });
}

/** Yields the slugs to try in turn: only the requested one, or else the preferred one and similar ones. */
export function* slugsToTry(
  preferredSlug: string,
  requestedSlug: string | undefined,
  takenUpTo: number | null,
): Generator<string> {
  if (takenUpTo === null) yield preferredSlug;
  if (requestedSlug === undefined) yield* slugCandidates(preferredSlug, takenUpTo ?? 1);
}

/** Returns the problem for a slug that is in use. */
export const slugTakenProblem = (slug: string) =>
  slugTaken(`The slug "${slug}" is already in use. Choose another slug, or omit it.`, {
    errors: [{ pointer: '/slug', code: 'taken', detail: 'is already in use. Choose another slug, or omit it.' }],
  });

/**
 * Reserves a slug for an entity: the requested one, or one generated from its name.
 *
 * @throws slug-taken if the requested slug is in use; invalid-request if it is not a valid slug
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

/** Returns whether a reference is an id rather than a slug. */
export function isId(ref: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(ref);
}
