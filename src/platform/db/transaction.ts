import { setTimeout as sleep } from 'node:timers/promises';
import type { PrismaClient } from './generated/client.js';
import { Prisma } from './generated/client.js';

export type Transaction = Prisma.TransactionClient;

const attempts = 4;

/** PostgreSQL gave this transaction up in favour of another (40001, 40P01): the same work may well pass now. */
function lostTheRace(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  if (error.code === 'P2034') return true;
  const original = (error.meta as { driverAdapterError?: { cause?: { originalCode?: string } } } | undefined)
    ?.driverAdapterError?.cause?.originalCode;
  return original === '40001' || original === '40P01';
}

/**
 * Runs `work` in one transaction. Everything inside must go through the transaction that it is given: the embedded
 * database has one connection, and a query beside an open transaction waits for ever.
 *
 * A transaction that lost a race is run again, so `work` has no effects outside the database.
 */
export async function inTransaction<T>(prisma: PrismaClient, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await prisma.$transaction(work, { maxWait: 5_000, timeout: 10_000 });
    } catch (error) {
      if (attempt === attempts || !lostTheRace(error)) throw error;
      await sleep(10 * attempt * (1 + Math.random()));
    }
  }
}
