import type { Command } from 'commander';
import { encryptedColumns } from '../encrypted-columns.js';
import { moveSpoolFiles } from '../flows/import-jobs/index.js';
import { ConfigError, readConfig } from '../platform/config.js';
import { CopyError, type DatabaseSource, moveDatabase } from '../platform/db/index.js';
import { readKeyFile, secretKeyFile } from '../platform/secret-key.js';
import type { StorageSettings } from '../platform/storage/index.js';
import { nameStorage } from './storage-name.js';
import { formatTable, printError, printLine, withProgress } from './terminal.js';

type Environment = Record<string, string | undefined>;
type Endpoints = {
  source: Extract<DatabaseSource, { kind: 'embedded' }>;
  target: Extract<DatabaseSource, { kind: 'postgresql' }>;
  /** Where the files of assets are. They stay there. */
  mediaStorage: StorageSettings;
  secretKey: string | undefined;
  /** Whether the key of the newsroom is in a file and not in the environment. */
  isKeyInFile: boolean;
};

/** Reads both databases from the environment: the embedded one without DATABASE_URL, and the target with it. */
async function readEndpoints(environment: Environment): Promise<Endpoints> {
  const { DATABASE_URL, DATABASE_DIRECT_URL: _, WEB_CONCURRENCY: __, ...embeddedEnvironment } = environment;
  if (!DATABASE_URL)
    throw new ConfigError('DATABASE_URL: must be the postgresql:// URL of an empty database, to which to move.');
  const { database: source, media } = readConfig(embeddedEnvironment);
  if (source.kind !== 'embedded') throw new Error('Without DATABASE_URL the database is embedded.');
  const fileKey = await readKeyFile(source.dataDir);
  const environmentKey = environment.SECRET_KEY || undefined;
  if (fileKey !== undefined && environmentKey !== undefined && fileKey !== environmentKey)
    throw new CopyError(
      `SECRET_KEY is not the key in ${secretKeyFile(source.dataDir)}. What the embedded database has encrypted with the key in the file would be lost. ` +
        'Set SECRET_KEY to the content of the file. If the server has always used another SECRET_KEY, move the file elsewhere.',
    );
  const secretKey = environmentKey ?? fileKey;
  const { database: target } = readConfig({ ...environment, SECRET_KEY: secretKey });
  if (target.kind !== 'postgresql') throw new Error('With DATABASE_URL the database is PostgreSQL.');
  return { source, target, mediaStorage: media.storage, secretKey, isKeyInFile: environmentKey === undefined };
}

async function move(environment: Environment, migrationsDir: string): Promise<void> {
  const { source, target, mediaStorage, secretKey, isKeyInFile } = await readEndpoints(environment);
  let fileCount = 0;
  printError(`Reading the embedded database in ${source.dataDir}.`);
  const tables = await moveDatabase({
    source,
    target,
    migrationsDir,
    key: { secretKey, encryptedColumns },
    withProgress: (totalRows, copy) => withProgress('rows', totalRows, copy),
    async storeFiles(tx) {
      fileCount = await moveSpoolFiles(source.dataDir, tx);
    },
  });
  printLine(formatTable(tables.filter(({ rows }) => rows > 0)));
  const rowCount = tables.reduce((sum, { rows }) => sum + rows, 0);
  printLine(`Moved ${rowCount} rows of ${tables.length} tables, and ${fileCount} files of unfinished imports.`);
  printLine('The number of rows and the checksum of each table are the same in both databases.');
  printLine('What to do next:');
  printLine('1. Start the servers with the DATABASE_URL of this command.');
  printLine(
    isKeyInFile
      ? `2. Set SECRET_KEY to the content of ${secretKeyFile(source.dataDir)}, and keep a copy of it.`
      : '2. Keep SECRET_KEY as it is.',
  );
  printLine(
    mediaStorage.kind === 's3'
      ? `3. Keep the MEDIA_ variables as they are. The files of assets stay in ${nameStorage(mediaStorage)}.`
      : `3. Keep the files of assets in ${nameStorage(mediaStorage)}, or copy them to the MEDIA_DIR of the servers. They are not moved.`,
  );
  printLine(`4. Keep ${source.dataDir} as a backup until you have checked the result. Start no server on it any more.`);
}

export function moveCommand(program: Command, environment: Environment, migrationsDir: string): void {
  program
    .command('move')
    .description('copy the embedded database in DATA_DIR to the empty PostgreSQL database in DATABASE_URL')
    .action(() => move(environment, migrationsDir));
}
