import { type Database, noRequest, Prisma } from '../db/index.js';
import type { NewsroomEvent } from './definition.js';

/** Any number, the same for all: it names the lock under which events are numbered. */
const numberingLock = 7_201_904n;

/** The log of events and how far each flow has read it. */
export function relayStore(database: Database) {
  const { prisma } = database;
  return {
    /**
     * Gives positions to committed events that have none, oldest first.
     *
     * @returns how many; `limit` means that there may be more
     */
    async number(limit: number): Promise<number> {
      // Asked first without the lock: most looks find nothing.
      const [waiting] = await database.run<{ seq: string }>(
        Prisma.sql`SELECT seq FROM events WHERE position IS NULL ORDER BY seq LIMIT 1`,
      );
      if (waiting === undefined) return 0;
      return database.transaction(noRequest, async (tx) => {
        await tx.change(Prisma.sql`SELECT pg_advisory_xact_lock(${numberingLock})`);
        return tx.change(Prisma.sql`
          UPDATE events SET position = fresh.position
          FROM (
            SELECT seq, (SELECT coalesce(max(position), 0) FROM events) + row_number() OVER (ORDER BY seq) AS position
            FROM (SELECT seq FROM events WHERE position IS NULL ORDER BY seq LIMIT ${limit}) AS waiting
          ) AS fresh
          WHERE events.seq = fresh.seq`);
      });
    },

    async after(position: bigint, limit: number): Promise<NewsroomEvent[]> {
      const rows = await prisma.event.findMany({
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

    /**
     * Takes a flow for one relay, or keeps it.
     *
     * @returns how far the flow has read; undefined while another relay has it
     */
    async lease(name: string, relay: string, milliseconds: number): Promise<bigint | undefined> {
      const [row] = await database.run<{ position: string }>(Prisma.sql`
        INSERT INTO event_consumers (name, position, leased_by, leased_until)
        VALUES (${name}, 0, ${relay}, now() + make_interval(secs => ${milliseconds / 1000}::float8))
        ON CONFLICT (name) DO UPDATE SET leased_by = EXCLUDED.leased_by, leased_until = EXCLUDED.leased_until
        WHERE event_consumers.leased_by = ${relay} OR event_consumers.leased_until IS NULL OR event_consumers.leased_until < now()
        RETURNING position`);
      return row && BigInt(row.position);
    },

    /** Keeps all flows that a relay has and has not released. @returns their names */
    async keep(relay: string, milliseconds: number): Promise<ReadonlySet<string>> {
      const rows = await database.run<{ name: string }>(Prisma.sql`
        UPDATE event_consumers SET leased_until = now() + make_interval(secs => ${milliseconds / 1000}::float8)
        WHERE leased_by = ${relay} AND leased_until IS NOT NULL RETURNING name`);
      return new Set(rows.map(({ name }) => name));
    },

    /** Moves a flow on, unless another relay has it by now. */
    async advance(name: string, relay: string, position: bigint): Promise<boolean> {
      const { count } = await prisma.eventConsumer.updateMany({
        where: { name, leasedBy: relay, position: { lt: position } },
        data: { position },
      });
      return count === 1;
    },

    async release(name: string, relay: string): Promise<void> {
      await prisma.eventConsumer.updateMany({ where: { name, leasedBy: relay }, data: { leasedUntil: null } });
    },
  };
}
