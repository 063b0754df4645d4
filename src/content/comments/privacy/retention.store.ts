import { sql } from 'kysely';
import { anyOf, noRequest, Prisma, type Session, type Transaction, toKysely } from '../../../platform/db/index.js';
import type { Status } from '../schemas.js';

/** Where a look through old comments that were refused, the newest first, has come to. */
export type RetentionCursor = { createdAt: Date; id: string };

/** Up to when comments that were refused are old; null where they are kept. */
export type RetentionCutoffs = { spamBefore: Date | null; rejectedBefore: Date | null };

export type DeletedComment = { id: string; articleId: string; parentId: string | null; status: Status };

/**
 * Old ones of one status that nobody answers, whatever became of the answer. What was decided or erased lately is not old. Of
 * an import, a place that was left empty stays, by which the next import knows that the comment is not to come back.
 */
const expiredCondition = (status: 'spam' | 'rejected', before: Date) =>
  Prisma.sql`c.status = ${Prisma.raw(`'${status}'`)} AND c.created_at < ${before} AND c.updated_at < ${before}
    AND NOT (c.source_id IS NOT NULL AND c.author_name = '') AND NOT EXISTS (SELECT FROM comments r WHERE r.parent_id = c.id)`;

const expiredConditions = ({ spamBefore, rejectedBefore }: RetentionCutoffs) => [
  ...(spamBefore === null ? [] : [expiredCondition('spam', spamBefore)]),
  ...(rejectedBefore === null ? [] : [expiredCondition('rejected', rejectedBefore)]),
];

/** What is past its time, some at a time. */
export function retentionStore(database: Session) {
  const count = async (statement: (query: Transaction['query']) => { execute(): Promise<object[]> }) =>
    (await database.write(noRequest, ({ query }) => statement(query).execute())).length;

  return {
    /** Forgets from which network comments came. @returns how many */
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

    /** Forgets who reported comments. @returns how many */
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

    /** Forgets who reacted how: the numbers stay. @returns how many */
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

    /** Forgets bans that have ended. @returns how many */
    deleteExpiredBans: (endedBefore: Date, limit: number): Promise<number> =>
      count((query) =>
        query
          .deleteFrom('commentBans')
          .where('id', 'in', (old) =>
            old.selectFrom('commentBans').select('id').where('until', '<', endedBefore).limit(limit),
          )
          .returning('id'),
      ),

    /** Those that are to go, the newest first. */
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

    /** Makes changes of comments, and new replies to them, wait for the end of this transaction; leaves out those that are in hand elsewhere. */
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

    /** Deletes those of the comments that are still to go. */
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
