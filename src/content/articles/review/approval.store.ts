import { sql } from 'kysely';
import { anyOf, type Reader } from '../../../platform/db/index.js';

/** The number of the last revision that was published, not after a revision. 0 if there is none. */
const lastPublished = (until: ReturnType<typeof sql>) => sql<number>`coalesce((SELECT max(o.number) FROM revisions o
  WHERE o.article_id = a.id AND o.published_at IS NOT NULL AND o.number <= ${until}), 0)`;

/**
 * The condition that somebody, given by the id of an author, has worked on the unpublished text of the article `a`. They
 * have saved a revision since its last publication, or a revision that led to a text which was restored since then.
 */
const hasWorkedOn = (authorId: ReturnType<typeof sql<string | null>>) => sql<boolean>`EXISTS (
  WITH RECURSIVE worked AS (
    SELECT r.number, r.saver_id, r.restored_from FROM revisions r WHERE r.article_id = a.id
      AND r.number > greatest(coalesce(a.published_revision, 0), ${lastPublished(sql`a.revision`)})
    UNION
    SELECT r.number, r.saver_id, r.restored_from FROM worked w
      JOIN revisions r ON r.article_id = a.id AND r.number <= w.restored_from
      WHERE r.number > ${lastPublished(sql`w.restored_from`)}
  )
  SELECT FROM worked WHERE saver_id IS NOT DISTINCT FROM ${authorId})`;

/** Compares approvers with those who have saved a text. Unknown savers count as one person. */
export const approvalStore = {
  /** Returns whether an author has worked on the unpublished text of an article. */
  async isAuthor({ query }: Reader, articleId: string, authorId: string | null): Promise<boolean> {
    const { isAuthor } = await query
      .selectFrom('articles as a')
      .select(hasWorkedOn(sql<string | null>`${authorId}::uuid`).as('isAuthor'))
      .where('a.id', '=', articleId)
      .executeTakeFirstOrThrow();
    return isAuthor;
  },

  /** Returns which of these articles have an approval of their newest revision by somebody who has not worked on it. */
  async findApproved({ query }: Reader, articleIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (articleIds.length === 0) return new Set();
    const approver = sql<string | null>`(SELECT n.author_id FROM article_notes n
      WHERE n.article_id = a.id AND n.kind <> 'note' ORDER BY n.created_at DESC, n.id DESC LIMIT 1)`;
    const rows = await query
      .selectFrom('articles as a')
      .select('a.id')
      .where('a.id', '=', anyOf(articleIds))
      .where('a.reviewStep', '=', 'approved')
      .whereRef('a.reviewRevision', '=', 'a.revision')
      .where(({ not }) => not(hasWorkedOn(approver)))
      .execute();
    return new Set(rows.map(({ id }) => id));
  },
};
