import { sql } from 'kysely';
import { anyOf, type Reader } from '../../../platform/db/index.js';

/** The condition that somebody, given by the id of an author, has saved a revision of the article `a` since its last publication. */
const hasSavedRevision = (authorId: ReturnType<typeof sql<string | null>>) => sql<boolean>`EXISTS (
  SELECT FROM revisions r WHERE r.article_id = a.id AND r.saver_id IS NOT DISTINCT FROM ${authorId}
    AND r.number > greatest(coalesce(a.published_revision, 0),
      coalesce((SELECT max(o.number) FROM revisions o WHERE o.article_id = a.id AND o.published_at IS NOT NULL), 0)))`;

/** Compares approvers with those who have saved a text. Unknown savers count as one person. */
export const approvalStore = {
  /** Returns whether an author has saved a revision of an article since its last publication. */
  async isAuthor({ query }: Reader, articleId: string, authorId: string | null): Promise<boolean> {
    const { isAuthor } = await query
      .selectFrom('articles as a')
      .select(hasSavedRevision(sql<string | null>`${authorId}::uuid`).as('isAuthor'))
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
      .where(({ not }) => not(hasSavedRevision(approver)))
      .execute();
    return new Set(rows.map(({ id }) => id));
  },
};
