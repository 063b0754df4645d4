import { isIP } from 'node:net';
import { z } from 'zod';
import type { CachePolicy } from './http/index.js';

const flag = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((value) => value === 'on');

const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

function isCidr(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function isOrigin(text: string): boolean {
  if (text === '*') return true;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.origin === text;
}

/** The value of a Cache-Control header, as RFC 9111 and RFC 5861 have it. */
const cacheControl = z
  .string()
  .regex(
    /^[a-z-]+(=\d{1,9})?(, ?[a-z-]+(=\d{1,9})?)*$/,
    'is a list of directives such as public, max-age=10, s-maxage=60',
  )
  .default('public, max-age=10, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400');

/** @param form which numbers may be said @param what what they are, for whoever has said another */
const number = (form: RegExp, what: string, fallback: string) =>
  z.string().regex(form, what).default(fallback).transform(Number);

const days = (fallback: string) =>
  number(/^\d{1,5}$/, 'is a number of days; 0 for as long as the newsroom lives', fallback);

/** The environment variables, with their defaults. */
export const Environment = z.object({
  PORT: number(/^\d{1,5}$/, 'is a port number, 0 to 65535', '3000').refine(
    (port) => port <= 65_535,
    'is a port number, 0 to 65535',
  ),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'is an http or https URL' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is a postgresql:// URL')
    .optional(),
  DATABASE_POOL: number(/^[1-9]\d{0,2}$/, 'is a number of connections, 1 to 999', '10'),
  DATA_DIR: z.string().min(1).default('.data'),
  MIN_FREE_DISK_MB: number(/^\d{1,9}$/, 'is a number of megabytes, 0 to 999999999', '64'),
  ADMIN_TOKEN: z.string().min(16, 'needs at least 16 characters').optional(),
  SECRET_KEY: z.string().min(32, 'needs at least 32 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DEMO: flag('on'),
  RATE_LIMIT: flag('on'),
  RELAY: flag('on'),
  TRUST_PROXY: list.refine((cidrs) => cidrs.every(isCidr), 'is a comma-separated list of addresses or CIDRs'),
  CACHE_MB: number(/^\d{1,5}$/, 'is a number of megabytes, 0 to 65536; 0 keeps no answers', '64').refine(
    (megabytes) => megabytes <= 65_536,
    'is a number of megabytes, 0 to 65536; 0 keeps no answers',
  ),
  CACHE_CONTROL_ARTICLE: cacheControl,
  CACHE_CONTROL_LIST: cacheControl,
  CACHE_CONTROL_DIRECTORY: cacheControl,
  CACHE_CONTROL_COMMENTS: cacheControl,
  CACHE_CONTROL_MISSING: cacheControl.default('public, max-age=5, s-maxage=10'),
  PURGE_URL: z.url({ protocol: /^https?$/, error: 'is an http or https URL' }).optional(),
  PURGE_TOKEN: z.string().min(1).optional(),
  ARTICLE_URL: z
    .string()
    .regex(/^https?:\/\/[^\s{}]+\{slug\}[^\s{}]*$/, 'is an http or https URL with {slug} in it')
    .optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'is an smtp:// or smtps:// URL' }).optional(),
  MAIL_FROM: z.email('is an e-mail address').optional(),
  MODERATORS_MAIL: list.refine(
    (addresses) => addresses.every((address) => z.email().safeParse(address).success),
    'is a comma-separated list of e-mail addresses',
  ),
  AKISMET_KEY: z.string().min(1).optional(),
  AKISMET_URL: z
    .url({ protocol: /^https?$/, error: 'is an http or https URL' })
    .default('https://rest.akismet.com/1.1/comment-check'),
  KEEP_SPAM_DAYS: days('30'),
  KEEP_REJECTED_DAYS: days('365'),
  KEEP_EVENTS_DAYS: days('400'),
  KEEP_AUDIT_DAYS: days('730'),
  IMPORT_MAX_MB: number(/^[1-9]\d{0,5}$/, 'is a number of megabytes, 1 to 999999', '2048'),
  KEEP_IMPORTS_DAYS: days('30'),
  IMPORT_LEASE_SECONDS: number(/^[1-9]\d{0,2}$/, 'is a number of seconds, 1 to 999', '15'),
  EVENT_STREAMS: number(/^\d{1,6}$/, 'is a number of clients, 0 to 999999', '2000'),
  WEBHOOK_ALLOW_PRIVATE: flag('off'),
  WEBHOOK_TIMEOUT: number(/^([1-9]|[1-5]\d|60)$/, 'is a number of seconds, 1 to 60', '10'),
  KEEP_DELIVERIES_DAYS: days('30'),
  KEEP_TRASH_DAYS: days('30'),
  KEEP_REVISIONS: number(/^\d{1,6}$/, 'is how many of the newest revisions of an article are kept; 0 for all', '0'),
  KEEP_REVISIONS_DAYS: days('0'),
  WEB_CONCURRENCY: number(/^([1-9]|[1-5]\d|6[0-4])$/, 'is a number of processes, 1 to 64', '1'),
  CORS_ORIGINS: list.refine(
    (origins) => origins.every(isOrigin),
    'is a comma-separated list of origins such as https://example.com, or *',
  ),
});

export type Config = Readonly<{
  port: number;
  host: string;
  /** Where clients reach this server, without a trailing slash; undefined until the server knows its port. */
  publicUrl: string | undefined;
  database:
    | { kind: 'postgresql'; url: string; poolSize: number }
    | { kind: 'embedded'; dataDir: string; minFreeBytes: number };
  adminToken: string | undefined;
  secretKey: string | undefined;
  logLevel: string;
  demo: boolean;
  rateLimit: boolean;
  /** Whether the server hands events to flows itself; `off` leaves that to the worker. */
  relay: boolean;
  trustProxy: readonly string[];
  corsOrigins: readonly string[];
  /** Memory for finished answers of one process, in bytes; 0 keeps none. */
  cacheBytes: number;
  /** `Cache-Control` of public answers. */
  cachePolicy: CachePolicy;
  /** The cache between here and the readers that is told what is out of date. */
  sharedCache: { url: string; token: string | undefined } | undefined;
  /** Where readers find an article, with `{slug}` for its slug. */
  articleUrl: string | undefined;
  /** How mail is sent, by whom, and to which moderators. */
  mail: { url: string; from: string; moderators: readonly string[] } | undefined;
  /** Whoever outside tells spam. */
  akismet: { url: string; key: string } | undefined;
  /** Days for which comments that were refused are kept; 0 for ever. */
  commentRetention: { spamDays: number; rejectedDays: number };
  /** Bytes that a file may have, days for which an import that is over can be read, and seconds after which one of a dead process is taken over. */
  imports: { maxBytes: number; retentionDays: number; leaseSeconds: number };
  /** Days for which the log of changes and the audit are kept; 0 for ever. */
  logRetention: { eventDays: number; auditDays: number };
  /** Clients that one process streams changes to. */
  maxEventStreams: number;
  /** Whether webhooks may lead to private addresses and over http, how long a receiver has to answer, in milliseconds, and for how many days what was sent is remembered. */
  webhooks: { allowPrivate: boolean; timeoutMs: number; retentionDays: number };
  /** Days for which stories are kept in the trash; 0 for ever. */
  trashRetentionDays: number;
  /** Which revisions are kept: the newest of each article, and those of the last days; undefined for all. */
  revisionRetention: { newest: number; days: number } | undefined;
  /** How many processes answer requests. */
  processes: number;
}>;

/** What the environment says wrongly, one line a variable; never the value, which may be a secret. */
export class ConfigError extends Error {}

const createConfigError = (lines: readonly string[]) =>
  new ConfigError(['The environment is not usable:', ...lines].join('\n  '));

/**
 * Reads the environment once.
 *
 * @throws {ConfigError} naming each variable that is wrong
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const nonEmptyVariables = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = Environment.safeParse(nonEmptyVariables);
  if (!result.success)
    throw createConfigError(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const env = result.data;
  if (env.DATABASE_URL !== undefined && env.SECRET_KEY === undefined)
    throw createConfigError([
      'SECRET_KEY: is required with DATABASE_URL (32 characters or more; try: openssl rand -hex 32)',
    ]);
  if (env.DATABASE_URL === undefined && env.WEB_CONCURRENCY > 1)
    throw createConfigError([
      'WEB_CONCURRENCY: more than one process needs PostgreSQL, named by DATABASE_URL: the embedded database has one owner.',
    ]);
  if ((env.SMTP_URL === undefined) !== (env.MAIL_FROM === undefined))
    throw createConfigError(['MAIL_FROM: goes with SMTP_URL: mail needs both.']);
  for (const name of ['SMTP_URL', 'AKISMET_KEY'] as const) {
    if (env[name] === undefined || env.PUBLIC_URL !== undefined) continue;
    throw createConfigError([`PUBLIC_URL: is required with ${name}: others are told where this is.`]);
  }
  const config: Config = {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL,
    database:
      env.DATABASE_URL === undefined
        ? { kind: 'embedded', dataDir: env.DATA_DIR, minFreeBytes: env.MIN_FREE_DISK_MB * 1024 * 1024 }
        : { kind: 'postgresql', url: env.DATABASE_URL, poolSize: env.DATABASE_POOL },
    adminToken: env.ADMIN_TOKEN,
    secretKey: env.SECRET_KEY,
    logLevel: env.LOG_LEVEL,
    demo: env.DEMO,
    rateLimit: env.RATE_LIMIT,
    relay: env.RELAY,
    trustProxy: env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS,
    cacheBytes: env.CACHE_MB * 1024 * 1024,
    cachePolicy: {
      article: env.CACHE_CONTROL_ARTICLE,
      list: env.CACHE_CONTROL_LIST,
      directory: env.CACHE_CONTROL_DIRECTORY,
      comments: env.CACHE_CONTROL_COMMENTS,
      missing: env.CACHE_CONTROL_MISSING,
    },
    sharedCache: env.PURGE_URL === undefined ? undefined : { url: env.PURGE_URL, token: env.PURGE_TOKEN },
    articleUrl: env.ARTICLE_URL,
    mail:
      env.SMTP_URL === undefined || env.MAIL_FROM === undefined
        ? undefined
        : { url: env.SMTP_URL, from: env.MAIL_FROM, moderators: env.MODERATORS_MAIL },
    akismet: env.AKISMET_KEY === undefined ? undefined : { url: env.AKISMET_URL, key: env.AKISMET_KEY },
    commentRetention: { spamDays: env.KEEP_SPAM_DAYS, rejectedDays: env.KEEP_REJECTED_DAYS },
    logRetention: { eventDays: env.KEEP_EVENTS_DAYS, auditDays: env.KEEP_AUDIT_DAYS },
    imports: {
      maxBytes: env.IMPORT_MAX_MB * 1024 * 1024,
      retentionDays: env.KEEP_IMPORTS_DAYS,
      leaseSeconds: env.IMPORT_LEASE_SECONDS,
    },
    maxEventStreams: env.EVENT_STREAMS,
    webhooks: {
      allowPrivate: env.WEBHOOK_ALLOW_PRIVATE,
      timeoutMs: env.WEBHOOK_TIMEOUT * 1_000,
      retentionDays: env.KEEP_DELIVERIES_DAYS,
    },
    trashRetentionDays: env.KEEP_TRASH_DAYS,
    revisionRetention:
      env.KEEP_REVISIONS === 0 && env.KEEP_REVISIONS_DAYS === 0
        ? undefined
        : { newest: env.KEEP_REVISIONS, days: env.KEEP_REVISIONS_DAYS },
    processes: env.WEB_CONCURRENCY,
  };
  return Object.freeze(config);
}
