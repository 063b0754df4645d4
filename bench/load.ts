import type pg from 'pg';

/** A value of a `jsonb` column, whose arrays must not become PostgreSQL arrays. */
export class Json {
  constructor(readonly value: unknown) {}
  toJSON(): unknown {
    return this.value;
  }
}

export type Row = Record<string, string | number | boolean | null | string[] | Json>;

/** The target of generated rows. All rows of one call have the same columns. */
export type Target = {
  insert(table: string, rows: readonly Row[]): Promise<void>;
  run(sql: string): Promise<Record<string, unknown>[]>;
};

/** Writes to PostgreSQL by COPY. */
export function overCopy(client: pg.ClientBase): Target {
  return {
    insert: (table, rows) =>
      new Promise((resolve, reject) => {
        const sql = `COPY ${table} (${Object.keys(rows[0] ?? {}).join(', ')}) FROM STDIN`;
        client.query(copyIn(sql, messages(rows), (error) => (error === undefined ? resolve() : reject(error))));
      }),
    run: async (sql) => (await client.query(sql)).rows,
  };
}

/** Writes by INSERT statements. PGlite does not support COPY through its `pg` interface. */
export function overInserts(send: (text: string, values: unknown[]) => Promise<Record<string, unknown>[]>): Target {
  return {
    async insert(table, rows) {
      const columns = Object.keys(rows[0] ?? {}).join(', ');
      await send(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    },
    run: (sql) => send(sql, []),
  };
}

/** COPY with the bytes as PostgreSQL sends and accepts them. */
export const copyRows = {
  out: (client: pg.ClientBase, sql: string): Promise<Buffer[]> =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      client.query({
        submit: (connection: unknown) => (connection as CopyConnection).query(sql),
        handleCopyData: ({ chunk }: { chunk: Buffer }) => void chunks.push(Buffer.from(chunk)),
        handleCommandComplete() {},
        handleReadyForQuery: () => resolve(chunks),
        handleError: reject,
      } as pg.Submittable);
    }),
  in: (client: pg.ClientBase, sql: string, chunks: readonly Buffer[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const done = (error?: Error) => (error === undefined ? resolve() : reject(error));
      client.query(copyIn(sql, together(chunks), done));
    }),
};

/** The number of bytes in one message of the protocol. */
const messageLength = 64 * 1024;

function* together(chunks: readonly Buffer[]): Generator<Buffer> {
  let some: Buffer[] = [];
  let length = 0;
  for (const chunk of chunks) {
    some.push(chunk);
    length += chunk.length;
    if (length < messageLength) continue;
    yield Buffer.concat(some);
    [some, length] = [[], 0];
  }
  yield Buffer.concat(some);
}

type CopyConnection = {
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  stream: NodeJS.WritableStream & { writableNeedDrain: boolean };
};

/** The number of rows in one message of the protocol. */
const perMessage = 200;

function* messages(rows: readonly Row[]): Generator<Buffer> {
  for (let from = 0; from < rows.length; from += perMessage)
    yield Buffer.from(
      rows
        .slice(from, from + perMessage)
        .map(line)
        .join(''),
    );
}

/** Returns a COPY as a query object, whose methods `pg` calls for the responses of the server. */
function copyIn(sql: string, chunks: Iterable<Buffer>, done: (error?: Error) => void) {
  return {
    submit: (connection: unknown) => (connection as CopyConnection).query(sql),
    async handleCopyInResponse(connection: CopyConnection) {
      const { stream } = connection;
      for (const chunk of chunks) {
        connection.sendCopyFromChunk(chunk);
        if (stream.writableNeedDrain) await new Promise((resolve) => stream.once('drain', resolve));
      }
      connection.endCopyFrom();
    },
    handleCommandComplete() {},
    handleReadyForQuery: () => done(),
    handleError: (error: Error) => done(error),
  };
}

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const line = (row: Row) => `${Object.values(row).map(field).join('\t')}\n`;

/** Returns a value in the text format of COPY. */
function field(value: Row[string]): string {
  if (value === null) return '\\N';
  return literal(value).replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? '');
}

function literal(value: NonNullable<Row[string]>): string {
  if (value instanceof Json) return JSON.stringify(value);
  if (!Array.isArray(value)) return String(value);
  return `{${value.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
