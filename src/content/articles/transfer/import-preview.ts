import type { Actor } from '../../../platform/auth/index.js';
import type { Reader } from '../../../platform/db/index.js';
import { compareFields, type FieldChange } from '../revisions/field-changes.js';
import type { ArticleRow } from '../store.js';
import { requireImportAccess } from './import-access.js';
import { type ArticleImportRecord, toContent } from './import-rows.js';

/** Returns the function that previews an import. `readRows` reads draft copies by id. */
export function importPreview(reader: Reader, readRows: (ids: readonly string[]) => Promise<Map<string, ArticleRow>>) {
  /**
   * Returns the changes that an import would make to each article. Writes nothing.
   *
   * @throws outside-sections
   */
  return async function preview(actor: Actor, importRecords: readonly ArticleImportRecord[]): Promise<FieldChange[][]> {
    await requireImportAccess(reader, actor, importRecords);
    const rows = await readRows(importRecords.flatMap(({ existingArticle }) => existingArticle?.id ?? []));
    return importRecords.map((importRecord) => {
      const before = rows.get(importRecord.existingArticle?.id ?? '');
      const content = toContent(importRecord, importRecord.input.slug ?? before?.slug ?? importRecord.slug);
      return compareFields(before, { ...importRecord, content });
    });
  };
}
