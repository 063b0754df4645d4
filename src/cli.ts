import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { createApp } from './app.js';
import { backupCommands } from './commands/backup.js';
import { commentCommands } from './commands/comments.js';
import { directoryCommands } from './commands/directory.js';
import { exportCommand } from './commands/export.js';
import { importCommand } from './commands/import.js';
import { mediaCommands } from './commands/media.js';
import { mentionCommands } from './commands/mentions.js';
import { moveCommand } from './commands/move.js';
import type { WithNewsroom } from './commands/newsroom.js';
import { newsroomCommands } from './commands/newsroom-transfer.js';
import { peopleCommands } from './commands/people.js';
import { privacyCommands } from './commands/privacy.js';
import { printLine } from './commands/terminal.js';
import { createNewsroom, migrationsDir } from './newsroom.js';
import { commandLineActor, ROLES } from './platform/auth/index.js';
import { ConfigError, readConfig } from './platform/config.js';
import { CopyError, DirectoryInUse, MigrationError, openDatabase, PoolerError } from './platform/db/index.js';
import { idempotency } from './platform/idempotency/index.js';
import { Problem } from './platform/problems/index.js';
import { loadSecretKey } from './platform/secret-key.js';

const withNewsroom: WithNewsroom = async (work) => {
  const config = readConfig(process.env);
  const database = await openDatabase(config.database);
  try {
    await database.migrate(migrationsDir);
    const newsroom = createNewsroom(database, { ...config, secret: await loadSecretKey(config) });
    await work(newsroom, config);
    await newsroom.close();
  } finally {
    await database.close();
  }
};

const isMissingFile = (error: unknown) => (error as { code?: string }).code === 'ENOENT';

const program = new Command('broadsheet').description(
  'Operates the Broadsheet newsroom that the environment variables name.',
);

program
  .command('migrate')
  .description('apply all pending database migrations')
  .action(async () => {
    const config = readConfig(process.env);
    const database = await openDatabase(config.database);
    try {
      const appliedMigrations = await database.migrate(migrationsDir);
      printLine(
        appliedMigrations.length === 0 ? 'The database is up to date.' : `Applied: ${appliedMigrations.join(', ')}`,
      );
    } finally {
      await database.close();
    }
  });

program
  .command('demo')
  .description('load the demo newsroom into an empty database')
  .action(() =>
    withNewsroom(async (newsroom) => {
      printLine(
        (await newsroom.loadDemo())
          ? 'The demo newsroom is loaded.'
          : 'The database already has content, so nothing was loaded.',
      );
    }),
  );

program
  .command('token')
  .description('create an API token and print it; it is not shown again')
  .argument('<name>', 'name of the token, such as its purpose')
  .option('--role <role>', `role of the token: ${Object.keys(ROLES).join(', ')}, or one of your own`, 'reader')
  .option('--sections <list>', 'limit the token to these sections, by id or slug, separated by commas')
  .action((name: string, { role, sections }: { role: string; sections?: string }) =>
    withNewsroom(async ({ tokens }) => {
      printLine((await tokens.create(commandLineActor, { name, role, sections: sections?.split(',') })).token);
    }),
  );

for (const add of [
  importCommand,
  exportCommand,
  newsroomCommands,
  peopleCommands,
  directoryCommands,
  mentionCommands,
  mediaCommands,
  commentCommands,
  privacyCommands,
])
  add(program, withNewsroom);

moveCommand(program, process.env, migrationsDir);
backupCommands(program, process.env, migrationsDir);

program
  .command('openapi')
  .description('write the OpenAPI document')
  .argument('[file]', 'file to write', 'openapi/openapi.json')
  .action(async (file: string) => {
    const database = await openDatabase({ kind: 'memory', dump: undefined });
    try {
      const config = readConfig({});
      const newsroom = createNewsroom(database, { adminToken: undefined, secret: 'x'.repeat(32) });
      const app = await createApp({ config, newsroom, idempotency: idempotency(database, 'x'.repeat(32)) });
      await app.ready();
      // References on one line are easier to read, and make the file smaller.
      const text = JSON.stringify(app.swagger(), null, 2).replace(/\{\n\s*("\$ref": "[^"]*")\n\s*\}/g, '{ $1 }');
      await writeFile(file, `${text}\n`);
      await app.close();
    } finally {
      await database.close();
    }
  });

try {
  await program.parseAsync();
  // Exits explicitly, so that open handles do not keep the process alive.
  process.exit(process.exitCode);
} catch (error) {
  const isExpected =
    error instanceof ConfigError ||
    error instanceof DirectoryInUse ||
    error instanceof MigrationError ||
    error instanceof CopyError ||
    error instanceof PoolerError ||
    error instanceof Problem ||
    isMissingFile(error);
  process.stderr.write(`${isExpected ? (error as Error).message : (error as Error).stack}\n`);
  process.exit(1);
}
