import { connect, type Socket } from 'node:net';
import pg from 'pg';
import postgres from 'postgres';
import type { Connections } from './connections.js';
import type { sessionOf } from './session.js';

type PreparedStatement = { text: string; values: readonly unknown[] };

/** A row as it came over the wire: the text of each column in UTF-8, or null. */
export type BytesRow = readonly (Buffer | null)[];

export type BytesReader = {
  /** Runs a statement that stays prepared. @returns its first row, if there is one */
  readFirstRow(statement: PreparedStatement): Promise<BytesRow | undefined>;
  close(): Promise<void>;
};

/** Seconds: for which a connection stays open that nobody uses; until it is made; until the system asks whether its other end is there. */
const idleTimeoutSeconds = 30;
const connectTimeoutSeconds = 5;
const keepAliveSeconds = 10;
/** Milliseconds that a read waits for a connection and a response; a statement itself has five seconds. */
const readTimeoutMs = 7_000;

const quoteArrayItem = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** A value as PostgreSQL reads it, whatever type the statement gives it. */
function toPostgresText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? `{${value.map((item) => quoteArrayItem(String(item))).join(',')}}` : String(value);
}

// Values are text already, whatever their types: booleans, times and JSON would be written anew otherwise.
const asTheyAre = {
  to: 25,
  from: [16, 17, 114, 1082, 1114, 1184, 3802],
  serialize: (text: string) => text,
  parse: (text: string) => text,
};

/**
 * Connections for what is read most: PostgreSQL makes the bytes of an answer, and they are passed on without having been a
 * string in between. `pg` decodes each column, which for a list of stories takes as long as everything else that is done here.
 *
 * @param session where to connect, and with which settings
 * @param connectionWatcher follows the connections
 */
export function createBytesReader(
  session: ReturnType<typeof sessionOf>,
  maxConnections: number,
  connectionWatcher: Pick<Connections, 'watch' | 'discardSilent'>,
): BytesReader {
  // Read by `pg`, so that both mean the same server by one URL, and trust it alike.
  const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: session.connectionString });

  /** Made here, so that it can be followed. What is written before it is connected waits in it. */
  function socket(): Socket {
    const newSocket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    newSocket.setNoDelay(true);
    const { current } = clients;
    connectionWatcher.watch(newSocket, () => replaceClient(current));
    // Postgres.js names the server by it in TLS.
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
      // One after the other: a slow list would hold up the stories behind it.
      max_pipeline: 1,
      idle_timeout: idleTimeoutSeconds,
      connect_timeout: connectTimeoutSeconds,
      keep_alive: keepAliveSeconds,
      // Whoever asks finds out at once whether the database is back.
      backoff: () => 0,
      fetch_types: false,
      types: { asTheyAre },
      onnotice: () => {},
      connection: { application_name: 'broadsheet reads', options: session.options },
    } as postgres.Options<{ asTheyAre: postgres.PostgresType }>);

  const clients = { current: newClient() };

  /**
   * Takes a new client once a connection broke. Postgres.js (3.4) uses the connection again with what is left of the old one: a query
   * that it had just been given is never answered, or is answered with no rows once the connection is back, or the new one never
   * sends its first message.
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
    // `simple` is not in its types: without values it would not be prepared otherwise.
    const options = { prepare: true, simple: false } as postgres.UnsafeQueryOptions;
    const query = client.unsafe(text, values.map(toPostgresText), options);
    let firstRow: BytesRow | undefined;
    // Row by row: its arrays begin with a hole after a connection that broke between two rows.
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

/** Codes of a connection that is gone: another one may answer at once. */
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
