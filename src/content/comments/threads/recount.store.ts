import { sql } from 'kysely';
import { z } from 'zod';
import { anyOf, noRequest, Prisma, recordset, type Session, type Transaction } from '../../../platform/db/index.js';

/** A number that is not what it says. */
const WrongCount = z.object({
  what: z.enum(['article', 'comment']),
  id: z.string(),
  articleId: z.string(),
  count: z.enum(['approved', 'replies', 'descendants']),
  said: z.int(),
  is: z.int(),
});
export type WrongCount = z.infer<typeof WrongCount>;

/** What was compared, and what of it is wrong. */
const Comparison = z.object({ articles: z.int(), comments: z.int(), wrong: z.array(WrongCount) });
export type Comparison = z.infer<typeof Comparison>;

/** Articles by their ids: after one, up to another with it; without a bound where that is null. */
export type Range = { after: string | null; upTo: string | null };

function within({ after, upTo }: Range, column: Prisma.Sql): Prisma.Sql {
  const bounds = [
    ...(after === null ? [] : [Prisma.sql`${column} > ${after}::uuid`]),
    ...(upTo === null ? [] : [Prisma.sql`${column} <= ${upTo}::uuid`]),
  ];
  return bounds.length === 0 ? Prisma.sql`TRUE` : Prisma.join(bounds, ' AND ');
}

/** Compares counts on some articles with what there is, all as it was at one moment. @param among says which, of a column with ids of articles */
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
  // The planner takes threads for a thousand times what they are, and would have compiled for a second what runs for a tenth of one.
  await tx.change(Prisma.sql`SET LOCAL jit = off`);
  const [row] = await tx.run(comparison(among), Comparison);
  return row as Comparison;
}

/** All numbers of comments, and what they ought to be. */
export function recountStore(database: Session) {
  return {
    /** Where a part of the articles ends, in the order of their ids: that on which the comment is which comes so many after an article; null where fewer do. */
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
     * Makes whoever changes these numbers wait for the end of this transaction, and compares again. Nobody is in between: a
     * change that is counted is committed with the count of its article, which is locked.
     *
     * @returns those that are wrong
     */
    async lockWrong(tx: Transaction, wrong: readonly WrongCount[]): Promise<WrongCount[]> {
      const ids = wrong.filter(({ what }) => what === 'comment').map(({ id }) => id);
      const articleIds = [...new Set(wrong.map(({ articleId }) => articleId))];
      // In the order in which threads are locked everywhere: the deepest first, and the counts of articles last.
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

    /** Writes what the numbers are. Versions stay: nobody has edited anything. */
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
