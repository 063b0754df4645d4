import type { Kysely } from 'kysely';
import type { RowGates } from './row-gate.js';
import type { Tables } from './tables.js';
import { inTransaction, type Transaction } from './transaction.js';

/** What an open transaction does last of all before it is committed. */
type FinalStep = (transaction: Transaction) => Promise<void>;

/** Hands on the result of the work, and comes back when the transaction is to be committed. */
type Hold<T> = (result: T, transaction: Transaction) => Promise<void>;

/**
 * Holds back the commit of what a request writes until its response is known, so that both are committed together: the response
 * that a POST with an `Idempotency-Key` is repeated with is kept in the transaction of the write.
 *
 * The first transaction of the request stays open once its work is done, and later ones join it. From then on the request must not
 * read or write outside: the embedded database has one connection, and on PostgreSQL nobody else sees what is not committed.
 */
export type RequestCommit = {
  /**
   * @param begin does the work in a new transaction, passes the result to `hold`, and commits when that comes back
   * @param join does the work in the transaction that is open already
   * @returns the result of the work; it is not committed yet
   */
  run<T>(begin: (hold: Hold<T>) => Promise<void>, join: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Commits. @returns false when there is nothing to commit @throws when that fails: then nothing is written */
  finish(finalStep: FinalStep): Promise<boolean>;
  /** Rolls back what is not committed. */
  abandon(): Promise<void>;
};

/** On whose behalf something is written: an actor, whose request may hold back its commit. */
export type Writer = { readonly commit?: RequestCommit | undefined };

/** Writes on behalf of no request: it commits at once. */
export const noRequest: Writer = Object.freeze({});

/** The work is done and cannot be done again: what it gave has been handed on. */
export class CommitFailed extends Error {}

/** One for each request. */
export function requestCommit(): RequestCommit {
  let state: { transaction: Transaction; commit: (last: FinalStep) => void; completion: Promise<void> } | undefined;
  let queueTail: Promise<unknown> = Promise.resolve();

  function open<T>(begin: (hold: Hold<T>) => Promise<void>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const hold: Hold<T> = async (result, transaction) => {
        if (state !== undefined) throw new CommitFailed('The transaction of the request could not be committed.');
        const last = await new Promise<FinalStep>((commit) => {
          state = { transaction, commit, completion };
          resolve(result);
        });
        await last(transaction);
      };
      const completion = begin(hold);
      completion.catch(reject);
    });
  }

  async function end(finalStep: FinalStep): Promise<boolean> {
    await queueTail;
    if (state === undefined) return false;
    state.commit(finalStep);
    await state.completion;
    return true;
  }

  return {
    run(begin, join) {
      const work = queueTail.then(() => (state === undefined ? open(begin) : join(state.transaction)));
      queueTail = work.catch(() => {});
      return work;
    },
    finish: end,
    async abandon() {
      await end(() => Promise.reject(new CommitFailed('The request failed after its work was done.'))).catch(() => {});
    },
  };
}

/** Runs `work` in the transaction of a request, which stays open until the request has its response. */
export function inRequest<T>(
  database: Kysely<Tables>,
  commit: RequestCommit,
  work: (tx: Transaction) => Promise<T>,
  gates: RowGates,
): Promise<T> {
  return commit.run<T>(
    (hold) => inTransaction(database, async (tx) => hold(await work(tx), tx), gates),
    (tx) => tx.inSavepoint(work),
  );
}
