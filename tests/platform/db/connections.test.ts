import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import t from 'tap';
import { z } from 'zod';
import { databaseFault, noRequest, openDatabase, Prisma } from '../../../src/platform/db/index.js';
import { emptyDatabase } from '../../support/database.js';

const { source, drop } = await emptyDatabase();
const url = source.kind === 'postgresql' ? source.url : undefined;
const skip = url === undefined ? 'needs PostgreSQL: set TEST_DATABASE_URL' : false;

/** Runs statements over a separate connection. */
async function outside(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

if (url !== undefined) {
  const name = new URL(url).pathname.slice(1);
  await outside(
    `ALTER DATABASE ${name} SET timezone = 'America/New_York'`,
    `ALTER DATABASE ${name} SET datestyle = 'SQL, DMY'`,
    `ALTER DATABASE ${name} SET bytea_output = 'escape'`,
    `ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`,
    'CREATE TABLE things (id int PRIMARY KEY, n int NOT NULL)',
    'INSERT INTO things VALUES (1, 0), (2, 0)',
  );
}
const database = await openDatabase(source);
t.teardown(async () => {
  await database.close();
  await drop();
});

const shown = Prisma.sql`SELECT current_setting('timezone') AS timezone, current_setting('datestyle') AS datestyle,
  current_setting('bytea_output') AS bytea, current_setting('default_transaction_isolation') AS isolation`;
const expected = { timezone: 'UTC', datestyle: 'ISO, MDY', bytea: 'hex', isolation: 'read committed' };

t.test('sets the same formats in every session, whatever the defaults of the database', async (t) => {
  t.match((await database.run(shown))[0], expected, 'a statement has the formats');
  t.match((await database.write(noRequest, ({ run }) => run(shown)))[0], expected, 'a write has the formats');
  t.match((await database.prisma.$queryRaw<unknown[]>(shown))[0], expected, 'Prisma has the formats');
  t.match((await database.transaction(noRequest, (tx) => tx.run(shown)))[0], expected, 'a transaction has the formats');
  t.match(
    (await database.runAtomically(noRequest, (inside) => inside.run(shown)))[0],
    expected,
    'an atomic batch has the formats',
  );
  // From the third time on, a statement is prepared and sent by the other client.
  for (let time = 0; time < 3; time += 1) {
    const row = await database.readBytes(Prisma.sql`SELECT current_setting('timezone'), current_setting('datestyle')`);
    t.same(row?.map(String), ['UTC', 'ISO, MDY'], 'the bytes reader has the formats');
  }
});

t.test('keeps the options of the URL, except those it sets itself', { skip }, async (t) => {
  const own = `${url}?options=${encodeURIComponent('-c timezone=Asia/Tokyo -c work_mem=5MB')}`;
  const other = await openDatabase({ kind: 'postgresql', url: own, poolSize: 4 });
  t.teardown(() => other.close());
  t.match((await other.run(shown))[0], expected);
  const [memory] = await other.run(Prisma.sql`SELECT current_setting('work_mem') AS memory`);
  t.same(memory, { memory: '5MB' });
});

t.test('fails only the transaction whose connection is terminated', { skip }, async (t) => {
  const broken = database.transaction(noRequest, async (tx) => {
    const [row] = await tx.run(Prisma.sql`SELECT pg_backend_pid() AS pid`, z.object({ pid: z.int() }));
    await outside(`SELECT pg_terminate_backend(${row?.pid})`);
    await sleep(100);
    await tx.change(Prisma.sql`UPDATE things SET n = n + 1 WHERE id = 1`);
  });
  const error = await broken.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  t.equal(databaseFault(error), 'away', String(error));
  await database.transaction(noRequest, (tx) => tx.change(Prisma.sql`UPDATE things SET n = n + 1 WHERE id = 1`));
  t.same(await database.run(Prisma.sql`SELECT n FROM things WHERE id = 1`), [{ n: 1 }]);
});

t.test('completes every read correctly or refuses it when all connections end', { skip }, async (t) => {
  const many = Prisma.sql`SELECT string_agg(g::text, ',') AS list FROM generate_series(1, 2000) g`;
  for (let time = 0; time < 3; time += 1) await database.readBytes(many);
  let going = true;
  const wrong: unknown[] = [];
  const reading = Array.from({ length: 6 }, async () => {
    while (going) {
      try {
        const row = await database.readBytes(many);
        if (String(row?.[0]).length !== 8892) wrong.push(row);
      } catch (error) {
        if (databaseFault(error) !== 'away') wrong.push(error);
      }
    }
  });
  for (let time = 0; time < 8; time += 1) {
    await sleep(40);
    await outside(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
  }
  going = false;
  await Promise.all(reading);
  t.same(wrong, []);
});

t.test('leaves connections to others while transactions wait for one row', { skip }, async (t) => {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM things WHERE id = 2 FOR UPDATE');
  const add = () =>
    database.transaction(noRequest, async (tx) => {
      tx.beforeLock('thing 2');
      await tx.change(Prisma.sql`UPDATE things SET n = n + 1 WHERE id = 2`);
    });
  const waiting = Array.from({ length: 20 }, add);
  await sleep(200);
  for (let n = 0; n < 5; n += 1) {
    const write = database.transaction(noRequest, (tx) =>
      tx.change(Prisma.sql`UPDATE things SET n = n + 1 WHERE id = 1`),
    );
    t.equal(await Promise.race([write, sleep(1_500, 'late', { ref: false })]), 1);
  }
  await holder.query('ROLLBACK');
  await holder.end();
  await Promise.all(waiting);
  t.same(await database.run(Prisma.sql`SELECT n FROM things WHERE id = 2`), [{ n: 20 }], 'each change is made once');
});
