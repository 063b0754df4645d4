import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.js';

/** What a connection of `pg` does for a pool. */
type Connection = { query(...passed: unknown[]): unknown };

const writes = /^\s*(?:INSERT|UPDATE|DELETE|WITH)\b/i;

/** The commands that open and close a transaction, as they are inside another one. */
const within: Record<string, string> = {
  BEGIN: 'SAVEPOINT inner_transaction',
  COMMIT: 'RELEASE SAVEPOINT inner_transaction',
  ROLLBACK: 'ROLLBACK TO SAVEPOINT inner_transaction; RELEASE SAVEPOINT inner_transaction',
};

/**
 * A `pg.Client` that speaks over a connection that is there already, in the transaction that is open on it: transactions become
 * savepoints, and a statement that is refused leaves what came before as it is.
 */
export function joinedClient(connection: Connection): typeof pg.Client {
  let isOpen = false;

  async function run(passed: unknown[]): Promise<unknown> {
    const [first, ...rest] = passed;
    const text = typeof first === 'string' ? first : ((first as { text?: string }).text ?? '');
    const command = within[text];
    if (command !== undefined) {
      isOpen = text === 'BEGIN';
      const all = command.split('; ');
      for (const one of all) await connection.query(one);
      return { command: text, rowCount: null, oid: 0, rows: [], fields: [] };
    }
    if (isOpen || !writes.test(text)) return connection.query(first, ...rest);
    await connection.query('SAVEPOINT one_statement');
    try {
      const result = await connection.query(first, ...rest);
      await connection.query('RELEASE SAVEPOINT one_statement');
      return result;
    } catch (error) {
      await connection.query('ROLLBACK TO SAVEPOINT one_statement');
      throw error;
    }
  }

  return class extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: pg declares each of these with and without a callback
    override connect(callback?: any): any {
      if (callback === undefined) return Promise.resolve();
      callback(null);
    }
    // biome-ignore lint/suspicious/noExplicitAny: pg declares nine overloads of query, all passed on unread
    override query(...passed: any[]): any {
      const callback = typeof passed.at(-1) === 'function' ? passed.pop() : undefined;
      const result = run(passed);
      if (callback === undefined) return result;
      result.then(
        (rows) => callback(null, rows),
        (error) => callback(error),
      );
    }
    // It has no socket of its own: one that never connects would gather a listener each time.
    ref() {}
    unref() {}
    // biome-ignore lint/suspicious/noExplicitAny: pg declares it with and without a callback
    override end(callback?: any): any {
      if (callback === undefined) return Promise.resolve();
      callback(null);
    }
  };
}

/** Prisma over a pool. */
export const prismaOver = (pool: pg.Pool): PrismaClient =>
  new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }), errorFormat: 'minimal' });
