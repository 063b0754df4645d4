import { type Actor, requireScope } from '../../../platform/auth/index.js';
import { checkEmbargo, checkMayEndPlan } from '../planning/schedule.rules.js';
import type { ArticleRow } from '../store.js';
import type { ArticleImportRow } from './importer.store.js';

/** An existing article before and after an import. */
export type ArticleChange = { before: ArticleRow; after: ArticleImportRow };

/** What an import writes: new articles and changes of existing ones. */
export type ImportChanges = { createdRows: readonly ArticleImportRow[]; changes: readonly ArticleChange[] };

/** Returns whether only an editor can bring an article with this status back. */
export const isTrashedOrKilled = (status: string): status is 'trashed' | 'killed' =>
  status === 'trashed' || status === 'killed';

export const isLive = ({ status }: ArticleImportRow): boolean => status === 'published';

export const isRemovedFromPublic = ({ before, after }: ArticleChange): boolean =>
  before.status === 'published' && !isLive(after);

/** Returns whether the import changes more than the draft copy. */
export const isMoved = ({ before, after }: ArticleChange): boolean =>
  after.version > before.version + Number(after.isSaved);

/**
 * Checks that the actor may make these changes.
 *
 * @throws forbidden if an article is unpublished or a plan ends without the scope content:publish; embargoed
 */
export function checkMayMove(actor: Actor, changes: readonly ArticleChange[], now: Date): void {
  if (changes.some(isRemovedFromPublic)) requireScope(actor, 'content:publish');
  for (const { before, after } of changes) checkMayEndPlan(actor, before, after);
  for (const one of changes) if (isMoved(one) && isLive(one.after)) checkEmbargo(one.before, now);
}
