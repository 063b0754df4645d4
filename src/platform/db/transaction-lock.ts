import { setTimeout as sleep } from 'node:timers/promises';
import { Prisma } from './generated/client.js';

/** How often a process that waits asks again. Milliseconds. */
const retryEveryMs = 100;

/** The advisory locks that are held until a transaction ends. The numbers stay: processes of several versions share a database. */
const keys = { firstStart: 420_2200 } as const;

type Run = (statement: Prisma.Sql) => Promise<readonly { taken: boolean }[]>;

/**
 * Takes a lock that one transaction of all processes has at a time, until it ends. Waits for as long as another has it: by asking
 * again, so that no limit on the time of a statement or a lock ends the wait.
 *
 * @param run runs a statement in the transaction
 */
export async function lockUntilCommit(run: Run, name: keyof typeof keys): Promise<void> {
  for (;;) {
    const [row] = await run(Prisma.sql`SELECT pg_try_advisory_xact_lock(${keys[name]}) AS taken`);
    if (row?.taken === true) return;
    await sleep(retryEveryMs);
  }
}
