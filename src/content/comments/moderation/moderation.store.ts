import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { anyOf, columnNames, recordset, type Session, type Transaction, toKysely } from '../../../platform/db/index.js';
import type { Status } from '../schemas.js';
import type { CommentRow } from '../store.js';
import { queues } from '../threads/lists.store.js';
import type { LastDecision, QueueCounts } from './decision.schemas.js';

/** A moderator's decision on a comment. */
export type Decision = { id: string; statusBefore: Status; status: Status; reason: string | null };

/** Reads and writes decisions on many comments. Each statement handles all of them. */
export function moderationStore(database: Session) {
  return {
    rows: (tx: Transaction, ids: readonly string[]): Promise<CommentRow[]> =>
      tx.query.selectFrom('comments').select(columnNames('comments')).where('id', '=', anyOf(ids)).execute(),

    /** Sets the new status of each comment, records the decisions and resolves open reports. */
    async decide(tx: Transaction, decisions: readonly Decision[], decidedBy: string, now: Date): Promise<void> {
      const ids = decisions.map(({ id }) => id);
      const statuses = decisions.map(({ id, status }) => ({ id, status: status as string }));
      await tx.query
        .updateTable('comments as c')
        .from(recordset('d', statuses, { id: 'uuid', status: 'text' }))
        .set(({ ref, eb }) => ({
          status: ref('d.status'),
          reviewedAt: now,
          openFlags: 0,
          updatedAt: now,
          version: eb('c.version', '+', 1),
          pinnedAt: eb.case().when('d.status', '=', 'approved').then(ref('c.pinnedAt')).end(),
        }))
        .whereRef('c.id', '=', 'd.id')
        .execute();
      await tx.query
        .insertInto('commentDecisions')
        .values(
          decisions.map(({ id, ...decision }) => ({
            id: uuid(),
            commentId: id,
            ...decision,
            phase: 'moderator',
            decidedBy,
          })),
        )
        .execute();
      await tx.query
        .updateTable('commentFlags')
        .set({ resolvedAt: now })
        .where('commentId', '=', anyOf(ids))
        .where('resolvedAt', 'is', null)
        .execute();
    },

    /** Returns the last decision on each comment, by the id of the comment. */
    async lastDecisions(tx: Transaction, ids: readonly string[]): Promise<Map<string, LastDecision>> {
      const rows = await tx.query
        .selectFrom('commentDecisions')
        .distinctOn('commentId')
        .select(['commentId', 'decidedBy', 'status', 'phase', 'reason', 'createdAt'])
        .where('commentId', '=', anyOf(ids))
        .orderBy('commentId')
        .orderBy('id', 'desc')
        .execute();
      return new Map(
        rows.map(({ commentId, createdAt, ...decision }) => [
          commentId,
          { ...decision, createdAt: createdAt.toISOString() } as LastDecision,
        ]),
      );
    },

    async queueCounts(): Promise<QueueCounts> {
      const counts = Object.entries(queues).map(([name, condition]) =>
        database.query
          .selectFrom('comments as c')
          .select(sql<number>`count(*)::int`.as('n'))
          .where(toKysely<boolean>(condition))
          .as(name),
      );
      return (await database.query.selectNoFrom(counts).executeTakeFirstOrThrow()) as QueueCounts;
    },
  };
}
