import t from 'tap';
import { ConfigError, readConfig } from '../../src/platform/config.js';

t.test('an empty environment is a working newsroom', async (t) => {
  t.match(readConfig({}), {
    port: 3000,
    host: '127.0.0.1',
    database: { kind: 'embedded', dataDir: '.data' },
    demo: true,
    rateLimit: true,
  });
  t.match(
    readConfig({ PORT: '', ADMIN_TOKEN: '' }),
    { port: 3000, adminToken: undefined },
    'and an empty value is none',
  );
  t.throws(() => Object.assign(readConfig({}), { port: 1 }), 'nobody changes it later');
});

t.test('each variable that is wrong is named, and its value is not', async (t) => {
  const wrong: Record<string, string> = {
    PORT: '70000',
    PUBLIC_URL: 'ftp://secret-host',
    DATABASE_URL: 'mysql://user:secret@host/db',
    DATABASE_POOL: '0',
    ADMIN_TOKEN: 'secret',
    SECRET_KEY: 'secret',
    LOG_LEVEL: 'secret',
    DEMO: 'secret',
    RATE_LIMIT: 'secret',
    RELAY: 'secret',
    TRUST_PROXY: '10.0.0.0/99,secret',
    CORS_ORIGINS: 'https://secret.example/path',
  };
  for (const [name, value] of Object.entries(wrong)) {
    try {
      readConfig({ [name]: value });
      t.fail(name);
    } catch (error) {
      t.type(error, ConfigError);
      t.match(String(error), name);
      t.notMatch(String(error).replaceAll('SECRET_KEY', ''), 'secret');
    }
  }
});

t.test('PostgreSQL needs a secret key of its own', async (t) => {
  t.throws(() => readConfig({ DATABASE_URL: 'postgresql://localhost/db' }), /SECRET_KEY/);
  t.match(readConfig({ DATABASE_URL: 'postgresql://localhost/db', SECRET_KEY: 'x'.repeat(32) }).database, {
    kind: 'postgresql',
  });
});
