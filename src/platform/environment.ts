import { isIP } from 'node:net';
import { z } from 'zod';
import { toEmailAddress } from '../lib/email-address.js';
import { emailAddress } from './fields/index.js';
import { OidcIssuers } from './issuer-settings.js';
import { storageKinds } from './storage/index.js';

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

/** The value of a Cache-Control header (RFC 9111 and RFC 5861). */
const cacheControl = z
  .string()
  .regex(
    /^[a-z-]+(=\d{1,9})?(, ?[a-z-]+(=\d{1,9})?)*$/,
    'must be a list of directives such as public, max-age=10, s-maxage=60',
  )
  .default('public, max-age=10, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400');

/** The beginning of other addresses, stored without a trailing slash. */
const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((url) => url.replace(/\/+$/, ''));

/** A number in text. @param form the accepted numbers @param what the message for other values */
const number = (form: RegExp, what: string, fallback: string) =>
  z.string().regex(form, what).default(fallback).transform(Number);

const days = (fallback: string) =>
  number(/^\d{1,5}$/, 'must be a number of days, 0 to 99999; 0 keeps everything', fallback);

/** The environment variables, with their defaults. */
export const Environment = z.object({
  PORT: number(/^\d{1,5}$/, 'must be a port number, 0 to 65535', '3000').refine(
    (port) => port <= 65_535,
    'must be a port number, 0 to 65535',
  ),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: baseUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')
    .optional(),
  DATABASE_DIRECT_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')
    .optional(),
  DATABASE_POOL: number(/^[1-9]\d{0,2}$/, 'must be a number of connections, 1 to 999', '10'),
  SHUTDOWN_DELAY_SECONDS: number(/^\d{1,3}$/, 'must be a number of seconds, 0 to 999', '5'),
  DATA_DIR: z.string().min(1).default('.data'),
  MIN_FREE_DISK_MB: number(/^\d{1,9}$/, 'must be a number of megabytes, 0 to 999999999', '64'),
  ADMIN_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DEMO: flag('on'),
  RATE_LIMIT: flag('on'),
  RELAY: flag('on'),
  TRUST_PROXY: list.refine((cidrs) => cidrs.every(isCidr), 'must be a comma-separated list of addresses or CIDRs'),
  CACHE_MB: number(/^\d{1,5}$/, 'must be a number of megabytes, 0 to 65536; 0 turns the cache off', '64').refine(
    (megabytes) => megabytes <= 65_536,
    'must be a number of megabytes, 0 to 65536; 0 turns the cache off',
  ),
  STALE_IF_ERROR_SECONDS: number(/^\d{1,4}$/, 'must be a number of seconds, 0 to 9999', '60'),
  CACHE_CONTROL_ARTICLE: cacheControl,
  CACHE_CONTROL_LIST: cacheControl,
  CACHE_CONTROL_DIRECTORY: cacheControl,
  CACHE_CONTROL_COMMENTS: cacheControl,
  CACHE_CONTROL_MISSING: cacheControl.default('public, max-age=5, s-maxage=10'),
  PURGE_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  PURGE_TOKEN: z.string().min(1).optional(),
  ARTICLE_URL: z
    .string()
    .regex(/^https?:\/\/[^\s{}]+\{slug\}[^\s{}]*$/, 'must be an http or https URL that contains {slug}')
    .optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' }).optional(),
  MAIL_FROM: emailAddress().optional(),
  MODERATORS_MAIL: list.refine(
    (addresses) => addresses.every((address) => toEmailAddress(address) !== undefined),
    'must be a comma-separated list of e-mail addresses',
  ),
  OIDC_ISSUERS: OidcIssuers,
  SIGN_IN_URL: z
    .string()
    .regex(/^https?:\/\/[^\s{}]+\{token\}[^\s{}]*$/, 'must be an http or https URL that contains {token}')
    .optional(),
  AKISMET_KEY: z.string().min(1).optional(),
  AKISMET_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .default('https://rest.akismet.com/1.1/comment-check'),
  KEEP_SPAM_DAYS: days('30'),
  KEEP_REJECTED_DAYS: days('365'),
  KEEP_EVENTS_DAYS: days('400'),
  KEEP_AUDIT_DAYS: days('730'),
  IMPORT_MAX_MB: number(/^[1-9]\d{0,5}$/, 'must be a number of megabytes, 1 to 999999', '2048'),
  KEEP_IMPORTS_DAYS: days('30'),
  IMPORT_LEASE_SECONDS: number(/^[1-9]\d{0,2}$/, 'must be a number of seconds, 1 to 999', '15'),
  MEDIA_DIR: z.string().min(1).optional(),
  MEDIA_URL: baseUrl.refine((url) => !/[?#]/.test(url), 'must not have a query or a fragment').optional(),
  MEDIA_STORAGE: z.enum(storageKinds).default('folder'),
  MEDIA_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{1,253}$/i, 'must be the name of a bucket')
    .optional(),
  MEDIA_S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/i, 'must be the name of a region')
    .default('us-east-1'),
  MEDIA_S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  MEDIA_S3_PATH_STYLE: flag('off'),
  MEDIA_S3_PREFIX: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9._-]{0,99}(\/[a-z0-9][a-z0-9._-]{0,99}){0,9}\/?$/i,
      'must be a path of letters, digits, ., _ and - such as paper/media',
    )
    .transform((prefix) => prefix.replace(/\/?$/, '/'))
    .optional(),
  MEDIA_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  MEDIA_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  MEDIA_MAX_MB: number(/^[1-9]\d{0,5}$/, 'must be a number of megabytes, 1 to 999999', '2048'),
  MEDIA_ALLOW_PRIVATE: flag('off'),
  EVENT_STREAMS: number(/^\d{1,6}$/, 'must be a number of clients, 0 to 999999', '2000'),
  WEBHOOK_ALLOW_PRIVATE: flag('off'),
  WEBHOOK_TIMEOUT: number(/^([1-9]|[1-5]\d|60)$/, 'must be a number of seconds, 1 to 60', '10'),
  KEEP_DELIVERIES_DAYS: days('30'),
  DIRECTORY_VISIBILITY: z.enum(['draft', 'public']).default('draft'),
  REVIEW_REQUIRED: flag('off'),
  KEEP_TRASH_DAYS: days('30'),
  KEEP_REVISIONS: number(/^\d{1,6}$/, 'must be a number of revisions per article, 0 to 999999; 0 keeps all', '0'),
  KEEP_REVISIONS_DAYS: days('0'),
  WEB_CONCURRENCY: number(/^([1-9]|[1-5]\d|6[0-4])$/, 'must be a number of processes, 1 to 64', '1'),
  CORS_ORIGINS: list.refine(
    (origins) => origins.every(isOrigin),
    'must be a comma-separated list of origins such as https://example.com, or *',
  ),
});
