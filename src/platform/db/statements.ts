import pg from 'pg';
import type { BytesReader, BytesRow } from './bytes-reader.js';
import { type RowSchema, rowsAs } from './rows.js';
import type { statementNames } from './statement-names.js';

/** SQL and its values, as created by `Prisma.sql`. */
export type Statement = {
  readonly text: string;
  readonly values: unknown[];
  /** For a statement whose best plan depends on its values, so that it is not prepared. */
  readonly planMode?: 'each-time' | undefined;
};

export type Run = {
  /** @param row the schema of each row, which tests check: see `checkRows` */
  <Row>(statement: Statement, row: RowSchema<Row>): Promise<Row[]>;
  (statement: Statement): Promise<unknown[]>;
};

export type OnStatement = (text: string, values: unknown[]) => void;

/** Returns all columns as text. */
const textTypes = { getTypeParser: () => (text: string) => text };

export type Names = ReturnType<typeof statementNames>;

/** Runs hand-written statements over a pool, each in a transaction of its own. */
export function statementsOver(pool: pg.Pool, nameOf: Names, byteReader?: BytesReader, onStatement?: OnStatement) {
  /**
   * Sends a statement over any connection, and keeps the connection if the statement is refused. `pool.query` would
   * close it, which costs a new connection on PostgreSQL. PGlite has only one, and would give the end of the refused
   * statement to the next.
   */
  async function send<Row>(statement: Statement, options: Partial<pg.QueryArrayConfig> = {}) {
    const { text, values, planMode } = statement;
    const name = planMode === 'each-time' ? undefined : nameOf(text);
    const client = await pool.connect();
    try {
      const { rows } = await client.query({ text, values, ...options, ...(name === undefined ? {} : { name }) });
      return rows as Row[];
    } finally {
      client.release();
    }
  }

  async function readBytes(statement: Statement): Promise<BytesRow | undefined> {
    const { text, values, planMode } = statement;
    if (byteReader !== undefined && planMode !== 'each-time' && nameOf(text) !== undefined) {
      onStatement?.(text, values);
      return byteReader.readFirstRow(statement);
    }
    const [row] = await send<(string | null)[]>(statement, { rowMode: 'array', types: textTypes });
    return row?.map((column) => (column === null ? null : Buffer.from(column)));
  }

  const run: Run = async <Row>(statement: Statement, row?: RowSchema<Row>) =>
    rowsAs(await send<Row>(statement), row, statement.text);

  return { run, readBytes };
}

/** Returns a client class that reports the statements that it sends. */
export function observedClient(onStatement: OnStatement): typeof pg.Client {
  return class extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: pg declares nine overloads of query, all passed on unread
    override query(...args: any[]): any {
      const [first, second] = args as [string | { text?: string; values?: unknown[] }, unknown];
      if (typeof first === 'string') onStatement(first, Array.isArray(second) ? second : []);
      else onStatement(first.text ?? '', first.values ?? (Array.isArray(second) ? second : []));
      return (super.query as (...queryArguments: unknown[]) => unknown)(...args);
    }
  };
}
