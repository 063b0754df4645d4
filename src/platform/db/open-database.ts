import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import { createBytesReader } from './bytes-reader.js';
import { watchConnections } from './connections.js';
import type { Database, DatabaseSource, Session } from './database.js';
import { openEmbedded } from './embedded-database.js';
import { isReadOnly } from './faults.js';
import { PrismaClient } from './generated/client.js';
import { startListening } from './listener.js';
import { migrate } from './migrate.js';
import { checkPooledSettings, explainPooler, storeRoleSettings } from './pooler.js';
import { inRequest } from './request-commit.js';
import { createRowGates } from './row-gate.js';
import { type SessionSettings, sessionOf } from './session.js';
import { statementNames } from './statement-names.js';
import { type OnStatement, observedClient, statementsOver } from './statements.js';
import type { Tables } from './tables.js';
import { inTransaction, type Transaction, writableOver } from './transaction.js';

/** How long connecting, and closing all connections, may take, in milliseconds. */
const connectTimeoutMs = 5_000;
const closeTimeoutMs = 2_000;

/** The settings for requests and background work. A pooler does not accept them: the role has them instead. */
const limitedSessionOf = ({ url, directUrl }: Extract<DatabaseSource, { kind: 'postgresql' }>): SessionSettings =>
  directUrl === undefined ? sessionOf(url, 'limited') : { connectionString: url };

/** TCP keep-alive for idle connections. The delay is in milliseconds. */
const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/**
 * Opens PostgreSQL or the embedded database, with the same interface.
 *
 * @param onStatement is called with the text and the values of each statement
 */
export async function openDatabase(source: DatabaseSource, onStatement?: OnStatement): Promise<Database> {
  const embeddedDatabase =
    source.kind === 'postgresql'
      ? undefined
      : await openEmbedded(source.kind === 'embedded' ? source : { dump: source.dump });
  const readerPoolSize = source.kind === 'postgresql' ? Math.ceil(source.poolSize / 2) : 0;
  const isPooled = source.kind === 'postgresql' && source.directUrl !== undefined;
  const connections = source.kind === 'postgresql' ? watchConnections() : undefined;
  const byteReader =
    source.kind === 'postgresql' && connections !== undefined
      ? createBytesReader(limitedSessionOf(source), readerPoolSize, connections)
      : undefined;
  const settings: pg.PoolConfig =
    source.kind === 'postgresql'
      ? {
          ...limitedSessionOf(source),
          ...keepAlive,
          max: Math.max(1, source.poolSize - readerPoolSize),
          connectionTimeoutMillis: connectTimeoutMs,
          application_name: 'broadsheet',
        }
      : { ...embeddedDatabase?.poolConfig, connectionTimeoutMillis: 10_000 };
  const pool: pg.Pool = new pg.Pool({
    ...settings,
    ...(onStatement === undefined ? {} : { Client: observedClient(onStatement) }),
  });
  // The pool replaces an idle connection that breaks. Without a listener its error would end the process.
  pool.on('error', () => {});
  connections?.watchPool(pool);
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    errorFormat: 'minimal',
  });
  const query = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });

  const kind = embeddedDatabase === undefined ? 'postgresql' : 'embedded';
  // The next transaction may get another connection of a pooler, which does not know the names.
  const nameOf = isPooled ? () => undefined : statementNames();
  // A gate lets through a quarter of the connections. An article has two names, its id and its slug, so even with both
  // blocked, half of the connections are free.
  const gates = createRowGates(Math.max(1, Math.floor((settings.max ?? 1) / 4)));
  const { run, readBytes } = statementsOver(pool, nameOf, byteReader, onStatement);
  /** After a failover, the old server may continue as a read-only standby. New connections reach the new server. */
  const discardOnReadOnly = (error: unknown): never => {
    if (isReadOnly(error)) connections?.discardAll();
    throw error;
  };
  const writable = { ...writableOver(query), run };
  const transaction: Session['transaction'] = ({ commit }, work) =>
    (commit === undefined ? inTransaction(query, work, gates) : inRequest(query, commit, work, gates)).catch(
      discardOnReadOnly,
    );
  return {
    kind,
    dataDir: source.kind === 'embedded' ? source.dataDir : undefined,
    prisma,
    query,
    run,
    readBytes,
    write: ({ commit }, statement) =>
      (commit === undefined ? statement(writable) : inRequest(query, commit, statement, gates)).catch(
        discardOnReadOnly,
      ),
    transaction,
    runAtomically: (writer, work) => transaction(writer, (tx) => work(sessionOverTransaction(tx))),
    listen(channel, handlers) {
      if (source.kind === 'postgresql') {
        const session = sessionOf(source.directUrl ?? source.url, 'unlimited');
        const connect = () => new pg.Client({ ...session, ...keepAlive, application_name: 'broadsheet changes' });
        return startListening(connect, channel, handlers);
      }
      handlers.onLive();
      return { prove() {}, stop: async () => {} };
    },
    async migrate(migrationsDir) {
      if (source.kind !== 'postgresql') return migrate(pool, migrationsDir);
      // Without time limits, because a migration may be slow and waits for that of another process.
      const migrationPool = new pg.Pool({
        ...sessionOf(source.directUrl ?? source.url, 'unlimited'),
        ...keepAlive,
        max: 1,
        application_name: 'broadsheet migrations',
      });
      migrationPool.on('connect', (client) => client.on('error', () => {}));
      migrationPool.on('error', () => {});
      try {
        const appliedMigrations = await migrate(migrationPool, migrationsDir).catch(explainPooler);
        if (isPooled) {
          await storeRoleSettings(migrationPool, source.url);
          await checkPooledSettings(pool);
        }
        return appliedMigrations;
      } finally {
        await migrationPool.end();
      }
    },
    dump: async () => embeddedDatabase?.dump(),
    close: async () => {
      await prisma.$disconnect();
      const shutdown = Promise.all([pool.end(), byteReader?.close()]);
      // A half-open connection never reports its end.
      await Promise.race([shutdown, sleep(closeTimeoutMs, undefined, { ref: false })]);
      connections?.close();
      await shutdown;
      await embeddedDatabase?.close();
    },
  };
}

/**
 * Returns a session that does all its work in one transaction. Each piece of work is a savepoint, so a refused one does
 * not affect the others.
 */
const sessionOverTransaction = (tx: Transaction): Session => ({
  query: tx.query,
  run: tx.run,
  async readBytes(statement) {
    const [row] = await tx.run(statement, z.record(z.string(), z.unknown()));
    return row && Object.values(row).map((value) => (value === null ? null : Buffer.from(String(value))));
  },
  write: (_, statement) => tx.inSavepoint(statement),
  transaction: (_, work) => tx.inSavepoint(work),
});
