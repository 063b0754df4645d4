import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { migrationsDir } from '../../src/newsroom.js';
import { checkRows, type DatabaseSource, openDatabase } from '../../src/platform/db/index.js';

// Every database that is opened here checks its rows.
checkRows();

/** The PostgreSQL server for tests. Without it tests run on PGlite. */
const testDatabaseUrl = process.env.TEST_DATABASE_URL;

async function migrationsHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const entry of (await readdir(migrationsDir, { recursive: true })).sort()) {
    if (entry.endsWith('.sql')) hash.update(await readFile(join(migrationsDir, entry)));
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * A dump whose bytes are in memory. Reading a Blob of Node takes longer than starting the database.
 */
class Dump extends Blob {
  override arrayBuffer: () => Promise<ArrayBuffer>;

  constructor({ buffer, byteLength }: Buffer<ArrayBuffer>) {
    super([]);
    this.arrayBuffer = async () => (buffer.byteLength === byteLength ? buffer : buffer.slice(0, byteLength));
  }
}

/** Small files and little memory, because PGlite spends most of its start copying and clearing them. */
async function smallDatabase(): Promise<Blob> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm');
  const pglite = await PGlite.create({
    extensions: { pg_trgm },
    initDbStartParams: ['--wal-segsize=1'],
    postgresqlconf: ['shared_buffers=16MB', 'min_wal_size=2MB', 'wal_recycle=off'],
  });
  // No test creates a database from these two.
  for (const name of ['template0', 'template1']) {
    await pglite.exec(`ALTER DATABASE ${name} IS_TEMPLATE false`);
    await pglite.exec(`DROP DATABASE ${name}`);
  }
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  return dump;
}

/** Creating the files of PGlite takes seconds, so they are created once and copied for each test file. */
async function embeddedTemplate(): Promise<Blob> {
  const folder = join(import.meta.dirname, '../../node_modules/.cache/broadsheet');
  const file = join(folder, `template-2-${await migrationsHash()}.tar`);
  try {
    return new Dump(await readFile(file));
  } catch {
    const database = await openDatabase({ kind: 'memory', dump: await smallDatabase() });
    await database.migrate(migrationsDir);
    // A checkpoint writes everything into the tables and keeps the log short.
    await database.prisma.$executeRaw`CHECKPOINT`;
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

/** An arbitrary number that all test files share: one creates the template, the others wait. */
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
      const database = await openDatabase({ kind: 'postgresql', url: urlOf(base, making), poolSize: 2 });
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

/** Creates a database without any tables, and returns a function that removes it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  if (testDatabaseUrl === undefined) return { source: { kind: 'memory', dump: undefined }, drop: async () => {} };
  const name = `broadsheet_test_${randomBytes(6).toString('hex')}`;
  await onServer(testDatabaseUrl, `CREATE DATABASE ${name}`);
  return {
    source: { kind: 'postgresql', url: urlOf(testDatabaseUrl, name), poolSize: 4 },
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

/** Creates a migrated, empty database for one test file, and returns a function that removes it. */
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
      source: { kind: 'postgresql', url: urlOf(testDatabaseUrl, name), poolSize: 10 },
      drop: () => onServer(testDatabaseUrl, `DROP DATABASE ${name} WITH (FORCE)`),
    };
  } finally {
    await admin.end();
  }
}
