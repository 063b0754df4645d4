import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { migrationsDir } from '../../../src/newsroom.js';
import { openDatabase } from '../../../src/platform/db/index.js';
import { emptyDatabase } from '../../support/database.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const { source, drop } = await emptyDatabase();
const database = await openDatabase(source);
t.teardown(async () => {
  await database.close();
  await drop();
});

const run = (sql: string) => database.run({ text: sql, values: [] }, z.record(z.string(), z.unknown()));
const names = (await readdir(migrationsDir)).filter((name) => /^\d/.test(name)).sort();
const scriptOf = (name: string) => readFile(join(migrationsDir, name, 'migration.sql'), 'utf8');
const recorded = async () =>
  (await run('SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1')).map(({ name }) => String(name));
const tableExists = async (table: string) =>
  (await run(`SELECT to_regclass('public.${table}') IS NOT NULL AS is`))[0]?.is;

async function empty(): Promise<void> {
  await run('DROP SCHEMA public CASCADE');
  await run('CREATE SCHEMA public');
}

/** Returns a folder with the migrations of the project and one more. */
async function withOneMore(name: string, script: string): Promise<string> {
  const folder = join(temporaryFolder(t), name);
  await cp(migrationsDir, folder, { recursive: true });
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), script);
  return folder;
}

/** Reproduces an interrupted version 0.1: migrations before one, its start record and its first statements. */
async function interrupt(name: string, statements: number): Promise<void> {
  const folder = temporaryFolder(t);
  for (const before of names.slice(0, names.indexOf(name)))
    await cp(join(migrationsDir, before), join(folder, before), { recursive: true });
  if (name !== names[0]) await database.migrate(folder);
  await run(`CREATE TABLE IF NOT EXISTS _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
  await run(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES (gen_random_uuid()::text, 'x', '${name}')`,
  );
  const all = (await scriptOf(name)).split(';').filter((statement) => statement.trim() !== '');
  for (const statement of all.slice(0, statements)) await run(statement);
  await rm(folder, { recursive: true });
}

t.test('records migrations like the Prisma CLI, and applies nothing the second time', async (t) => {
  t.same(await database.migrate(migrationsDir), names);
  t.same(await database.migrate(migrationsDir), []);
  const records = await run('SELECT * FROM _prisma_migrations ORDER BY migration_name');
  for (const [index, name] of names.entries()) {
    const { id, started_at, finished_at, ...record } = records[index] ?? {};
    t.match(id, /^[0-9a-f-]{36}$/);
    t.ok(started_at instanceof Date && finished_at instanceof Date && started_at <= finished_at);
    t.same(record, {
      migration_name: name,
      checksum: createHash('sha256')
        .update(await scriptOf(name))
        .digest('hex'),
      logs: null,
      rolled_back_at: null,
      applied_steps_count: 1,
    });
  }
});

t.test('leaves nothing of a failed migration, and names it with the reason', async (t) => {
  const name = '29990101000000_fails';
  const failing = await withOneMore(
    name,
    'CREATE TABLE half (id int);\nALTER TABLE articles DROP COLUMN headline CASCADE;\nSELECT 1 / 0;',
  );
  await t.rejects(database.migrate(failing), {
    message: /29990101000000_fails failed \(SQLSTATE 22012.*division by zero/,
  });
  t.equal(await tableExists('half'), false);
  t.same(await run('SELECT headline FROM articles'), []);
  t.same(await recorded(), names);
  t.same(await database.migrate(migrationsDir), [], 'the previous version starts');
  await writeFile(join(failing, name, 'migration.sql'), 'CREATE TABLE half (id int);');
  t.same(await database.migrate(failing), [name], 'the corrected migration is applied');
  await run('DROP TABLE half');
  await run(`DELETE FROM _prisma_migrations WHERE migration_name = '${name}'`);
});

t.test('refuses a script that ends its transaction before anything runs', async (t) => {
  for (const statement of ['COMMIT', 'ROLLBACK', 'BEGIN', 'begin work', 'START TRANSACTION']) {
    const folder = await withOneMore('29990101000000_ends', `CREATE TABLE half (id int);\n${statement};`);
    await t.rejects(
      database.migrate(folder),
      { message: /29990101000000_ends begins or ends a transaction/ },
      statement,
    );
    t.equal(await tableExists('half'), false);
  }
});

t.test('builds a concurrent index outside of a transaction, and again after a failure', async (t) => {
  const name = '29990101000000_index';
  const directive = '-- broadsheet: no transaction\n';
  const index = `${directive}CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS things_n ON things (n);\n`;
  for (const wrong of [
    `${directive}CREATE TABLE half (id int);`,
    index.replace('IF NOT EXISTS', ''),
    `${index}SELECT 1;`,
  ]) {
    await t.rejects(database.migrate(await withOneMore(name, wrong)), { message: /which can be repeated/ }, wrong);
  }
  await run('CREATE TABLE things (n int)');
  await run('INSERT INTO things VALUES (1), (1)');
  const folder = await withOneMore(name, index);
  await t.rejects(database.migrate(folder), { message: /29990101000000_index failed \(SQLSTATE 23505/ });
  t.same(await recorded(), names);
  await run('TRUNCATE things');
  t.same(await database.migrate(folder), [name]);
  t.same(await run(`SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'things_n'::regclass`), [
    { valid: true },
  ]);
});

t.test('restarts an interrupted first start of version 0.1 at any point', async (t) => {
  const places: [number, number][] = [
    [0, 0],
    [0, 1],
    [0, 20],
    [2, 7],
    [4, 12],
    [8, 9],
    [names.length - 1, 1],
  ];
  for (const [index, statements] of places) {
    const name = names[index] ?? '';
    await empty();
    await interrupt(name, statements);
    t.same(await database.migrate(migrationsDir), names, `it restarts after ${statements} statements of ${name}`);
    t.same(await recorded(), names);
  }
});

t.test('repairs an interrupted update of version 0.1 when it is safe, or explains it', async (t) => {
  const name = names[8] ?? '';
  const section = `INSERT INTO sections (id, slug, name, path) VALUES (gen_random_uuid(), 'world', 'World', 'world')`;
  await empty();
  await interrupt(name, 0);
  await run(section);
  t.same(await database.migrate(migrationsDir), names.slice(8));
  t.match(await run('SELECT slug FROM sections'), [{ slug: 'world' }]);

  await empty();
  await interrupt(name, 2);
  await run(section);
  await t.rejects(database.migrate(migrationsDir), {
    message: new RegExp(`${name} was interrupted.*partly applied.*already exists.*Restore the backup`),
  });
  t.match(await run('SELECT slug FROM sections'), [{ slug: 'world' }]);
  t.same(await recorded(), names.slice(0, 9), 'nothing has been changed');
});

const oneProcess = source.kind === 'postgresql' ? {} : { skip: 'The embedded database has one process.' };
t.test('lets processes that start at once on an empty database take turns', oneProcess, async (t) => {
  await empty();
  const others = await Promise.all([1, 2, 3].map(() => openDatabase(source)));
  t.teardown(() => Promise.all(others.map((other) => other.close())));
  const applied = await Promise.all(others.map((other) => other.migrate(migrationsDir)));
  t.same(applied.flat(), names, 'each migration is applied once');
  t.same(await recorded(), names);
});
