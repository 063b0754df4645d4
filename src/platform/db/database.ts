import type { BytesRow } from './bytes-reader.js';
import type { PrismaClient } from './generated/client.js';
import type { ChannelHandlers, ChannelSubscription } from './listener.js';
import type { Writer } from './request-commit.js';
import type { Statement } from './statements.js';
import type { Reader, Transaction, Writable } from './transaction.js';

/** What stores read from and write to: the database, or one transaction in its place. */
export type Session = Reader & {
  /** Runs a statement that builds a public response, and returns the first row as bytes. */
  readBytes(statement: Statement): Promise<BytesRow | undefined>;
  /** Runs a statement that writes, on its own or in the transaction of the writer's request. See `RequestCommit`. */
  write<T>(writer: Writer, statement: (writable: Writable) => Promise<T>): Promise<T>;
  /**
   * Runs work in a transaction of its own, or in that of the writer's request, which commits it later. See
   * `RequestCommit`.
   */
  transaction<T>(writer: Writer, work: (tx: Transaction) => Promise<T>): Promise<T>;
};

export type Database = Session & {
  readonly kind: 'embedded' | 'postgresql';
  /** The directory of the embedded database. Undefined for other databases. */
  readonly dataDir: string | undefined;
  /** Prisma, for ordinary reads outside a transaction. */
  readonly prisma: PrismaClient;
  /**
   * Runs `work` with a session whose writes, including its transactions, all belong to one transaction: either all are
   * committed or none. `work` must use only this session.
   */
  runAtomically<T>(writer: Writer, work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * Receives the notifications of all processes on a channel. The embedded database has no other process, so it is live
   * immediately and never receives anything.
   */
  listen(channel: string, handlers: ChannelHandlers): ChannelSubscription;
  migrate(migrationsDir: string): Promise<string[]>;
  /** Returns the data directory of the embedded database as an archive, or undefined for PostgreSQL. */
  dump(): Promise<Blob | undefined>;
  close(): Promise<void>;
};

export type DatabaseSource =
  | {
      kind: 'postgresql';
      url: string;
      /** The URL of the server itself, if `url` leads to a pooler that assigns connections to transactions. */
      directUrl?: string | undefined;
      poolSize: number;
    }
  | { kind: 'embedded'; dataDir: string; minFreeBytes: number }
  | { kind: 'memory'; dump: Blob | undefined };
