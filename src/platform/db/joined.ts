import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Database } from './database.js';
import { PrismaClient } from './generated/client.js';
import { KeepingPool } from './keeping-pool.js';
import { noRequest, type OpenTransaction, type Writer } from './request-commit.js';
import { type Names, statementsOver } from './statements.js';
import { actAll, inTransaction } from './transaction.js';

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
function joinedClient(connection: Connection): typeof pg.Client {
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

/** Has `work` happen in one transaction on one connection, which the request of its writer may hold open for longer. */
export async function joined<T>(
  pool: pg.Pool,
  nameOf: Names,
  outside: Database,
  { commit }: Writer,
  work: (inside: Database) => Promise<T>,
): Promise<T> {
  const one = <R>(hold: (result: T, inside: Database) => Promise<R>) =>
    inOneTransaction(pool, nameOf, outside, work, hold);
  if (commit === undefined) return one(async (result) => result);
  return commit.run<T>(
    (hold) => one((result, inside) => hold(result, openIn(inside))),
    () => Promise.reject(new Error('The request has opened a transaction already.')),
  );
}

const openIn = (inside: Database): OpenTransaction => ({
  run: async (statement) => (await inside.write(noRequest, statement)).length,
  join: (work) => inside.transaction(noRequest, work),
});

/** @param before is called with the result before the commit @returns what that gave */
async function inOneTransaction<T, R>(
  pool: pg.Pool,
  nameOf: Names,
  outside: Database,
  work: (inside: Database) => Promise<T>,
  before: (result: T, inside: Database) => Promise<R>,
): Promise<R> {
  const connection = await pool.connect();
  const inner = new KeepingPool({ max: 1, Client: joinedClient(connection) });
  const prisma = prismaOver(inner);
  const acts: (() => void)[] = [];
  const { run, readBytes } = statementsOver(inner, nameOf);
  const inside: Database = {
    ...outside,
    prisma,
    read: run,
    readBytes,
    write: (_, statement) => run(statement),
    transaction: (_, within) => inTransaction(prisma, within, { committed: (more) => acts.push(...more) }),
    together: (_, within) => within(inside),
  };
  let broken: Error | undefined;
  try {
    await connection.query('BEGIN');
    const result = await before(await work(inside), inside);
    await connection.query('COMMIT');
    actAll(acts);
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    await prisma.$disconnect();
    await inner.end();
    connection.release(broken);
  }
}
