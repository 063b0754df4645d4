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

/** Codes of the operating system and of Postgres.js for a connection that cannot be made or that broke. */
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

/** What `pg` and Prisma say of a connection that cannot be had or that broke, without a code. */
const brokenMessages =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|is not queryable|DatabaseNotReachable/i;

/** The server is a standby, or has become one: it answers reads and refuses writes. */
const readOnly = '25006';

/** By SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
function bySqlState(state: string): DatabaseFault | undefined {
  if (state === '23505') return 'duplicate';
  if (state === '23503') return 'missing-reference';
  if (state === '53100') return 'disk-full';
  // Connection, access, resources, operator intervention; a statement or lock that took too long; a lost race.
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

/** The SQLSTATE of an error that the database has answered with, whoever passes it on. */
function sqlStateOf(error: Error): string | undefined {
  const { code, meta } = error as Error & WithState;
  const original = meta?.driverAdapterError?.cause?.originalCode;
  if (original !== undefined) return original;
  return typeof code === 'string' && /^(?!P)[0-9A-Z]{5}$/.test(code) && !brokenConnection.has(code) ? code : undefined;
}

/** Whether the database refused a write because it is a standby. */
export const isReadOnly = (error: unknown): boolean => error instanceof Error && sqlStateOf(error) === readOnly;

/** What an error from the database means for the request, or undefined when it is none or a bug of ours. */
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
    // The socket file of a server that is stopped.
    if (code === 'ENOENT' && syscall === 'connect') return 'away';
  }
  const text = error.message;
  if (brokenMessages.test(text)) return 'away';
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
