import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import { createNewsroom, migrationsDir } from './newsroom.js';
import { type Config, ConfigError, readConfig } from './platform/config.js';
import { DirectoryInUse, openDatabase } from './platform/db/index.js';
import { type Relay, startRelay } from './platform/events/index.js';
import { idempotency as createIdempotency } from './platform/idempotency/index.js';
import { loggerOptions } from './platform/log.js';
import { secretKey } from './platform/secret-key.js';
import { welcome } from './welcome.js';

/** Keys of `Idempotency-Key` past their day are deleted this often. Milliseconds. */
const forgetEvery = 60 * 60 * 1000;

/** An answer that is not out by then is given up. Milliseconds. */
const closeWithin = 15_000;

async function start(config: Config): Promise<void> {
  const database = await openDatabase(config.database);
  const key = await secretKey(config);
  const migrations = await database.migrate(migrationsDir);
  const newsroom = createNewsroom(database, { adminToken: config.adminToken });
  const token = await newsroom.tokens.ensureAdmin();
  const demo = config.demo && (await newsroom.loadDemo());
  const idempotency = createIdempotency(database, key);
  const app = await createApp({ config, database, newsroom, idempotency, logger: loggerOptions(config.logLevel) });

  await app.listen({ port: config.port, host: config.host });
  const relay: Relay | undefined = config.relay ? startRelay(database, newsroom.flows, app.log) : undefined;
  const forgetting = setInterval(
    () => void idempotency.forget().catch((err) => app.log.warn({ err }, 'old keys stay')),
    forgetEvery,
  );
  if (migrations.length > 0) app.log.info({ migrations }, 'migrations applied');
  const { port } = app.server.address() as AddressInfo;
  process.stdout.write(welcome({ config, port, token, demo }));

  let closing = false;
  const close = async (signal: string) => {
    if (closing) return;
    closing = true;
    app.log.info({ signal }, 'closing');
    setTimeout(() => process.exit(1), closeWithin);
    clearInterval(forgetting);
    await app.close();
    await relay?.stop();
    await database.close();
    // The schema engine leaves a timer of ten seconds behind, for which nobody has to wait.
    process.exit(0);
  };
  process.on('SIGTERM', () => void close('SIGTERM'));
  process.on('SIGINT', () => void close('SIGINT'));
}

try {
  await start(readConfig(process.env));
} catch (error) {
  const expected =
    error instanceof ConfigError ||
    error instanceof DirectoryInUse ||
    (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  process.stderr.write(`${expected ? (error as Error).message : (error as Error).stack}\n`);
  process.exit(1);
}
