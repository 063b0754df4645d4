import type { PGlite } from '@electric-sql/pglite';
import { DatabaseError } from 'pg';
import type { DiskReserve } from './disk-reserve.js';

/** Status with which PGlite's exit code says that a statement failed, and that it waits for the next message. */
const expectedExits = new Set([99, 100]);

/** PGlite as its adapter for `pg` uses it. */
type Engine = Pick<PGlite, 'waitReady' | 'execProtocolStream'>;
type Messages = Awaited<ReturnType<PGlite['execProtocolStream']>>;
type Functions = Record<string, (...values: unknown[]) => unknown>;

/** The engine has ended, as PostgreSQL does when it cannot write its log: nothing can be asked of it any more. */
class EngineEnded extends Error {
  /** SQLSTATE disk_full, or internal_error. */
  readonly code: string;

  constructor(cause: unknown, isDiskFull: boolean) {
    super(
      isDiskFull
        ? 'The embedded database has ended because the disk is full. Free space and restart.'
        : 'The embedded database has ended. Restart.',
      { cause },
    );
    this.code = isDiskFull ? '53100' : '58000';
  }
}

const diskFull = () =>
  Object.assign(new DatabaseError('The disk of the embedded database is full: nothing can be written.', 0, 'error'), {
    severity: 'ERROR',
    code: '53100',
  });

export type GuardedEngine = {
  /** What `pg` is to talk to. */
  engine: Engine;
  /** Whether PGlite has ended by itself. It must not be closed then. */
  hasEnded(): boolean;
};

/**
 * Refuses writes with SQLSTATE 53100 while the disk is full, and everything once the engine has ended.
 *
 * Writes are refused by PostgreSQL itself, whose transactions are read-only then: no text of a statement is looked at.
 */
export function guardedEngine(pglite: PGlite, reserve: DiskReserve | undefined): GuardedEngine {
  let ended: EngineEnded | undefined;
  let isIdle = true;
  let isReadOnly = false;
  const sawDiskFull = false;
  failFastOnceEnded(pglite, (cause) => {
    ended ??= new EngineEnded(cause, sawDiskFull || (reserve !== undefined && isReadOnly));
    return ended;
  });

  async function betweenTransactions(): Promise<void> {
    const isFull = (await reserve?.isFull()) ?? false;
    if (isFull === isReadOnly) return;
    await pglite.exec(`SET default_transaction_read_only = ${isFull ? 'on' : 'off'}`);
    isReadOnly = isFull;
  }

  function heard(messages: Messages): Messages {
    return messages.map((message) => {
      if (message.name === 'readyForQuery') isIdle = (message as { status?: string }).status === 'I';
      if (message.name !== 'error') return message;
      const { code } = message as { code?: string };
      return code === '25006' && isReadOnly ? (diskFull() as typeof message) : message;
    });
  }

  return {
    engine: {
      waitReady: pglite.waitReady,
      async execProtocolStream(message, options) {
        if (ended !== undefined) throw ended;
        if (isIdle) await betweenTransactions();
        isIdle = false;
        const messages = await pglite.execProtocolStream(message, options);
        return heard(messages);
      },
    },
    hasEnded: () => ended !== undefined,
  };
}

/**
 * PGlite catches whatever its engine throws and calls it again until a message is dealt with: with an engine that has ended it
 * would do so for ever, and block the process. Here every call after the end throws, those outside of its loop included.
 */
function failFastOnceEnded(pglite: PGlite, onEnd: (cause: unknown) => Error): void {
  const functions = pglite.Module as unknown as Functions;
  let failure: Error | undefined;
  const wrap = (name: string, mayEnd: boolean) => {
    const call = functions[name];
    if (call === undefined) throw new Error(`PGlite has no function ${name}.`);
    functions[name] = (...values) => {
      if (failure !== undefined) throw failure;
      try {
        return call(...values);
      } catch (error) {
        const status = (error as { status?: number }).status;
        if (mayEnd && !(status !== undefined && expectedExits.has(status))) failure = onEnd(error);
        throw failure ?? error;
      }
    };
  };
  wrap('_PostgresMainLoopOnce', true);
  for (const name of [
    '_PostgresMainLongJmp',
    '_PostgresSendReadyForQueryIfNecessary',
    '_pgl_pq_flush',
    '_pq_buffer_remaining_data',
    'stackRestore',
  ])
    wrap(name, false);
}
