import pg from 'pg';
import { sessionOf } from '../session.js';
import { copyInto, type Query } from './catalogue.js';
import { CopyError } from './copy-error.js';
import { copyIn, copyOut } from './copy-messages.js';
import type { CopySource } from './snapshot.js';
import type { CopyTarget } from './store.js';

const connectTimeoutMs = 5_000;
const keepAliveDelayMs = 10_000;

const withoutLimitsSql = `SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
  set_config('idle_in_transaction_session_timeout', '0', true)`;

/**
 * Connects to a PostgreSQL server.
 *
 * @param url the URL of the server itself, not of a pooler
 * @throws {CopyError} if it cannot be reached
 */
async function connect(url: string): Promise<{ client: pg.Client; query: Query }> {
  let client: pg.Client;
  try {
    client = new pg.Client({
      ...sessionOf(url, 'unlimited'),
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveDelayMs,
      application_name: 'broadsheet copy',
    });
    // A connection that breaks emits an error beside the error of its statement.
    client.on('error', () => {});
    await client.connect();
  } catch (error) {
    throw new CopyError(`The PostgreSQL server cannot be used: ${(error as Error).message}`, { cause: error });
  }
  const query: Query = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await client.query(text, [...values])).rows as Row[];
  return { client, query };
}

const close = (client: pg.Client) => () => client.end().catch(() => {});

/**
 * Opens a PostgreSQL database for reading. All statements see the rows of one time, also while servers write.
 *
 * @throws {CopyError} if it cannot be reached
 */
export async function openServerSource(url: string): Promise<CopySource> {
  const { client, query } = await connect(url);
  try {
    await query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await query(withoutLimitsSql);
  } catch (error) {
    await close(client)();
    throw error;
  }
  return {
    query,
    copyOut: (selection) => copyOut(client, `COPY (${selection}) TO STDOUT (ENCODING 'UTF8')`),
    close: close(client),
  };
}

/**
 * Opens a PostgreSQL database in which a copy is stored.
 *
 * @throws {CopyError} if it cannot be reached
 */
export async function openServerTarget(url: string): Promise<CopyTarget> {
  const { client, query } = await connect(url);
  return {
    query,
    async transaction(work) {
      await query('BEGIN');
      try {
        await query(withoutLimitsSql);
        await work({
          query,
          copyIn: (table, input) => copyIn(client, `COPY ${copyInto(table)} FROM STDIN (ENCODING 'UTF8')`, input),
        });
        await query('COMMIT');
      } catch (error) {
        // If the connection was lost, the server has already rolled back.
        await query('ROLLBACK').catch(() => {});
        throw error;
      }
    },
    close: close(client),
  };
}
