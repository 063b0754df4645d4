import { Prisma } from './generated/client.js';
import { CommitFailed } from './request-commit.js';
import { RowStillBusy } from './row-gate.js';

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

/** Codes of the operating system and of Postgres.js for a connection that failed or was lost. */
const brokenConnection = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
]);

/** Messages of `pg` and Prisma, without a code, for a connection that failed or was lost. */
const brokenMessages =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|is not queryable|DatabaseNotReachable/i;

/** The server is a standby, or has become one. It serves reads and refuses writes. */
const readOnly = '25006';

/** Classifies an error by its SQLSTATE, see https://www.postgresql.org/docs/current/errcodes-appendix.html. */
function bySqlState(state: string): DatabaseFault | undefined {
  if (state === '23505') return 'duplicate';
  if (state === '23503') return 'missing-reference';
  if (state === '53100') return 'disk-full';
  // Classes for connections, access, resources and operator intervention; then timeouts and serialization failures.
  if (/^(08|28|53|57|58)/.test(state)) return 'away';
  if (['3D000', '55P03', '40001', '40P01', '25P03', readOnly].includes(state)) return 'away';
  if (/^22/.test(state)) return 'unfit-value';
  return undefined;
}

type WithState = {
  code?: unknown;
  syscall?: unknown;
  meta?: { driverAdapterError?: { cause?: { originalCode?: string; kind?: string } } };
};

/** Returns the SQLSTATE of an error from the database, whichever library reports it. */
function sqlStateOf(error: Error): string | undefined {
  const { code, meta } = error as Error & WithState;
  const original = meta?.driverAdapterError?.cause?.originalCode;
  if (original !== undefined) return original;
  return typeof code === 'string' && /^(?!P)[0-9A-Z]{5}$/.test(code) && !brokenConnection.has(code) ? code : undefined;
}

/** Returns whether the database refused a write because it is a standby. */
export const isReadOnly = (error: unknown): boolean => error instanceof Error && sqlStateOf(error) === readOnly;

/** Returns what a database error means for the request, or undefined for other errors and for bugs. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall } = error as Error & WithState;
  const state = sqlStateOf(error);
  const fault = state === undefined ? undefined : bySqlState(state);
  if (fault !== undefined) return fault;
  const isOurs = error instanceof CommitFailed || error instanceof RowStillBusy;
  if (isOurs || error instanceof Prisma.PrismaClientInitializationError) return 'away';
  if (typeof code === 'string') {
    if (code in byPrismaCode) return byPrismaCode[code];
    if (code === 'ENOSPC') return 'disk-full';
    if (brokenConnection.has(code)) return 'away';
    // The socket file of a stopped server does not exist.
    if (code === 'ENOENT' && syscall === 'connect') return 'away';
  }
  const text = error.message;
  if (brokenMessages.test(text)) return 'away';
  return undefined;
}

/**
 * Returns the unique constraint that a write violated, as its columns or its index name, whichever the database
 * reports.
 */
export function violatedUnique(error: unknown): string | undefined {
  if (databaseFault(error) !== 'duplicate') return undefined;
  const { meta, constraint } = error as { meta?: unknown; constraint?: string };
  return constraint ?? JSON.stringify(meta ?? {});
}
