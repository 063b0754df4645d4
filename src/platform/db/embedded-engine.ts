import type { PGlite } from '@electric-sql/pglite';
import { DatabaseError } from 'pg';
import type { ReservingFiles } from './reserving-files.js';

/** Statuses by which PGlite says that a statement failed, and that it waits for the next message. */
const expectedExits = new Set([99, 100]);

/** PGlite as its adapter for `pg` uses it. */
type Engine = Pick<PGlite, 'waitReady' | 'execProtocolStream'>;
type Messages = Awaited<ReturnType<PGlite['execProtocolStream']>>;
/** What PGlite calls around its loop. */
const postLoopFunctions = [
  '_PostgresMainLongJmp',
  '_PostgresSendReadyForQueryIfNecessary',
  '_pgl_pq_flush',
  '_pq_buffer_remaining_data',
  'stackRestore',
];

type Functions = Record<string, (...values: unknown[]) => unknown>;

/** Codes of the messages of PostgreSQL's protocol. */
const simpleQuery = 0x51;
const sync = 0x53;

const createDatabaseError = (code: string, text: string) =>
  Object.assign(new DatabaseError(text, 0, 'error'), { severity: 'ERROR', code });
const diskFullError = () =>
  createDatabaseError('53100', 'The disk of the embedded database is full: nothing can be written.');
const endedForDiskFullError = () =>
  createDatabaseError(
    '53100',
    'The embedded database has ended because the disk is full. Free space, and restart the server.',
  );
const engineEndedError = () => createDatabaseError('58000', 'The embedded database has ended. Restart the server.');
const readyForQuery = { name: 'readyForQuery', length: 5, status: 'I' };

export type GuardedEngine = {
  /** What `pg` is to talk to. */
  engine: Engine;
  /** Whether PGlite has ended by itself, as PostgreSQL does when it cannot write its log. It must not be closed then. */
  hasEnded(): boolean;
};

/**
 * Refuses writes with SQLSTATE 53100 while the disk is full, and everything once the engine has ended.
 *
 * Writes are refused by PostgreSQL itself, whose transactions are read-only then: no text of a statement is looked at.
 */
export function guardedEngine(pglite: PGlite, files: ReservingFiles | undefined): GuardedEngine {
  const hasEnded = failFastOnceEnded(pglite);
  let isIdle = true;
  let isReadOnly = false;
  let isRefused = false;

  async function updateReadOnlyMode(): Promise<void> {
    const isFull = (await files?.reserve.isFull()) ?? false;
    if (isFull === isReadOnly) return;
    await pglite.exec(`SET default_transaction_read_only = ${isFull ? 'on' : 'off'}`);
    isReadOnly = isFull;
  }

  function inspectMessages(messages: Messages): Messages {
    return messages.map((message) => {
      if (message.name === 'readyForQuery') isIdle = (message as { status?: string }).status === 'I';
      if (message.name !== 'error') return message;
      const isReadOnlyRefusal = (message as { code?: string }).code === '25006';
      return isReadOnlyRefusal && isReadOnly ? diskFullError() : message;
    });
  }

  /** What PostgreSQL answers to the messages of a statement that fails: one error, then that it is ready for the next. */
  function refuse(message: Uint8Array, isFirst: boolean): Messages {
    const responses: Messages = [];
    // A statement by itself is committed by the sync that follows it: where that fails, what it has said before is void.
    if (isFirst || (!isRefused && message[0] !== sync)) {
      responses.push(files?.hasRunOutOfSpace ? endedForDiskFullError() : engineEndedError());
      isRefused = true;
    }
    if (message[0] === simpleQuery || message[0] === sync) {
      responses.push(readyForQuery as Messages[number]);
      isRefused = false;
    }
    return responses;
  }

  return {
    engine: {
      waitReady: pglite.waitReady,
      async execProtocolStream(message, options) {
        if (hasEnded()) return refuse(message, false);
        try {
          if (isIdle) await updateReadOnlyMode();
          isIdle = false;
          return inspectMessages(await pglite.execProtocolStream(message, options));
        } catch (error) {
          if (hasEnded()) return refuse(message, true);
          throw error;
        }
      },
    },
    hasEnded,
  };
}

/**
 * PGlite catches whatever its engine throws and calls it again until a message is dealt with: with an engine that has ended it
 * would do so for ever, and block the process. Here every call after the end throws, those outside of its loop included.
 */
function failFastOnceEnded(pglite: PGlite): () => boolean {
  const functions = pglite.Module as unknown as Functions;
  let failure: unknown;
  const wrap = (name: string, mayEnd: boolean) => {
    const call = functions[name];
    if (call === undefined) throw new Error(`PGlite has no function ${name}.`);
    functions[name] = (...values) => {
      if (failure !== undefined) throw failure;
      try {
        return call(...values);
      } catch (error) {
        const { status } = error as { status?: number };
        if (mayEnd && !(status !== undefined && expectedExits.has(status))) failure = error;
        throw error;
      }
    };
  };
  wrap('_PostgresMainLoopOnce', true);
  for (const name of postLoopFunctions) wrap(name, false);
  return () => failure !== undefined;
}
