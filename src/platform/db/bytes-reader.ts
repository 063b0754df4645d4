import { connect, type Socket } from 'node:net';
import pg from 'pg';
import postgres from 'postgres';
import type { Connections } from './connections.js';
import type { SessionSettings } from './session.js';

type PreparedStatement = { text: string; values: readonly unknown[] };

/** A row as it was received: the text of each column in UTF-8, or null. */
export type BytesRow = readonly (Buffer | null)[];

export type BytesReader = {
  /** Runs a statement that stays prepared. @returns its first row, if there is one */
  readFirstRow(statement: PreparedStatement): Promise<BytesRow | undefined>;
  close(): Promise<void>;
};

/**
 * In seconds: how long an unused connection stays open, how long connecting may take, and after which silence TCP
 * checks the other end.
 */
const idleTimeoutSeconds = 30;
const connectTimeoutSeconds = 5;
const keepAliveSeconds = 10;
/** How long a read waits for a connection and a response, in milliseconds. The statement itself has five seconds. */
const readTimeoutMs = 7_000;

const quoteArrayItem = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Converts a value to text that PostgreSQL reads, whatever type the statement gives it. */
function toPostgresText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? `{${value.map((item) => quoteArrayItem(String(item))).join(',')}}` : String(value);
}

// Values are already text. Without this, Postgres.js would convert booleans, times and JSON again.
const asTheyAre = {
  to: 25,
  from: [16, 17, 114, 1082, 1114, 1184, 3802],
  serialize: (text: string) => text,
  parse: (text: string) => text,
};

/**
 * Creates a reader for the most frequent reads. PostgreSQL builds the bytes of a response, which are passed on without
 * conversion to a string. `pg` decodes each column, which for a list of articles takes as long as everything else.
 *
 * @param session the server and the session settings. Without `options`, statements are not kept prepared
 * @param connectionWatcher watches the connections
 */
export function createBytesReader(
  session: SessionSettings,
  maxConnections: number,
  connectionWatcher: Pick<Connections, 'watch' | 'discardSilent'>,
): BytesReader {
  const isPooled = session.options === undefined;
  // Parsed by `pg`, so that both clients interpret a URL in the same way, including the settings of TLS.
  const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: session.connectionString });

  /** Creates the socket here so that it can be watched. Data written before it is connected is buffered. */
  function socket(): Socket {
    const newSocket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    newSocket.setNoDelay(true);
    const { current } = clients;
    connectionWatcher.watch(newSocket, () => replaceClient(current));
    // Postgres.js uses `host` as the name of the server in TLS.
    return Object.assign(newSocket, { host });
  }

  const newClient = () =>
    postgres({
      host,
      port,
      socket,
      user: user ?? '',
      password: typeof password === 'string' ? password : '',
      database: database ?? '',
      ssl: ssl as boolean | object,
      max: maxConnections,
      // Without pipelining, because a slow list would delay the articles behind it.
      max_pipeline: 1,
      idle_timeout: idleTimeoutSeconds,
      connect_timeout: connectTimeoutSeconds,
      keep_alive: keepAliveSeconds,
      // Without backoff, so that the next request finds out immediately whether the database is back.
      backoff: () => 0,
      fetch_types: false,
      types: { asTheyAre },
      onnotice: () => {},
      connection: { application_name: 'broadsheet reads', ...(isPooled ? {} : { options: session.options }) },
    } as postgres.Options<{ asTheyAre: postgres.PostgresType }>);

  const clients = { current: newClient() };

  /**
   * Replaces the client after a connection was lost. Postgres.js (3.4) reconnects with the remains of the old state: a
   * query that it had just been given never gets a result, or gets no rows, or the new connection never sends its first
   * message.
   */
  function replaceClient(brokenClient: typeof clients.current): void {
    if (clients.current !== brokenClient) return;
    clients.current = newClient();
    brokenClient.end({ timeout: 0 }).catch(() => {});
  }

  async function read(
    client: typeof clients.current,
    { text, values }: PreparedStatement,
  ): Promise<BytesRow | undefined> {
    // `simple` is missing in its types. Without it, a statement without values would not be prepared.
    const options = { prepare: !isPooled, simple: false } as postgres.UnsafeQueryOptions;
    const query = client.unsafe(text, values.map(toPostgresText), options);
    let firstRow: BytesRow | undefined;
    // Rows are read one by one, because the array of rows begins with a hole after a connection that was lost between
    // two rows.
    const resultPromise = query.raw().forEach((row) => {
      firstRow ??= row as unknown as BytesRow;
    });
    const { command } = await withTimeout(resultPromise, () => {
      connectionWatcher.discardSilent();
      query.cancel();
    });
    if (command !== 'SELECT') throw Object.assign(new Error('Connection terminated.'), { code: 'CONNECTION_CLOSED' });
    return firstRow;
  }

  return {
    async readFirstRow(statement) {
      const { current } = clients;
      try {
        return await read(current, statement);
      } catch (error) {
        if (!isBroken(error)) throw error;
        replaceClient(current);
        return read(clients.current, statement);
      }
    },
    close: () => clients.current.end({ timeout: 5 }),
  };
}

/** Error codes of a lost connection. A new connection may work immediately. */
const connectionLostCodes = ['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'ECONNRESET', 'EPIPE', '57P01', '57P02'];

const isBroken = (error: unknown) => connectionLostCodes.includes(String((error as { code?: unknown }).code));

function withTimeout<Rows>(resultPromise: Promise<Rows>, onTimeout: () => void): Promise<Rows> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onTimeout();
      reject(new Error('timeout exceeded when trying to connect or to read'));
    }, readTimeoutMs);
    resultPromise.then(
      (rows) => {
        clearTimeout(timer);
        resolve(rows);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
