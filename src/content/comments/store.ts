import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { v7 as uuid } from 'uuid';
import {
  columnNames,
  lockName,
  noRequest,
  type Reader,
  recordset,
  type Session,
  type Tables,
  type Transaction,
} from '../../platform/db/index.js';
import type { Verdict } from './policy/policy.rules.js';

export type CommentRow = Selectable<Tables['comments']>;

/** Reads and writes single comments in the transactions that change them. */
export function commentStore(database: Session) {
  return {
    find: ({ query }: Reader, commentId: string): Promise<CommentRow | undefined> =>
      query.selectFrom('comments').select(columnNames('comments')).where('id', '=', commentId).executeTakeFirst(),

    /** Finds an approved comment on an article, so that a reply can be placed below it. */
    findApproved: ({ query }: Reader, articleId: string, commentId: string) =>
      query
        .selectFrom('comments')
        .select(['id', 'parentId', 'rootId', 'depth'])
        .where('id', '=', commentId)
        .where('articleId', '=', articleId)
        .where('status', '=', 'approved')
        .executeTakeFirst(),

    /** Returns the id of the ancestor of a comment at a depth, or null. */
    async findAncestorAt({ query }: Reader, commentId: string, depth: number): Promise<string | null> {
      const row = await query
        .withRecursive('above', (above) =>
          above
            .selectFrom('comments')
            .select(['id', 'parentId', 'depth'])
            .where('id', '=', commentId)
            .unionAll(
              above
                .selectFrom('comments as c')
                .innerJoin('above', 'c.id', 'above.parentId')
                .select(['c.id', 'c.parentId', 'c.depth']),
            ),
        )
        .selectFrom('above')
        .select('id')
        .where('depth', '=', depth)
        .executeTakeFirst();
      return row?.id ?? null;
    },

    /** Declares that the next write waits for the lock on the article row. Call it before inserting a comment. */
    waitForArticle: (tx: Transaction, articleId: string): void => tx.beforeLock(`article ${articleId}`),

    /**
     * Finds the newest comment with a fingerprint since a time. Concurrent requests with the same fingerprint wait for
     * the end of this transaction.
     */
    async findDuplicateSince(tx: Transaction, fingerprint: string, since: Date): Promise<CommentRow | undefined> {
      await lockName(tx, fingerprint);
      return tx.query
        .selectFrom('comments')
        .select(columnNames('comments'))
        .where('fingerprint', '=', fingerprint)
        .where('createdAt', '>=', since)
        .orderBy('createdAt', 'desc')
        .limit(1)
        .executeTakeFirst();
    },

    /** Adds a decision to the history of a comment. */
    insertDecision: (
      tx: Transaction,
      commentId: string,
      statusBefore: string | null,
      { status, phase, reason }: Verdict,
      decidedBy: string,
    ) =>
      tx.query
        .insertInto('commentDecisions')
        .values({ id: uuid(), commentId, statusBefore, status, phase, reason, decidedBy })
        .execute(),

    /** Empties a comment that its author has retracted. Its place in the thread stays. */
    clearContent: (tx: Transaction, commentId: string, authorEmail: string): Promise<CommentRow> =>
      tx.query
        .updateTable('comments')
        .set(({ eb }) => ({
          status: 'rejected',
          authorName: '',
          authorUrl: null,
          authorEmail,
          authorKey: '',
          readerKey: null,
          fingerprint: null,
          notify: false,
          body: '',
          bodyHtml: '',
          pinnedAt: null,
          deletedAt: new Date(),
          updatedAt: new Date(),
          version: eb('version', '+', 1),
        }))
        .where('id', '=', commentId)
        .returning(columnNames('comments'))
        .executeTakeFirstOrThrow(),

    /** Finds comments whose e-mail addresses are still plain text. */
    findUnsealed: (limit: number): Promise<{ id: string; authorEmail: string }[]> =>
      database.query
        .selectFrom('comments')
        .select(['id', 'authorEmail'])
        .where('authorKey', 'is', null)
        .limit(limit)
        .execute(),

    seal: (rows: readonly { id: string; authorEmail: string; authorKey: string }[]) =>
      database.write(noRequest, ({ query }) =>
        query
          .updateTable('comments as c')
          .from(recordset('s', rows, { id: 'uuid', authorEmail: 'text', authorKey: 'text' }))
          .set(({ ref }) => ({ authorEmail: ref('s.authorEmail'), authorKey: ref('s.authorKey') }))
          .whereRef('c.id', '=', 's.id')
          .where('c.authorKey', 'is', null)
          .execute(),
      ),

    /**
     * Reads a comment and locks it. Other changes to it, and new replies to it, wait for the end of this transaction.
     */
    lock(tx: Transaction, commentId: string): Promise<CommentRow | undefined> {
      tx.beforeLock(`comment ${commentId}`);
      return tx.query
        .selectFrom('comments')
        .select(columnNames('comments'))
        .where('id', '=', commentId)
        .forUpdate()
        .executeTakeFirst();
    },

    create: (tx: Transaction, row: Insertable<Tables['comments']>): Promise<CommentRow> =>
      tx.query.insertInto('comments').values(row).returning(columnNames('comments')).executeTakeFirstOrThrow(),

    update: (tx: Transaction, commentId: string, columns: Updateable<Tables['comments']>): Promise<CommentRow> =>
      tx.query
        .updateTable('comments')
        .set(columns)
        .where('id', '=', commentId)
        .returning(columnNames('comments'))
        .executeTakeFirstOrThrow(),

    remove: (tx: Transaction, commentId: string) =>
      tx.query.deleteFrom('comments').where('id', '=', commentId).execute(),

    async countReplies(tx: Transaction, parentId: string): Promise<number> {
      const { replies } = await tx.query
        .selectFrom('comments')
        .select(sql<number>`count(*)::int`.as('replies'))
        .where('parentId', '=', parentId)
        .executeTakeFirstOrThrow();
      return replies;
    },
  };
}

export type CommentStore = ReturnType<typeof commentStore>;
