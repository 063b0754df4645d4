import { randomUUID } from 'node:crypto';
import { type Database, Prisma } from '../db/index.js';

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
  | { state: 'answered'; answer: Uint8Array };

/** The keys of `Idempotency-Key` and what was answered to them. */
export function idempotencyStore(database: Database, keptFor: number) {
  const { prisma } = database;
  return {
    /** Takes a key for this request, or says what became of the request that has it. */
    async claim({ holder, key }: Key, requestHash: string, now: Date): Promise<Claim> {
      const forgotten = new Date(now.getTime() - keptFor);
      const abandoned = new Date(now.getTime() - abandonedAfterMs);
      const claim = randomUUID();
      const taken = await database.change(Prisma.sql`
        INSERT INTO idempotency_keys (holder, key, request_hash, claim, created_at)
        VALUES (${holder}, ${key}, ${requestHash}, ${claim}::uuid, ${now})
        ON CONFLICT (holder, key) DO UPDATE
          SET request_hash = EXCLUDED.request_hash, claim = EXCLUDED.claim, answer = NULL, created_at = EXCLUDED.created_at
        WHERE idempotency_keys.created_at < ${forgotten}
           OR (idempotency_keys.answer IS NULL AND idempotency_keys.created_at < ${abandoned})`);
      if (taken === 1) return { state: 'new', claim };
      const row = await prisma.idempotencyKey.findUnique({ where: { holder_key: { holder, key } } });
      if (row === null) return { state: 'in-flight' };
      if (row.requestHash !== requestHash) return { state: 'reused' };
      return row.answer === null ? { state: 'in-flight' } : { state: 'answered', answer: row.answer };
    },
    /** Says that the request with this key goes on. */
    async hold({ holder, key, claim }: ClaimedKey, now: Date): Promise<void> {
      await prisma.idempotencyKey.updateMany({ where: { holder, key, claim, answer: null }, data: { createdAt: now } });
    },
    /** The statement that keeps a response. It changes one row, or none when the key is held by another request. */
    keeping: ({ holder, key, claim }: ClaimedKey, requestHash: string, answer: Buffer): Prisma.Sql => Prisma.sql`
      UPDATE idempotency_keys SET request_hash = ${requestHash}, answer = ${answer}
      WHERE holder = ${holder} AND key = ${key} AND claim = ${claim}::uuid AND answer IS NULL RETURNING 1 AS kept`,
    /** Keeps a response by itself. */
    async keep({ holder, key, claim }: ClaimedKey, requestHash: string, answer: Buffer): Promise<void> {
      const data = { requestHash, answer: new Uint8Array(answer) };
      await prisma.idempotencyKey.updateMany({ where: { holder, key, claim, answer: null }, data });
    },
    async release({ holder, key, claim }: ClaimedKey): Promise<void> {
      await prisma.idempotencyKey.deleteMany({ where: { holder, key, claim, answer: null } });
    },
    async forget(now: Date): Promise<void> {
      await prisma.idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - keptFor) } } });
    },
  };
}
