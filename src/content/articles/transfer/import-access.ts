import { type Actor, requireNoFieldLimit } from '../../../platform/auth/index.js';
import type { Reader } from '../../../platform/db/index.js';
import { requireSectionAccess } from '../../section-limits/index.js';
import type { ArticleImportRecord } from './import-rows.js';

/**
 * Checks the sections of articles before and after an import, which may publish them. An import replaces all fields, so
 * it refuses actors who are barred from some.
 *
 * @throws outside-sections, field-not-allowed
 */
export async function requireImportAccess(
  reader: Reader,
  actor: Actor,
  importRecords: readonly ArticleImportRecord[],
): Promise<void> {
  requireNoFieldLimit(actor);
  const articleIds = importRecords.flatMap(({ existingArticle }) => existingArticle?.id ?? []);
  await requireSectionAccess(reader, actor, { articleIds });
  await requireSectionAccess(reader, actor, { sectionIds: importRecords.map(({ sectionId }) => sectionId) });
}
