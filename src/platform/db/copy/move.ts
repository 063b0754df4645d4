import type { DatabaseSource } from '../database.js';
import { readMigrations } from '../migration-scripts.js';
import { checkSource } from './checks.js';
import { openEmbeddedSource } from './embedded-copy.js';
import type { NewsroomKey } from './key-check.js';
import { openServerTarget } from './server-copy.js';
import { readSnapshot } from './snapshot.js';
import { type StoreOptions, storeSnapshot } from './store.js';
import { prepareTarget } from './target.js';

export type CopiedTable = { table: string; rows: number };

export type MoveOptions = Omit<StoreOptions, 'migrations'> & {
  source: Extract<DatabaseSource, { kind: 'embedded' }>;
  target: Extract<DatabaseSource, { kind: 'postgresql' }>;
  migrationsDir: string;
  key: NewsroomKey;
};

/**
 * Copies all rows of the embedded database to an empty PostgreSQL database, and compares the number of rows and a
 * checksum of each table. Everything is stored in one transaction, so after an error or an interruption the target is
 * still empty and the move can be repeated. The embedded database is only read.
 *
 * @returns all tables with their numbers of rows
 * @throws {DirectoryInUse} if a server runs on the embedded database
 * @throws {CopyError} if the databases cannot be used, if the source was used with another key, or if the move failed
 */
export async function moveDatabase({
  source,
  target,
  migrationsDir,
  key,
  ...options
}: MoveOptions): Promise<CopiedTable[]> {
  const migrations = await readMigrations(migrationsDir);
  const copySource = await openEmbeddedSource(source.dataDir, source.minFreeBytes);
  try {
    await checkSource(copySource.query, migrations, key);
    await prepareTarget(target, { migrationsDir, migrations });
    const snapshot = await readSnapshot(copySource);
    const copyTarget = await openServerTarget(target.directUrl ?? target.url);
    try {
      await storeSnapshot(snapshot, copyTarget, { migrations, ...options });
    } finally {
      await copyTarget.close();
    }
    return snapshot.tables.map(({ name, rows }) => ({ table: name, rows }));
  } finally {
    await copySource.close();
  }
}
