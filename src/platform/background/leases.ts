import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Database, noRequest, Prisma } from '../db/index.js';
import type { Loop } from './loop.js';
import { type Signals, signal } from './signals.js';

/** A lease that is not renewed for this long goes to another process; how often it is renewed. Milliseconds. */
const timing = { leaseMs: 8_000, heartbeatIntervalMs: 2_000 };

/** When a lease that is taken now ends, in SQL. */
export const leaseEnd = (leaseMs: number) => Prisma.sql`now() + make_interval(secs => ${leaseMs / 1_000}::float8)`;

/**
 * Renews a lease at every third of its time. A renewal that fails is not missed: the next one comes before the lease ends.
 *
 * @returns what ends it
 */
export function heartbeat(
  leaseMs: number,
  renew: () => Promise<unknown>,
  onFailure: (error: unknown) => void = () => {},
): () => void {
  const timer = setInterval(() => void renew().catch(onFailure), leaseMs / 3);
  return () => clearInterval(timer);
}

/** Work that only one process may do at a time, by the names of its leases. */
export type Leases = {
  /** Takes what is free and renews what is held. */
  loop: Loop;
  /** @returns how far the holder of this lease has read; undefined while this process does not hold it */
  cursorOf(name: string): bigint | undefined;
  /** Moves the cursor on, unless another process holds the lease by now. */
  advance(name: string, cursor: bigint): Promise<void>;
  /** Gives all leases back. */
  release(): Promise<void>;
};

const Row = z.object({ name: z.string(), cursor: z.string().nullable(), freeInMs: z.number().nullable() });

/**
 * Leases in the table `event_consumers`. One statement renews all that this process holds and takes all that are free; of a process that
 * dies they are taken at the moment at which they end.
 *
 * @param onAcquired hears of each lease that this process has just got
 */
export function holdLeases(
  database: Database,
  signals: Signals,
  names: readonly string[],
  onAcquired: (name: string) => void,
): Leases {
  const holder = randomUUID();
  const cursors = new Map<string, bigint>();
  let leasedUntilMs = 0;

  async function renewLeases(): Promise<Date | 'idle'> {
    if (names.length === 0) return 'idle';
    const renewStartMs = performance.now();
    const rows = await database.write(noRequest, ({ run }) =>
      run(
        Prisma.sql`
      WITH taken AS (
        INSERT INTO event_consumers AS c (name, leased_by, leased_until)
        SELECT name, ${holder}, ${leaseEnd(timing.leaseMs)} FROM unnest(${names}::text[]) AS wanted (name) ORDER BY name
        ON CONFLICT (name) DO UPDATE SET leased_by = EXCLUDED.leased_by, leased_until = EXCLUDED.leased_until
        WHERE c.leased_by = EXCLUDED.leased_by OR c.leased_until IS NULL OR c.leased_until < now()
        RETURNING name, position
      )
      SELECT name, position::text AS cursor, NULL::float8 AS "freeInMs" FROM taken
      UNION ALL
      SELECT name, NULL, (extract(epoch FROM leased_until - now()) * 1000)::float8 FROM event_consumers
      WHERE name = ANY (${names}::text[]) AND name NOT IN (SELECT name FROM taken)`,
        Row,
      ),
    );
    const isRenewed = renewStartMs < leasedUntilMs;
    leasedUntilMs = renewStartMs + timing.leaseMs;
    let nextMs = timing.heartbeatIntervalMs;
    for (const { name, cursor, freeInMs } of rows) {
      if (cursor === null) {
        cursors.delete(name);
        nextMs = Math.min(nextMs, Math.max(0, freeInMs ?? 0) + 5);
        continue;
      }
      const knownCursor = cursors.get(name);
      const storedCursor = BigInt(cursor);
      cursors.set(name, knownCursor !== undefined && knownCursor > storedCursor ? knownCursor : storedCursor);
      if (knownCursor === undefined || !isRenewed) onAcquired(name);
    }
    return new Date(Date.now() + nextMs);
  }

  return {
    loop: {
      name: 'leases',
      work: renewLeases,
      wakeSignals: [signal.leases],
      everyMs: timing.heartbeatIntervalMs,
      everyMsWithoutSignals: timing.heartbeatIntervalMs,
    },

    cursorOf: (name) => (performance.now() < leasedUntilMs ? cursors.get(name) : undefined),

    async advance(name, cursor) {
      const { count } = await database.prisma.eventConsumer.updateMany({
        where: { name, leasedBy: holder, position: { lt: cursor } },
        data: { position: cursor },
      });
      if (count === 1) cursors.set(name, cursor);
      else cursors.delete(name);
    },

    async release() {
      cursors.clear();
      await database.prisma.eventConsumer.updateMany({ where: { leasedBy: holder }, data: { leasedUntil: null } });
      signals.raise(signal.leases);
    },
  };
}
