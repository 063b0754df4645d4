import type pg from 'pg';
import type { BytesReader, BytesRow } from './bytes-reader.js';
import type { OnStatement } from './keeping-pool.js';
import type { statementNames } from './statement-names.js';

/** SQL and its values, as `Prisma.sql` composes them. */
export type Statement = {
  readonly text: string;
  readonly values: unknown[];
  /** For a statement whose best plan depends on its values: it is not kept prepared. */
  readonly planned?: 'each-time' | undefined;
};

/** Columns as text, whatever their types. */
const undecoded = { getTypeParser: () => (text: string) => text };

export type Names = ReturnType<typeof statementNames>;

/** Hand-written statements over a pool. */
export function statementsOver(pool: pg.Pool, nameOf: Names, bytes?: BytesReader, onStatement?: OnStatement) {
  const run = async <Row extends object>(statement: Statement) => {
    const { text } = statement;
    const name = statement.planned === 'each-time' ? undefined : nameOf(text);
    const query = { text, values: statement.values, ...(name === undefined ? {} : { name }) };
    return (await pool.query<Row>(query)).rows;
  };

  async function readBytes(statement: Statement): Promise<BytesRow | undefined> {
    const { text, values } = statement;
    const name = statement.planned === 'each-time' ? undefined : nameOf(text);
    if (bytes !== undefined && name !== undefined) {
      onStatement?.(text, values);
      return bytes.first(statement);
    }
    const query = {
      text,
      values,
      rowMode: 'array' as const,
      types: undecoded,
      ...(name === undefined ? {} : { name }),
    };
    const [row] = (await pool.query<(string | null)[]>(query)).rows;
    return row?.map((column) => (column === null ? null : Buffer.from(column)));
  }

  return { run, readBytes };
}
