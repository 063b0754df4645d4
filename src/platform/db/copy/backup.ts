import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { fingerprintOf } from '../../../lib/key-fingerprint.js';
import { readMigrations } from '../migration-scripts.js';
import { readBackup, writeBackup } from './backup-format.js';
import { checkBackup, checkSource } from './checks.js';
import { openEmbeddedSource } from './embedded-copy.js';
import type { NewsroomKey } from './key-check.js';
import type { CopiedTable } from './move.js';
import { openServerSource } from './server-copy.js';
import { readSnapshot } from './snapshot.js';
import { type StoreOptions, storeSnapshot } from './store.js';
import { openTarget, prepareTarget, type StoredDatabase } from './target.js';

type Options = Pick<StoreOptions, 'withProgress'> & {
  migrationsDir: string;
  key: NewsroomKey;
};

/**
 * Writes all rows of a database to a stream, as they are at one time. Servers on PostgreSQL can go on writing.
 *
 * @returns all tables with their numbers of rows
 * @throws {DirectoryInUse} if a server runs on the embedded database
 * @throws {CopyError} if the database cannot be used, or was used with another key
 */
export async function backUpDatabase(
  source: StoredDatabase,
  output: NodeJS.WritableStream,
  { migrationsDir, key, withProgress }: Options,
): Promise<CopiedTable[]> {
  const migrations = await readMigrations(migrationsDir);
  const copySource =
    source.kind === 'embedded'
      ? await openEmbeddedSource(source.dataDir, source.minFreeBytes)
      : await openServerSource(source.directUrl ?? source.url);
  try {
    await checkSource(copySource.query, migrations, key);
    const snapshot = await readSnapshot(copySource);
    const totalRows = snapshot.tables.reduce((sum, { rows }) => sum + rows, 0);
    await withProgress(totalRows, (onProgress) =>
      pipeline(
        Readable.from(writeBackup(snapshot, { migrations, keyFingerprint: fingerprintOf(key.secretKey) }, onProgress), {
          objectMode: false,
        }),
        createGzip(),
        output,
        { end: output !== process.stdout },
      ),
    );
    return snapshot.tables.map(({ name, rows }) => ({ table: name, rows }));
  } finally {
    await copySource.close();
  }
}

/**
 * Stores a backup in an empty database, in one transaction. After an error or an interruption the database is still
 * empty and the backup can be restored again.
 *
 * @returns all tables with their numbers of rows
 * @throws {DirectoryInUse} if a server runs on the embedded database
 * @throws {CopyError} if the file or the database cannot be used, or if the database is not empty
 */
export async function restoreDatabase(
  input: Readable,
  target: StoredDatabase,
  { migrationsDir, key, withProgress }: Options,
): Promise<CopiedTable[]> {
  const migrations = await readMigrations(migrationsDir);
  const gunzip = createGunzip();
  const decompression = pipeline(input, gunzip);
  // An error is thrown where the next part is read.
  decompression.catch(() => {});
  try {
    const { header, snapshot } = await readBackup(gunzip);
    checkBackup(header, migrations, key);
    await prepareTarget(target, { migrationsDir, migrations });
    const copyTarget = await openTarget(target);
    try {
      await storeSnapshot(snapshot, copyTarget, { migrations, withProgress });
    } finally {
      await copyTarget.close();
    }
    return snapshot.tables.map(({ name, rows }) => ({ table: name, rows }));
  } finally {
    gunzip.destroy();
    input.destroy();
  }
}
