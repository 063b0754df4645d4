import cluster from 'node:cluster';
import { setFlagsFromString } from 'node:v8';
import { supervise } from './cluster.js';
import { type Config, ConfigError, readConfig } from './platform/config.js';
import { DirectoryInUse, MigrationError, PoolerError } from './platform/db/index.js';
import { prepare, serve } from './serve.js';
import { welcome } from './welcome.js';

// On a machine with free memory, V8 lets the heap grow to four times its size before it collects garbage: half a
// gigabyte for a response cache of 64 MB. With this flag it collects when the heap has grown by 25 per cent. Requests
// that miss the cache become a few per cent slower.
setFlagsFromString('--heap-growing-percent=25');

async function start(config: Config): Promise<void> {
  if (cluster.isWorker) {
    await serve(config);
    return;
  }
  const preparedDatabase = await prepare(config);
  const port = config.processes > 1 ? await supervise(config) : await serve(config, preparedDatabase);
  process.stdout.write(
    welcome({ config, port, token: preparedDatabase.token, isDemoLoaded: preparedDatabase.isDemoLoaded }),
  );
}

try {
  await start(readConfig(process.env));
} catch (error) {
  const isExpected =
    error instanceof ConfigError ||
    error instanceof DirectoryInUse ||
    error instanceof MigrationError ||
    error instanceof PoolerError ||
    (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  process.stderr.write(`${isExpected ? (error as Error).message : (error as Error).stack}\n`);
  process.exit(1);
}
