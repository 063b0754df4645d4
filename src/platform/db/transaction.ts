import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, type Kysely, type Transaction as OpenTransaction, sql } from 'kysely';
import { RowBusy, type RowGates } from './row-gate.js';
import { type RowSchema, rowsAs } from './rows.js';
import type { Run, Statement } from './statements.js';
import type { Tables } from './tables.js';

/** What can be read from, inside a transaction or outside: a database is one, and so is a transaction. */
export type Reader = {
  /** Composes statements that are checked against the schema. */
  readonly query: Pick<Kysely<Tables>, 'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn'>;
  /** Runs one hand-written statement, and gives its rows as `pg` parses them. */
  readonly run: Run;
};

/** What can be written to. */
export type Writable = Reader & {
  readonly query: Kysely<Tables>;
  /** Runs one hand-written statement. @returns how many rows it has changed */
  change(statement: Statement): Promise<number>;
};

export type Transaction = Writable & {
  /** Has something done in this process as soon as the transaction is committed, before its caller goes on. */
  afterCommit(callback: () => void): void;
  /**
   * Says that the transaction is about to wait for a row that others may hold: call it before the statement that locks. Where too many
   * wait for it already, the transaction is rolled back and run again when its turn comes.
   *
   * @param row names it, such as `article ferry-sails`
   */
  beforeLock(row: string): void;
  /** Does more work in it: all of that or nothing. */
  inSavepoint<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
};

const maxAttempts = 4;

/** PostgreSQL gave this transaction up in favour of another: the same work may well pass now. */
const isSerializationFailure = (error: unknown): boolean =>
  ['40001', '40P01'].includes(String((error as { code?: unknown } | null)?.code));

/** Statements by hand over Kysely, past everything that it does to its own. */
export function writableOver(query: Kysely<Tables>): Writable {
  const plain = query.withoutPlugins();
  const send = <Row>({ text, values }: Statement) => plain.executeQuery<Row>(CompiledQuery.raw(text, values));
  const run: Run = async <Row>(statement: Statement, row?: RowSchema<Row>) =>
    rowsAs((await send<Row>(statement)).rows, row, statement.text);
  return {
    query,
    run,
    change: async (statement) => Number((await send(statement)).numAffectedRows ?? 0),
  };
}

type GateState = { gates: RowGates | undefined; enteredRows: Set<string> };

function transactionOver(
  query: OpenTransaction<Tables>,
  callbacks: (() => void)[],
  { gates, enteredRows }: GateState,
): Transaction {
  const transaction: Transaction = {
    ...writableOver(query),
    afterCommit: (callback) => void callbacks.push(callback),
    beforeLock(row) {
      if (gates === undefined || enteredRows.has(row)) return;
      gates.enter(row);
      enteredRows.add(row);
    },
    async inSavepoint(work) {
      const callbackCountBefore = callbacks.length;
      await sql`SAVEPOINT joined_work`.execute(query);
      try {
        const result = await work(transaction);
        await sql`RELEASE SAVEPOINT joined_work`.execute(query);
        return result;
      } catch (error) {
        callbacks.length = callbackCountBefore;
        await sql`ROLLBACK TO SAVEPOINT joined_work; RELEASE SAVEPOINT joined_work`.execute(query);
        throw error;
      }
    },
  };
  return transaction;
}

/**
 * Runs `work` in one transaction. Everything inside must go through the transaction that it is given: the embedded
 * database has one connection, and a query beside an open transaction waits for ever.
 *
 * A transaction that lost a race is run again, so `work` has no effects outside the database; those wait in `afterCommit`.
 *
 * @param gates bound how many transactions wait for one row
 */
export async function inTransaction<T>(
  database: Kysely<Tables>,
  work: (tx: Transaction) => Promise<T>,
  gates: RowGates,
): Promise<T> {
  let enteredRows = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    const callbacks: (() => void)[] = [];
    let failure: unknown;
    let busyRow: string | undefined;
    const runWork = (open: OpenTransaction<Tables>) =>
      work(transactionOver(open, callbacks, { gates, enteredRows })).catch((error: unknown) => {
        failure = error;
        throw error;
      });
    try {
      const result = await database.transaction().execute(runWork);
      for (const callback of callbacks) callback();
      return result;
    } catch (error) {
      // A rollback over a connection that broke says less than what broke it.
      const cause = failure ?? error;
      if (cause instanceof RowBusy) busyRow = cause.row;
      else if (attempt >= maxAttempts || !isSerializationFailure(cause)) throw cause;
    } finally {
      for (const row of enteredRows) gates.leave(row);
      enteredRows = new Set();
    }
    if (busyRow === undefined) await sleep(10 * attempt * (1 + Math.random()));
    else {
      await gates.waitToEnter(busyRow);
      enteredRows.add(busyRow);
      // To wait for a turn is no lost race.
      attempt -= 1;
    }
  }
}
