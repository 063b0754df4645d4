import { Prisma, type Transaction } from '../../../platform/db/index.js';

/** That an approved comment has come (1) or gone (-1). */
export type ApprovedChange = { id: string; articleId: string; parentId: string | null; change: 1 | -1 };

/**
 * Makes other changes of comments, and of all above them in their threads, wait for the end of this transaction. The deepest
 * are taken first, wherever they are taken: nobody then waits for somebody who waits for them.
 */
export async function lockThreads(tx: Transaction, ids: readonly string[]): Promise<void> {
  // Left to itself the planner takes what lies above for half of all comments, and reads the whole table at each step.
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
 * Keeps all counts right: of replies to each comment, of what lies below it, of comments on each article. Call it after
 * `lockThreads` for the same comments, or for those above new ones; versions stay, as nobody has edited what lies above.
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
  // In the order of the ids, so that two who change the same articles wait for each other only one way.
  await tx.change(Prisma.sql`
    WITH changes AS (
      SELECT * FROM unnest(${[...onArticles.keys()]}::uuid[], ${[...onArticles.values()]}::int[]) AS c (article_id, change)
    )
    INSERT INTO comment_counts AS counts (article_id, approved)
    SELECT article_id, greatest(change, 0) FROM changes ORDER BY article_id
    ON CONFLICT (article_id) DO UPDATE
    SET approved = counts.approved + (SELECT change FROM changes WHERE changes.article_id = counts.article_id)`);
}
