import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { migrationsDir } from '../../src/newsroom.js';
import { type DatabaseSource, openDatabase } from '../../src/platform/db/index.js';

/** The PostgreSQL that tests run on; without it they run on PGlite. */
const testDatabaseUrl = process.env.TEST_DATABASE_URL;

async function migrationsHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const entry of (await readdir(migrationsDir, { recursive: true })).sort()) {
    if (entry.endsWith('.sql')) hash.update(await readFile(join(migrationsDir, entry)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** PGlite takes seconds to make its files: they are made once and copied for each test file. */
async function embeddedTemplate(): Promise<Blob> {
  const folder = join(import.meta.dirname, '../../node_modules/.cache/broadsheet');
  const file = join(folder, `template-${await migrationsHash()}.tar`);
  try {
    return new Blob([new Uint8Array(await readFile(file))]);
  } catch {
    const database = await openDatabase({ kind: 'memory', dump: undefined });
    await database.migrate(migrationsDir);
    const dump = (await database.dump()) ?? new Blob([]);
    await database.close();
    await mkdir(folder, { recursive: true });
    const fresh = `${file}.${randomBytes(4).toString('hex')}`;
    await writeFile(fresh, Buffer.from(await dump.arrayBuffer()));
    await rename(fresh, file);
    return dump;
  }
}

const urlOf = (base: string, name: string) => Object.assign(new URL(base), { pathname: `/${name}` }).href;

/** Any number, the same for all test files: one makes the template, the others wait for it. */
const templateLock = 420_1904;

async function postgresTemplate(admin: pg.Client, base: string): Promise<string> {
  const name = `broadsheet_template_${await migrationsHash()}`;
  await admin.query('SELECT pg_advisory_lock($1)', [templateLock]);
  try {
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      const making = `${name}_making`;
      await admin.query(`DROP DATABASE IF EXISTS ${making}`);
      await admin.query(`CREATE DATABASE ${making}`);
      const database = await openDatabase({ kind: 'postgresql', url: urlOf(base, making), pool: 2 });
      await database.migrate(migrationsDir);
      await database.close();
      await admin.query(`ALTER DATABASE ${making} RENAME TO ${name}`);
    }
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1)', [templateLock]);
  }
  return name;
}

type TestDatabase = { source: DatabaseSource; drop: () => Promise<void> };

/** A database of its own in which there is nothing yet, not even a table, and what removes it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  if (testDatabaseUrl === undefined) return { source: { kind: 'memory', dump: undefined }, drop: async () => {} };
  const name = `broadsheet_test_${randomBytes(6).toString('hex')}`;
  await onServer(testDatabaseUrl, `CREATE DATABASE ${name}`);
  return {
    source: { kind: 'postgresql', url: urlOf(testDatabaseUrl, name), pool: 4 },
    drop: () => onServer(testDatabaseUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A migrated, empty database of its own for one test file, and what removes it. */
export async function freshDatabase(): Promise<TestDatabase> {
  if (testDatabaseUrl === undefined)
    return { source: { kind: 'memory', dump: await embeddedTemplate() }, drop: async () => {} };
  const admin = new pg.Client({ connectionString: testDatabaseUrl });
  await admin.connect();
  try {
    const template = await postgresTemplate(admin, testDatabaseUrl);
    const name = `broadsheet_test_${randomBytes(6).toString('hex')}`;
    await admin.query('SELECT pg_advisory_lock($1)', [templateLock]);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    await admin.query('SELECT pg_advisory_unlock($1)', [templateLock]);
    return {
      source: { kind: 'postgresql', url: urlOf(testDatabaseUrl, name), pool: 10 },
      drop: () => onServer(testDatabaseUrl, `DROP DATABASE ${name} WITH (FORCE)`),
    };
  } finally {
    await admin.end();
  }
}
