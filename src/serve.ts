import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import { createNewsroom, migrationsDir } from './newsroom.js';
import { type LoopHandle, startBackground } from './platform/background/index.js';
import { createMemoryCache } from './platform/cache/index.js';
import type { Config } from './platform/config.js';
import { type Database, openDatabase } from './platform/db/index.js';
import { ALL_RESPONSES } from './platform/events/index.js';
import { idempotency as createIdempotency } from './platform/idempotency/index.js';
import { loggerOptions } from './platform/log.js';
import { loadSecretKey } from './platform/secret-key.js';
import { tokenNotice } from './welcome.js';

/** An answer that is not out by then is given up. Milliseconds. */
const closeTimeoutMs = 15_000;

const announce = (token: string) => void process.stdout.write(tokenNotice(token));

type PreparedDatabase = {
  database: Database;
  migrations: string[];
  /** The first administrator's, when it has just been made. */
  token: string | undefined;
  /** Whether the demo newsroom has just been loaded. */
  isDemoLoaded: boolean;
};

/**
 * Makes the database ready to be served: schema, first administrator, demo. Each step is kept as a whole or not at all, and a start goes on
 * where one that was killed stopped. A schema that is damaged gets nothing more: the server then says so by not being ready.
 */
export async function prepare(config: Config): Promise<PreparedDatabase> {
  const database = await openDatabase(config.database);
  const migrations = await database.migrate(migrationsDir);
  const newsroom = createNewsroom(database, { ...config, secret: await loadSecretKey(config) });
  const isSchemaComplete = (await newsroom.schemaCheck()) === undefined;
  const token = isSchemaComplete ? await newsroom.tokens.ensureAdmin(announce) : undefined;
  const isDemoLoaded = isSchemaComplete && config.demo && (await newsroom.loadDemo());
  if (config.processes > 1) await database.close();
  return { database, migrations, token, isDemoLoaded };
}

/**
 * Answers requests until a signal ends the process.
 *
 * @param preparedDatabase the database that this process has prepared itself; another process has, when it is left out
 * @returns the port
 */
export async function serve(config: Config, preparedDatabase?: PreparedDatabase): Promise<number> {
  const database = preparedDatabase?.database ?? (await openDatabase(config.database));
  const cache = createMemoryCache({ maxBytes: config.cacheBytes });
  let background: LoopHandle | undefined;
  const secret = await loadSecretKey(config);
  const newsroom = createNewsroom(database, {
    ...config,
    secret,
    onStale: cache.purge,
    setPlannedInvalidations: cache.setPlannedInvalidations,
    log: { warn: (details: object, message: string) => app.log.warn(details, message) },
  });
  const idempotency = createIdempotency(database, secret);
  const app = await createApp({
    config,
    newsroom,
    idempotency,
    cache,
    logger: config.logLevel === 'silent' ? false : loggerOptions(config.logLevel),
  });
  const { log } = app;

  cache.suspend();
  const signalListener = newsroom.signals.listen({
    onStale(tags) {
      newsroom.handleInvalidation(tags);
      cache.purge(tags);
    },
    onLive() {
      newsroom.handleInvalidation([ALL_RESPONSES]);
      cache.resume();
      log.info('every change is heard of: answers are kept in memory');
    },
    onProof: cache.prove,
    onLost(err) {
      cache.suspend();
      log.warn({ err }, 'changes may be missed: answers are not kept until they are heard of again');
    },
  });
  if (database.kind === 'postgresql') cache.startProving(signalListener.prove);
  await app.listen({ port: config.port, host: config.host });
  if (config.relay)
    background = startBackground(database, { ...newsroom, jobs: [...newsroom.jobs, idempotency.retention] }, log);
  const damage = await newsroom.schemaCheck().catch(() => undefined);
  if (damage !== undefined) log.error({ problem: damage }, 'the database is damaged: the server is not ready');
  const migrations = preparedDatabase?.migrations ?? [];
  if (migrations.length > 0) log.info({ migrations }, 'migrations applied');

  let isClosing = false;
  const close = async (signal: string) => {
    if (isClosing) return;
    isClosing = true;
    log.info({ signal }, 'closing');
    setTimeout(() => process.exit(1), closeTimeoutMs);
    await app.close();
    await background?.stop();
    await signalListener.stop();
    await newsroom.close();
    await database.close();
    // Nothing that is still open keeps the process.
    process.exit(0);
  };
  process.on('SIGTERM', () => void close('SIGTERM'));
  process.on('SIGINT', () => void close('SIGINT'));
  return (app.server.address() as AddressInfo).port;
}
