import type { Kysely } from 'kysely';
import type { RowGates } from './row-gate.js';
import type { Tables } from './tables.js';
import { inTransaction, type Transaction } from './transaction.js';

/** The last step of an open transaction before its commit. */
type FinalStep = (transaction: Transaction) => Promise<void>;

/** Passes on the result of the work, and resolves when the transaction is to be committed. */
type Hold<T> = (result: T, transaction: Transaction) => Promise<void>;

/**
 * Delays the commit of a request's writes until its response is known, so that both are committed together. A POST with
 * an `Idempotency-Key` stores its response in the transaction of its writes.
 *
 * The first transaction of the request stays open after its work, and later ones join it. From then on the request must
 * not read or write outside it: the embedded database has only one connection, and on PostgreSQL other connections do
 * not see uncommitted data.
 */
export type RequestCommit = {
  /**
   * Runs work in the transaction of the request.
   *
   * @param begin does the work in a new transaction, passes the result to `hold`, and commits when `hold` resolves
   * @param join does the work in the open transaction
   * @returns the result of the work, which is not committed yet
   */
  run<T>(begin: (hold: Hold<T>) => Promise<void>, join: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Commits. @returns false if there is nothing to commit @throws if the commit fails; nothing is written then */
  finish(finalStep: FinalStep): Promise<boolean>;
  /** Rolls back uncommitted writes. */
  abandon(): Promise<void>;
};

/** The actor of a write, whose request may delay the commit. */
export type Writer = { readonly commit?: RequestCommit | undefined };

/** A writer without a request. Its writes are committed immediately. */
export const noRequest: Writer = Object.freeze({});

/** The work cannot be repeated, because its result has already been passed on. */
export class CommitFailed extends Error {}

/** Creates the commit of one request. */
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

/** Runs `work` in the transaction of a request, which stays open until the response is known. */
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
