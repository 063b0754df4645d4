import { Prisma } from './generated/client.js';

export type DatabaseFault = 'duplicate' | 'missing-reference' | 'missing-row' | 'unfit-value' | 'away' | 'disk-full';

const byPrismaCode: Record<string, DatabaseFault> = {
  P2002: 'duplicate',
  P2003: 'missing-reference',
  P2025: 'missing-row',
  P2000: 'unfit-value',
  P2020: 'unfit-value',
  P2033: 'unfit-value',
  P1001: 'away',
  P1002: 'away',
  P1008: 'away',
  P1017: 'away',
  P2024: 'away',
  P2028: 'away',
  P2034: 'away',
};

/** By SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
function bySqlState(state: string): DatabaseFault | undefined {
  if (state === '23505') return 'duplicate';
  if (state === '23503') return 'missing-reference';
  if (state === '53100') return 'disk-full';
  // Connection, resources, operator intervention; a statement or lock that took too long; a lost race.
  if (/^(08|53|57|58)/.test(state) || ['55P03', '40001', '40P01', '25P03'].includes(state)) return 'away';
  if (/^22/.test(state)) return 'unfit-value';
  return undefined;
}

type WithState = {
  code?: unknown;
  meta?: { driverAdapterError?: { cause?: { originalCode?: string; kind?: string } } };
};

/** What an error from the database means for the request, or undefined when it is none or a bug of ours. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, meta } = error as Error & WithState;
  const cause = meta?.driverAdapterError?.cause;
  if (cause?.originalCode !== undefined) {
    const fault = bySqlState(cause.originalCode);
    if (fault !== undefined) return fault;
  }
  if (error instanceof Prisma.PrismaClientInitializationError) return 'away';
  if (typeof code === 'string') {
    if (code in byPrismaCode) return byPrismaCode[code];
    if (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('P')) return bySqlState(code);
    if (code === 'ENOSPC') return 'disk-full';
    if (['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(code)) return 'away';
  }
  const text = error.message;
  if (/timeout exceeded when trying to connect|Connection terminated|DatabaseNotReachable/i.test(text)) return 'away';
  return undefined;
}

/**
 * Names the unique constraint that a write ran into, as far as the database tells: its columns or its index name.
 */
export function violatedUnique(error: unknown): string | undefined {
  if (databaseFault(error) !== 'duplicate') return undefined;
  const { meta, constraint } = error as { meta?: unknown; constraint?: string };
  return constraint ?? JSON.stringify(meta ?? {});
}
