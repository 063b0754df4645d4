/**
 * The share of its trigrams from which on the operators `<%` and `%>` of pg_trgm find a word in a text. A name of six
 * letters with two of them swapped shares 0.43.
 */
const minWordSimilarity = 0.4;

/**
 * The formats of values, in every session. A database or role may have other defaults, and the adapter of Prisma, for
 * example, reads every timestamp as UTC.
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

/** How long a statement may run, wait for a lock, and leave its transaction idle, in milliseconds. */
const limits = {
  statement_timeout: '5000',
  lock_timeout: '2000',
  idle_in_transaction_session_timeout: '10000',
} as const;

/** The settings of sessions for requests and background work. */
export const limitedSettings: Settings = { ...formats, ...limits };

type Settings = Readonly<Record<string, string>>;

/** Formats settings for the `options` of a connection, with spaces in values escaped. */
const asOptions = (settings: Settings) =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`)
    .join(' ');

/** How to connect. Without `options`, the session has the settings of its role. */
export type SessionSettings = { connectionString: string; options?: string };

/**
 * Returns how to connect with these settings. `options` in the URL come first, so that ours take precedence. They are
 * removed from the URL, because `pg` would otherwise ignore the options that it is given.
 *
 * @param kind `limited` for requests and background work; `unlimited` for migrations and listening, which may be slow
 */
export function sessionOf(url: string, kind: 'limited' | 'unlimited'): SessionSettings {
  const ownOptions = asOptions(kind === 'limited' ? limitedSettings : formats);
  const urlOptions = /[?&]options=([^&]*)/.exec(url)?.[1];
  if (urlOptions === undefined) return { connectionString: url, options: ownOptions };
  const connectionString = url.replace(/([?&])options=[^&]*&?/, '$1').replace(/[?&]$/, '');
  return { connectionString, options: `${decodeURIComponent(urlOptions.replaceAll('+', ' '))} ${ownOptions}` };
}

/** The same formats as SQL statements, for the embedded database. */
export const sessionStatements = Object.entries(formats)
  .map(([name, value]) => `SET ${name} = '${value}';`)
  .join('\n');
