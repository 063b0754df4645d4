import { z } from 'zod';
import type { Migration } from '../migration-scripts.js';
import type { Table } from './catalogue.js';
import { CopyError } from './copy-error.js';
import type { Rows, Snapshot } from './snapshot.js';

/**
 * A backup is a text in UTF-8, compressed with gzip. Its first line is the header in JSON. For each table of the header
 * follow the rows in the text format of COPY, one per line, and a line with `\.`, which no row looks like.
 */
const Header = z.object({
  format: z.literal('broadsheet-backup'),
  formatVersion: z.literal(1),
  createdAt: z.string(),
  /** The names of the migrations of the database. */
  migrations: z.array(z.string()),
  /** Identifies the key with which secrets in the database are encrypted. */
  keyFingerprint: z.string(),
  tables: z.array(
    z.object({ name: z.string(), columns: z.array(z.string()), rows: z.int().min(0), checksum: z.string() }),
  ),
  sequences: z.array(z.object({ name: z.string(), next: z.string() })),
});
export type Header = z.infer<typeof Header>;

/** The maximum size of the header. Bytes. */
const maxHeaderBytes = 4 * 1024 * 1024;

const lineBreak = 10;
const endOfTable = Buffer.from('\\.\n');

/** Yields the uncompressed parts of a backup. */
export async function* writeBackup(
  { tables, sequences, rowsOf }: Snapshot,
  { migrations, keyFingerprint }: { migrations: readonly Migration[]; keyFingerprint: string },
  onProgress: (rows: number) => void,
): AsyncGenerator<Buffer> {
  const header: Header = {
    format: 'broadsheet-backup',
    formatVersion: 1,
    createdAt: new Date().toISOString(),
    migrations: migrations.map(({ name }) => name),
    keyFingerprint,
    tables: [...tables],
    sequences: [...sequences],
  };
  yield Buffer.from(`${JSON.stringify(header)}\n`);
  let writtenRows = 0;
  for (const table of tables) {
    for await (const { bytes, rows } of rowsOf(table)) {
      yield bytes;
      writtenRows += rows;
      onProgress(writtenRows);
    }
    yield endOfTable;
  }
}

const damagedFile = (why: string) => new CopyError(`The backup is damaged: ${why}. Use another copy of the file.`);

/**
 * Reads the header of a backup, and returns a snapshot that reads the rows when they are needed.
 *
 * @throws {CopyError} if the file is no backup, is damaged or ends too early
 */
export async function readBackup(parts: AsyncIterable<Buffer>): Promise<{ header: Header; snapshot: Snapshot }> {
  const lines = lineReader(parts);
  const line = await lines.readLine(maxHeaderBytes).catch((error: unknown) => {
    if (error instanceof CopyError) return undefined;
    throw error;
  });
  const header = parseHeader(line);
  return {
    header,
    snapshot: {
      ...header,
      async *rowsOf({ name }: Table): AsyncGenerator<Rows> {
        for (;;) {
          const bytes = await lines.readLines();
          if (bytes === undefined) throw damagedFile(`it ends within the table ${name}`);
          const end = findEnd(bytes);
          const rows = end === -1 ? bytes : bytes.subarray(0, end);
          if (end !== -1) lines.returnBytes(bytes.subarray(end + endOfTable.length));
          if (rows.length > 0) yield { bytes: rows, rows: countLines(rows) };
          if (end === -1) continue;
          if (name === header.tables.at(-1)?.name && !(await lines.isAtEnd()))
            throw damagedFile('it goes on after the last table');
          return;
        }
      },
    },
  };
}

function parseHeader(line: Buffer | undefined): Header {
  const noBackup = new CopyError('The file is not a backup of Broadsheet, or its beginning is damaged.');
  if (line === undefined) throw noBackup;
  let value: unknown;
  try {
    value = JSON.parse(line.toString());
  } catch {
    throw noBackup;
  }
  const version = z.object({ format: z.literal('broadsheet-backup'), formatVersion: z.int() }).safeParse(value);
  if (!version.success) throw noBackup;
  if (version.data.formatVersion !== 1)
    throw new CopyError('The backup is of a newer version of Broadsheet. Restore it with that version.');
  const header = Header.safeParse(value);
  if (!header.success) throw damagedFile('its header is not complete');
  return header.data;
}

/** Returns the position of the end of a table in complete lines, or -1. */
function findEnd(lines: Buffer): number {
  if (lines.subarray(0, endOfTable.length).equals(endOfTable)) return 0;
  const index = lines.indexOf(`\n${endOfTable}`);
  return index === -1 ? -1 : index + 1;
}

function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(lineBreak); at !== -1; at = lines.indexOf(lineBreak, at + 1)) count += 1;
  return count;
}

/** Divides a stream of bytes between lines. */
function lineReader(parts: AsyncIterable<Buffer>) {
  const iterator = parts[Symbol.asyncIterator]();
  let buffer: Buffer = Buffer.alloc(0);

  /** Adds the next part. Returns false at the end. */
  async function readMore(): Promise<boolean> {
    const { value, done: isDone } = await iterator.next().catch((error: NodeJS.ErrnoException) => {
      throw error.code?.startsWith('Z_') ? damagedFile('it cannot be decompressed') : error;
    });
    if (isDone) return false;
    buffer = Buffer.concat([buffer, value]);
    return true;
  }

  return {
    /** Returns the next line without its line break, or undefined if there is none of this length. */
    async readLine(maxBytes: number): Promise<Buffer | undefined> {
      while (!buffer.includes(lineBreak)) if (buffer.length > maxBytes || !(await readMore())) return undefined;
      const end = buffer.indexOf(lineBreak);
      const line = buffer.subarray(0, end);
      buffer = buffer.subarray(end + 1);
      return line;
    },

    /** Returns the complete lines that have been read, at least one, or undefined at the end. */
    async readLines(): Promise<Buffer | undefined> {
      while (!buffer.includes(lineBreak)) if (!(await readMore())) return undefined;
      const end = buffer.lastIndexOf(lineBreak) + 1;
      const lines = buffer.subarray(0, end);
      buffer = buffer.subarray(end);
      return lines;
    },

    isAtEnd: async (): Promise<boolean> => buffer.length === 0 && !(await readMore()),

    /** Lets the next call begin with these bytes. */
    returnBytes(bytes: Buffer): void {
      buffer = Buffer.concat([bytes, buffer]);
    },
  };
}
