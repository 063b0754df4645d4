import cluster from 'node:cluster';
import { setFlagsFromString } from 'node:v8';
import { supervise } from './cluster.js';
import { type Config, ConfigError, readConfig } from './platform/config.js';
import { DirectoryInUse, MigrationError } from './platform/db/index.js';
import { prepare, serve } from './serve.js';
import { welcome } from './welcome.js';

// V8 lets garbage quadruple the heap before it looks, on a machine with room: half a gigabyte for the 64 MB of answers
// that are kept. It looks when the heap has grown by this many per cent instead, for some hundredths of the speed of cold reads.
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
    (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  process.stderr.write(`${isExpected ? (error as Error).message : (error as Error).stack}\n`);
  process.exit(1);
}
