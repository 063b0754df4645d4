import pg from 'pg';
import { sessionOf } from '../session.js';
import type { Query } from './catalogue.js';
import { copyIn } from './copy-in.js';
import { MoveError } from './move-error.js';

const connectTimeoutMs = 5_000;
const keepAliveDelayMs = 10_000;

/** The transaction in which everything is stored in the target. */
export type MoveTransaction = {
  query: Query;
  /** Runs a `COPY … FROM STDIN` with this input. */
  copyIn(statement: string, input: AsyncIterable<Buffer>): Promise<void>;
};

export type MoveTarget = {
  query: Query;
  /** Runs `work` in one transaction without time limits. */
  transaction(work: (tx: MoveTransaction) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

const withoutLimitsSql = `SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
  set_config('idle_in_transaction_session_timeout', '0', true)`;

async function connect(url: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({
      ...sessionOf(url, 'unlimited'),
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveDelayMs,
      application_name: 'broadsheet move',
    });
    // A connection that breaks emits an error beside the error of its statement.
    client.on('error', () => {});
    await client.connect();
    return client;
  } catch (error) {
    throw new MoveError(`The PostgreSQL server cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Connects to the PostgreSQL server to which the embedded database is moved.
 *
 * @param url the URL of the server itself, not of a pooler
 * @throws {MoveError} if it cannot be reached
 */
export async function openMoveTarget(url: string): Promise<MoveTarget> {
  const client = await connect(url);
  const query: Query = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await client.query(text, [...values])).rows as Row[];
  return {
    query,
    async transaction(work) {
      await query('BEGIN');
      try {
        await query(withoutLimitsSql);
        await work({ query, copyIn: (statement, input) => copyIn(client, statement, input) });
        await query('COMMIT');
      } catch (error) {
        // If the connection was lost, the server has already rolled back.
        await query('ROLLBACK').catch(() => {});
        throw error;
      }
    },
    close: () => client.end().catch(() => {}),
  };
}
