import { type Actor, createSectionLimitProblem } from '../../platform/auth/index.js';
import type { Reader } from '../../platform/db/index.js';
import { findInsideSections, findOutsideArticles } from './section-limits.store.js';

/** The copies of an article that a write changes. `all` includes the publication and the scheduled revision. */
type Copies = 'draft' | 'all';

/** What a write changes: articles, or something that belongs to sections. Null stands for no section. */
type Target = { articleIds: readonly string[]; copies?: Copies } | { sectionIds: readonly (string | null)[] };

/**
 * Checks that an actor may change something, if its token is limited to sections. This costs one statement then, and
 * nothing for all other actors.
 *
 * Almost every write of an article locks the row of the article. The check follows the lock in the same transaction:
 *
 * - `lockArticle` in content/articles/service.ts, for articles and corrections. It requires the actor.
 * - `create` there and `save` in content/articles/drafts/edit.ts, for the section after the change.
 * - `upsertAll` and `relateAll` in content/articles/transfer/importer.ts, for imports.
 *
 * Comments, mentions, locks and previews call it where they read the id of their article. A route that does not declare
 * `sectionLimit` refuses such tokens before it calls its service.
 *
 * @throws outside-sections
 */
export async function requireSectionAccess(reader: Reader, actor: Actor, target: Target): Promise<void> {
  const { sectionLimit: limit } = actor;
  if (limit === null) return;
  const outsideIds =
    'articleIds' in target
      ? await findForeignArticles(reader, actor, target.articleIds, target.copies)
      : await findForeignSections(reader, actor, target.sectionIds);
  if (outsideIds.size > 0) throw createSectionLimitProblem(limit);
}

/** Returns which of these articles an actor may not change because of their sections. */
export async function findForeignArticles(
  reader: Reader,
  { sectionLimit: limit }: Actor,
  articleIds: readonly string[],
  copies: Copies = 'all',
): Promise<ReadonlySet<string>> {
  if (limit === null || articleIds.length === 0) return new Set();
  return findOutsideArticles(reader, idsOf(limit), articleIds, copies);
}

/** Returns which of these sections are outside the limit of an actor. Null always is. */
async function findForeignSections(
  reader: Reader,
  { sectionLimit: limit }: Actor,
  sectionIds: readonly (string | null)[],
): Promise<ReadonlySet<string | null>> {
  if (limit === null || sectionIds.length === 0) return new Set();
  const insideIds = await findInsideSections(reader, idsOf(limit), sectionIds);
  return new Set(sectionIds.filter((id) => id === null || !insideIds.has(id)));
}

const idsOf = (limit: NonNullable<Actor['sectionLimit']>) => limit.map(({ id }) => id);
