import { randomUUID } from 'node:crypto';
import { type Database, noRequest, type Transaction } from '../db/index.js';

/** A key and who sent it. */
export type Key = { holder: string; key: string };

/** A key that one request holds: `claim` is lost to a repeat once the request has not been heard of for a while. */
export type ClaimedKey = Key & { claim: string };

/** A request that has not said for this long that it goes on is taken to have died with its process. Milliseconds. */
export const abandonedAfterMs = 5_000;

export type Claim =
  | { state: 'new'; claim: string }
  | { state: 'in-flight' }
  | { state: 'reused' }
  | { state: 'answered'; sealedResponse: Uint8Array };

/** The keys of `Idempotency-Key` and what was answered to them. */
export function idempotencyStore(database: Database, retentionMs: number) {
  const write = <T>(statement: (query: Transaction['query']) => Promise<T>) =>
    database.write(noRequest, ({ query }) => statement(query));
  /** The row of a key while this request holds it and has no response yet. */
  const updateHeld = (query: Transaction['query'], { holder, key, claim }: ClaimedKey) =>
    query
      .updateTable('idempotencyKeys')
      .where('holder', '=', holder)
      .where('key', '=', key)
      .where('claim', '=', claim)
      .where('answer', 'is', null);

  return {
    /** Takes a key for this request, or says what became of the request that has it. */
    async claim({ holder, key }: Key, requestHash: string, now: Date): Promise<Claim> {
      const expiredBefore = new Date(now.getTime() - retentionMs);
      const abandonedBefore = new Date(now.getTime() - abandonedAfterMs);
      const claim = randomUUID();
      const newClaim = { requestHash, claim, createdAt: now };
      const [claimedRow] = await write((query) =>
        query
          .insertInto('idempotencyKeys')
          .values({ holder, key, ...newClaim })
          .onConflict((conflict) =>
            conflict
              .columns(['holder', 'key'])
              .doUpdateSet({ ...newClaim, answer: null })
              .where(({ or, and, eb }) =>
                or([
                  eb('idempotencyKeys.createdAt', '<', expiredBefore),
                  and([
                    eb('idempotencyKeys.answer', 'is', null),
                    eb('idempotencyKeys.createdAt', '<', abandonedBefore),
                  ]),
                ]),
              ),
          )
          .returning('claim')
          .execute(),
      );
      if (claimedRow !== undefined) return { state: 'new', claim };
      const row = await database.prisma.idempotencyKey.findUnique({ where: { holder_key: { holder, key } } });
      if (row === null) return { state: 'in-flight' };
      if (row.requestHash !== requestHash) return { state: 'reused' };
      return row.answer === null ? { state: 'in-flight' } : { state: 'answered', sealedResponse: row.answer };
    },

    /** Says that the request with this key goes on. */
    renewClaim: (key: ClaimedKey, now: Date) =>
      write((query) => updateHeld(query, key).set({ createdAt: now }).execute()),

    /**
     * Keeps a response, in a transaction or by itself.
     *
     * @returns false when the key is held by another request by now
     */
    async saveResponse(
      tx: Transaction | undefined,
      key: ClaimedKey,
      requestHash: string,
      sealedResponse: Buffer,
    ): Promise<boolean> {
      const save = (query: Transaction['query']) =>
        updateHeld(query, key).set({ requestHash, answer: sealedResponse }).returning('key').execute();
      return (await (tx === undefined ? write(save) : save(tx.query))).length === 1;
    },

    release: ({ holder, key, claim }: ClaimedKey) =>
      write((query) =>
        query
          .deleteFrom('idempotencyKeys')
          .where('holder', '=', holder)
          .where('key', '=', key)
          .where('claim', '=', claim)
          .where('answer', 'is', null)
          .execute(),
      ),

    deleteExpired: (now: Date): Promise<unknown> =>
      write((query) =>
        query
          .deleteFrom('idempotencyKeys')
          .where('createdAt', '<', new Date(now.getTime() - retentionMs))
          .execute(),
      ),
  };
}
