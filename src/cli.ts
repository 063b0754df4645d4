#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { createApp } from './app.js';
import { createNewsroom, migrationsDir, type Newsroom } from './newsroom.js';
import { ROLES, type Role, system } from './platform/auth/index.js';
import { ConfigError, readConfig } from './platform/config.js';
import { type Database, DirectoryInUse, openDatabase } from './platform/db/index.js';
import { idempotency } from './platform/idempotency/index.js';

async function withNewsroom(work: (newsroom: Newsroom, database: Database) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const database = await openDatabase(config.database);
  try {
    await database.migrate(migrationsDir);
    const newsroom = createNewsroom(database, { adminToken: config.adminToken });
    await work(newsroom, database);
    await newsroom.close();
  } finally {
    await database.close();
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);

const program = new Command('broadsheet').description('Operates a Broadsheet newsroom; the environment says which.');

program
  .command('migrate')
  .description('apply the migrations that are not applied yet')
  .action(async () => {
    const config = readConfig(process.env);
    const database = await openDatabase(config.database);
    try {
      const applied = await database.migrate(migrationsDir);
      say(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
    } finally {
      await database.close();
    }
  });

program
  .command('demo')
  .description('load the demo newsroom into an empty database')
  .action(() =>
    withNewsroom(async (newsroom) => {
      say(
        (await newsroom.loadDemo())
          ? 'The demo newsroom is loaded.'
          : 'The database has content already: nothing was loaded.',
      );
    }),
  );

program
  .command('token')
  .description('make a token and print it, this once')
  .argument('<name>', 'what it is for')
  .addOption(new Option('--role <role>', 'what it may do').choices(Object.keys(ROLES)).default('reader'))
  .action((name: string, { role }: { role: Role }) =>
    withNewsroom(async ({ tokens }) => {
      say((await tokens.create(system, { name, role })).token);
    }),
  );

program
  .command('openapi')
  .description('write the OpenAPI document')
  .argument('[file]', 'where to', 'openapi/openapi.json')
  .action(async (file: string) => {
    const database = await openDatabase({ kind: 'memory', dump: undefined });
    try {
      const config = readConfig({});
      const newsroom = createNewsroom(database, { adminToken: undefined });
      const app = await createApp({ config, database, newsroom, idempotency: idempotency(database, 'x'.repeat(32)) });
      await app.ready();
      await writeFile(file, `${JSON.stringify(app.swagger(), null, 2)}\n`);
      await app.close();
    } finally {
      await database.close();
    }
  });

try {
  await program.parseAsync();
  // The schema engine leaves a timer of ten seconds behind, for which nobody has to wait.
  process.exit();
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof DirectoryInUse;
  process.stderr.write(`${expected ? (error as Error).message : (error as Error).stack}\n`);
  process.exit(1);
}
