import { migrationLockKey } from '../migrate.js';
import type { Migration } from '../migration-scripts.js';
import {
  dropForeignKeys,
  listTables,
  type Query,
  readTables,
  restartSequence,
  summarise,
  type Table,
} from './catalogue.js';
import { checkSameTables, checkTarget } from './checks.js';
import { CopyError } from './copy-error.js';
import type { Snapshot } from './snapshot.js';

/** The transaction in which everything is stored. */
type CopyTransaction = {
  query: Query;
  /** Stores rows in the text format of COPY. Each part of the input has complete rows. */
  copyIn(table: Table, input: AsyncIterable<Buffer>): Promise<void>;
};

/** A database in which a copy is stored. */
export type CopyTarget = {
  query: Query;
  /** Runs `work` in one transaction without time limits. */
  transaction(work: (tx: CopyTransaction) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

export type StoreOptions = {
  migrations: readonly Migration[];
  /** Runs the copy and shows its progress, in rows. */
  withProgress: (totalRows: number, copy: (onProgress: (rows: number) => void) => Promise<void>) => Promise<void>;
  /** Stores what is kept in files beside the embedded database, at the end of the same transaction. */
  storeFiles?: (tx: Pick<CopyTransaction, 'query'>) => Promise<void>;
};

/**
 * Stores a snapshot in an empty database in one transaction, and compares the number of rows and a checksum of each
 * table. After an error or an interruption the database is still empty.
 *
 * @throws {CopyError} if the database cannot be used, or if the copy failed
 */
export async function storeSnapshot(
  snapshot: Snapshot,
  target: CopyTarget,
  { migrations, withProgress, storeFiles = async () => {} }: StoreOptions,
): Promise<void> {
  const totalRows = snapshot.tables.reduce((sum, { rows }) => sum + rows, 0);
  let isCommitting = false;
  try {
    await target.transaction(async (tx) => {
      const [lock] = await tx.query<{ isFree: boolean }>(
        `SELECT to_json(pg_try_advisory_xact_lock(${migrationLockKey})) AS "isFree"`,
      );
      if (lock?.isFree !== true) throw new CopyError('Another process is preparing the target database. Try again.');
      await withProgress(totalRows, (onProgress) => copyTables(snapshot, tx, { migrations, onProgress }));
      await verify(snapshot, tx);
      await storeFiles(tx);
      await tx.query(`ANALYZE ${listTables(snapshot.tables)}`);
      isCommitting = true;
    });
  } catch (error) {
    if (error instanceof CopyError) throw error;
    const outcome = isCommitting
      ? 'The connection was lost at the end, so the target is either complete or empty. Try again: if it is complete, it is not empty'
      : 'Nothing was stored in the target. Remove the cause, and try again';
    throw new CopyError(`The copy failed: ${describe(error)}. ${outcome}.`, { cause: error });
  }
}

async function copyTables(
  { tables, sequences, rowsOf }: Snapshot,
  { query, copyIn }: CopyTransaction,
  { migrations, onProgress }: { migrations: readonly Migration[]; onProgress: (rows: number) => void },
): Promise<void> {
  checkSameTables(tables, await readTables(query));
  // Nobody else can write between this check and the end of the transaction.
  await query(`LOCK TABLE ${listTables(tables)} IN ACCESS EXCLUSIVE MODE`);
  await checkTarget(query, migrations);
  const createForeignKeys = await dropForeignKeys(query);
  for (const table of tables) await query(`ALTER TABLE ${listTables([table])} DISABLE TRIGGER USER`);
  // The first rows of defaults, which the source has too.
  await query(`TRUNCATE ${listTables(tables)}`);
  let copiedRows = 0;
  for (const table of tables) {
    const input = async function* () {
      for await (const { bytes, rows } of rowsOf(table)) {
        yield bytes;
        copiedRows += rows;
        onProgress(copiedRows);
      }
    };
    await copyIn(table, input());
  }
  for (const sequence of sequences) await restartSequence(query, sequence);
  for (const table of tables) await query(`ALTER TABLE ${listTables([table])} ENABLE TRIGGER USER`);
  await createForeignKeys();
}

async function verify({ tables }: Snapshot, { query }: Pick<CopyTransaction, 'query'>): Promise<void> {
  for (const table of tables) {
    const { rows, checksum } = await summarise(query, table);
    if (rows === table.rows && checksum === table.checksum) continue;
    throw new CopyError(
      `The table ${table.name} differs after the copy: ${rows} rows with the checksum ${checksum}, instead of ${table.rows} rows with ${table.checksum}. Nothing was stored in the target.`,
    );
  }
}

/** Describes an error. Messages about values quote them, and values may be secret. */
function describe(error: unknown): string {
  const { code = '', message } = error as Error & { code?: string };
  return /^2[23]/.test(code) ? `the rows are damaged (SQLSTATE ${code})` : message;
}
