import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { repairInterrupted } from './interrupted-migrations.js';
import { MigrationError } from './migration-error.js';
import { type Migration, readMigrations } from './migration-scripts.js';

/** The lock that `prisma migrate` takes, too, so that it and this runner take turns. */
const migrationLock = 72_707_369;

/**
 * How often a process that waits for its turn asks again. It does not wait inside a statement: `CREATE INDEX CONCURRENTLY` of the
 * process whose turn it is would wait for that statement to end. Milliseconds.
 */
const retryLockEveryMs = 100;

/** As Prisma creates it. */
const recordsTable = `CREATE TABLE IF NOT EXISTS public._prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

type PostgresError = Error & { code?: string; detail?: string; hint?: string; position?: string };

function failed({ name, script, transactional }: Migration, error: PostgresError): MigrationError {
  const at = error.position === undefined ? '' : `, line ${script.slice(0, Number(error.position)).split('\n').length}`;
  const more = [error.detail, error.hint].filter((text) => text !== undefined).map((text) => ` ${text}`);
  const kept = transactional
    ? 'Nothing of it was kept. Remove the cause and start again, or start the version that ran before.'
    : 'It does not run in a transaction: the next start runs it again.';
  const message = `The migration ${name} failed (SQLSTATE ${error.code ?? 'unknown'}${at}): ${error.message}.${more.join('')}`;
  return new MigrationError(`${message} ${kept}`, { cause: error });
}

async function recordsOf(client: PoolClient): Promise<{ applied: Set<string>; unfinished: string[] }> {
  const table = await client.query<{ known: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS known`,
  );
  if (table.rows[0]?.known !== true) return { applied: new Set(), unfinished: [] };
  const { rows } = await client.query<{ name: string; done: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS done FROM public._prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const names = (done: boolean) => rows.filter((row) => row.done === done).map(({ name }) => name);
  return { applied: new Set(names(true)), unfinished: names(false) };
}

async function record(client: PoolClient, { name, checksum }: Migration): Promise<void> {
  await client.query(recordsTable);
  await client.query(
    `INSERT INTO public._prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  );
}

/** Runs `work` in one transaction without limits of time, in which names without a schema mean those in `public`. */
async function inMigrationTransaction(client: PoolClient, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
      set_config('idle_in_transaction_session_timeout', '0', true),
      set_config('search_path', concat_ws(', ', 'public', nullif(current_setting('search_path'), '')), true)`);
    await work();
    await client.query('COMMIT');
  } catch (error) {
    // A connection that is lost has rolled back already.
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** An index that was being built when its process died is there, is not used, and is in the way of a second try. */
async function dropInvalidIndexes(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ index: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS index
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND n.nspname = 'public'`,
  );
  for (const { index } of rows) await client.query(`DROP INDEX IF EXISTS ${index}`);
}

async function apply(client: PoolClient, migration: Migration): Promise<void> {
  try {
    if (migration.transactional) {
      await inMigrationTransaction(client, async () => {
        await client.query(migration.script);
        await record(client, migration);
      });
    } else {
      await dropInvalidIndexes(client);
      await client.query(migration.script);
      await record(client, migration);
    }
  } catch (error) {
    throw failed(migration, error as PostgresError);
  }
}

/** Waits for the turn of this process, for as long as another one migrates. @returns what ends the turn */
async function takeTurn(client: PoolClient): Promise<() => Promise<void>> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      migrationLock,
    ]);
    if (rows[0]?.taken === true) break;
    await sleep(retryLockEveryMs);
  }
  return async () => {
    await client.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
  };
}

/**
 * Applies the migrations that are not applied yet, each in one transaction with its record in `_prisma_migrations`, which is kept as
 * `prisma migrate deploy` keeps it. A process that dies in between leaves the database as it was after the last whole migration.
 * Processes that start at the same time take turns.
 *
 * @returns the names of those applied now
 * @throws {MigrationError} when a script fails, or when an earlier version was interrupted in a way that cannot be repaired
 */
export async function migrate(pool: Pool, baseDir: string): Promise<string[]> {
  const migrations = await readMigrations(baseDir);
  const client = await pool.connect();
  // Without a listener, a connection that breaks between two statements would end the process. The next statement says so.
  const onLost = () => {};
  client.on('error', onLost);
  let broken: Error | undefined;
  try {
    const before = await recordsOf(client);
    if (before.unfinished.length === 0 && migrations.every(({ name }) => before.applied.has(name))) return [];
    const endTurn = await takeTurn(client);
    try {
      const { unfinished } = await recordsOf(client);
      if (unfinished.length > 0)
        await inMigrationTransaction(client, () => repairInterrupted(client, migrations, unfinished));
      const { applied } = await recordsOf(client);
      const pending = migrations.filter(({ name }) => !applied.has(name));
      for (const migration of pending) await apply(client, migration);
      return pending.map(({ name }) => name);
    } finally {
      await endTurn().catch((error: Error) => {
        broken = error;
      });
    }
  } finally {
    client.off('error', onLost);
    client.release(broken);
  }
}
