import type { Actor } from '../../../platform/auth/index.js';
import type { Reader } from '../../../platform/db/index.js';
import { requireSectionAccess } from '../../section-limits/index.js';
import type { ArticleImportRecord } from './import-rows.js';

/**
 * Checks the sections of articles before and after an import, which may publish them.
 *
 * @throws outside-sections
 */
export async function requireImportAccess(
  reader: Reader,
  actor: Actor,
  importRecords: readonly ArticleImportRecord[],
): Promise<void> {
  const articleIds = importRecords.flatMap(({ existingArticle }) => existingArticle?.id ?? []);
  await requireSectionAccess(reader, actor, { articleIds });
  await requireSectionAccess(reader, actor, { sectionIds: importRecords.map(({ sectionId }) => sectionId) });
}
