import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { openEmbedded } from './embedded.js';
import { PrismaClient } from './generated/client.js';
import { migrate } from './migrate.js';
import { inTransaction, type Transaction } from './transaction.js';

/** SQL and its values, as `Prisma.sql` composes them. */
type Statement = { text: string; values: unknown[] };

export type Database = {
  readonly kind: 'embedded' | 'postgresql';
  /** Prisma, for writes and ordinary reads outside a transaction. */
  readonly prisma: PrismaClient;
  /** Runs one hand-written statement outside a transaction; rows come as `pg` parses them. */
  read<Row extends object>(statement: Statement): Promise<Row[]>;
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  migrate(migrationsDir: string): Promise<string[]>;
  /** Answers whether the database can be asked at all. */
  ping(): Promise<void>;
  /** The embedded data directory as an archive; PostgreSQL has none. */
  dump(): Promise<Blob | undefined>;
  close(): Promise<void>;
};

export type DatabaseSource =
  | { kind: 'postgresql'; url: string; pool: number }
  | { kind: 'embedded'; dataDir: string }
  | { kind: 'memory'; dump: Blob | undefined };

const session = '-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000';

/**
 * Opens PostgreSQL, or PostgreSQL in this process, behind one face.
 *
 * @param onStatement hears the text of each statement sent, whoever sends it
 */
export async function openDatabase(source: DatabaseSource, onStatement?: (sql: string) => void): Promise<Database> {
  const embedded =
    source.kind === 'postgresql'
      ? undefined
      : await openEmbedded(source.kind === 'embedded' ? source : { dump: source.dump });
  const settings: pg.PoolConfig =
    source.kind === 'postgresql'
      ? {
          connectionString: source.url,
          max: source.pool,
          connectionTimeoutMillis: 5_000,
          options: session,
          application_name: 'broadsheet',
        }
      : { ...embedded?.poolConfig, connectionTimeoutMillis: 10_000 };
  const pool = new pg.Pool({
    ...settings,
    ...(onStatement === undefined ? {} : { Client: listeningClient(onStatement) }),
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    errorFormat: 'minimal',
  });

  return {
    kind: embedded === undefined ? 'postgresql' : 'embedded',
    prisma,
    read: async <Row extends object>({ text, values }: Statement) => (await pool.query<Row>(text, values)).rows,
    transaction: (work) => inTransaction(prisma, work),
    migrate: (migrationsDir) => migrate(pool, migrationsDir),
    ping: async () => {
      await pool.query('SELECT 1');
    },
    dump: async () => embedded?.dump(),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
      await embedded?.close();
    },
  };
}

function listeningClient(onStatement: (sql: string) => void): typeof pg.Client {
  return class extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: pg declares nine overloads of query, all passed on unread
    override query(...args: any[]): any {
      const [first] = args as [string | { text?: string }];
      onStatement(typeof first === 'string' ? first : (first.text ?? ''));
      return (super.query as (...passed: unknown[]) => unknown)(...args);
    }
  };
}
