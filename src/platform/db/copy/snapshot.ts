import {
  copyableColumns,
  countBlocks,
  type Query,
  readSequences,
  readTables,
  type Sequence,
  type Summary,
  summarise,
  type Table,
} from './catalogue.js';

/** About how many bytes of rows are in memory at a time. */
const batchBytes = 8 * 1024 * 1024;
/** How many blocks of 8 KiB are read at once: the first time, and at most. */
const firstBatchBlocks = 16;
const maxBatchBlocks = 4096;

/** Rows in the text format of COPY: one line per row. */
export type Rows = { bytes: Buffer; rows: number };

/** All rows of a newsroom at one time. `rowsOf` must be called for the tables in their order. */
export type Snapshot = {
  tables: readonly (Table & Summary)[];
  sequences: readonly Sequence[];
  rowsOf(table: Table): AsyncIterable<Rows>;
};

/** A database of which all rows are read. */
export type CopySource = {
  query: Query;
  /** Runs a `COPY … TO` that ends with the given selection, and returns its output. */
  copyOut(selection: string): Promise<Rows>;
  close(): Promise<void>;
};

/** Reads which tables there are, and returns a snapshot that reads their rows when they are needed. */
export async function readSnapshot({ query, copyOut }: CopySource): Promise<Snapshot> {
  const tables: (Table & Summary)[] = [];
  for (const table of await readTables(query)) tables.push({ ...table, ...(await summarise(query, table)) });
  return {
    tables,
    sequences: await readSequences(query),
    async *rowsOf(table) {
      const blocks = await countBlocks(query, table);
      let size = firstBatchBlocks;
      for (let first = 0; first < blocks; ) {
        const end = first + size;
        const batch = await copyOut(`${copyableColumns(table)} WHERE ctid >= '(${first},0)' AND ctid < '(${end},0)'`);
        if (batch.rows > 0) yield batch;
        first = end;
        // Values that are stored out of line make blocks of the same table very different.
        const wantedSize = Math.floor((size * batchBytes) / Math.max(1, batch.bytes.length));
        size = Math.max(1, Math.min(wantedSize, size * 4, maxBatchBlocks));
      }
    },
  };
}
