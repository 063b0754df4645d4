import type { Database } from '../db/index.js';

type Key = { holder: string; key: string };

/** An unfinished request holds its key this long; after that its process is taken to have died. Milliseconds. */
const inFlightFor = 60_000;

export type Claim =
  | { state: 'new' }
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
      const abandoned = new Date(now.getTime() - inFlightFor);
      const taken = await prisma.$executeRaw`
        INSERT INTO idempotency_keys (holder, key, request_hash, created_at)
        VALUES (${holder}, ${key}, ${requestHash}, ${now})
        ON CONFLICT (holder, key) DO UPDATE SET request_hash = ${requestHash}, answer = NULL, created_at = ${now}
        WHERE idempotency_keys.created_at < ${forgotten}
           OR (idempotency_keys.answer IS NULL AND idempotency_keys.created_at < ${abandoned})`;
      if (taken === 1) return { state: 'new' };
      const row = await prisma.idempotencyKey.findUnique({ where: { holder_key: { holder, key } } });
      if (row === null) return { state: 'in-flight' };
      if (row.requestHash !== requestHash) return { state: 'reused' };
      return row.answer === null ? { state: 'in-flight' } : { state: 'answered', answer: row.answer };
    },
    /** Says that the request with this key is still being received. */
    async hold({ holder, key }: Key, now: Date): Promise<void> {
      await prisma.idempotencyKey.updateMany({ where: { holder, key, answer: null }, data: { createdAt: now } });
    },
    async keep({ holder, key }: Key, requestHash: string, answer: Buffer): Promise<void> {
      const data = { requestHash, answer: new Uint8Array(answer) };
      await prisma.idempotencyKey.updateMany({ where: { holder, key }, data });
    },
    async release({ holder, key }: Key): Promise<void> {
      await prisma.idempotencyKey.deleteMany({ where: { holder, key, answer: null } });
    },
    async forget(now: Date): Promise<void> {
      await prisma.idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - keptFor) } } });
    },
  };
}
