import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { PrismaClient } from './generated/client.js';
import { Prisma } from './generated/client.js';
import type { RequestCommit } from './request-commit.js';
import { RowBusy, type RowGates } from './row-gate.js';

export type Transaction = Prisma.TransactionClient;

const attempts = 4;

/** PostgreSQL gave this transaction up in favour of another (40001, 40P01): the same work may well pass now. */
function lostTheRace(error: unknown): boolean {
  if (['40001', '40P01'].includes(String((error as { code?: unknown } | null)?.code))) return true;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  if (error.code === 'P2034') return true;
  const original = (error.meta as { driverAdapterError?: { cause?: { originalCode?: string } } } | undefined)
    ?.driverAdapterError?.cause?.originalCode;
  return original === '40001' || original === '40P01';
}

/** What a transaction that begins has taken from the pool. */
type Beginning = { connection: PoolClient | undefined };

const beginnings = new AsyncLocalStorage<Beginning>();
const connections = new WeakMap<Transaction, PoolClient>();

/** Hears of each connection that is taken from the pool: the first one that a transaction takes is its own. */
export function onConnection(connection: PoolClient): void {
  const beginning = beginnings.getStore();
  if (beginning !== undefined) beginning.connection ??= connection;
}

/**
 * Runs one hand-written statement in a transaction, past Prisma, which reads every statement and all its values before they are sent: of a
 * megabyte of values that takes longer than to store them. Rows come as `pg` parses them.
 */
export async function runIn<Row extends object>(tx: Transaction, statement: Prisma.Sql): Promise<Row[]> {
  const connection = connections.get(tx);
  if (connection === undefined) return tx.$queryRaw<Row[]>(statement);
  return (await connection.query<Row>({ text: statement.text, values: statement.values })).rows;
}

const owed = new WeakMap<Transaction, (() => void)[]>();

/** Has something done in this process as soon as the transaction is committed, before its caller goes on. */
export function afterCommit(tx: Transaction, act: () => void): void {
  const acts = owed.get(tx);
  if (acts === undefined) throw new Error('What follows a commit needs a transaction.');
  acts.push(act);
}

export function actAll(acts: readonly (() => void)[]): void {
  for (const act of acts) act();
}

type Gated = { gates: RowGates; entered: Set<string> };

const gated = new WeakMap<Transaction, Gated>();

/**
 * Says that the transaction is about to wait for a row that others may hold: call it before the statement that locks. Where too many
 * wait for it already, the transaction is rolled back and run again when its turn comes.
 *
 * @param row names it, such as `article ferry-sails`
 */
export function beforeLock(tx: Transaction, row: string): void {
  const state = gated.get(tx);
  if (state === undefined || state.entered.has(row)) return;
  state.gates.enter(row);
  state.entered.add(row);
}

type Options = {
  /** Is handed what waits in `afterCommit`; does it, when left out. */
  committed?: (acts: readonly (() => void)[]) => void;
  /** Bound how many transactions wait for one row; left out where the connection is held anyway. */
  gates?: RowGates;
};

/**
 * Runs `work` in one transaction. Everything inside must go through the transaction that it is given: the embedded
 * database has one connection, and a query beside an open transaction waits for ever.
 *
 * A transaction that lost a race is run again, so `work` has no effects outside the database; those wait in `afterCommit`.
 */
export async function inTransaction<T>(
  prisma: PrismaClient,
  work: (tx: Transaction) => Promise<T>,
  { committed = actAll, gates }: Options = {},
): Promise<T> {
  let entered = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    const acts: (() => void)[] = [];
    const beginning: Beginning = { connection: undefined };
    const begun = (tx: Transaction) => {
      owed.set(tx, acts);
      if (gates !== undefined) gated.set(tx, { gates, entered });
      if (beginning.connection !== undefined) connections.set(tx, beginning.connection);
      return work(tx);
    };
    let busy: string | undefined;
    try {
      const result = await beginnings.run(beginning, () =>
        prisma.$transaction(begun, { maxWait: 5_000, timeout: 10_000 }),
      );
      committed(acts);
      return result;
    } catch (error) {
      if (error instanceof RowBusy) busy = error.row;
      else if (attempt >= attempts || !lostTheRace(error)) throw error;
    } finally {
      for (const row of entered) gates?.leave(row);
      entered = new Set();
    }
    if (busy === undefined) await sleep(10 * attempt * (1 + Math.random()));
    else {
      await gates?.waitToEnter(busy);
      entered.add(busy);
      // To wait for a turn is no lost race.
      attempt -= 1;
    }
  }
}

/** Runs `work` in the transaction of a request, which stays open until the request has its response. */
export function writtenIn<T>(
  prisma: PrismaClient,
  commit: RequestCommit,
  work: (tx: Transaction) => Promise<T>,
  gates: RowGates,
): Promise<T> {
  return commit.run<T>(
    (hold) =>
      inTransaction(
        prisma,
        async (tx) => {
          const result = await work(tx);
          await hold(result, {
            run: async (statement) => (await runIn(tx, statement)).length,
            join: (more) => inSavepoint(tx, more),
          });
        },
        { gates },
      ),
    (transaction) => transaction.join(work),
  );
}

async function inSavepoint<T>(tx: Transaction, work: (tx: Transaction) => Promise<T>): Promise<T> {
  await tx.$executeRaw`SAVEPOINT joined_work`;
  try {
    const result = await work(tx);
    await tx.$executeRaw`RELEASE SAVEPOINT joined_work`;
    return result;
  } catch (error) {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT joined_work`;
    throw error;
  }
}
