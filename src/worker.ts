import { pino } from 'pino';
import { createNewsroom, migrationsDir } from './newsroom.js';
import { startBackground } from './platform/background/index.js';
import { ConfigError, readConfig } from './platform/config.js';
import { MigrationError, openDatabase, PoolerError } from './platform/db/index.js';
import { ALL_RESPONSES } from './platform/events/index.js';
import { idempotency } from './platform/idempotency/index.js';
import { loadSecretKey } from './platform/secret-key.js';

/** Runs the event consumers, queues and jobs in a process of their own, beside servers that run with RELAY=off. */
async function start(): Promise<void> {
  const config = readConfig(process.env);
  if (config.database.kind === 'embedded') {
    throw new ConfigError(
      'The worker requires DATABASE_URL. With the embedded database, start only the server, which does the same work.',
    );
  }
  const log = pino({ level: config.logLevel });
  const database = await openDatabase(config.database);
  await database.migrate(migrationsDir);
  const secret = await loadSecretKey(config);
  const newsroom = createNewsroom(database, { ...config, secret, log });
  const { retention } = idempotency(database, secret);
  const background = startBackground(database, { ...newsroom, jobs: [...newsroom.jobs, retention] }, log);
  const signalListener = newsroom.signals.listen({
    onStale: newsroom.handleInvalidation,
    onLive: () => newsroom.handleInvalidation([ALL_RESPONSES]),
    onProof() {},
    onLost() {},
  });
  log.info('the worker is running');

  const close = async () => {
    await signalListener.stop();
    await background.stop();
    await newsroom.close();
    await database.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void close());
  process.once('SIGINT', () => void close());
}

try {
  await start();
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError || error instanceof MigrationError || error instanceof PoolerError ? error.message : (error as Error).stack}\n`,
  );
  process.exit(1);
}
