import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Reader } from './transaction.js';

/** How often a waiting process tries again, in milliseconds. */
const retryIntervalMs = 100;

/**
 * The advisory locks that are held until a transaction ends. The numbers must not change, because processes of
 * different versions share a database.
 */
const lockKeys = { firstStart: 420_2200 } as const;

/**
 * Acquires a lock that only one transaction of all processes can hold, until it ends. Waits as long as necessary by
 * trying repeatedly, so that no time limit on statements or locks ends the wait.
 */
export async function lockUntilCommit({ query }: Reader, name: keyof typeof lockKeys): Promise<void> {
  for (;;) {
    const { taken: isLocked } = await query
      .selectNoFrom(sql<boolean>`pg_try_advisory_xact_lock(${lockKeys[name]})`.as('taken'))
      .executeTakeFirstOrThrow();
    if (isLocked) return;
    await sleep(retryIntervalMs);
  }
}

/** Acquires a lock by name. Other transactions that request it wait for the end of this one. */
export async function lockName({ query }: Reader, name: string): Promise<void> {
  await query.selectNoFrom(sql`pg_advisory_xact_lock(hashtextextended(${name}, 0))`.as('lock')).execute();
}
