import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { ConfigError, readConfig } from '../../src/platform/config.js';
import { Environment } from '../../src/platform/environment.js';

const secretKey = 'x'.repeat(32);

function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

const usual = 'public, max-age=10, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400';

// Every wrong value contains this, so that a printed value is detected.
const mark = 'hunter2';

const keycloak = {
  name: 'keycloak',
  issuer: 'https://id.example/realms/paper',
  audience: 'broadsheet',
  clientId: 'desk',
  clientSecret: 'secret',
  grants: [{ value: '/editors/sport', role: 'editor', sections: ['sport'] }],
};

t.test('has working defaults for an empty environment', async (t) => {
  t.same(readConfig({}), {
    port: 3000,
    host: '127.0.0.1',
    publicUrl: undefined,
    database: { kind: 'embedded', dataDir: '.data', minFreeBytes: 64 * 1024 * 1024 },
    staleIfErrorMs: 60_000,
    shutdownDelayMs: 5_000,
    adminToken: undefined,
    secretKey: undefined,
    logLevel: 'info',
    demo: true,
    rateLimit: true,
    relay: true,
    trustProxy: [],
    corsOrigins: [],
    cacheBytes: 64 * 1024 * 1024,
    cachePolicy: {
      article: usual,
      list: usual,
      directory: usual,
      comments: usual,
      missing: 'public, max-age=5, s-maxage=10',
    },
    sharedCache: undefined,
    articleUrl: undefined,
    mail: undefined,
    issuers: [],
    signInUrl: undefined,
    akismet: undefined,
    commentRetention: { spamDays: 30, rejectedDays: 365 },
    imports: { maxBytes: 2048 * 1024 * 1024, retentionDays: 30, leaseSeconds: 15 },
    media: {
      storage: { kind: 'folder', folder: join('.data', 'media'), s3: undefined },
      maxBytes: 2048 * 1024 * 1024,
      url: undefined,
      allowPrivate: false,
    },
    logRetention: { eventDays: 400, auditDays: 730 },
    maxEventStreams: 2000,
    webhooks: { allowPrivate: false, timeoutMs: 10_000, retentionDays: 30 },
    isDirectoryPublic: false,
    isReviewRequired: false,
    trashRetentionDays: 30,
    processes: 1,
  });
  const names = ['PORT', 'PUBLIC_URL', 'DATABASE_URL', 'ADMIN_TOKEN', 'SECRET_KEY', 'DEMO', 'TRUST_PROXY'];
  t.same(
    readConfig(Object.fromEntries(names.map((name) => [name, '']))),
    readConfig({}),
    'an empty value counts as unset',
  );
  t.same(readConfig({ PATH: '/bin', port: '1' }), readConfig({}), 'unknown variables are ignored');
  t.throws(() => Object.assign(readConfig({}), { port: 1 }), TypeError, 'the configuration is frozen');
});

t.test('uses the values that are set', async (t) => {
  const config = readConfig({
    PORT: '0',
    HOST: '::',
    PUBLIC_URL: 'https://news.example/api//',
    DATABASE_URL: 'postgres://user:pw@pooler/newsroom',
    DATABASE_DIRECT_URL: 'postgres://user:pw@db/newsroom',
    DATABASE_POOL: '999',
    DATA_DIR: '/var/lib/broadsheet',
    ADMIN_TOKEN: 'sixteen-letters!',
    SECRET_KEY: secretKey,
    LOG_LEVEL: 'silent',
    DEMO: 'off',
    RATE_LIMIT: 'off',
    RELAY: 'off',
    SHUTDOWN_DELAY_SECONDS: '0',
    STALE_IF_ERROR_SECONDS: '0',
    TRUST_PROXY: ' 10.0.0.0/8, ::1 ,192.168.1.1,fd00::/128,',
    CORS_ORIGINS: 'https://a.example, http://localhost:5173',
    PURGE_URL: 'https://cache.example/',
    PURGE_TOKEN: 'secret',
    CACHE_MB: '0',
    CACHE_CONTROL_ARTICLE: 'public, max-age=60',
    CACHE_CONTROL_MISSING: 'no-cache',
    WEB_CONCURRENCY: '4',
    ARTICLE_URL: 'https://news.example/story/{slug}',
    SMTP_URL: 'smtp://user:pw@mail.example:587',
    MAIL_FROM: 'desk@news.example',
    MODERATORS_MAIL: 'mo@news.example, ada@news.example',
    OIDC_ISSUERS: JSON.stringify([keycloak]),
    SIGN_IN_URL: 'https://desk.example/sign-in#{token}',
    AKISMET_KEY: 'key',
    KEEP_SPAM_DAYS: '7',
    KEEP_REJECTED_DAYS: '0',
    KEEP_EVENTS_DAYS: '30',
    KEEP_AUDIT_DAYS: '0',
    EVENT_STREAMS: '10000',
    WEBHOOK_ALLOW_PRIVATE: 'on',
    WEBHOOK_TIMEOUT: '60',
    KEEP_DELIVERIES_DAYS: '0',
    DIRECTORY_VISIBILITY: 'public',
    REVIEW_REQUIRED: 'on',
    KEEP_TRASH_DAYS: '90',
    IMPORT_MAX_MB: '5',
    MEDIA_DIR: '/media',
    MEDIA_MAX_MB: '7',
    MEDIA_ALLOW_PRIVATE: 'on',
    MEDIA_URL: 'https://media.news.example/files/',
    MEDIA_STORAGE: 's3',
    MEDIA_S3_BUCKET: 'paper-media',
    MEDIA_S3_REGION: 'auto',
    MEDIA_S3_ENDPOINT: 'https://s3.example',
    MEDIA_S3_PATH_STYLE: 'on',
    MEDIA_S3_PREFIX: 'paper/media',
    MEDIA_S3_ACCESS_KEY_ID: 'key',
    MEDIA_S3_SECRET_ACCESS_KEY: 'secret',
    KEEP_IMPORTS_DAYS: '0',
    IMPORT_LEASE_SECONDS: '60',
  });
  t.same(config, {
    port: 0,
    host: '::',
    publicUrl: 'https://news.example/api',
    database: {
      kind: 'postgresql',
      url: 'postgres://user:pw@pooler/newsroom',
      directUrl: 'postgres://user:pw@db/newsroom',
      poolSize: 999,
    },
    staleIfErrorMs: 0,
    shutdownDelayMs: 0,
    adminToken: 'sixteen-letters!',
    secretKey,
    logLevel: 'silent',
    demo: false,
    rateLimit: false,
    relay: false,
    trustProxy: ['10.0.0.0/8', '::1', '192.168.1.1', 'fd00::/128'],
    corsOrigins: ['https://a.example', 'http://localhost:5173'],
    cacheBytes: 0,
    cachePolicy: {
      article: 'public, max-age=60',
      list: usual,
      directory: usual,
      comments: usual,
      missing: 'no-cache',
    },
    sharedCache: { url: 'https://cache.example/', token: 'secret' },
    articleUrl: 'https://news.example/story/{slug}',
    mail: {
      url: 'smtp://user:pw@mail.example:587',
      from: 'desk@news.example',
      moderators: ['mo@news.example', 'ada@news.example'],
    },
    issuers: [
      {
        ...keycloak,
        clientAuthentication: 'client_secret_basic',
        scopes: ['openid', 'profile', 'email'],
        claim: 'groups',
      },
    ],
    signInUrl: 'https://desk.example/sign-in#{token}',
    akismet: { url: 'https://rest.akismet.com/1.1/comment-check', key: 'key' },
    commentRetention: { spamDays: 7, rejectedDays: 0 },
    imports: { maxBytes: 5 * 1024 * 1024, retentionDays: 0, leaseSeconds: 60 },
    media: {
      storage: {
        kind: 's3',
        folder: '/media',
        s3: {
          bucket: 'paper-media',
          region: 'auto',
          endpoint: 'https://s3.example',
          isPathStyle: true,
          prefix: 'paper/media/',
          credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
        },
      },
      maxBytes: 7 * 1024 * 1024,
      url: 'https://media.news.example/files',
      allowPrivate: true,
    },
    logRetention: { eventDays: 30, auditDays: 0 },
    maxEventStreams: 10_000,
    webhooks: { allowPrivate: true, timeoutMs: 60_000, retentionDays: 0 },
    isDirectoryPublic: true,
    isReviewRequired: true,
    trashRetentionDays: 90,
    processes: 4,
  });
});

t.test('reads the issuers from a file', async (t) => {
  const file = join(t.testdir({ 'issuers.json': JSON.stringify([keycloak]) }), 'issuers.json');
  const { issuers } = readConfig({ OIDC_ISSUERS: `@${file}`, PUBLIC_URL: 'https://news.example' });
  t.match(issuers, [keycloak]);
  t.match(refusal({ OIDC_ISSUERS: `@${file}.missing` }), /OIDC_ISSUERS: names a file that cannot be read/);
});

t.test('names each fault of an issuer without its value', async (t) => {
  const faults: [object, RegExp][] = [
    [{ name: 'Key Cloak' }, /OIDC_ISSUERS\.0\.name: must have 1 to 40 lower-case letters/],
    [{ issuer: `http://${mark}.example` }, /OIDC_ISSUERS\.0\.issuer: must be an https URL/],
    [{ issuer: `https://${mark}@id.example` }, /OIDC_ISSUERS\.0\.issuer: must be an https URL/],
    [{ issuer: `http://localhost.${mark}.example` }, /OIDC_ISSUERS\.0\.issuer: must be an https URL/],
    [{ audience: undefined }, /OIDC_ISSUERS\.0\.audience: is required/],
    [{ audience: 'desk' }, /OIDC_ISSUERS\.0\.audience: must differ from clientId/],
    [{ clientId: undefined, clientSecret: mark }, /OIDC_ISSUERS\.0\.clientSecret: must be set together with clientId/],
    [{ scopes: ['email'] }, /OIDC_ISSUERS\.0\.scopes: must contain openid/],
    [{ grants: [{ value: mark }] }, /OIDC_ISSUERS\.0\.grants\.0\.role: is required/],
    [{ grants: [{ value: mark, role: 'editor', sections: [] }] }, /grants\.0\.sections: must not be empty/],
    [{ secret: mark }, /OIDC_ISSUERS\.0: must not contain secret/],
  ];
  for (const [change, expected] of faults) {
    const issuer = JSON.parse(JSON.stringify({ ...keycloak, ...change }));
    const message = refusal({ OIDC_ISSUERS: JSON.stringify([issuer]), PUBLIC_URL: 'https://news.example' });
    t.match(message, expected);
    t.notOk(message.includes(mark), 'its value is not printed');
  }
  const twice = JSON.stringify([keycloak, { ...keycloak, name: 'other' }]);
  t.match(refusal({ OIDC_ISSUERS: twice }), /OIDC_ISSUERS: must not contain the same issuer twice/);
  const sameName = JSON.stringify([keycloak, { ...keycloak, issuer: 'https://other.example' }]);
  t.match(refusal({ OIDC_ISSUERS: sameName }), /OIDC_ISSUERS: must not contain two issuers with the same name/);
  const local = { ...keycloak, issuer: 'http://127.0.0.1:8080/realms/paper' };
  t.match(readConfig({ OIDC_ISSUERS: JSON.stringify([local]), PUBLIC_URL: 'https://news.example' }).issuers, [local]);
  t.match(refusal({ OIDC_ISSUERS: JSON.stringify([keycloak]) }), /PUBLIC_URL: is required with a clientId/);
});

const wrong: Record<string, string[]> = {
  PORT: ['70000', '-1', '1e3', '0x50', '3000.5', ' 3000', '123456', mark],
  PUBLIC_URL: [`ftp://${mark}.example`, `${mark}.example`, '/api', `javascript:${mark}`],
  DATABASE_URL: [`mysql://user:${mark}@host/db`, `${mark}`, ` postgresql://user:${mark}@host/db`],
  DATABASE_POOL: ['0', '1000', '-5', '1.5', '01', mark],
  ADMIN_TOKEN: [mark, 'fifteen-letters'],
  SECRET_KEY: [mark, 'x'.repeat(31)],
  CACHE_MB: ['-1', '1.5', '65537', '64MB', mark],
  CACHE_CONTROL_LIST: ['public; max-age=10', 'public, max-age=ten', 'public,', `${mark}\n`],
  WEB_CONCURRENCY: ['0', '65', '-1', 'auto', mark],
  ARTICLE_URL: [`https://${mark}.example/`, `${mark}/{slug}`, `https://a.example/{id}/${mark}`],
  SMTP_URL: [`http://${mark}`, mark],
  MAIL_FROM: [mark, `${mark}@`],
  MODERATORS_MAIL: [mark, `mo@news.example,${mark}`],
  OIDC_ISSUERS: [mark, `{"name":"${mark}"}`, `@/${mark}`],
  SIGN_IN_URL: [`https://${mark}.example/`, `${mark}/{token}`],
  AKISMET_URL: [`ftp://${mark}.example`, mark],
  KEEP_EVENTS_DAYS: ['-1', 'ever', mark],
  KEEP_AUDIT_DAYS: ['-1', '1.5', mark],
  EVENT_STREAMS: ['-1', '1e3', '1000000', mark],
  KEEP_SPAM_DAYS: ['-1', '1.5', mark],
  KEEP_REJECTED_DAYS: ['1e3', mark],
  WEBHOOK_ALLOW_PRIVATE: ['yes', mark],
  WEBHOOK_TIMEOUT: ['0', '61', '1.5', mark],
  KEEP_DELIVERIES_DAYS: ['-1', mark],
  REVIEW_REQUIRED: ['yes', mark],
  KEEP_TRASH_DAYS: ['-1', mark],
  MEDIA_ALLOW_PRIVATE: ['yes', mark],
  MEDIA_URL: [`ftp://${mark}.example`, `https://${mark}.example/?a=b`, '/media', mark],
  MEDIA_STORAGE: ['S3', 'disk', mark],
  MEDIA_S3_BUCKET: ['a', `${mark}/media`, `s3://${mark}`],
  MEDIA_S3_REGION: ['eu west', `${mark}.example`],
  MEDIA_S3_ENDPOINT: [`ftp://${mark}.example`, mark],
  MEDIA_S3_PATH_STYLE: ['true', mark],
  MEDIA_S3_PREFIX: ['/media', `../${mark}`, 'a//b', `${mark} media`],
  LOG_LEVEL: ['INFO', 'verbose', mark],
  DEMO: ['true', '1', 'ON', mark],
  RATE_LIMIT: ['false', '0', 'Off', mark],
  RELAY: ['no', mark],
  TRUST_PROXY: [`10.0.0.0/99,${mark}`, '1', 'true', '10.0.0.0/', '10.0.0.0/8/8', '::1/129', '256.0.0.1', '1.2.3.4/33'],
  CORS_ORIGINS: [`https://${mark}.example/path`, 'https://a.example/', mark, 'null', 'https://a.example *', 'ftp://a'],
};

t.test('names each invalid variable without its value', async (t) => {
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const message = refusal({ [name]: value });
      t.match(message, new RegExp(`^ {2}${name}: [^ ]`, 'm'), `${name}=${value}`);
      t.equal(message.split('\n').length, 2, `${name}=${value}: no other variable is named`);
      if (value.includes(mark)) t.notOk(message.includes(mark), `${name}: its value is not printed`);
    }
  }
});

t.test('names all invalid variables at once', async (t) => {
  const marked = (values: readonly string[]) => values.find((value) => value.includes(mark)) ?? mark;
  const message = refusal(Object.fromEntries(Object.entries(wrong).map(([name, values]) => [name, marked(values)])));
  for (const name of Object.keys(wrong)) t.match(message, new RegExp(`^ {2}${name}: `, 'm'), name);
  t.notOk(message.includes(mark));
});

t.test('requires a secret key with PostgreSQL', async (t) => {
  const url = `postgresql://user:${mark}@localhost/db`;
  const message = refusal({ DATABASE_URL: url });
  t.match(message, /^ {2}SECRET_KEY: is required/m);
  t.notOk(message.includes(mark), 'the URL with its password is not printed');
  t.match(readConfig({ DATABASE_URL: url, SECRET_KEY: secretKey }).database, { kind: 'postgresql', url, poolSize: 10 });
});

t.test('requires the public URL for mail and comment scoring', async (t) => {
  t.match(refusal({ AKISMET_KEY: mark }), /^ {2}PUBLIC_URL: is required with AKISMET_KEY/m);
  const mail = { SMTP_URL: `smtp://user:${mark}@mail.example`, MAIL_FROM: 'desk@news.example' };
  t.match(refusal(mail), /^ {2}PUBLIC_URL: is required with SMTP_URL/m);
  t.match(
    refusal({ SMTP_URL: mail.SMTP_URL, PUBLIC_URL: 'https://news.example' }),
    /^ {2}MAIL_FROM: must be set together with SMTP_URL/m,
  );
});

t.test('requires a bucket with S3, and both parts of the credentials or none', async (t) => {
  t.match(refusal({ MEDIA_STORAGE: 's3' }), /^ {2}MEDIA_S3_BUCKET: is required with MEDIA_STORAGE=s3/m);
  for (const name of ['MEDIA_S3_ACCESS_KEY_ID', 'MEDIA_S3_SECRET_ACCESS_KEY']) {
    const message = refusal({ MEDIA_S3_BUCKET: 'media', [name]: mark });
    t.match(message, /^ {2}MEDIA_S3_SECRET_ACCESS_KEY: must be set together with MEDIA_S3_ACCESS_KEY_ID/m);
    t.notOk(message.includes(mark), 'the credentials are not printed');
  }
  t.match(readConfig({ MEDIA_STORAGE: 's3', MEDIA_S3_BUCKET: 'media' }).media.storage, {
    kind: 's3',
    s3: { bucket: 'media', region: 'us-east-1', endpoint: undefined, prefix: '', credentials: undefined },
  });
});

t.test('docker compose passes on every variable of .env.example', async (t) => {
  const read = (name: string) => readFile(join(import.meta.dirname, '../..', name), 'utf8');
  const { api } = parse(await read('docker-compose.yml')).services;
  const names = [...(await read('.env.example')).matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
  t.ok(names.length > 10);
  t.equal(api.env_file, '.env');
  const forCompose = ['POSTGRES_PASSWORD', 'API_PORT'];
  for (const name of names.filter((name) => !forCompose.includes(name))) {
    t.ok(name in Environment.shape, `${name} is a setting`);
    t.match(api.environment[name] ?? `\${${name}`, new RegExp(`\\$\\{${name}\\b`), `nothing replaces ${name}`);
  }
});
