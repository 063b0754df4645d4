import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import t from 'tap';
import { listen } from '../flows/changes/listening.js';
import { freshDatabase } from '../support/database.js';
import { hasPgbouncer, startPgbouncer } from '../support/pgbouncer.js';
import { startServer } from '../support/server-process.js';

const { source, drop } = await freshDatabase();
if (source.kind !== 'postgresql' || !hasPgbouncer) {
  t.plan(0, 'This needs PgBouncer and PostgreSQL. Set TEST_DATABASE_URL.');
  process.exit();
}
t.teardown(drop);
// Three connections for two processes, so that transactions of one client use several of them.
const pooledUrl = await startPgbouncer(t, source.url, 3);
const admin = 'the-token-of-both-processes';
const environment = {
  DATABASE_URL: pooledUrl,
  DATABASE_DIRECT_URL: source.url,
  SECRET_KEY: 'k'.repeat(32),
  ADMIN_TOKEN: admin,
  DATABASE_POOL: '8',
};

async function send(url: string, method: string, path: string, body?: object) {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${admin}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

t.test('explains what is missing behind a pooler', async (t) => {
  const { DATABASE_DIRECT_URL: _, ...withoutDirectUrl } = environment;
  const server = await startServer(t, withoutDirectUrl);
  t.not(await server.exit, 0);
  t.match(server.output(), /DATABASE_DIRECT_URL/);
});

t.test('two processes work behind PgBouncer in transaction mode', async (t) => {
  const one = await startServer(t, environment);
  await one.ready();
  const other = await startServer(t, environment);
  await other.ready();
  const stream = await listen(`${other.url}/v1/events`);
  const numbers = Array.from({ length: 30 }, (_, index) => index);

  const created = await Promise.all(
    numbers.map((n) => send(one.url, 'POST', '/v1/articles', { headline: `Ferry ${n}`, slug: `ferry-${n}` })),
  );
  t.same(new Set(created.map(({ status }) => status)), new Set([201]));
  const at = '2016-07-01T12:00:00Z';
  const published = await Promise.all(
    numbers.map((n) => send(n % 2 === 0 ? one.url : other.url, 'POST', `/v1/articles/ferry-${n}/publish`, { at })),
  );
  t.same(new Set(published.map(({ status }) => status)), new Set([200]));
  t.equal(published[0]?.body.publishedAt, '2016-07-01T12:00:00.000Z', 'times are in UTC');

  // The same statements again and again, with and without parameters, on whatever connection is free.
  for (let round = 0; round < 5; round++) {
    const reads = await Promise.all(
      numbers.flatMap((n) => [
        send(other.url, 'GET', `/v1/articles/ferry-${n}`),
        send(one.url, 'GET', `/v1/desk/articles/ferry-${n}`),
        send(one.url, 'GET', `/v1/articles?q=ferry%20${n}`),
        send(other.url, 'GET', '/v1/desk/articles?limit=5'),
      ]),
    );
    t.same(new Set(reads.map(({ status }) => status)), new Set([200]));
  }

  await send(one.url, 'PATCH', '/v1/articles/ferry-0', { headline: 'Ferry changed' });
  await send(one.url, 'POST', '/v1/articles/ferry-0/publish');
  for (
    let tries = 0;
    (await send(other.url, 'GET', '/v1/articles/ferry-0')).body.headline !== 'Ferry changed';
    tries++
  ) {
    if (tries > 100) throw new Error('The other process does not show the change.');
    await sleep(20);
  }
  t.pass('a change is visible in the other process');
  for (let tries = 0; stream.frames.length < 31; tries++) {
    if (tries > 200) throw new Error(`The stream received ${stream.frames.length} events.`);
    await sleep(25);
  }
  t.pass('every event arrives at the stream of the other process');
  stream.close();

  for (const server of [one, other]) {
    t.notMatch(server.output(), /"level":[56]0/, 'nothing failed');
    server.process.kill('SIGTERM');
    t.equal(await server.exit, 0);
  }
});

t.test('refuses to start with connections that have other settings', async (t) => {
  const client = new pg.Client({ connectionString: source.url });
  await client.connect();
  t.teardown(() => client.end());
  const { rows } = await client.query('SELECT current_database() AS database, current_user AS role');
  await client.query(
    `ALTER ROLE ${pg.escapeIdentifier(rows[0].role)} IN DATABASE ${pg.escapeIdentifier(rows[0].database)} SET timezone = 'Asia/Tokyo'`,
  );
  const freshUrl = await startPgbouncer(t, source.url, 1);
  const holder = new pg.Client({ connectionString: freshUrl });
  await holder.connect();
  t.teardown(() => holder.end());
  t.match((await holder.query('SHOW timezone')).rows, [{ TimeZone: 'Asia/Tokyo' }]);
  const server = await startServer(t, { ...environment, DATABASE_URL: freshUrl });
  t.not(await server.exit, 0);
  t.match(server.output(), /connections with timezone = Asia\/Tokyo instead of UTC.*RECONNECT/s);
});
