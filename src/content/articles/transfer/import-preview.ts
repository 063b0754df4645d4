import type { Actor } from '../../../platform/auth/index.js';
import type { Reader } from '../../../platform/db/index.js';
import type { ApprovalChecks } from '../review/approval.js';
import { compareFields, type FieldChange } from '../revisions/field-changes.js';
import type { ArticleRow } from '../store.js';
import { requireImportAccess } from './import-access.js';
import { type ArticleImportRecord, newRow, toDraftRecord, updatedRow } from './import-rows.js';

/** Returns the function that previews an import. `readRows` reads draft copies by id. */
export function importPreview(
  reader: Reader,
  approvals: ApprovalChecks,
  readRows: (ids: readonly string[]) => Promise<Map<string, ArticleRow>>,
) {
  /**
   * Returns the changes that an import would make to each article. Writes nothing.
   *
   * @throws outside-sections
   */
  return async function preview(
    actor: Actor,
    importRecords: readonly ArticleImportRecord[],
  ): Promise<{ changes: FieldChange[]; isDraftOnly: boolean }[]> {
    await requireImportAccess(reader, actor, importRecords);
    const now = new Date();
    const rows = await readRows(importRecords.flatMap(({ existingArticle }) => existingArticle?.id ?? []));
    const publishable = await approvals.findPublishable(reader, actor, [...rows.values()]);
    return importRecords.map((importRecord) => {
      const before = rows.get(importRecord.existingArticle?.id ?? '');
      const slug = importRecord.input.slug ?? before?.slug ?? importRecord.slug;
      const { content, isDraftOnly } =
        before === undefined
          ? newRow(importRecord, slug, now, publishable)
          : updatedRow(importRecord, slug, before, now, publishable);
      const { status, publishedAt } = isDraftOnly ? toDraftRecord(importRecord) : importRecord;
      return { changes: compareFields(before, { content, status, publishedAt }), isDraftOnly };
    });
  };
}
