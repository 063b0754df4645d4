import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, type Kysely, type Transaction as OpenTransaction, sql } from 'kysely';
import { RowBusy, type RowGates } from './row-gate.js';
import { type RowSchema, rowsAs } from './rows.js';
import type { Run, Statement } from './statements.js';
import type { Tables } from './tables.js';

/** A source for reads: the database or a transaction. */
export type Reader = {
  /** Builds statements that are checked against the schema. */
  readonly query: Pick<Kysely<Tables>, 'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn'>;
  /** Runs a hand-written statement and returns its rows as `pg` parses them. */
  readonly run: Run;
};

/** A target for writes. */
export type Writable = Reader & {
  readonly query: Kysely<Tables>;
  /** Runs a hand-written statement. @returns how many rows it changed */
  change(statement: Statement): Promise<number>;
};

export type Transaction = Writable & {
  /** Registers a callback that runs immediately after the commit, before the caller continues. */
  afterCommit(callback: () => void): void;
  /**
   * Declares that the transaction is about to wait for a row that others may hold. Call it before the statement that
   * locks. If too many transactions already wait, this one is rolled back and runs again when its turn comes.
   *
   * @param row the name of the row, such as `article ferry-sails`
   */
  beforeLock(row: string): void;
  /** Runs work in a savepoint, so that all of it is written or nothing. */
  inSavepoint<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
};

const maxAttempts = 4;

/** PostgreSQL aborted this transaction in favour of another. The same work may succeed now. */
const isSerializationFailure = (error: unknown): boolean =>
  ['40001', '40P01'].includes(String((error as { code?: unknown } | null)?.code));

/** Runs hand-written statements over Kysely without its plugins. */
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
 * Runs `work` in one transaction. `work` must use only this transaction, because the embedded database has one
 * connection and a query beside an open transaction would wait forever.
 *
 * A transaction that lost a race runs again, so `work` must have no effects outside the database. Such effects belong
 * in `afterCommit`.
 *
 * @param gates limit how many transactions wait for one row
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
      // The error of a rollback over a lost connection is less helpful than the error that preceded it.
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
      // Waiting for a turn does not count as an attempt.
      attempt -= 1;
    }
  }
}
