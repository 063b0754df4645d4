import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { z } from 'zod';
import { migrationsDir } from '../../../src/newsroom.js';
import {
  backUpDatabase,
  type Database,
  openDatabase,
  restoreDatabase,
  type StoredDatabase,
} from '../../../src/platform/db/index.js';
import { emptyDatabase } from '../../support/database.js';
import { fillTables } from '../../support/filled-tables.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder(t);
const embedded: StoredDatabase = { kind: 'embedded', dataDir: join(folder, 'data'), minFreeBytes: 0 };
const file = join(folder, 'newsroom.backup');
const options = {
  migrationsDir,
  key: { secretKey: 'the key', encryptedColumns: [] },
  withProgress: (_: number, copy: (onProgress: (rows: number) => void) => Promise<void>) => copy(() => {}),
};
const Text = z.object({ text: z.string() });
let tables: string[] = [];
let expectedRows = new Map<string, string[]>();

const run = (database: Database, text: string) => database.run({ text, values: [] });

async function withDatabase<T>(source: StoredDatabase, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(source);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Returns each row of each table as JSON, in an order that does not depend on the database. */
async function readTables(database: Database): Promise<Map<string, string[]>> {
  const rows = new Map<string, string[]>();
  for (const table of tables) {
    const records = await database.run(
      { text: `SELECT to_jsonb(r)::text AS text FROM "${table}" r`, values: [] },
      Text,
    );
    rows.set(table, records.map(({ text }) => text).sort());
  }
  return rows;
}

t.before(async () => {
  await withDatabase(embedded, async (database) => {
    await database.migrate(migrationsDir);
    tables = await fillTables(database);
    await run(database, `SELECT nextval('events_seq_seq'), setval('articles_to_link_ticket_seq', 500, false)`);
    expectedRows = await readTables(database);
  });
  await backUpDatabase(embedded, createWriteStream(file), options);
});

const restore = (target: StoredDatabase, from = file) => restoreDatabase(createReadStream(from), target, options);
const emptyDirectory = (name: string): StoredDatabase =>
  ({ ...embedded, dataDir: join(folder, name) }) as StoredDatabase;

t.test('restores every row of every table into an empty embedded database', async (t) => {
  const target = emptyDirectory('restored');
  const restored = await restore(target);
  t.same(restored.map(({ table }) => table).sort(), [...tables].sort());
  await withDatabase(target, async (database) => {
    t.same(await readTables(database), expectedRows);
    const [next] = await database.run(
      { text: `SELECT nextval('articles_to_link_ticket_seq')::text AS text`, values: [] },
      Text,
    );
    t.same(next, { text: '500' });
    await t.rejects(run(database, 'DELETE FROM audit'), /audit/, 'the rules of the tables are in force');
  });
});

t.test('refuses a database that is not empty, and changes nothing', async (t) => {
  const target = emptyDirectory('restored');
  await t.rejects(restore(target), /The target database is not empty/);
  await withDatabase(target, async (database) => t.same(await readTables(database), expectedRows));
});

t.test('refuses a damaged file, and leaves the database empty', async (t) => {
  // The embedded database is opened three times for each file, so it is used only where there is no server.
  const { source, drop } = await emptyDatabase();
  t.teardown(drop);
  const target = source.kind === 'postgresql' ? source : emptyDirectory('damaged');
  const content = gunzipSync(await readFile(file)).toString('latin1');
  const [header = '', ...lines] = content.split('\n');
  const files: [string, Buffer, RegExp][] = [
    [
      'a file that is cut off',
      gzipSync(Buffer.from(content.slice(0, content.length / 2), 'latin1')),
      /ends within the table/,
    ],
    [
      'a row that is missing',
      gzipSync(Buffer.from([header, ...lines.slice(1)].join('\n'), 'latin1')),
      /differs after the copy/,
    ],
    [
      'a row that is changed',
      gzipSync(Buffer.from(content.replace(/\tf\t/, '\t9e\t'), 'latin1')),
      /the rows are damaged/,
    ],
    ['two backups in one file', Buffer.concat([await readFile(file), await readFile(file)]), /goes on after the last/],
    ['another text', gzipSync('articles'), /is not a backup/],
    ['no gzip', Buffer.from('articles'), /is not a backup/],
    ['nothing', Buffer.alloc(0), /is not a backup/],
    ['a newer format', gzipSync('{"format":"broadsheet-backup","formatVersion":2}\n'), /newer version/],
  ];
  for (const [name, bytes, why] of files) {
    const damagedFile = join(folder, 'damaged.backup');
    await writeFile(damagedFile, bytes);
    await t.rejects(restore(target, damagedFile), why, name);
  }
  const cut = join(folder, 'cut.backup');
  await writeFile(cut, await readFile(file));
  await truncate(cut, (await stat(file)).size - 100);
  await t.rejects(restore(target, cut), /damaged/);
  await restore(target);
  await withDatabase(target, async (database) =>
    t.same(await readTables(database), expectedRows, 'it was still empty'),
  );
});

t.test('refuses a backup of another version or with another key', async (t) => {
  const [header = '', ...lines] = gunzipSync(await readFile(file))
    .toString('latin1')
    .split('\n');
  const changed = (change: (migrations: string[]) => string[]) => {
    const value = JSON.parse(header);
    return Readable.from([
      gzipSync([JSON.stringify({ ...value, migrations: change(value.migrations) }), ...lines].join('\n')),
    ]);
  };
  const target = emptyDirectory('other');
  await t.rejects(
    restoreDatabase(
      changed((all) => [...all, '29990101000000_later']),
      target,
      options,
    ),
    /newer version .*29990101000000_later/,
  );
  await t.rejects(
    restoreDatabase(
      changed((all) => all.slice(0, -1)),
      target,
      options,
    ),
    /earlier version/,
  );
  await t.rejects(
    restoreDatabase(createReadStream(file), target, {
      ...options,
      key: { secretKey: 'another', encryptedColumns: [] },
    }),
    /another SECRET_KEY/,
  );
});

t.test('refuses to back up the embedded database of a running server, or none', async (t) => {
  await withDatabase(embedded, async () => {
    await t.rejects(backUpDatabase(embedded, createWriteStream(join(folder, 'x')), options), {
      message: /is in use by process/,
    });
  });
  await t.rejects(
    backUpDatabase(emptyDirectory('nowhere'), createWriteStream(join(folder, 'x')), options),
    /There is no embedded database/,
  );
});

const skip = process.env.TEST_DATABASE_URL === undefined ? 'needs PostgreSQL: set TEST_DATABASE_URL' : false;

t.test('copies a newsroom to PostgreSQL, and back from a server that is in use', { skip }, async (t) => {
  const { source: server, drop } = await emptyDatabase();
  t.teardown(drop);
  if (server.kind !== 'postgresql') throw new Error('The database must be PostgreSQL.');
  await restore(server);
  const again = join(folder, 'again.backup');
  await withDatabase(server, async (database) => {
    t.same(await readTables(database), expectedRows);
    await backUpDatabase(server, createWriteStream(again), options);
  });
  const target = emptyDirectory('back');
  await restore(target, again);
  await withDatabase(target, async (database) => t.same(await readTables(database), expectedRows));
});
