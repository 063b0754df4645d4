import { type Actor, authorIdOf, hasScope, isBroadsheet } from '../../../platform/auth/index.js';
import type { Reader, Transaction } from '../../../platform/db/index.js';
import type { ArticleRow } from '../store.js';
import { approvalStore } from './approval.store.js';
import { approvalRequired, ownApproval } from './review.rules.js';
import { isReleased } from './state.rules.js';

/** Which revisions of articles may be published. The article is undefined if it is new. */
export type Publishable = { has(row: ArticleRow | undefined, revision: number): boolean };

/**
 * Creates the checks of the setting `REVIEW_REQUIRED`: publishing needs the approval of a second person. Without it, they
 * allow everything and read nothing. Broadsheet itself and its command line need no approval, because whoever runs them
 * has the database.
 */
export function createApprovalChecks(isRequired: boolean) {
  const isExempt = (actor: Actor): boolean => !isRequired || isBroadsheet(actor);

  /**
   * Checks that the newest revision of an article may be published or scheduled. A revision that is published or scheduled
   * already may be.
   *
   * @throws needs-approval
   */
  async function requireApproval(tx: Transaction, actor: Actor, row: ArticleRow): Promise<void> {
    if (isExempt(actor) || isReleased(row)) return;
    if ((await approvalStore.findApproved(tx, [row.id])).has(row.id)) return;
    throw approvalRequired(`Revision ${row.revision} needs the approval of somebody who has not worked on it.`);
  }

  /** Checks that a new article may be published, which nobody can have approved. @throws needs-approval */
  function requireNoApproval(actor: Actor): void {
    if (isExempt(actor)) return;
    throw approvalRequired('A new article needs an approval. Create it without a time of publication, and submit it.');
  }

  /** Returns which revisions an import may publish: those that need no approval, or that have one. */
  async function findPublishable(reader: Reader, actor: Actor, rows: readonly ArticleRow[]): Promise<Publishable> {
    if (!hasScope(actor, 'content:publish')) return { has: () => false };
    if (isExempt(actor)) return { has: () => true };
    const approvedIds = await approvalStore.findApproved(
      reader,
      rows.filter(({ reviewStep }) => reviewStep === 'approved').map(({ id }) => id),
    );
    return {
      has: (row, revision) => row?.revision === revision && (isReleased(row) || approvedIds.has(row.id)),
    };
  }

  /**
   * Checks that an approver has not worked on the text.
   *
   * @throws own-approval
   */
  async function requireOtherAuthor(tx: Transaction, actor: Actor, row: ArticleRow): Promise<void> {
    if (isExempt(actor) || !(await approvalStore.isAuthor(tx, row.id, authorIdOf(actor)))) return;
    throw ownApproval('You have worked on this text since the article was last published.');
  }

  return { requireApproval, requireNoApproval, findPublishable, requireOtherAuthor };
}

export type ApprovalChecks = ReturnType<typeof createApprovalChecks>;
