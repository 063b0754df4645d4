import type { PGlite } from '@electric-sql/pglite';
import { DatabaseError } from 'pg';
import type { ReservingFiles } from './reserving-files.js';

/** Exit statuses by which PGlite reports that a statement failed and that it waits for the next message. */
const expectedExits = new Set([99, 100]);

/** The part of PGlite that its adapter for `pg` uses. */
type Engine = Pick<PGlite, 'waitReady' | 'execProtocolStream'>;
type Messages = Awaited<ReturnType<PGlite['execProtocolStream']>>;
/** The functions that PGlite calls around its loop. */
const postLoopFunctions = [
  '_PostgresMainLongJmp',
  '_PostgresSendReadyForQueryIfNecessary',
  '_pgl_pq_flush',
  '_pq_buffer_remaining_data',
  'stackRestore',
];

type Functions = Record<string, (...values: unknown[]) => unknown>;

/** Message codes of the PostgreSQL protocol. */
const simpleQuery = 0x51;
const sync = 0x53;

const createDatabaseError = (code: string, text: string) =>
  Object.assign(new DatabaseError(text, 0, 'error'), { severity: 'ERROR', code });
const diskFullError = () =>
  createDatabaseError('53100', 'The disk of the embedded database is full, so nothing can be written. Free space.');
const endedForDiskFullError = () =>
  createDatabaseError(
    '53100',
    'The embedded database has ended because the disk is full. Free space, and restart the server.',
  );
const engineEndedError = () => createDatabaseError('58000', 'The embedded database has ended. Restart the server.');
const readyForQuery = { name: 'readyForQuery', length: 5, status: 'I' };

export type GuardedEngine = {
  /** The engine for `pg`. */
  engine: Engine;
  /** Whether PGlite has ended on its own, as PostgreSQL does if it cannot write its log. It must not be closed then. */
  hasEnded(): boolean;
};

/**
 * Refuses writes with SQLSTATE 53100 while the disk is full, and all statements after the engine has ended.
 *
 * PostgreSQL itself refuses the writes, because its transactions are read-only then. No statement text is parsed.
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

  /**
   * Returns the responses of PostgreSQL to the messages of a failed statement: one error, then that it is ready for the
   * next.
   */
  function refuse(message: Uint8Array, isFirst: boolean): Messages {
    const responses: Messages = [];
    // A statement outside a transaction is committed by the sync that follows it. If the sync fails, earlier responses
    // are void.
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
 * PGlite catches all errors of its engine and calls it again until a message is processed. With an engine that has
 * ended, this would never stop and would block the process. After the end, every call throws, including those outside
 * the loop.
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
