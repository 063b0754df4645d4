import { isIP } from 'node:net';
import { z } from 'zod';

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

const Environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is a port number, 0 to 65535')
    .default('3000')
    .transform(Number)
    .refine((port) => port <= 65_535, 'is a port number, 0 to 65535'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'is an http or https URL' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is a postgresql:// URL')
    .optional(),
  DATABASE_POOL: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'is a number of connections, 1 to 999')
    .default('10')
    .transform(Number),
  DATA_DIR: z.string().min(1).default('.data'),
  ADMIN_TOKEN: z.string().min(16, 'needs at least 16 characters').optional(),
  SECRET_KEY: z.string().min(32, 'needs at least 32 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DEMO: flag('on'),
  RATE_LIMIT: flag('on'),
  RELAY: flag('on'),
  TRUST_PROXY: list.refine((cidrs) => cidrs.every(isCidr), 'is a comma-separated list of addresses or CIDRs'),
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
  database: { kind: 'postgresql'; url: string; pool: number } | { kind: 'embedded'; dataDir: string };
  adminToken: string | undefined;
  secretKey: string | undefined;
  logLevel: string;
  demo: boolean;
  rateLimit: boolean;
  /** Whether the server hands events to flows itself; `off` leaves that to the worker. */
  relay: boolean;
  trustProxy: readonly string[];
  corsOrigins: readonly string[];
}>;

/** What the environment says wrongly, one line a variable; never the value, which may be a secret. */
export class ConfigError extends Error {}

/**
 * Reads the environment once.
 *
 * @throws {ConfigError} naming each variable that is wrong
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const stated = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(stated);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The environment is not usable:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  if (env.DATABASE_URL !== undefined && env.SECRET_KEY === undefined) {
    throw new ConfigError(
      'The environment is not usable:\n  SECRET_KEY: is required with DATABASE_URL (32 characters or more; try: openssl rand -hex 32)',
    );
  }
  const config: Config = {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL,
    database:
      env.DATABASE_URL === undefined
        ? { kind: 'embedded', dataDir: env.DATA_DIR }
        : { kind: 'postgresql', url: env.DATABASE_URL, pool: env.DATABASE_POOL },
    adminToken: env.ADMIN_TOKEN,
    secretKey: env.SECRET_KEY,
    logLevel: env.LOG_LEVEL,
    demo: env.DEMO,
    rateLimit: env.RATE_LIMIT,
    relay: env.RELAY,
    trustProxy: env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS,
  };
  return Object.freeze(config);
}
