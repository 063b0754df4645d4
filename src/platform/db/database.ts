import pg from 'pg';
import { type BytesRow, bytesReader } from './bytes-reader.js';
import { openEmbedded } from './embedded.js';
import type { PrismaClient } from './generated/client.js';
import { joinedClient, prismaOver } from './joined.js';
import { likeEnough } from './likeness.js';
import { type Heard, type Listening, startListening } from './listener.js';
import { migrate } from './migrate.js';
import { statementNames } from './statement-names.js';
import { actAll, inTransaction, onConnection, type Transaction } from './transaction.js';

/** SQL and its values, as `Prisma.sql` composes them. */
type Statement = {
  readonly text: string;
  readonly values: unknown[];
  /** For a statement whose best plan depends on its values: it is not kept prepared. */
  readonly planned?: 'each-time' | undefined;
};

export type Database = {
  readonly kind: 'embedded' | 'postgresql';
  /** Prisma, for writes and ordinary reads outside a transaction. */
  readonly prisma: PrismaClient;
  /** Runs one hand-written statement outside a transaction; rows come as `pg` parses them. */
  read<Row extends object>(statement: Statement): Promise<Row[]>;
  /** Runs one statement that makes a public answer, and gives the first row as bytes. */
  readBytes(statement: Statement): Promise<BytesRow | undefined>;
  /** Runs one hand-written statement that writes, in a transaction of its own. */
  write<Row extends object>(statement: Statement): Promise<Row[]>;
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs `work` on a database of its own in which everything happens in one transaction, whole transactions included: all of it is
   * kept, or nothing. Whatever it does goes through what it is given.
   */
  together<T>(work: (inside: Database) => Promise<T>): Promise<T>;
  /**
   * Hears what any process notifies on a channel. The embedded database has no other process: there it is live at once
   * and never hears anything.
   */
  listen(channel: string, heard: Heard): Listening;
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

type OnStatement = (text: string, values: unknown[]) => void;

/** Columns as text, whatever their types. */
const undecoded = { getTypeParser: () => (text: string) => text };

const session = `-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000 -c pg_trgm.word_similarity_threshold=${likeEnough}`;

/**
 * Opens PostgreSQL, or PostgreSQL in this process, behind one face.
 *
 * @param onStatement hears the text and the values of each statement sent, whoever sends it
 */
export async function openDatabase(source: DatabaseSource, onStatement?: OnStatement): Promise<Database> {
  const embedded =
    source.kind === 'postgresql'
      ? undefined
      : await openEmbedded(source.kind === 'embedded' ? source : { dump: source.dump });
  const forBytes = source.kind === 'postgresql' ? Math.ceil(source.pool / 2) : 0;
  const bytes = source.kind === 'postgresql' ? bytesReader(source.url, forBytes, session) : undefined;
  const settings: pg.PoolConfig =
    source.kind === 'postgresql'
      ? {
          connectionString: source.url,
          max: Math.max(1, source.pool - forBytes),
          connectionTimeoutMillis: 5_000,
          options: session,
          application_name: 'broadsheet',
        }
      : { ...embedded?.poolConfig, connectionTimeoutMillis: 10_000 };
  const pool: pg.Pool = new KeepingPool({
    ...settings,
    ...(onStatement === undefined ? {} : { Client: listeningClient(onStatement) }),
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  const prisma = prismaOver(pool);

  const kind = embedded === undefined ? 'postgresql' : 'embedded';
  const nameOf = statementNames();
  const { run, readBytes } = statementsOver(pool, nameOf, bytes, onStatement);
  const database: Database = {
    kind,
    prisma,
    read: run,
    readBytes,
    write: run,
    transaction: (work) => inTransaction(prisma, work),
    together: (work) => joined(pool, nameOf, database, work),
    listen(channel, heard) {
      if (source.kind === 'postgresql') {
        const connect = () => new pg.Client({ connectionString: source.url, application_name: 'broadsheet changes' });
        return startListening(connect, channel, heard);
      }
      heard.onLive();
      return { prove() {}, stop: async () => {} };
    },
    async migrate(migrationsDir) {
      if (source.kind !== 'postgresql') return migrate(pool, migrationsDir);
      // Without the limits of a session: a migration may take its time, and waits for that of another process.
      const own = new pg.Pool({ connectionString: source.url, max: 1, application_name: 'broadsheet migrations' });
      try {
        return await migrate(own, migrationsDir);
      } finally {
        await own.end();
      }
    },
    ping: async () => {
      await pool.query('SELECT 1');
    },
    dump: async () => embedded?.dump(),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
      await bytes?.close();
      await embedded?.close();
    },
  };
  return database;
}

type Names = ReturnType<typeof statementNames>;

/** Hand-written statements over a pool. */
function statementsOver(
  pool: pg.Pool,
  nameOf: Names,
  bytes?: ReturnType<typeof bytesReader>,
  onStatement?: OnStatement,
) {
  const run = async <Row extends object>(statement: Statement) => {
    const { text } = statement;
    const name = statement.planned === 'each-time' ? undefined : nameOf(text);
    const query = { text, values: statement.values, ...(name === undefined ? {} : { name }) };
    return (await pool.query<Row>(query)).rows;
  };

  async function readBytes(statement: Statement): Promise<BytesRow | undefined> {
    const { text, values } = statement;
    const name = statement.planned === 'each-time' ? undefined : nameOf(text);
    if (bytes !== undefined && name !== undefined) {
      onStatement?.(text, values);
      return bytes.first(statement);
    }
    const query = {
      text,
      values,
      rowMode: 'array' as const,
      types: undecoded,
      ...(name === undefined ? {} : { name }),
    };
    const [row] = (await pool.query<(string | null)[]>(query)).rows;
    return row?.map((column) => (column === null ? null : Buffer.from(column)));
  }

  return { run, readBytes };
}

/** Has `work` happen in one transaction on one connection. */
async function joined<T>(
  pool: pg.Pool,
  nameOf: Names,
  outside: Database,
  work: (inside: Database) => Promise<T>,
): Promise<T> {
  const connection = await pool.connect();
  const inner = new KeepingPool({ max: 1, Client: joinedClient(connection) });
  const prisma = prismaOver(inner);
  const acts: (() => void)[] = [];
  const { run, readBytes } = statementsOver(inner, nameOf);
  const inside: Database = {
    ...outside,
    prisma,
    read: run,
    readBytes,
    write: run,
    transaction: (within) => inTransaction(prisma, within, (more) => acts.push(...more)),
    together: (within) => within(inside),
  };
  let broken: Error | undefined;
  try {
    await connection.query('BEGIN');
    const result = await work(inside);
    await connection.query('COMMIT');
    actAll(acts);
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    await prisma.$disconnect();
    await inner.end();
    connection.release(broken);
  }
}

/**
 * A pool that keeps a connection on which a statement was refused: nothing is wrong with it. `pg.Pool` ends it, which on PostgreSQL
 * costs a new one for each refusal, and on PGlite, which has but one, gives the end of the refused statement to the next.
 */
class KeepingPool extends pg.Pool {
  // biome-ignore lint/suspicious/noExplicitAny: pg declares two overloads of connect, of which we use that with a promise
  override async connect(...args: any[]): Promise<any> {
    const client = (await (super.connect as (...passed: unknown[]) => Promise<pg.PoolClient>)(
      ...args,
    )) as pg.PoolClient;
    onConnection(client);
    return client;
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg declares nine overloads of query, all passed on unread
  override async query(...args: any[]): Promise<any> {
    const client = await this.connect();
    try {
      return await (client.query as (...passed: unknown[]) => Promise<unknown>)(...args);
    } finally {
      client.release();
    }
  }
}

function listeningClient(onStatement: OnStatement): typeof pg.Client {
  return class extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: pg declares nine overloads of query, all passed on unread
    override query(...args: any[]): any {
      const [first, second] = args as [string | { text?: string; values?: unknown[] }, unknown];
      if (typeof first === 'string') onStatement(first, Array.isArray(second) ? second : []);
      else onStatement(first.text ?? '', first.values ?? (Array.isArray(second) ? second : []));
      return (super.query as (...passed: unknown[]) => unknown)(...args);
    }
  };
}
