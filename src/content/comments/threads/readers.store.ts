import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import type { JsonValue, Session, Transaction } from '../../../platform/db/index.js';
import type { REACTIONS, Status } from '../schemas.js';
import type { FlagInput, Reaction } from './reader.schemas.js';

type Readable = { id: string; articleId: string; parentId: string | null; status: Status };
type FlagReason = FlagInput['reason'] | 'words';
export type ReactionTotals = { reactions: Partial<Record<(typeof REACTIONS)[number], number>>; score: number };

/** Stores the reports and reactions of readers. */
export function readersStore(database: Session) {
  return {
    /** Reads and locks a public comment that has content. Other changes to it wait for the end of this transaction. */
    async lockReadable(tx: Transaction, commentId: string): Promise<Readable | undefined> {
      tx.beforeLock(`comment ${commentId}`);
      const row = await tx.query
        .selectFrom('comments as c')
        .select(['c.id', 'c.articleId', 'c.parentId', 'c.status'])
        .where('c.id', '=', commentId)
        .where('c.status', '=', 'approved')
        .where(({ exists, selectFrom }) =>
          exists(selectFrom('publications as p').select('p.articleId').whereRef('p.articleId', '=', 'c.articleId')),
        )
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && { ...row, status: row.status as Status };
    },

    /**
     * Adds a report to a comment.
     *
     * @returns whether the report is the first by this reader
     */
    async flag(
      tx: Transaction,
      commentId: string,
      readerKey: string | null,
      { reason, note = null }: { reason: FlagReason; note?: string | null | undefined },
    ): Promise<boolean> {
      const flagRow = await tx.query
        .insertInto('commentFlags')
        .values({ id: uuid(), commentId, readerKey, reason, note })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (flagRow === undefined) return false;
      await tx.query
        .updateTable('comments')
        .set(({ eb }) => ({ openFlags: eb('openFlags', '+', 1) }))
        .where('id', '=', commentId)
        .execute();
      return true;
    },

    flags: (commentId: string) =>
      database.query
        .selectFrom('commentFlags')
        .select(['reason', 'note', 'createdAt', 'resolvedAt'])
        .where('commentId', '=', commentId)
        .orderBy('createdAt')
        .orderBy('id')
        .execute(),

    /**
     * Sets the reaction of a reader. Null removes it.
     *
     * @returns the previous reaction, or null
     */
    async react(
      tx: Transaction,
      commentId: string,
      readerKey: string,
      type: Reaction | null,
    ): Promise<Reaction | null> {
      const { query } = tx;
      const before = await query
        .selectFrom('commentReactions')
        .select('type')
        .where('commentId', '=', commentId)
        .where('readerKey', '=', readerKey)
        .executeTakeFirst();
      if (type === null)
        await query
          .deleteFrom('commentReactions')
          .where('commentId', '=', commentId)
          .where('readerKey', '=', readerKey)
          .execute();
      else
        await query
          .insertInto('commentReactions')
          .values({ commentId, readerKey, type })
          .onConflict((conflict) => conflict.columns(['commentId', 'readerKey']).doUpdateSet({ type }))
          .execute();
      return (before?.type as Reaction | undefined) ?? null;
    },

    /**
     * Adds to the reaction counts and the score of a comment.
     *
     * @param changes the differences
     */
    async addToTotals(tx: Transaction, commentId: string, changes: ReactionTotals): Promise<ReactionTotals> {
      const numbers = Object.entries(changes.reactions).map(
        ([type, change]) => sql`${type}::text, coalesce((reactions->>${type})::int, 0) + ${change}::int`,
      );
      const row = await tx.query
        .updateTable('comments')
        .set(({ eb }) => ({
          reactions: sql<JsonValue>`reactions || jsonb_build_object(${sql.join(numbers)})`,
          score: eb('score', '+', changes.score),
        }))
        .where('id', '=', commentId)
        .returning(['reactions', 'score'])
        .executeTakeFirstOrThrow();
      return row as ReactionTotals;
    },

    async findTotals(tx: Transaction, commentId: string): Promise<ReactionTotals> {
      const row = await tx.query
        .selectFrom('comments')
        .select(['reactions', 'score'])
        .where('id', '=', commentId)
        .executeTakeFirstOrThrow();
      return row as ReactionTotals;
    },
  };
}
