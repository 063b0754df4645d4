import { sql } from 'kysely';
import { z } from 'zod';
import { anyOf, noRequest, Prisma, recordset, type Session, type Transaction } from '../../../platform/db/index.js';

/** A stored count that differs from the real number. `said` is the stored value and `is` is the real one. */
const WrongCount = z.object({
  what: z.enum(['article', 'comment']),
  id: z.string(),
  articleId: z.string(),
  count: z.enum(['approved', 'replies', 'descendants']),
  said: z.int(),
  is: z.int(),
});
export type WrongCount = z.infer<typeof WrongCount>;

/** How many articles and comments were compared, and which counts are wrong. */
const Comparison = z.object({ articles: z.int(), comments: z.int(), wrong: z.array(WrongCount) });
export type Comparison = z.infer<typeof Comparison>;

/** A range of article ids: greater than `after`, and up to and including `upTo`. Null means no bound. */
export type Range = { after: string | null; upTo: string | null };

function within({ after, upTo }: Range, column: Prisma.Sql): Prisma.Sql {
  const bounds = [
    ...(after === null ? [] : [Prisma.sql`${column} > ${after}::uuid`]),
    ...(upTo === null ? [] : [Prisma.sql`${column} <= ${upTo}::uuid`]),
  ];
  return bounds.length === 0 ? Prisma.sql`TRUE` : Prisma.join(bounds, ' AND ');
}

/**
 * Compares the stored counts of some articles with the real numbers, in one snapshot.
 *
 * @param among returns the condition that selects the articles, for a column with article ids
 */
const comparison = (among: (column: Prisma.Sql) => Prisma.Sql) => Prisma.sql`
  WITH RECURSIVE these AS MATERIALIZED (
    SELECT c.id, c.article_id, c.parent_id, c.status = 'approved' AS approved, c.reply_count, c.descendants
    FROM comments c WHERE ${among(Prisma.sql`c.article_id`)}
  ), above AS (
    SELECT parent_id AS id, 1 AS steps FROM these WHERE approved AND parent_id IS NOT NULL
    UNION ALL SELECT t.parent_id, a.steps + 1 FROM above a JOIN these t ON t.id = a.id WHERE t.parent_id IS NOT NULL
  ), below AS (
    SELECT id, count(*)::int AS descendants, (count(*) FILTER (WHERE steps = 1))::int AS replies FROM above GROUP BY id
  ), on_articles AS (
    SELECT article_id, coalesce(n.approved, 0) AS said, coalesce(t.approved, 0) AS is
    FROM (SELECT article_id, (count(*) FILTER (WHERE approved))::int AS approved FROM these GROUP BY article_id) t
    FULL JOIN (SELECT article_id, approved FROM comment_counts WHERE ${among(Prisma.sql`article_id`)}) n USING (article_id)
  ), wrong AS (
    SELECT 'article' AS what, article_id AS id, article_id AS "articleId", 'approved' AS count, said, "is" FROM on_articles WHERE said <> "is"
    UNION ALL
    SELECT 'comment', t.id, t.article_id, n.count, n.said, n.is FROM these t LEFT JOIN below b USING (id),
      LATERAL (VALUES ('replies', t.reply_count, coalesce(b.replies, 0)), ('descendants', t.descendants, coalesce(b.descendants, 0))) n (count, said, "is")
    WHERE n.said <> n.is
  )
  SELECT (SELECT count(*)::int FROM on_articles) AS articles, (SELECT count(*)::int FROM these) AS comments,
    (SELECT coalesce(json_agg(row_to_json(w) ORDER BY "articleId"), '[]') FROM wrong w) AS wrong`;

async function compare(tx: Transaction, among: Parameters<typeof comparison>[0]): Promise<Comparison> {
  // The planner overestimates threads a thousandfold. JIT compilation would take a second for a query of 100 ms.
  await tx.change(Prisma.sql`SET LOCAL jit = off`);
  const [row] = await tx.run(comparison(among), Comparison);
  return row as Comparison;
}

/** Compares and repairs the counts of comments. */
export function recountStore(database: Session) {
  return {
    /**
     * Returns the id of the article that has the nth comment after `after`, in the order of article ids, where n is
     * `comments`. Null if fewer comments follow.
     */
    async findRangeEnd(after: string | null, comments: number): Promise<string | null> {
      const row = await database.query
        .selectFrom('comments')
        .select('articleId as id')
        .$if(after !== null, (some) => some.where('articleId', '>', after ?? ''))
        .orderBy('articleId')
        .offset(comments - 1)
        .limit(1)
        .executeTakeFirst();
      return row?.id ?? null;
    },

    compare: (range: Range): Promise<Comparison> =>
      database.transaction(noRequest, (tx) => compare(tx, (column) => within(range, column))),

    /**
     * Locks the comments and articles of these counts and compares again. Every change that is counted also writes the
     * count of its article, which is locked, so no change can intervene.
     *
     * @returns the counts that are still wrong
     */
    async lockWrong(tx: Transaction, wrong: readonly WrongCount[]): Promise<WrongCount[]> {
      const ids = wrong.filter(({ what }) => what === 'comment').map(({ id }) => id);
      const articleIds = [...new Set(wrong.map(({ articleId }) => articleId))];
      // The lock order is the same everywhere: the deepest comments first, the counts of articles last.
      if (ids.length > 0)
        await tx.query
          .selectFrom('comments')
          .select('id')
          .where('id', '=', anyOf(ids))
          .orderBy('depth', 'desc')
          .orderBy('id')
          .forNoKeyUpdate()
          .execute();
      await tx.query
        .insertInto('commentCounts')
        .columns(['articleId', 'approved'])
        .expression((articles) =>
          articles
            .selectFrom('articles')
            .select(['id', sql<number>`0`.as('approved')])
            .where('id', '=', anyOf(articleIds))
            .orderBy('id'),
        )
        .onConflict((conflict) =>
          conflict.column('articleId').doUpdateSet(({ ref }) => ({ approved: ref('commentCounts.approved') })),
        )
        .execute();
      const now = await compare(tx, (column) => Prisma.sql`${column} = ANY (${articleIds}::uuid[])`);
      const lockedIds = new Set([...ids, ...articleIds]);
      return now.wrong.filter(({ id }) => lockedIds.has(id));
    },

    /** Writes the real numbers. Versions do not change, because nobody has edited anything. */
    async repair(tx: Transaction, wrong: readonly WrongCount[]): Promise<void> {
      const comments = wrong.flatMap(({ what, id, count, is }) =>
        what === 'comment'
          ? [{ id, replies: count === 'replies' ? is : null, below: count === 'replies' ? null : is }]
          : [],
      );
      await tx.query
        .with('numbers', (numbers) =>
          numbers
            .selectFrom(recordset('n', comments, { id: 'uuid', replies: 'int', below: 'int' }))
            .select(({ fn }) => ['n.id', fn.max('n.replies').as('replies'), fn.max('n.below').as('below')])
            .groupBy('n.id'),
        )
        .updateTable('comments as c')
        .from('numbers as n')
        .set(({ fn, ref }) => ({
          replyCount: fn.coalesce('n.replies', ref('c.replyCount')),
          descendants: fn.coalesce('n.below', ref('c.descendants')),
        }))
        .whereRef('c.id', '=', 'n.id')
        .execute();
      const articles = wrong.filter(({ what }) => what === 'article').map(({ id, is }) => ({ id, approved: is }));
      await tx.query
        .updateTable('commentCounts as c')
        .from(recordset('n', articles, { id: 'uuid', approved: 'int' }))
        .set(({ ref }) => ({ approved: ref('n.approved') }))
        .whereRef('c.articleId', '=', 'n.id')
        .execute();
    },
  };
}
