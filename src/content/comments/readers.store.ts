import { v7 as uuid } from 'uuid';
import { Prisma, type Session, type Transaction } from '../../platform/db/index.js';
import type { FlagInput, Reaction } from './reader.schemas.js';
import type { REACTIONS, Status } from './schemas.js';

type Readable = { id: string; articleId: string; parentId: string | null; status: Status };
type FlagReason = FlagInput['reason'] | 'words';
export type Counted = { reactions: Partial<Record<(typeof REACTIONS)[number], number>>; score: number };

/** What readers say of a comment, without a word. */
export function readersStore(database: Session) {
  return {
    /** A comment that the public can read, text and all. Other changes of it wait for the end of this transaction. */
    async lockReadable(tx: Transaction, commentId: string): Promise<Readable | undefined> {
      tx.beforeLock(`comment ${commentId}`);
      const [row] = await tx.run<Readable>(Prisma.sql`
        SELECT c.id, c.article_id AS "articleId", c.parent_id AS "parentId", c.status FROM comments c
        WHERE c.id = ${commentId}::uuid AND c.status = 'approved'
          AND EXISTS (SELECT FROM publications p WHERE p.article_id = c.article_id) FOR NO KEY UPDATE`);
      return row;
    },

    /** Reports a comment. @returns whether this reader had not done so yet */
    async flag(
      tx: Transaction,
      commentId: string,
      readerKey: string | null,
      { reason, note = null }: { reason: FlagReason; note?: string | null | undefined },
    ): Promise<boolean> {
      const added = await tx.change(Prisma.sql`
        INSERT INTO comment_flags (id, comment_id, reader_key, reason, note)
        VALUES (${uuid()}::uuid, ${commentId}::uuid, ${readerKey}, ${reason}, ${note}) ON CONFLICT DO NOTHING`);
      if (added === 0) return false;
      await tx.change(Prisma.sql`UPDATE comments SET open_flags = open_flags + 1 WHERE id = ${commentId}::uuid`);
      return true;
    },

    flags: (commentId: string) =>
      database.prisma.commentFlag.findMany({
        where: { commentId },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        select: { reason: true, note: true, createdAt: true, resolvedAt: true },
      }),

    /** How a reader reacts from now on; null for not at all. @returns how they did before */
    async react(
      tx: Transaction,
      commentId: string,
      readerKey: string,
      type: Reaction | null,
    ): Promise<Reaction | null> {
      const key = { commentId_readerKey: { commentId, readerKey } };
      const before = await tx.commentReaction.findUnique({ where: key, select: { type: true } });
      if (type === null) await tx.commentReaction.deleteMany({ where: { commentId, readerKey } });
      else
        await tx.commentReaction.upsert({
          where: key,
          create: { commentId, readerKey, type },
          update: { type },
        });
      return (before?.type as Reaction | undefined) ?? null;
    },

    /** Adds to the numbers of a comment. @param changes by how much each type, and the score */
    async count(tx: Transaction, commentId: string, changes: Counted): Promise<Counted> {
      const numbers = Object.entries(changes.reactions).map(
        ([type, change]) => Prisma.sql`${type}::text, coalesce((reactions->>${type})::int, 0) + ${change}::int`,
      );
      const [row] = await tx.run<Counted>(Prisma.sql`
        UPDATE comments SET reactions = reactions || jsonb_build_object(${Prisma.join(numbers)}), score = score + ${changes.score}::int
        WHERE id = ${commentId}::uuid RETURNING reactions, score`);
      return row as Counted;
    },

    async counted(tx: Transaction, commentId: string): Promise<Counted> {
      const [row] = await tx.run<Counted>(
        Prisma.sql`SELECT reactions, score FROM comments WHERE id = ${commentId}::uuid`,
      );
      return row as Counted;
    },
  };
}
