import type { DatabaseSource } from '../database.js';
import { migrationLockKey } from '../migrate.js';
import { type Migration, readMigrations } from '../migration-scripts.js';
import { openDatabase } from '../open-database.js';
import {
  dropForeignKeys,
  listTables,
  readSequences,
  readTables,
  restartSequence,
  type Summary,
  summarise,
  type Table,
} from './catalogue.js';
import { checkSameTables, checkSource, checkTarget } from './checks.js';
import { MoveError } from './move-error.js';
import { copyInStatement, type MoveSource, openMoveSource } from './source.js';
import { type MoveTransaction, openMoveTarget } from './target.js';

export type MovedTable = { table: string; rows: number };

export type MoveOptions = {
  source: Extract<DatabaseSource, { kind: 'embedded' }>;
  target: Extract<DatabaseSource, { kind: 'postgresql' }>;
  migrationsDir: string;
  /** Runs the copy and shows its progress, in rows. */
  withProgress: (totalRows: number, copy: (onProgress: (rows: number) => void) => Promise<void>) => Promise<void>;
  /** Stores what is kept in files beside the embedded database, at the end of the same transaction. */
  storeFiles: (tx: Pick<MoveTransaction, 'query'>) => Promise<void>;
};

/**
 * Copies all rows of the embedded database to an empty PostgreSQL database, and compares the number of rows and a
 * checksum of each table. Everything is stored in one transaction, so after an error or an interruption the target is
 * still empty and the move can be repeated. The embedded database is only read.
 *
 * @returns all tables with their numbers of rows
 * @throws {DirectoryInUse} if a server runs on the embedded database
 * @throws {MoveError} if the databases cannot be used, or if the move failed
 */
export async function moveDatabase(options: MoveOptions): Promise<MovedTable[]> {
  const migrations = await readMigrations(options.migrationsDir);
  const source = await openMoveSource(options.source.dataDir, options.source.minFreeBytes);
  try {
    await checkSource(source.query, migrations);
    await prepareTarget(options, migrations);
    return await copyAll(source, options, migrations);
  } finally {
    await source.close();
  }
}

/** Applies the migrations to the target, if it is empty. */
async function prepareTarget({ target, migrationsDir }: MoveOptions, migrations: readonly Migration[]): Promise<void> {
  const connection = await openMoveTarget(target.directUrl ?? target.url);
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

async function copyAll(
  source: MoveSource,
  options: MoveOptions,
  migrations: readonly Migration[],
): Promise<MovedTable[]> {
  const tables = await readTables(source.query);
  const summaries = new Map<string, Summary>();
  for (const table of tables) summaries.set(table.name, await summarise(source.query, table));
  const totalRows = [...summaries.values()].reduce((sum, { rows }) => sum + rows, 0);

  const connection = await openMoveTarget(options.target.directUrl ?? options.target.url);
  let isCommitting = false;
  try {
    await connection.transaction(async (tx) => {
      const [lock] = await tx.query<{ isFree: boolean }>(
        `SELECT to_json(pg_try_advisory_xact_lock(${migrationLockKey})) AS "isFree"`,
      );
      if (lock?.isFree !== true) throw new MoveError('Another process is preparing the target database. Try again.');
      await options.withProgress(totalRows, (onProgress) => copyTables(source, tables, tx, { migrations, onProgress }));
      await verify(tables, summaries, tx);
      await options.storeFiles(tx);
      await tx.query(`ANALYZE ${listTables(tables)}`);
      isCommitting = true;
    });
  } catch (error) {
    if (error instanceof MoveError) throw error;
    const outcome = isCommitting
      ? 'The connection was lost at the end, so the target is either complete or empty. Move again: if it is complete, it is not empty'
      : 'Nothing was stored in the target. Remove the cause, and move again';
    throw new MoveError(`The move failed: ${(error as Error).message}. ${outcome}.`, { cause: error });
  } finally {
    await connection.close();
  }
  return tables.map(({ name }) => ({ table: name, rows: summaries.get(name)?.rows ?? 0 }));
}

async function copyTables(
  source: MoveSource,
  tables: readonly Table[],
  { query, copyIn }: MoveTransaction,
  { migrations, onProgress }: { migrations: readonly Migration[]; onProgress: (rows: number) => void },
): Promise<void> {
  checkSameTables(tables, await readTables(query));
  // Nobody else can write between this check and the end of the transaction.
  await query(`LOCK TABLE ${listTables(tables)} IN ACCESS EXCLUSIVE MODE`);
  await checkTarget(query, migrations);
  const createForeignKeys = await dropForeignKeys(query);
  for (const table of tables) await query(`ALTER TABLE ${listTables([table])} DISABLE TRIGGER USER`);
  // The first rows of defaults, which the embedded database has too.
  await query(`TRUNCATE ${listTables(tables)}`);
  let copiedRows = 0;
  for (const table of tables) {
    const rowsOf = source.readRows(table);
    const input = async function* () {
      for await (const { bytes, rows } of rowsOf) {
        yield bytes;
        copiedRows += rows;
        onProgress(copiedRows);
      }
    };
    await copyIn(copyInStatement(table), input());
  }
  for (const sequence of await readSequences(source.query)) await restartSequence(query, sequence);
  for (const table of tables) await query(`ALTER TABLE ${listTables([table])} ENABLE TRIGGER USER`);
  await createForeignKeys();
}

async function verify(
  tables: readonly Table[],
  summaries: ReadonlyMap<string, Summary>,
  { query }: Pick<MoveTransaction, 'query'>,
): Promise<void> {
  for (const table of tables) {
    const [sourceSummary, targetSummary] = [summaries.get(table.name), await summarise(query, table)];
    if (sourceSummary?.rows === targetSummary.rows && sourceSummary.checksum === targetSummary.checksum) continue;
    throw new MoveError(
      `The table ${table.name} differs after the copy: ${targetSummary.rows} rows with the checksum ${targetSummary.checksum}, instead of ${sourceSummary?.rows} rows with ${sourceSummary?.checksum}. Nothing was stored in the target.`,
    );
  }
}
