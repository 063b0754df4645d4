import { type Database, noRequest, Prisma } from '../db/index.js';
import { notifyExpression, signal } from './signals.js';

/** An event as consumers read it, in the order of `position`. */
export type NewsroomEvent = {
  /** The cursor of the log. It increases by one with each event, in commit order and without gaps. */
  position: bigint;
  type: string;
  subjectId: string;
  payload: unknown;
  /** The name of the token that caused the event. */
  actor: string | null;
  createdAt: Date;
};

/** The key of the lock under which events are numbered. It must be the same in all processes. */
const numberingLockKey = 7_201_904n;

/** Numbers and reads the events of the outbox. */
export function outboxStore(database: Database) {
  return {
    /**
     * Assigns positions to committed events that have none, the oldest first.
     *
     * @returns how many; if it equals `limit`, there may be more
     */
    async assignPositions(limit: number): Promise<number> {
      // Checked first without the lock, because there is usually nothing to number.
      const unnumberedQuery = Prisma.sql`SELECT seq FROM events WHERE position IS NULL ORDER BY seq LIMIT 1`;
      if ((await database.run(unnumberedQuery)).length === 0) return 0;
      return database.transaction(noRequest, async (tx) => {
        await tx.run(Prisma.sql`SELECT pg_advisory_xact_lock(${numberingLockKey})::text`);
        const numberedCount = await tx.change(Prisma.sql`
          UPDATE events SET position = fresh.position
          FROM (
            SELECT seq, (SELECT coalesce(max(position), 0) FROM events) + row_number() OVER (ORDER BY seq) AS position
            FROM (SELECT seq FROM events WHERE position IS NULL ORDER BY seq LIMIT ${limit}) AS waiting
          ) AS fresh
          WHERE events.seq = fresh.seq`);
        if (numberedCount > 0) await tx.run(Prisma.sql`SELECT ${notifyExpression([signal.positions])}`);
        return numberedCount;
      });
    },

    async listAfter(position: bigint, limit: number): Promise<NewsroomEvent[]> {
      const rows = await database.prisma.event.findMany({
        where: { position: { gt: position } },
        orderBy: { position: 'asc' },
        take: limit,
      });
      return rows.map(({ type, subjectId, payload, actor, createdAt, position: at }) => ({
        position: at ?? 0n,
        type,
        subjectId,
        payload,
        actor,
        createdAt,
      }));
    },
  };
}
