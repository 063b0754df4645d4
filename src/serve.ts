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

/** How long the server waits for open requests when it closes. Milliseconds. */
const closeTimeoutMs = 15_000;

const announce = (token: string) => void process.stdout.write(tokenNotice(token));

type PreparedDatabase = {
  database: Database;
  migrations: string[];
  /** The first administrator's token, if this start has created it. */
  token: string | undefined;
  /** Whether this start has loaded the demo newsroom. */
  isDemoLoaded: boolean;
};

/**
 * Prepares the database: applies migrations, creates the first administrator's token and loads the demo newsroom.
 * Each step is atomic, so a start continues where an earlier one was killed. If the schema is damaged, the token and
 * the demo are skipped. The server then reports that it is not ready.
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
 * Serves requests until SIGTERM or SIGINT ends the process.
 *
 * @param preparedDatabase the database, if this process has prepared it; omitted if another process has
 * @returns the port on which the server listens
 */
export async function serve(config: Config, preparedDatabase?: PreparedDatabase): Promise<number> {
  const database = preparedDatabase?.database ?? (await openDatabase(config.database));
  const cache = createMemoryCache({ maxBytes: config.cacheBytes, staleIfErrorMs: config.staleIfErrorMs });
  let background: LoopHandle | undefined;
  const secret = await loadSecretKey(config);
  const newsroom = createNewsroom(database, {
    ...config,
    secret,
    onStale: cache.purge,
    setPlannedInvalidations: cache.setPlannedInvalidations,
    log: { warn: (details: object, message: string) => app.log.warn(details, message) },
  });
  // The linker loads the directory while the server starts.
  newsroom.linking.warm();
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
  // Plans may have become due while no process was running.
  newsroom.handleInvalidation([ALL_RESPONSES]);
  const signalListener = newsroom.signals.listen({
    onStale(tags) {
      newsroom.handleInvalidation(tags);
      cache.purge(tags);
    },
    onLive() {
      newsroom.handleInvalidation([ALL_RESPONSES]);
      cache.resume();
      log.info('connected to the change signals: responses are cached');
    },
    onProof: cache.prove,
    onLost(err) {
      cache.suspend();
      log.warn({ err }, 'lost the change signals: changes may be missed, so responses are not cached');
    },
  });
  if (database.kind === 'postgresql') cache.startProving(signalListener.prove);
  await app.listen({ port: config.port, host: config.host });
  if (config.relay)
    background = startBackground(database, { ...newsroom, jobs: [...newsroom.jobs, idempotency.retention] }, log);
  const damage = await newsroom.schemaCheck().catch(() => undefined);
  if (damage !== undefined) log.error({ problem: damage }, 'the database schema is damaged: the server is not ready');
  const migrations = preparedDatabase?.migrations ?? [];
  if (migrations.length > 0) log.info({ migrations }, 'migrations applied');

  let isClosing = false;
  const endOfDraining = new AbortController();
  const close = async (signal: string, delayMs: number) => {
    if (isClosing) return endOfDraining.abort();
    isClosing = true;
    log.info({ signal }, 'closing');
    await app.drain(delayMs, endOfDraining.signal);
    setTimeout(() => process.exit(1), closeTimeoutMs);
    await app.close();
    await background?.stop();
    await signalListener.stop();
    await newsroom.close();
    await database.close();
    // Exits explicitly, so that open handles do not keep the process alive.
    process.exit(0);
  };
  process.on('SIGTERM', () => void close('SIGTERM', config.shutdownDelayMs));
  // Somebody at a keyboard does not want to wait.
  process.on('SIGINT', () => void close('SIGINT', 0));
  return (app.server.address() as AddressInfo).port;
}
