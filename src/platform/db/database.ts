import type { BytesRow } from './bytes-reader.js';
import type { PrismaClient } from './generated/client.js';
import type { ChannelHandlers, ChannelSubscription } from './listener.js';
import type { Writer } from './request-commit.js';
import type { Statement } from './statements.js';
import type { Reader, Transaction, Writable } from './transaction.js';

/** Where stores read and write: the database, or one transaction that takes the place of it. */
export type Session = Reader & {
  /** Runs one statement that makes a public answer, and gives the first row as bytes. */
  readBytes(statement: Statement): Promise<BytesRow | undefined>;
  /** Runs one statement that writes, by itself or in the transaction of the writer's request: see `RequestCommit`. */
  write<T>(writer: Writer, statement: (writable: Writable) => Promise<T>): Promise<T>;
  /** Runs work in a transaction of its own or of the writer's request, which then commits it: see `RequestCommit`. */
  transaction<T>(writer: Writer, work: (tx: Transaction) => Promise<T>): Promise<T>;
};

export type Database = Session & {
  readonly kind: 'embedded' | 'postgresql';
  /** Where the embedded database has its files; undefined for others. */
  readonly dataDir: string | undefined;
  /** Prisma, for ordinary reads outside a transaction. */
  readonly prisma: PrismaClient;
  /**
   * Runs `work` on a session in which everything happens in one transaction, whole transactions included: all of it is kept, or
   * nothing. Whatever it does goes through what it is given.
   */
  runAtomically<T>(writer: Writer, work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * Hears what any process notifies on a channel. The embedded database has no other process: there it is live at once
   * and never hears anything.
   */
  listen(channel: string, handlers: ChannelHandlers): ChannelSubscription;
  migrate(migrationsDir: string): Promise<string[]>;
  /** The embedded data directory as an archive; PostgreSQL has none. */
  dump(): Promise<Blob | undefined>;
  close(): Promise<void>;
};

export type DatabaseSource =
  | { kind: 'postgresql'; url: string; poolSize: number }
  | { kind: 'embedded'; dataDir: string; minFreeBytes: number }
  | { kind: 'memory'; dump: Blob | undefined };
