import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Database, noRequest, Prisma } from '../db/index.js';
import type { Loop } from './loop.js';
import { type Signals, signal } from './signals.js';

/** After how long without renewal a lease goes to another process, and how often it is renewed, in milliseconds. */
const timing = { leaseMs: 8_000, heartbeatIntervalMs: 2_000 };

/** Returns an expression for the end of a lease that is acquired now. */
export const leaseEnd = (leaseMs: number) => Prisma.sql`now() + make_interval(secs => ${leaseMs / 1_000}::float8)`;

/**
 * Renews a lease after each third of its duration. One failed renewal does no harm, because the next one comes before
 * the lease ends.
 *
 * @returns a function that stops the renewal
 */
export function heartbeat(
  leaseMs: number,
  renew: () => Promise<unknown>,
  onFailure: (error: unknown) => void = () => {},
): () => void {
  const timer = setInterval(() => void renew().catch(onFailure), leaseMs / 3);
  return () => clearInterval(timer);
}

/** The leases of work that only one process may do at a time, by name. */
export type Leases = {
  /** Acquires free leases and renews those that this process holds. */
  loop: Loop;
  /** Returns the cursor of a lease, or undefined while this process does not hold the lease. */
  cursorOf(name: string): bigint | undefined;
  /** Advances the cursor, unless another process holds the lease by now. */
  advance(name: string, cursor: bigint): Promise<void>;
  /** Releases all leases. */
  release(): Promise<void>;
};

const Row = z.object({ name: z.string(), cursor: z.string().nullable(), freeInMs: z.number().nullable() });

/**
 * Holds leases in the table `event_consumers`. One statement renews all leases of this process and acquires all free
 * ones. Leases of a dead process are acquired as soon as they end.
 *
 * @param onAcquired is called for each lease that this process has just acquired
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
