import { v7 as uuid } from 'uuid';
import type { Prisma, Session, Transaction } from '../../platform/db/index.js';
import type { Verdict } from './policy.rules.js';

export type CommentRow = Prisma.CommentGetPayload<object>;

/** One comment at a time, inside the transaction that changes it. */
export function commentStore(database: Session) {
  return {
    find: (tx: Transaction, commentId: string): Promise<CommentRow | null> =>
      tx.comment.findUnique({ where: { id: commentId } }),

    /** An approved comment on this article, for a reply to it. */
    findApproved: (tx: Transaction, articleId: string, commentId: string) =>
      tx.comment.findFirst({
        where: { id: commentId, articleId, status: 'approved' },
        select: { id: true, parentId: true, rootId: true, depth: true },
      }),

    /** The comment above another in its thread that lies at a depth. */
    async ancestorAt(tx: Transaction, commentId: string, depth: number): Promise<string | null> {
      const [row] = await tx.run<{ id: string }>(Prisma.sql`
        WITH RECURSIVE above AS (
          SELECT id, parent_id, depth FROM comments WHERE id = ${commentId}::uuid
          UNION ALL SELECT c.id, c.parent_id, c.depth FROM comments c JOIN above ON c.id = above.parent_id
        ) SELECT id FROM above WHERE depth = ${depth}::int`);
      return row?.id ?? null;
    },

    /** Call it before a comment is written: that waits for whoever holds the article. */
    waitForArticle: (tx: Transaction, articleId: string): void => tx.beforeLock(`article ${articleId}`),

    /** The same text of the same author at the same place, sent since a time. Others who send it now wait for the end of this transaction. */
    async sentSince(tx: Transaction, fingerprint: string, since: Date): Promise<CommentRow | undefined> {
      await tx.change(Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended(${fingerprint}, 0))`);
      const row = await tx.comment.findFirst({
        where: { fingerprint, createdAt: { gte: since } },
        orderBy: { createdAt: 'desc' },
      });
      return row ?? undefined;
    },

    /** Writes down what was decided of a comment, by what and by whom. */
    decided: (
      tx: Transaction,
      commentId: string,
      statusBefore: string | null,
      { status, phase, reason }: Verdict,
      decidedBy: string,
    ) =>
      tx.commentDecision.create({
        data: { id: uuid(), commentId, statusBefore, status, phase, reason, decidedBy },
        select: { id: true },
      }),

    /** Leaves of a comment the place that it has in its thread. */
    empty: (tx: Transaction, commentId: string, authorEmail: string): Promise<CommentRow> =>
      tx.comment.update({
        where: { id: commentId },
        data: {
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
          version: { increment: 1 },
        },
      }),

    /** Comments whose addresses are still as they were written. */
    unsealed: (limit: number): Promise<{ id: string; authorEmail: string }[]> =>
      database.prisma.comment.findMany({
        where: { authorKey: null },
        take: limit,
        select: { id: true, authorEmail: true },
      }),

    seal: async (rows: readonly { id: string; authorEmail: string; authorKey: string }[]): Promise<void> => {
      await database.change(Prisma.sql`
        UPDATE comments c SET author_email = s."authorEmail", author_key = s."authorKey"
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS s (id uuid, "authorEmail" text, "authorKey" text)
        WHERE c.id = s.id AND c.author_key IS NULL`);
    },

    /** Reads a comment and makes other changes of it, and new replies to it, wait for the end of this transaction. */
    async lock(tx: Transaction, commentId: string): Promise<CommentRow | null> {
      tx.beforeLock(`comment ${commentId}`);
      await tx.run(Prisma.sql`SELECT id FROM comments WHERE id = ${commentId}::uuid FOR UPDATE`);
      return tx.comment.findUnique({ where: { id: commentId } });
    },

    create: (tx: Transaction, data: Prisma.CommentUncheckedCreateInput): Promise<CommentRow> =>
      tx.comment.create({ data }),

    update: (tx: Transaction, commentId: string, data: Prisma.CommentUncheckedUpdateInput): Promise<CommentRow> =>
      tx.comment.update({ where: { id: commentId }, data }),

    remove: (tx: Transaction, commentId: string) => tx.comment.delete({ where: { id: commentId } }),

    countReplies: (tx: Transaction, parentId: string): Promise<number> => tx.comment.count({ where: { parentId } }),
  };
}

export type CommentStore = ReturnType<typeof commentStore>;
