import type pg from 'pg';

/** A value of a `jsonb` column: its arrays are not those of PostgreSQL. */
export class Json {
  constructor(readonly value: unknown) {}
  toJSON(): unknown {
    return this.value;
  }
}

export type Row = Record<string, string | number | boolean | null | string[] | Json>;

/** Where generated rows go. All rows of one call have the same columns. */
export type Target = {
  insert(table: string, rows: readonly Row[]): Promise<void>;
  run(sql: string): Promise<Record<string, unknown>[]>;
};

/** PostgreSQL, by COPY. */
export function overCopy(client: pg.ClientBase): Target {
  return {
    insert: (table, rows) =>
      new Promise((resolve, reject) => {
        const sql = `COPY ${table} (${Object.keys(rows[0] ?? {}).join(', ')}) FROM STDIN`;
        client.query(copyIn(sql, rows, (error) => (error === undefined ? resolve() : reject(error))));
      }),
    run: async (sql) => (await client.query(sql)).rows,
  };
}

/** Whatever takes a statement and its values: PGlite has no COPY behind its `pg` face. */
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

type CopyConnection = {
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  stream: NodeJS.WritableStream & { writableNeedDrain: boolean };
};

/** Rows to a message of the protocol. */
const perMessage = 200;

/** One COPY as `pg` runs queries: it calls these methods as the server answers. */
function copyIn(sql: string, rows: readonly Row[], done: (error?: Error) => void) {
  return {
    submit: (connection: unknown) => (connection as CopyConnection).query(sql),
    async handleCopyInResponse(connection: CopyConnection) {
      const { stream } = connection;
      for (let from = 0; from < rows.length; from += perMessage) {
        connection.sendCopyFromChunk(
          Buffer.from(
            rows
              .slice(from, from + perMessage)
              .map(line)
              .join(''),
          ),
        );
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

/** A value in the text format of COPY. */
function field(value: Row[string]): string {
  if (value === null) return '\\N';
  return literal(value).replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? '');
}

function literal(value: NonNullable<Row[string]>): string {
  if (value instanceof Json) return JSON.stringify(value);
  if (!Array.isArray(value)) return String(value);
  return `{${value.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
