#!/usr/bin/env node
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { createApp } from './app.js';
import { readPeople, UnknownFormat } from './flows/people-import/index.js';
import { createNewsroom, migrationsDir, type Newsroom } from './newsroom.js';
import { ROLES, type Role, system } from './platform/auth/index.js';
import { ConfigError, readConfig } from './platform/config.js';
import { type Database, DirectoryInUse, openDatabase } from './platform/db/index.js';
import { idempotency } from './platform/idempotency/index.js';
import { secretKey } from './platform/secret-key.js';

async function withNewsroom(work: (newsroom: Newsroom, database: Database) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const database = await openDatabase(config.database);
  try {
    await database.migrate(migrationsDir);
    const newsroom = createNewsroom(database, { ...config, secret: await secretKey(config) });
    await work(newsroom, database);
    await newsroom.close();
  } finally {
    await database.close();
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

const isMissingFile = (error: unknown) => (error as { code?: string }).code === 'ENOENT';

/** Bytes of a file that is read whole. */
const largestFile = 256 * 2 ** 20;

/** Shows how far long work has come, where somebody watches. */
async function withProgress<Result>(
  what: string,
  all: number,
  work: (progress: (done: number) => void) => Promise<Result>,
): Promise<Result> {
  const bar = new SingleBar({
    format: `${what} {bar} {value}/{total} {eta_formatted}`,
    noTTYOutput: false,
    stream: process.stderr,
  });
  if (process.stderr.isTTY) bar.start(all, 0);
  try {
    return await work((done) => bar.update(done));
  } finally {
    bar.stop();
  }
}

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

/** @returns whether all of the file was taken in */
async function importPeople(newsroom: Newsroom, file: string): Promise<boolean> {
  if ((await stat(file)).size > largestFile) {
    complain(`${file} is larger than 256 MiB: split it.`);
    return false;
  }
  let read: ReturnType<typeof readPeople>;
  try {
    read = readPeople(await readFile(file, 'utf8'), basename(file));
  } catch (error) {
    if (!(error instanceof UnknownFormat)) throw error;
    complain(error.message);
    return false;
  }
  const { format, records } = read;
  const { created, updated, unchanged, refused } = await withProgress(
    `${basename(file)} (${format})`,
    records.length,
    (progress) => newsroom.people.importPeople(system, records, progress),
  );
  const all = [...read.refused, ...refused];
  for (const { from, problem } of all) complain(`${file}, ${from}: ${problem}`);
  say(`${file}: ${created} new, ${updated} changed, ${unchanged} known already, ${all.length} refused.`);
  return all.length === 0;
}

const people = program.command('people').description('work on the directory of people');

people
  .command('import')
  .description(
    'take in people from files: Popolo JSON, NDJSON of people as the API takes them, or congress-legislators YAML',
  )
  .argument('<files...>', 'what to read')
  .action((files: string[]) =>
    withNewsroom(async (newsroom) => {
      let isWhole = true;
      for (const file of files) isWhole = (await importPeople(newsroom, file)) && isWhole;
      if (!isWhole) process.exitCode = 1;
    }),
  );

program
  .command('mentions')
  .description('work on who is named in stories')
  .command('relink')
  .description('look through all stories for people again, here and now')
  .action(() =>
    withNewsroom(async ({ linking }) => {
      const { waiting } = await linking.relinkAll();
      const done = await withProgress('stories', waiting, (progress) => linking.drain(progress));
      say(`Looked through ${done} stories.`);
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
      const newsroom = createNewsroom(database, { adminToken: undefined, secret: 'x'.repeat(32) });
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
  process.exit(process.exitCode);
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof DirectoryInUse || isMissingFile(error);
  process.stderr.write(`${expected ? (error as Error).message : (error as Error).stack}\n`);
  process.exit(1);
}
