import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { entityName } from '../../lib/entity-name.js';
import { type Database, noRequest, type Transaction } from '../db/index.js';

/** A key and its sender. */
export type Key = { holder: string; key: string };

/** A key that one request holds. A repeat takes over the `claim` if it is not renewed in time. */
export type ClaimedKey = Key & { claim: string };

/** After how long without a renewal a claim counts as abandoned by a dead process, in milliseconds. */
export const abandonedAfterMs = 5_000;

export type Claim =
  | { state: 'new'; claim: string }
  | { state: 'in-flight' }
  | { state: 'reused' }
  | { state: 'answered'; sealedResponse: Uint8Array }
  | { state: 'erased' };

/** Stores idempotency keys and their responses. */
export function idempotencyStore(database: Database, retentionMs: number) {
  const write = <T>(statement: (query: Transaction['query']) => Promise<T>) =>
    database.write(noRequest, ({ query }) => statement(query));
  /** Selects the row of a key while this request holds it and has no response yet. */
  const updateHeld = (query: Transaction['query'], { holder, key, claim }: ClaimedKey) =>
    query
      .updateTable('idempotencyKeys')
      .where('holder', '=', holder)
      .where('key', '=', key)
      .where('claim', '=', claim)
      .where('answer', 'is', null);

  return {
    /** Claims a key for this request, or returns the state of the request that holds it. */
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
      if (row.answer === null) return { state: 'in-flight' };
      return row.answer.length === 0 ? { state: 'erased' } : { state: 'answered', sealedResponse: row.answer };
    },

    /** Renews the claim of a running request. */
    renewClaim: (key: ClaimedKey, now: Date) =>
      write((query) => updateHeld(query, key).set({ createdAt: now }).execute()),

    /**
     * Stores a response, in a transaction or on its own.
     *
     * @param entityNames the short names of the entities in the response
     * @returns false if another request holds the key by now
     */
    async saveResponse(
      tx: Transaction | undefined,
      key: ClaimedKey,
      requestHash: string,
      { sealedResponse, entityNames }: { sealedResponse: Buffer; entityNames: string[] },
    ): Promise<boolean> {
      const save = (query: Transaction['query']) =>
        updateHeld(query, key).set({ requestHash, answer: sealedResponse, entityNames }).returning('key').execute();
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

/**
 * Erases the stored responses that contain one of these entities. A repeat of their requests is refused, so that it
 * neither shows the data again nor does the work again.
 */
export async function eraseStoredResponses(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query
    .updateTable('idempotencyKeys')
    .set({ answer: Buffer.alloc(0), entityNames: [] })
    .where('answer', 'is not', null)
    // Responses from before the column existed have no names. They are at most one day old.
    .where(sql<boolean>`(entity_names IS NULL OR entity_names && ${ids.map(entityName)}::text[])`)
    .execute();
}
