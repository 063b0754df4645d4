/**
 * From which share of its trigrams on a word is found in a text by the operators `<%` and `%>` of pg_trgm, in every session.
 * Two letters that have changed places in a name of six leave 0.43.
 */
const minWordSimilarity = 0.4;

/**
 * How values are read and written, in every session. A database or a role may have other defaults; Prisma's adapter, for one, takes
 * every timestamp for UTC.
 */
const formats = {
  timezone: 'UTC',
  datestyle: 'ISO,MDY',
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  'pg_trgm.word_similarity_threshold': String(minWordSimilarity),
} as const;

/** How long a statement may run, wait for a lock, and leave its transaction idle. Milliseconds. */
const limits = {
  statement_timeout: '5000',
  lock_timeout: '2000',
  idle_in_transaction_session_timeout: '10000',
} as const;

type Settings = Readonly<Record<string, string>>;

/** Settings as PostgreSQL takes them in the `options` of a connection: a space within a value is escaped. */
const asOptions = (settings: Settings) =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`)
    .join(' ');

/**
 * How to connect with these settings. The `options` that the URL already has are kept and come first, so that ours win: beside a
 * URL with options, `pg` would ignore those that it is given.
 *
 * @param kind `limited` for requests and background work; `unlimited` for migrations and for listening, which may take their time
 */
export function sessionOf(url: string, kind: 'limited' | 'unlimited'): { connectionString: string; options: string } {
  const ownOptions = asOptions(kind === 'limited' ? { ...formats, ...limits } : formats);
  const urlOptions = /[?&]options=([^&]*)/.exec(url)?.[1];
  if (urlOptions === undefined) return { connectionString: url, options: ownOptions };
  const connectionString = url.replace(/([?&])options=[^&]*&?/, '$1').replace(/[?&]$/, '');
  return { connectionString, options: `${decodeURIComponent(urlOptions.replaceAll('+', ' '))} ${ownOptions}` };
}

/** The same formats as SQL, for the embedded database. */
export const sessionStatements = Object.entries(formats)
  .map(([name, value]) => `SET ${name} = '${value}';`)
  .join('\n');
