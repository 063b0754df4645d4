import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import t from 'tap';
import { z } from 'zod';
import { migrationsDir } from '../../../src/newsroom.js';
import {
  CopyError,
  type Database,
  DirectoryInUse,
  type MoveOptions,
  moveDatabase,
  openDatabase,
} from '../../../src/platform/db/index.js';
import { emptyDatabase } from '../../support/database.js';
import { fillTables, readRows, rowsPerTable } from '../../support/filled-tables.js';
import { hasPgbouncer, startPgbouncer } from '../../support/pgbouncer.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const skip =
  process.env.TEST_DATABASE_URL === undefined ? 'The target is a PostgreSQL server: set TEST_DATABASE_URL.' : false;

type PostgresSource = MoveOptions['target'];
const source = { kind: 'embedded', dataDir: temporaryFolder(t), minFreeBytes: 0 } as const;
let tables: string[] = [];

t.before(async () => {
  if (skip) return;
  const database = await openDatabase(source);
  await database.migrate(migrationsDir);
  tables = await fillTables(database);
  await run(database, `SELECT nextval('events_seq_seq'), setval('articles_to_link_ticket_seq', 500, false)`);
  await database.close();
});

const run = (database: Database, text: string) => database.run({ text, values: [] });

const move = (target: PostgresSource, options: Partial<MoveOptions> = {}) =>
  moveDatabase({
    source,
    target,
    migrationsDir,
    key: { secretKey: undefined, encryptedColumns: [] },
    withProgress: (_, copy) => copy(() => {}),
    storeFiles: async () => {},
    ...options,
  });

async function newTarget(test: { teardown(after: () => unknown): void }): Promise<PostgresSource> {
  const { source: target, drop } = await emptyDatabase();
  test.teardown(drop);
  if (target.kind !== 'postgresql') throw new Error('The target must be PostgreSQL.');
  return target;
}

async function withDatabase<T>(
  database: Parameters<typeof openDatabase>[0],
  work: (open: Database) => Promise<T>,
): Promise<T> {
  const open = await openDatabase(database);
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

const Text = z.object({ text: z.string() });

/** Returns the foreign keys, the triggers and whether they are enabled, and the state of the sequences. */
const readRules = (database: Database) =>
  database.run(
    {
      text: `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE contype = 'f'
        UNION ALL SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'next ' || nextval('events_seq_seq') || ' ' || nextval('articles_to_link_ticket_seq')
        ORDER BY 1`,
      values: [],
    },
    Text,
  );

/** Returns the names of tables with rows that no migration has inserted. */
async function findFilledTables(target: PostgresSource): Promise<string[]> {
  const client = new pg.Client({ connectionString: target.url });
  await client.connect();
  try {
    const filled: string[] = [];
    for (const table of tables) {
      if (table === 'event_horizon') continue;
      const { rowCount } = await client.query(`SELECT FROM "${table}" LIMIT 1`);
      if (rowCount !== 0) filled.push(table);
    }
    return filled;
  } finally {
    await client.end();
  }
}

t.test('moves every row of every table, and the rules of the tables stay in force', { skip }, async (t) => {
  const target = await newTarget(t);
  const progress: number[] = [];
  let announcedRows = 0;
  const moved = await move(target, {
    withProgress(total, copy) {
      announcedRows = total;
      return copy((rows) => progress.push(rows));
    },
  });
  t.same(moved.map(({ table }) => table).sort(), [...tables].sort());
  t.equal(progress.at(-1), announcedRows);

  const expected = await withDatabase(source, async (open) => {
    const rows = new Map<string, string[]>();
    for (const table of tables) rows.set(table, await readRows(open, table));
    return { rows, rules: await readRules(open) };
  });
  await withDatabase(target, async (open) => {
    for (const table of tables) {
      const rows = await readRows(open, table);
      t.equal(rows.length, table === 'event_horizon' ? 1 : rowsPerTable, table);
      t.same(rows, expected.rows.get(table), table);
    }
    const rules = await readRules(open);
    t.same(rules, expected.rules);
    t.ok(rules.length > 50);
    await t.rejects(run(open, 'DELETE FROM audit'), /audit/);
  });
});

const skipPooler = skip || (hasPgbouncer ? false : 'PgBouncer is not installed.');

t.test('moves to a server behind PgBouncer', { skip: skipPooler }, async (t) => {
  const target = await newTarget(t);
  const url = await startPgbouncer(t, target.url, 2);
  await move({ ...target, url, directUrl: target.url });
  t.same(
    await findFilledTables(target),
    tables.filter((table) => table !== 'event_horizon'),
  );
});

t.test('stores nothing if the connection is lost at the end, and can be repeated', { skip }, async (t) => {
  const target = await newTarget(t);
  const lost = move(target, {
    async storeFiles({ query }) {
      await query('SELECT pg_terminate_backend(pg_backend_pid())');
    },
  });
  const error = await lost.catch((reason: unknown) => reason);
  t.type(error, CopyError);
  t.match(error, { message: /The copy failed: .*Nothing was stored in the target.*try again/ });
  t.same(await findFilledTables(target), []);
  await move(target);
  t.same(
    await findFilledTables(target),
    tables.filter((table) => table !== 'event_horizon'),
  );
});

t.test('stores nothing if the copy is interrupted', { skip }, async (t) => {
  const target = await newTarget(t);
  const interrupted = move(target, {
    withProgress: (_, copy) =>
      copy((rows) => {
        if (rows > 50) throw new Error('The power is gone');
      }),
  });
  await t.rejects(interrupted, { message: /The copy failed: The power is gone\. Nothing was stored/ });
  t.same(await findFilledTables(target), []);
});

t.test('refuses a target that has rows, and changes nothing there', { skip }, async (t) => {
  const target = await newTarget(t);
  await withDatabase(target, async (open) => {
    await open.migrate(migrationsDir);
    await run(
      open,
      `INSERT INTO roles (id, name, scopes, updated_at) VALUES (gen_random_uuid(), 'critic', '{}', now())`,
    );
  });
  await t.rejects(move(target), { message: /not empty. These tables have rows: roles\. Nothing was changed/ });
  t.same(await findFilledTables(target), ['roles']);
});

t.test('refuses a target that another program uses, before any migration', { skip }, async (t) => {
  const target = await newTarget(t);
  await withDatabase(target, async (open) => {
    await run(open, 'CREATE TABLE users (name text)');
    await run(open, `INSERT INTO users VALUES ('Ann')`);
  });
  await t.rejects(move(target), { message: /These tables have rows: users\./ });
  await withDatabase(target, async (open) => {
    t.same(await run(open, `SELECT to_regclass('articles')::text AS name`), [{ name: null }]);
  });
});

t.test('refuses a target of another version', { skip }, async (t) => {
  const target = await newTarget(t);
  await withDatabase(target, async (open) => {
    await open.migrate(migrationsDir);
    await run(
      open,
      `UPDATE _prisma_migrations SET migration_name = '20990101000000_later' WHERE migration_name LIKE '%_tag_slugs'`,
    );
  });
  await t.rejects(move(target), { message: /another version of Broadsheet.*20990101000000_later/ });
});

t.test('refuses an embedded database of another version', { skip }, async (t) => {
  const target = await newTarget(t);
  const later = temporaryFolder(t);
  await cp(migrationsDir, later, { recursive: true });
  await mkdir(join(later, '20990101000000_later'));
  await writeFile(join(later, '20990101000000_later', 'migration.sql'), 'SELECT 1;');
  await t.rejects(move(target, { migrationsDir: later }), { message: /earlier version.*: 20990101000000_later\./ });
  const earlier = temporaryFolder(t);
  await cp(join(migrationsDir, '20261124000000_newsroom'), join(earlier, '20261124000000_newsroom'), {
    recursive: true,
  });
  await t.rejects(move(target, { migrationsDir: earlier }), {
    message: /newer version.*20261124120000_\w+.*and \d+ more/,
  });
  await withDatabase(target, async (open) => {
    t.same(await run(open, `SELECT to_regclass('articles')::text AS name`), [{ name: null }]);
  });
});

t.test('refuses an embedded database that is in use or does not exist', { skip }, async (t) => {
  const target = await newTarget(t);
  const open = await openDatabase(source);
  t.type(await move(target).catch((reason: unknown) => reason), DirectoryInUse);
  await open.close();
  const dataDir = temporaryFolder(t);
  await t.rejects(move(target, { source: { ...source, dataDir } }), { message: /There is no embedded database in/ });
});

t.test('says that the server cannot be reached', { skip }, async (t) => {
  const target = { ...(await newTarget(t)), url: 'postgresql://postgres@127.0.0.1:1/nowhere' };
  await t.rejects(move(target), { message: /PostgreSQL server cannot be used: .*ECONNREFUSED/ });
  for (const url of ['postgresql://[', 'postgresql://postgres@127.0.0.1:99999/nowhere'])
    await t.rejects(move({ ...target, url }), { message: /PostgreSQL server cannot be used: / }, url);
});
