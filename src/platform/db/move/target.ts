import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';
import { postgresOptions } from '../postgres-options.js';
import { sessionOf } from '../session.js';
import type { Query } from './catalogue.js';
import { MoveError } from './move-error.js';

const connectTimeoutSeconds = 5;
const keepAliveSeconds = 10;

/** The transaction in which everything is stored in the target. */
export type MoveTransaction = {
  query: Query;
  /** Runs a `COPY … FROM STDIN` with this input. */
  copyIn(statement: string, input: AsyncIterable<Uint8Array>): Promise<void>;
};

export type MoveTarget = {
  query: Query;
  /** Runs `work` in one transaction without time limits. */
  transaction(work: (tx: MoveTransaction) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

const unlimited = `SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
  set_config('idle_in_transaction_session_timeout', '0', true)`;

/**
 * Connects to the PostgreSQL server to which the embedded database is moved.
 *
 * @param url the URL of the server itself, not of a pooler
 * @throws {MoveError} if it cannot be reached
 */
export async function openMoveTarget(url: string): Promise<MoveTarget> {
  const sql = postgres({
    ...postgresOptions(sessionOf(url, 'unlimited'), 'broadsheet move'),
    max: 1,
    connect_timeout: connectTimeoutSeconds,
    keep_alive: keepAliveSeconds,
    max_lifetime: null,
  } as postgres.Options<Record<string, never>>);
  const queryOver =
    (client: Pick<typeof sql, 'unsafe'>): Query =>
    async <Row>(text: string, values: readonly unknown[] = []) => [
      ...((await client.unsafe(text, [...values] as postgres.SerializableParameter[])) as unknown as Row[]),
    ];
  const query = queryOver(sql);
  try {
    await query('SELECT 1');
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw new MoveError(`The PostgreSQL server cannot be used: ${(error as Error).message}`, { cause: error });
  }
  return {
    query,
    async transaction(work) {
      await sql.begin(async (tx) => {
        const txQuery = queryOver(tx);
        await txQuery(unlimited);
        await work({
          query: txQuery,
          async copyIn(statement, input) {
            const writable = await tx.unsafe(statement).writable();
            await pipeline(input, writable);
          },
        });
      });
    },
    close: () => sql.end({ timeout: 1 }),
  };
}
