import pg from 'pg';
import { onConnection } from './transaction.js';

export type OnStatement = (text: string, values: unknown[]) => void;

/**
 * A pool that keeps a connection on which a statement was refused: nothing is wrong with it. `pg.Pool` ends it, which on PostgreSQL
 * costs a new one for each refusal, and on PGlite, which has but one, gives the end of the refused statement to the next.
 */
export class KeepingPool extends pg.Pool {
  // biome-ignore lint/suspicious/noExplicitAny: pg declares two overloads of connect, of which we use that with a promise
  override async connect(...args: any[]): Promise<any> {
    const client = (await (super.connect as (...passed: unknown[]) => Promise<pg.PoolClient>)(
      ...args,
    )) as pg.PoolClient;
    onConnection(client);
    return client;
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg declares nine overloads of query, all passed on unread
  override async query(...args: any[]): Promise<any> {
    const client = await this.connect();
    try {
      return await (client.query as (...passed: unknown[]) => Promise<unknown>)(...args);
    } finally {
      client.release();
    }
  }
}

/** A client that says which statements it sends. */
export function listeningClient(onStatement: OnStatement): typeof pg.Client {
  return class extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: pg declares nine overloads of query, all passed on unread
    override query(...args: any[]): any {
      const [first, second] = args as [string | { text?: string; values?: unknown[] }, unknown];
      if (typeof first === 'string') onStatement(first, Array.isArray(second) ? second : []);
      else onStatement(first.text ?? '', first.values ?? (Array.isArray(second) ? second : []));
      return (super.query as (...passed: unknown[]) => unknown)(...args);
    }
  };
}
