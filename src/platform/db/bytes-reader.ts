import pg from 'pg';
import postgres from 'postgres';

type Prepared = { text: string; values: readonly unknown[] };

/** A row as it came over the wire: the text of each column in UTF-8, or null. */
export type BytesRow = readonly (Buffer | null)[];

export type BytesReader = {
  /** Runs a statement that stays prepared. @returns its first row, if there is one */
  first(statement: Prepared): Promise<BytesRow | undefined>;
  close(): Promise<void>;
};

/** Seconds for which a connection stays open that nobody uses. */
const idle = 30;
/** Milliseconds that a read waits for a connection and an answer; a statement itself has five seconds. */
const patience = 10_000;

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
 * @param session options of each session, as PostgreSQL takes them from a client
 */
export function bytesReader(url: string, connections: number, session: string): BytesReader {
  // Read by `pg`, so that both mean the same server by one URL, and trust it alike.
  const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: url });
  const sql = postgres({
    host,
    port,
    user: user ?? '',
    password: typeof password === 'string' ? password : '',
    database: database ?? '',
    ssl: ssl as boolean | object,
    max: connections,
    // One after the other: a slow list would hold up the stories behind it.
    max_pipeline: 1,
    idle_timeout: idle,
    connect_timeout: 5,
    // Whoever asks finds out at once whether the database is back.
    backoff: () => 0,
    fetch_types: false,
    types: { asTheyAre },
    onnotice: () => {},
    connection: { application_name: 'broadsheet reads', options: session },
  } as postgres.Options<{ asTheyAre: postgres.PostgresType }>);

  return {
    async first({ text, values }) {
      // `simple` is not in its types: without values it would not be prepared otherwise.
      const query = sql.unsafe(text, values.map(textOf), {
        prepare: true,
        simple: false,
      } as postgres.UnsafeQueryOptions);
      const rows = await withPatience(query.raw(), () => query.cancel());
      return rows[0] as BytesRow | undefined;
    },
    close: () => sql.end({ timeout: 5 }),
  };
}

function withPatience<Rows>(reading: Promise<Rows>, giveUp: () => void): Promise<Rows> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      giveUp();
      reject(new Error('timeout exceeded when trying to connect or to read'));
    }, patience);
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
