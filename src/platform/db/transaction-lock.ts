import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Reader } from './transaction.js';

/** How often a process that waits asks again. Milliseconds. */
const retryIntervalMs = 100;

/** The advisory locks that are held until a transaction ends. The numbers stay: processes of several versions share a database. */
const lockKeys = { firstStart: 420_2200 } as const;

/**
 * Takes a lock that one transaction of all processes has at a time, until it ends. Waits for as long as another has it: by asking
 * again, so that no limit on the time of a statement or a lock ends the wait.
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

/** Makes whoever else takes a lock of this name wait for the end of this transaction. */
export async function lockName({ query }: Reader, name: string): Promise<void> {
  await query.selectNoFrom(sql`pg_advisory_xact_lock(hashtextextended(${name}, 0))`.as('lock')).execute();
}
