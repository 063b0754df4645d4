import { join } from 'node:path';
import type { z } from 'zod';
import { Environment } from './environment.js';
import type { CachePolicy } from './http/index.js';
import type { IssuerSettings } from './issuer-settings.js';
import { describeIssue } from './problems/index.js';
import type { StorageSettings } from './storage/index.js';

export type Config = Readonly<{
  port: number;
  host: string;
  /** The base URL of the API, without a trailing slash. Undefined means the server's own address. */
  publicUrl: string | undefined;
  database:
    | { kind: 'postgresql'; url: string; directUrl: string | undefined; poolSize: number }
    | { kind: 'embedded'; dataDir: string; minFreeBytes: number };
  /** For how long stale responses are served while the database does not respond, in milliseconds. */
  staleIfErrorMs: number;
  /** How long the server accepts requests after SIGTERM, in milliseconds. */
  shutdownDelayMs: number;
  adminToken: string | undefined;
  secretKey: string | undefined;
  logLevel: string;
  demo: boolean;
  rateLimit: boolean;
  /** Whether the server runs event consumers itself. If not, the worker does. */
  relay: boolean;
  trustProxy: readonly string[];
  corsOrigins: readonly string[];
  /** The memory for cached responses per process, in bytes. 0 turns the cache off. */
  cacheBytes: number;
  /** The `Cache-Control` headers of public responses. */
  cachePolicy: CachePolicy;
  /** The CDN or proxy that receives purge requests. */
  sharedCache: { url: string; token: string | undefined } | undefined;
  /** The address of an article for readers, with `{slug}` in place of its slug. */
  articleUrl: string | undefined;
  /** The mail server, the sender's address and the addresses of moderators. */
  mail: { url: string; from: string; moderators: readonly string[] } | undefined;
  /** The OpenID Connect providers with which users sign in. */
  issuers: readonly IssuerSettings[];
  /** The address of the page on which users sign in with a link, with `{token}` in place of the token of the link. */
  signInUrl: string | undefined;
  /** The external spam scorer. */
  akismet: { url: string; key: string } | undefined;
  /** How many days refused comments are kept. 0 keeps them forever. */
  commentRetention: { spamDays: number; rejectedDays: number };
  /** The maximum size of a file, how long finished imports are kept, and after how long a stalled one is taken over. */
  imports: { maxBytes: number; retentionDays: number; leaseSeconds: number };
  /**
   * Where the files of assets are stored, the maximum size of a file, the address below which a CDN serves them, and
   * whether files may be fetched from private addresses and with http.
   */
  media: { storage: StorageSettings; maxBytes: number; url: string | undefined; allowPrivate: boolean };
  /** How many days events and audit entries are kept. 0 keeps them forever. */
  logRetention: { eventDays: number; auditDays: number };
  /** The maximum number of event streams per process. */
  maxEventStreams: number;
  /** Whether webhooks may use private addresses and http, the response timeout, and how long deliveries are kept. */
  webhooks: { allowPrivate: boolean; timeoutMs: number; retentionDays: number };
  /** Whether people and sections are public as soon as somebody with the scope `directory:write` creates them. */
  isDirectoryPublic: boolean;
  /** Whether publishing needs the approval of a second person. */
  isReviewRequired: boolean;
  /** How many days articles are kept in the trash. 0 keeps them forever. */
  trashRetentionDays: number;
  /** How many revisions of an article, and of how many days, are kept. Undefined keeps all. */
  revisionRetention: { newest: number; days: number } | undefined;
  /** The number of server processes. */
  processes: number;
}>;

/** Lists the invalid environment variables, one per line, without their values, which may be secret. */
export class ConfigError extends Error {}

const createConfigError = (lines: readonly string[]) =>
  new ConfigError(['The environment is not valid. Correct these variables:', ...lines].join('\n  '));

/**
 * Reads the configuration from environment variables.
 *
 * @throws {ConfigError} with the name of each invalid variable
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const nonEmptyVariables = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = Environment.safeParse(nonEmptyVariables, { error: describeIssue });
  if (!result.success)
    throw createConfigError(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const env = result.data;
  if (env.DATABASE_URL !== undefined && env.SECRET_KEY === undefined)
    throw createConfigError([
      'SECRET_KEY: is required with DATABASE_URL. Set it to 32 or more random characters, such as from: openssl rand -hex 32',
    ]);
  if (env.DATABASE_DIRECT_URL !== undefined && env.DATABASE_URL === undefined)
    throw createConfigError(['DATABASE_URL: is required with DATABASE_DIRECT_URL. Set the address of the pooler.']);
  if (env.DATABASE_URL === undefined && env.WEB_CONCURRENCY > 1)
    throw createConfigError([
      'WEB_CONCURRENCY: must be 1 with the embedded database, which only one process can open. Set DATABASE_URL to use PostgreSQL.',
    ]);
  if ((env.SMTP_URL === undefined) !== (env.MAIL_FROM === undefined))
    throw createConfigError(['MAIL_FROM: must be set together with SMTP_URL. E-mail requires both.']);
  for (const name of ['SMTP_URL', 'AKISMET_KEY'] as const) {
    if (env[name] === undefined || env.PUBLIC_URL !== undefined) continue;
    throw createConfigError([`PUBLIC_URL: is required with ${name}. Set the address of this server.`]);
  }
  if (env.OIDC_ISSUERS.some(({ clientId }) => clientId !== undefined) && env.PUBLIC_URL === undefined)
    throw createConfigError([
      'PUBLIC_URL: is required with a clientId in OIDC_ISSUERS. Set the address of this server.',
    ]);
  if (env.MEDIA_STORAGE === 's3' && env.MEDIA_S3_BUCKET === undefined)
    throw createConfigError(['MEDIA_S3_BUCKET: is required with MEDIA_STORAGE=s3. Set the name of the bucket.']);
  if ((env.MEDIA_S3_ACCESS_KEY_ID === undefined) !== (env.MEDIA_S3_SECRET_ACCESS_KEY === undefined))
    throw createConfigError([
      'MEDIA_S3_SECRET_ACCESS_KEY: must be set together with MEDIA_S3_ACCESS_KEY_ID. Without both, the AWS SDK looks for credentials.',
    ]);
  const config: Config = {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL,
    database:
      env.DATABASE_URL === undefined
        ? { kind: 'embedded', dataDir: env.DATA_DIR, minFreeBytes: env.MIN_FREE_DISK_MB * 1024 * 1024 }
        : {
            kind: 'postgresql',
            url: env.DATABASE_URL,
            directUrl: env.DATABASE_DIRECT_URL,
            poolSize: env.DATABASE_POOL,
          },
    staleIfErrorMs: env.STALE_IF_ERROR_SECONDS * 1000,
    shutdownDelayMs: env.SHUTDOWN_DELAY_SECONDS * 1000,
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
    issuers: env.OIDC_ISSUERS,
    signInUrl: env.SIGN_IN_URL,
    akismet: env.AKISMET_KEY === undefined ? undefined : { url: env.AKISMET_URL, key: env.AKISMET_KEY },
    commentRetention: { spamDays: env.KEEP_SPAM_DAYS, rejectedDays: env.KEEP_REJECTED_DAYS },
    logRetention: { eventDays: env.KEEP_EVENTS_DAYS, auditDays: env.KEEP_AUDIT_DAYS },
    imports: {
      maxBytes: env.IMPORT_MAX_MB * 1024 * 1024,
      retentionDays: env.KEEP_IMPORTS_DAYS,
      leaseSeconds: env.IMPORT_LEASE_SECONDS,
    },
    media: {
      storage: storageSettings(env),
      maxBytes: env.MEDIA_MAX_MB * 1024 * 1024,
      url: env.MEDIA_URL,
      allowPrivate: env.MEDIA_ALLOW_PRIVATE,
    },
    maxEventStreams: env.EVENT_STREAMS,
    webhooks: {
      allowPrivate: env.WEBHOOK_ALLOW_PRIVATE,
      timeoutMs: env.WEBHOOK_TIMEOUT * 1_000,
      retentionDays: env.KEEP_DELIVERIES_DAYS,
    },
    isDirectoryPublic: env.DIRECTORY_VISIBILITY === 'public',
    isReviewRequired: env.REVIEW_REQUIRED,
    trashRetentionDays: env.KEEP_TRASH_DAYS,
    revisionRetention:
      env.KEEP_REVISIONS === 0 && env.KEEP_REVISIONS_DAYS === 0
        ? undefined
        : { newest: env.KEEP_REVISIONS, days: env.KEEP_REVISIONS_DAYS },
    processes: env.WEB_CONCURRENCY,
  };
  return Object.freeze(config);
}

function storageSettings(env: z.infer<typeof Environment>): StorageSettings {
  const { MEDIA_S3_BUCKET: bucket, MEDIA_S3_ACCESS_KEY_ID: accessKeyId } = env;
  const secretAccessKey = env.MEDIA_S3_SECRET_ACCESS_KEY;
  const hasCredentials = accessKeyId !== undefined && secretAccessKey !== undefined;
  return {
    kind: env.MEDIA_STORAGE,
    folder: env.MEDIA_DIR ?? join(env.DATA_DIR, 'media'),
    s3:
      bucket === undefined
        ? undefined
        : {
            bucket,
            region: env.MEDIA_S3_REGION,
            endpoint: env.MEDIA_S3_ENDPOINT,
            isPathStyle: env.MEDIA_S3_PATH_STYLE,
            prefix: env.MEDIA_S3_PREFIX ?? '',
            credentials: hasCredentials ? { accessKeyId, secretAccessKey } : undefined,
          },
  };
}
