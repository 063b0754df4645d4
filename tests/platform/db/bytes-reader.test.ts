import pg from 'pg';
import t from 'tap';
import { createBytesReader } from '../../../src/platform/db/bytes-reader.js';

const url = process.env.TEST_DATABASE_URL;
const unwatched = { watch() {}, discardSilent() {} };
const skip = url === undefined ? 'needs PostgreSQL: set TEST_DATABASE_URL' : false;

t.test('passes values like pg, whatever their types, and returns columns as they are', { skip }, async (t) => {
  const reader = createBytesReader({ connectionString: url ?? '', options: '-c statement_timeout=5000' }, 2, unwatched);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  t.teardown(async () => {
    await reader.close();
    await client.end();
  });
  const text =
    'SELECT $1::text, $2::int::text, $3::boolean::text, $4::timestamptz::text, $5::text[]::text, $6::json::text, $7::uuid::text, $8::timestamptz::text';
  const values = [
    'é’😀',
    42,
    true,
    new Date('2017-07-07T10:11:12.345Z'),
    ['a "quoted" one', 'back\\slash', '{}', 'ä'],
    '{"a": "b"}',
    null,
    '2017-07-07T10:11:12.345678Z',
  ];
  const columns = (await client.query<(string | null)[]>({ text, values, rowMode: 'array' })).rows[0];
  for (const _ of ['first', 'prepared']) {
    const row = await reader.readFirstRow({ text, values });
    t.strictSame(
      row?.map((column) => column?.toString() ?? null),
      columns,
    );
  }
  t.equal(await reader.readFirstRow({ text: 'SELECT 1 WHERE $1::boolean', values: [false] }), undefined);
  t.equal(Buffer.isBuffer((await reader.readFirstRow({ text: 'SELECT 1', values: [] }))?.[0]), true);
});

t.test('replaces a broken connection, and reports an error with its SQLSTATE', { skip }, async (t) => {
  const reader = createBytesReader({ connectionString: url ?? '', options: '-c statement_timeout=200' }, 1, unwatched);
  t.teardown(() => reader.close());
  const pid = String((await reader.readFirstRow({ text: 'SELECT pg_backend_pid()', values: [] }))?.[0]);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SELECT pg_terminate_backend($1)', [pid]);
  await client.end();
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.not(String((await reader.readFirstRow({ text: 'SELECT pg_backend_pid()', values: [] }))?.[0]), pid);
  await t.rejects(reader.readFirstRow({ text: 'SELECT pg_sleep(2)', values: [] }), { code: '57014' });
  await t.rejects(reader.readFirstRow({ text: 'SELECT 1/$1::int', values: [0] }), { code: '22012' });
});

t.test('reports immediately that a database is unreachable', async (t) => {
  const reader = createBytesReader(
    { connectionString: 'postgresql://nobody@127.0.0.1:9/none', options: '' },
    1,
    unwatched,
  );
  await t.rejects(reader.readFirstRow({ text: 'SELECT 1', values: [] }), { code: 'ECONNREFUSED' });
  await reader.close();
});
