import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { repairInterrupted } from './interrupted-migrations.js';
import { MigrationError } from './migration-error.js';
import { type Migration, readMigrations } from './migration-scripts.js';

/** The lock of `prisma migrate`, so that it and this runner take turns. */
export const migrationLockKey = 72_707_369;

/**
 * How often a waiting process tries to get the lock, in milliseconds. It does not wait inside a statement, because
 * `CREATE INDEX CONCURRENTLY` in the other process would wait for that statement to end.
 */
const lockRetryIntervalMs = 100;

/** The same table as Prisma creates. */
const createRecordsTableSql = `CREATE TABLE IF NOT EXISTS public._prisma_migrations (
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

function createMigrationError({ name, script, isTransactional }: Migration, error: PostgresError): MigrationError {
  const at = error.position === undefined ? '' : `, line ${script.slice(0, Number(error.position)).split('\n').length}`;
  const more = [error.detail, error.hint].filter((text) => text !== undefined).map((text) => ` ${text}`);
  const advice = isTransactional
    ? 'It was rolled back. Remove the cause and start again, or start the previous version.'
    : 'It does not run in a transaction. Remove the cause and start again, which repeats it.';
  const message = `The migration ${name} failed (SQLSTATE ${error.code ?? 'unknown'}${at}): ${error.message}.${more.join('')}`;
  return new MigrationError(`${message} ${advice}`, { cause: error });
}

async function readMigrationRecords(
  client: PoolClient,
): Promise<{ appliedNames: Set<string>; unfinishedNames: string[] }> {
  const table = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS exists`,
  );
  if (table.rows[0]?.exists !== true) return { appliedNames: new Set(), unfinishedNames: [] };
  const { rows } = await client.query<{ name: string; isFinished: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS "isFinished" FROM public._prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const names = (isFinished: boolean) => rows.filter((row) => row.isFinished === isFinished).map(({ name }) => name);
  return { appliedNames: new Set(names(true)), unfinishedNames: names(false) };
}

async function recordMigration(client: PoolClient, { name, checksum }: Migration): Promise<void> {
  await client.query(createRecordsTableSql);
  await client.query(
    `INSERT INTO public._prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  );
}

/** Runs `work` in one transaction without time limits, in which names without a schema mean `public`. */
async function inMigrationTransaction(client: PoolClient, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
      set_config('idle_in_transaction_session_timeout', '0', true),
      set_config('search_path', concat_ws(', ', 'public', nullif(current_setting('search_path'), '')), true)`);
    await work();
    await client.query('COMMIT');
  } catch (error) {
    // If the connection was lost, the server has already rolled back.
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** Drops the invalid indexes of interrupted builds, which are not used and would prevent a second attempt. */
async function dropInvalidIndexes(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ index: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS index
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND n.nspname = 'public'`,
  );
  for (const { index } of rows) await client.query(`DROP INDEX IF EXISTS ${index}`);
}

async function applyMigration(client: PoolClient, migration: Migration): Promise<void> {
  try {
    if (migration.isTransactional) {
      await inMigrationTransaction(client, async () => {
        await client.query(migration.script);
        await recordMigration(client, migration);
      });
    } else {
      await dropInvalidIndexes(client);
      await client.query(migration.script);
      await recordMigration(client, migration);
    }
  } catch (error) {
    throw createMigrationError(migration, error as PostgresError);
  }
}

/** Acquires the lock, and waits as long as another process migrates. @returns a function that releases it */
async function acquireMigrationLock(client: PoolClient): Promise<() => Promise<void>> {
  for (;;) {
    const { rows } = await client.query<{ isLocked: boolean }>('SELECT pg_try_advisory_lock($1) AS "isLocked"', [
      migrationLockKey,
    ]);
    if (rows[0]?.isLocked === true) break;
    await sleep(lockRetryIntervalMs);
  }
  return async () => {
    await client.query('SELECT pg_advisory_unlock($1)', [migrationLockKey]);
  };
}

/**
 * Applies the pending migrations, each in one transaction with its record in `_prisma_migrations`, in the format of
 * `prisma migrate deploy`. A process that dies leaves the database as it was after the last complete migration.
 * Processes that start at the same time take turns.
 *
 * @returns the names of the migrations that were applied now
 * @throws {MigrationError} if a script fails, or if the interrupted migration of an earlier version cannot be repaired
 */
export async function migrate(pool: Pool, baseDir: string): Promise<string[]> {
  const migrations = await readMigrations(baseDir);
  const client = await pool.connect();
  // Without a listener, a connection that breaks between two statements would end the process. The next statement fails
  // anyway.
  const onLost = () => {};
  client.on('error', onLost);
  let unlockError: Error | undefined;
  try {
    const before = await readMigrationRecords(client);
    if (before.unfinishedNames.length === 0 && migrations.every(({ name }) => before.appliedNames.has(name))) return [];
    const releaseLock = await acquireMigrationLock(client);
    try {
      const { unfinishedNames } = await readMigrationRecords(client);
      if (unfinishedNames.length > 0)
        await inMigrationTransaction(client, () => repairInterrupted(client, migrations, unfinishedNames));
      const { appliedNames } = await readMigrationRecords(client);
      const pendingMigrations = migrations.filter(({ name }) => !appliedNames.has(name));
      for (const migration of pendingMigrations) await applyMigration(client, migration);
      return pendingMigrations.map(({ name }) => name);
    } finally {
      await releaseLock().catch((error: Error) => {
        unlockError = error;
      });
    }
  } finally {
    client.off('error', onLost);
    client.release(unlockError);
  }
}
