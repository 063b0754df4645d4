import { join } from 'node:path';
import { openEmbedded } from '../embedded-database.js';
import { hasCluster } from '../embedded-directory.js';
import { copyTarget, countBlocks, type Query, selectFrom, type Table } from './catalogue.js';
import { MoveError } from './move-error.js';

/** About how many bytes of rows are in memory at a time. */
const batchBytes = 8 * 1024 * 1024;
/** How many blocks of 8 KiB are read at once: the first time, and at most. */
const firstBatchBlocks = 16;
const maxBatchBlocks = 4096;

/** The embedded database, which is only read. */
export type MoveSource = {
  query: Query;
  /**
   * Yields all rows of a table in the text format of COPY, as many blocks of the table at a time as make about 8 MB.
   * The rows of one block are the minimum.
   */
  readRows(table: Table): AsyncGenerator<{ bytes: Buffer; rows: number }>;
  close(): Promise<void>;
};

/**
 * Opens the embedded database in `dataDir`, so that no other process can open it. Statements that write are refused.
 *
 * @throws {DirectoryInUse} if a server runs on it
 * @throws {MoveError} if there is none
 */
export async function openMoveSource(dataDir: string, minFreeBytes: number): Promise<MoveSource> {
  if (!(await hasCluster(join(dataDir, 'pg'))))
    throw new MoveError(
      `There is no embedded database in ${dataDir}. Set DATA_DIR to the directory of the database that you want to move.`,
    );
  const embeddedDatabase = await openEmbedded({ dataDir, minFreeBytes });
  const query: Query = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await embeddedDatabase.query<Row>(text, [...values])).rows;
  try {
    await query('SET default_transaction_read_only = on');
  } catch (error) {
    await embeddedDatabase.close();
    throw error;
  }
  return {
    query,
    async *readRows(table) {
      const blocks = await countBlocks(query, table);
      let size = firstBatchBlocks;
      for (let first = 0; first < blocks; ) {
        const end = first + size;
        const { blob, affectedRows = 0 } = await embeddedDatabase.query(
          `COPY (${selectFrom(table)} WHERE ctid >= '(${first},0)' AND ctid < '(${end},0)') TO '/dev/blob' (ENCODING 'UTF8')`,
        );
        const bytes = Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
        if (affectedRows > 0) yield { bytes, rows: affectedRows };
        first = end;
        // Values that are stored out of line make blocks of the same table very different.
        const wantedSize = Math.floor((size * batchBytes) / Math.max(1, bytes.length));
        size = Math.max(1, Math.min(wantedSize, size * 4, maxBatchBlocks));
      }
    },
    close: () => embeddedDatabase.close(),
  };
}

export const copyInStatement = (table: Table) => `COPY ${copyTarget(table)} FROM STDIN (ENCODING 'UTF8')`;
