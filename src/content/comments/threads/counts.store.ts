import { Prisma, type Transaction } from '../../../platform/db/index.js';

/** An approved comment was added (1) or removed (-1). */
export type ApprovedChange = { id: string; articleId: string; parentId: string | null; change: 1 | -1 };

/**
 * Locks comments and all their ancestors until the end of the transaction. The deepest comments are locked first
 * everywhere, which prevents deadlocks.
 */
export async function lockThreads(tx: Transaction, ids: readonly string[]): Promise<void> {
  // Without LATERAL and OFFSET 0, the planner estimates that half of all comments are ancestors, and reads the whole
  // table at each step.
  await tx.run(Prisma.sql`
    WITH RECURSIVE above AS (
      SELECT id, parent_id FROM comments WHERE id = ANY (ARRAY(SELECT unnest(${ids}::uuid[])))
      UNION SELECT c.id, c.parent_id FROM above
      CROSS JOIN LATERAL (SELECT id, parent_id FROM comments WHERE id = above.parent_id OFFSET 0) c
    )
    SELECT count(*) FROM (
      SELECT c.id FROM comments c WHERE c.id IN (SELECT id FROM above) ORDER BY c.depth DESC, c.id FOR NO KEY UPDATE
    ) locked`);
}

/**
 * Updates the counts of replies, of descendants and of comments per article. Call `lockThreads` first for the same
 * comments, or for the ancestors of new ones. Versions do not change, because nobody has edited the ancestors.
 */
export async function countApproved(tx: Transaction, changes: readonly ApprovedChange[]): Promise<void> {
  if (changes.length === 0) return;
  const below = changes.filter((one) => one.parentId !== null);
  if (below.length > 0) {
    await tx.change(Prisma.sql`
      WITH RECURSIVE changes AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(below)}::jsonb) AS c ("parentId" uuid, change int)
      ), above AS (
        SELECT "parentId" AS id, change, 1 AS steps FROM changes
        UNION ALL SELECT c.parent_id, above.change, above.steps + 1 FROM above
        CROSS JOIN LATERAL (SELECT parent_id FROM comments WHERE id = above.id OFFSET 0) c WHERE c.parent_id IS NOT NULL
      ), sums AS (
        SELECT id, sum(change)::int AS descendants, coalesce(sum(change) FILTER (WHERE steps = 1), 0)::int AS replies FROM above GROUP BY id
      )
      UPDATE comments c SET descendants = c.descendants + sums.descendants, reply_count = c.reply_count + sums.replies
      FROM sums WHERE c.id = sums.id AND (sums.descendants <> 0 OR sums.replies <> 0)`);
  }
  const onArticles = new Map<string, number>();
  for (const { articleId, change } of changes) onArticles.set(articleId, (onArticles.get(articleId) ?? 0) + change);
  // Sorted by id, so that two transactions that change the same articles cannot deadlock.
  await tx.change(Prisma.sql`
    WITH changes AS (
      SELECT * FROM unnest(${[...onArticles.keys()]}::uuid[], ${[...onArticles.values()]}::int[]) AS c (article_id, change)
    )
    INSERT INTO comment_counts AS counts (article_id, approved)
    SELECT article_id, greatest(change, 0) FROM changes ORDER BY article_id
    ON CONFLICT (article_id) DO UPDATE
    SET approved = counts.approved + (SELECT change FROM changes WHERE changes.article_id = counts.article_id)`);
}
