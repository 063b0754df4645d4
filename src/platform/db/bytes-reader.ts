import { connect, type Socket } from 'node:net';
import pg from 'pg';
import postgres from 'postgres';
import type { Connections } from './connections.js';
import type { sessionOf } from './session.js';

type Prepared = { text: string; values: readonly unknown[] };

/** A row as it came over the wire: the text of each column in UTF-8, or null. */
export type BytesRow = readonly (Buffer | null)[];

export type BytesReader = {
  /** Runs a statement that stays prepared. @returns its first row, if there is one */
  first(statement: Prepared): Promise<BytesRow | undefined>;
  close(): Promise<void>;
};

/** Seconds: for which a connection stays open that nobody uses; until it is made; until the system asks whether its other end is there. */
const idle = 30;
const connectTimeout = 5;
const keepAlive = 10;
/** Milliseconds that a read waits for a connection and a response; a statement itself has five seconds. */
const readTimeoutMs = 7_000;

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** A value as PostgreSQL reads it, whatever type the statement gives it. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? `{${value.map((item) => quoted(String(item))).join(',')}}` : String(value);
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
 * @param watched follows the connections
 */
export function bytesReader(
  session: ReturnType<typeof sessionOf>,
  connections: number,
  watched: Pick<Connections, 'watch' | 'discardSilent'>,
): BytesReader {
  // Read by `pg`, so that both mean the same server by one URL, and trust it alike.
  const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: session.connectionString });

  /** Made here, so that it can be followed. What is written before it is connected waits in it. */
  function socket(): Socket {
    const made = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    made.setNoDelay(true);
    const { current } = clients;
    watched.watch(made, () => replace(current));
    // Postgres.js names the server by it in TLS.
    return Object.assign(made, { host });
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
      max: connections,
      // One after the other: a slow list would hold up the stories behind it.
      max_pipeline: 1,
      idle_timeout: idle,
      connect_timeout: connectTimeout,
      keep_alive: keepAlive,
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
  function replace(broken: typeof clients.current): void {
    if (clients.current !== broken) return;
    clients.current = newClient();
    broken.end({ timeout: 0 }).catch(() => {});
  }

  async function read(client: typeof clients.current, { text, values }: Prepared): Promise<BytesRow | undefined> {
    // `simple` is not in its types: without values it would not be prepared otherwise.
    const options = { prepare: true, simple: false } as postgres.UnsafeQueryOptions;
    const query = client.unsafe(text, values.map(textOf), options);
    let first: BytesRow | undefined;
    // Row by row: its arrays begin with a hole after a connection that broke between two rows.
    const reading = query.raw().forEach((row) => {
      first ??= row as unknown as BytesRow;
    });
    const { command } = await withTimeout(reading, () => {
      watched.discardSilent();
      query.cancel();
    });
    if (command !== 'SELECT') throw Object.assign(new Error('Connection terminated.'), { code: 'CONNECTION_CLOSED' });
    return first;
  }

  return {
    async first(statement) {
      const { current } = clients;
      try {
        return await read(current, statement);
      } catch (error) {
        if (!isBroken(error)) throw error;
        replace(current);
        return read(clients.current, statement);
      }
    },
    close: () => clients.current.end({ timeout: 5 }),
  };
}

/** Codes of a connection that is gone: another one may answer at once. */
const gone = ['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'ECONNRESET', 'EPIPE', '57P01', '57P02'];

const isBroken = (error: unknown) => gone.includes(String((error as { code?: unknown }).code));

function withTimeout<Rows>(reading: Promise<Rows>, giveUp: () => void): Promise<Rows> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      giveUp();
      reject(new Error('timeout exceeded when trying to connect or to read'));
    }, readTimeoutMs);
    reading.then(
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
