import { v7 as uuid } from 'uuid';
import { Prisma, type Session, type Transaction } from '../../platform/db/index.js';
import type { Decided, QueueCounts } from './decision.schemas.js';
import { queues } from './lists.store.js';
import type { Status } from './schemas.js';
import type { CommentRow } from './store.js';

/** What a moderator makes of a comment. */
export type Decision = { id: string; statusBefore: Status; status: Status; reason: string | null };

/** Decisions on many comments, each statement for all of them. */
export function moderationStore(database: Session) {
  return {
    rows: (tx: Transaction, ids: readonly string[]): Promise<CommentRow[]> =>
      tx.comment.findMany({ where: { id: { in: [...ids] } } }),

    async decide(tx: Transaction, decisions: readonly Decision[], decidedBy: string, now: Date): Promise<void> {
      const rows = JSON.stringify(decisions.map(({ id, status }) => ({ id, status })));
      await tx.change(Prisma.sql`
        UPDATE comments c SET status = d.status, reviewed_at = ${now}, open_flags = 0, updated_at = ${now}, version = c.version + 1,
          pinned_at = CASE WHEN d.status = 'approved' THEN c.pinned_at END
        FROM jsonb_to_recordset(${rows}::jsonb) AS d (id uuid, status text) WHERE c.id = d.id`);
      await tx.commentDecision.createMany({
        data: decisions.map(({ id, ...decision }) => ({
          id: uuid(),
          commentId: id,
          ...decision,
          phase: 'moderator',
          decidedBy,
        })),
      });
      await tx.commentFlag.updateMany({
        where: { commentId: { in: decisions.map(({ id }) => id) }, resolvedAt: null },
        data: { resolvedAt: now },
      });
    },

    /** What was last decided of comments. */
    async lastDecisions(tx: Transaction, ids: readonly string[]): Promise<Map<string, Decided>> {
      const rows = await tx.run<Omit<Decided, 'createdAt'> & { commentId: string; createdAt: Date }>(Prisma.sql`
        SELECT DISTINCT ON (comment_id) comment_id AS "commentId", decided_by AS "decidedBy", status, phase, reason, created_at AS "createdAt"
        FROM comment_decisions WHERE comment_id = ANY (${ids}::uuid[]) ORDER BY comment_id, id DESC`);
      return new Map(
        rows.map(({ commentId, createdAt, ...decision }) => [
          commentId,
          { ...decision, createdAt: createdAt.toISOString() },
        ]),
      );
    },

    async queueCounts(): Promise<QueueCounts> {
      const counts = Object.entries(queues).map(
        ([name, waiting]) =>
          Prisma.sql`(SELECT count(*)::int FROM comments c WHERE ${waiting}) AS ${Prisma.raw(`"${name}"`)}`,
      );
      const [row] = await database.run<QueueCounts>(Prisma.sql`SELECT ${Prisma.join(counts)}`);
      return row as QueueCounts;
    },
  };
}
