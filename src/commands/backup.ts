import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { encryptedColumns } from '../encrypted-columns.js';
import { readConfig } from '../platform/config.js';
import { backUpDatabase, type CopiedTable, CopyError, restoreDatabase } from '../platform/db/index.js';
import { findSecretKey } from '../platform/secret-key.js';
import { nameStorage } from './storage-name.js';
import { printError, withProgress } from './terminal.js';

type Environment = Record<string, string | undefined>;

async function readOptions(environment: Environment, migrationsDir: string) {
  const config = readConfig(environment);
  return {
    database: config.database,
    filesNote: `The files of assets are not in the backup. They are in ${nameStorage(config.media.storage)}.`,
    options: {
      migrationsDir,
      key: { secretKey: await findSecretKey(config), encryptedColumns },
      withProgress: (totalRows: number, copy: (onProgress: (rows: number) => void) => Promise<void>) =>
        withProgress('rows', totalRows, copy),
    },
  };
}

const describe = (tables: readonly CopiedTable[]) =>
  `${tables.reduce((sum, { rows }) => sum + rows, 0)} rows of ${tables.length} tables`;

/** Writes a backup to standard output, or to a file that appears only when it is complete. */
async function backUp(environment: Environment, migrationsDir: string, out: string | undefined): Promise<void> {
  const { database, options, filesNote } = await readOptions(environment, migrationsDir);
  if (out === undefined) {
    if (process.stdout.isTTY) throw new CopyError('A backup is not text. Name a file with --out, or pipe the output.');
    printError(`Backed up ${describe(await backUpDatabase(database, process.stdout, options))}. ${filesNote}`);
    return;
  }
  if ((await stat(out).catch(() => undefined))?.isDirectory()) throw new CopyError(`${out} is a folder.`);
  const incompleteFile = `${out}.incomplete`;
  const handle = await open(incompleteFile, 'w', 0o600).catch((error: Error) => {
    throw new CopyError(`${out} cannot be written: ${error.message}`, { cause: error });
  });
  try {
    const tables = await backUpDatabase(database, handle.createWriteStream(), options);
    await rename(incompleteFile, out);
    printError(`Backed up ${describe(tables)} to ${out}. ${filesNote}`);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(incompleteFile, { force: true });
    throw error;
  }
}

async function restore(environment: Environment, migrationsDir: string, file: string): Promise<void> {
  if (!(await stat(file).catch(() => undefined))?.isFile()) throw new CopyError(`${file} is not a file.`);
  const { database, options } = await readOptions(environment, migrationsDir);
  const tables = await restoreDatabase(createReadStream(file), database, options);
  printError(
    `Restored ${describe(tables)}. The number of rows and the checksum of each table are those of the backup.`,
  );
}

/** Adds the commands that write all data of a newsroom to a file and restore it. */
export function backupCommands(program: Command, environment: Environment, migrationsDir: string): void {
  program
    .command('backup')
    .description('write everything in the database to a file, or to standard output')
    .option('--out <file>', 'file to write, instead of standard output')
    .action(({ out }: { out?: string }) => backUp(environment, migrationsDir, out));
  program
    .command('restore')
    .description('store a backup in the empty database that the environment variables name')
    .argument('<file>', 'file that the command backup has written')
    .action((file: string) => restore(environment, migrationsDir, file));
}
