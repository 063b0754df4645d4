import { sql } from 'kysely';
import { anyOf, noRequest, Prisma, type Session, type Transaction, toKysely } from '../../../platform/db/index.js';
import type { Status } from '../schemas.js';

/** The position in a pass over old refused comments, the newest first. */
export type RetentionCursor = { createdAt: Date; id: string };

/** Refused comments before these times are deleted. Null keeps all. */
export type RetentionCutoffs = { spamBefore: Date | null; rejectedBefore: Date | null };

export type DeletedComment = { id: string; articleId: string; parentId: string | null; status: Status };

/**
 * Returns the condition for old comments of one status without replies of any status. A comment that was recently
 * moderated or erased is not old. The empty placeholder of an imported comment is kept, so that the next import does
 * not bring the comment back.
 */
const expiredCondition = (status: 'spam' | 'rejected', before: Date) =>
  Prisma.sql`c.status = ${Prisma.raw(`'${status}'`)} AND c.created_at < ${before} AND c.updated_at < ${before}
    AND NOT (c.source_id IS NOT NULL AND c.author_name = '') AND NOT EXISTS (SELECT FROM comments r WHERE r.parent_id = c.id)`;

const expiredConditions = ({ spamBefore, rejectedBefore }: RetentionCutoffs) => [
  ...(spamBefore === null ? [] : [expiredCondition('spam', spamBefore)]),
  ...(rejectedBefore === null ? [] : [expiredCondition('rejected', rejectedBefore)]),
];

/** Deletes expired data in batches. */
export function retentionStore(database: Session) {
  const count = async (statement: (query: Transaction['query']) => { execute(): Promise<object[]> }) =>
    (await database.write(noRequest, ({ query }) => statement(query).execute())).length;

  return {
    /**
     * Removes the network keys of old comments.
     *
     * @returns the number of changed rows
     */
    clearReaderKeys: (before: Date, limit: number): Promise<number> =>
      count((query) =>
        query
          .updateTable('comments')
          .set({ readerKey: null })
          .where('id', 'in', (old) =>
            old
              .selectFrom('comments')
              .select('id')
              .where('readerKey', 'is not', null)
              .where('createdAt', '<', before)
              .orderBy('createdAt')
              .limit(limit)
              .forNoKeyUpdate()
              .skipLocked(),
          )
          .returning('id'),
      ),

    /**
     * Removes the network keys of old reports.
     *
     * @returns the number of changed rows
     */
    clearReporterKeys: (before: Date, limit: number): Promise<number> =>
      count((query) =>
        query
          .updateTable('commentFlags')
          .set({ readerKey: null })
          .where('id', 'in', (old) =>
            old
              .selectFrom('commentFlags')
              .select('id')
              .where('readerKey', 'is not', null)
              .where('createdAt', '<', before)
              .orderBy('createdAt')
              .limit(limit),
          )
          .returning('id'),
      ),

    /**
     * Deletes old reactions of readers. The totals stay.
     *
     * @returns the number of deleted rows
     */
    deleteReactions: (before: Date, limit: number): Promise<number> =>
      count((query) =>
        query
          .deleteFrom('commentReactions')
          .where(({ eb, refTuple }) =>
            eb(refTuple('commentId', 'readerKey'), 'in', (old) =>
              old
                .selectFrom('commentReactions')
                .select(['commentId', 'readerKey'])
                .where('createdAt', '<', before)
                .orderBy('createdAt')
                .limit(limit)
                .$asTuple('commentId', 'readerKey'),
            ),
          )
          .returning('commentId'),
      ),

    /**
     * Deletes bans that have ended.
     *
     * @returns the number of deleted rows
     */
    deleteExpiredBans: (endedBefore: Date, limit: number): Promise<number> =>
      count((query) =>
        query
          .deleteFrom('commentBans')
          .where('id', 'in', (old) =>
            old.selectFrom('commentBans').select('id').where('until', '<', endedBefore).limit(limit),
          )
          .returning('id'),
      ),

    /** Returns the next expired comments, the newest first. */
    async findExpired(
      tx: Transaction,
      before: RetentionCutoffs,
      from: RetentionCursor | undefined,
      limit: number,
    ): Promise<RetentionCursor[]> {
      const below =
        from === undefined
          ? sql<boolean>`TRUE`
          : sql<boolean>`(c.created_at, c.id) < (${from.createdAt}::timestamptz, ${from.id}::uuid)`;
      const [first, ...others] = expiredConditions(before).map((kind) => {
        const newest = tx.query
          .selectFrom('comments as c')
          .select(['c.id', 'c.createdAt'])
          .where(toKysely<boolean>(kind))
          .where(below)
          .orderBy('c.createdAt', 'desc')
          .orderBy('c.id', 'desc')
          .limit(limit);
        return tx.query.selectFrom(newest.as('some')).selectAll();
      });
      if (first === undefined) return [];
      return others
        .reduce((all, other) => all.unionAll(other), first)
        .orderBy('createdAt', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
    },

    /**
     * Locks comments against changes and new replies until the end of the transaction. Comments that another
     * transaction has locked are skipped.
     *
     * @returns the ids of the locked comments
     */
    async lock(tx: Transaction, ids: readonly string[]): Promise<string[]> {
      const rows = await tx.query
        .selectFrom('comments')
        .select('id')
        .where('id', '=', anyOf(ids))
        .orderBy('depth', 'desc')
        .orderBy('id')
        .forUpdate()
        .skipLocked()
        .execute();
      return rows.map(({ id }) => id);
    },

    /** Deletes those of the comments that are still expired. */
    async remove(tx: Transaction, before: RetentionCutoffs, ids: readonly string[]): Promise<DeletedComment[]> {
      if (ids.length === 0) return [];
      const rows = await tx.query
        .deleteFrom('comments as c')
        .where('c.id', '=', anyOf(ids))
        .where(({ or }) => or(expiredConditions(before).map((kind) => toKysely<boolean>(kind))))
        .returning(['c.id', 'c.articleId', 'c.parentId', 'c.status'])
        .execute();
      return rows.map((row) => ({ ...row, status: row.status as Status }));
    },
  };
}
