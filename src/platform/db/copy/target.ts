import type { DatabaseSource } from '../database.js';
import type { Migration } from '../migration-scripts.js';
import { openDatabase } from '../open-database.js';
import { checkTarget } from './checks.js';
import { openEmbeddedTarget } from './embedded-copy.js';
import { openServerTarget } from './server-copy.js';
import type { CopyTarget } from './store.js';

/** A database that outlives the process. */
export type StoredDatabase = Exclude<DatabaseSource, { kind: 'memory' }>;

/** Opens a database in which a copy is stored. */
export const openTarget = (target: StoredDatabase): Promise<CopyTarget> =>
  target.kind === 'embedded'
    ? openEmbeddedTarget(target.dataDir, target.minFreeBytes)
    : openServerTarget(target.directUrl ?? target.url);

/**
 * Applies the migrations to a database in which a copy is stored.
 *
 * @throws {CopyError} if it is not empty or cannot be used
 */
export async function prepareTarget(
  target: StoredDatabase,
  { migrationsDir, migrations }: { migrationsDir: string; migrations: readonly Migration[] },
): Promise<void> {
  const connection = await openTarget(target);
  try {
    await checkTarget(connection.query, migrations);
  } finally {
    await connection.close();
  }
  const database = await openDatabase(target);
  try {
    await database.migrate(migrationsDir);
  } finally {
    await database.close();
  }
}
