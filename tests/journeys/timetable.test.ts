import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import t from 'tap';
import { freshDatabase } from '../support/database.js';
import { startServer, startWorker } from '../support/server-process.js';

const { source, drop } = await freshDatabase();
if (source.kind !== 'postgresql') {
  t.plan(0, 'Several processes need PostgreSQL. Set TEST_DATABASE_URL.');
  process.exit();
}
const database = new pg.Client({ connectionString: source.url });
await database.connect();
t.teardown(async () => {
  await database.end();
  await drop();
});

const token = 'the-token-of-all-processes';
const environment = {
  DATABASE_URL: source.url,
  SECRET_KEY: 'k'.repeat(32),
  ADMIN_TOKEN: token,
  DATABASE_POOL: '4',
};

async function send(url: string, path: string, body: object): Promise<{ id: string }> {
  const answer = await fetch(`${url}/v1/articles${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  // A request that a busy server refuses is sent again, as every client does.
  if (answer.status === 503) {
    await sleep(500);
    return send(url, path, body);
  }
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

/** Schedules articles for a time that the test sets afterwards, because writing them takes unpredictably long. */
async function schedule(url: string, count: number): Promise<string[]> {
  const at = new Date(Date.now() + 60 * 60 * 1000).toISOString();
  const ids: string[] = [];
  const desk = async () => {
    while (ids.length < count) {
      const place = ids.push('') - 1;
      const { id } = await send(url, '', { headline: `Story ${place}`, body: '<p>Words.</p>' });
      await send(url, `/${id}/schedule`, { at });
      ids[place] = id;
    }
  };
  await Promise.all([desk(), desk()]);
  return ids;
}

const setHour = (ids: readonly string[], at: Date) =>
  database.query('UPDATE articles SET scheduled_for = $2 WHERE id = ANY ($1::uuid[])', [ids, at]);

const publications = async () =>
  (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM publications')).rows[0]?.n ?? 0;

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isSo()) return;
    await sleep(50);
  }
  throw new Error(`It never came to pass that ${what}.`);
}

/** Returns the events of each article in the order of the log. */
async function eventsOf(ids: readonly string[]): Promise<Map<string, string[]>> {
  await until(
    async () => (await database.query('SELECT FROM events WHERE position IS NULL LIMIT 1')).rowCount === 0,
    'all events are numbered',
  );
  const { rows } = await database.query<{ id: string; type: string }>(
    'SELECT subject_id AS id, type FROM events WHERE subject_id = ANY ($1::uuid[]) ORDER BY position',
    [ids],
  );
  const byStory = new Map<string, string[]>();
  for (const { id, type } of rows) byStory.set(id, [...(byStory.get(id) ?? []), type]);
  return byStory;
}

const life = ['article.created', 'article.scheduled', 'article.published'];

t.test('shares one timetable among many processes', async (t) => {
  const servers = await Promise.all([startServer(t, environment), startServer(t, environment)]);
  const [worker] = await Promise.all([startWorker(t, environment), ...servers.map((server) => server.ready())]);
  const url = servers[0]?.url ?? '';

  await t.test('publishes each article of one second once, even when a process is killed', async (t) => {
    const ids = await schedule(url, 120);
    const at = new Date(Date.now() + 1_500);
    await setHour(ids, at);
    t.equal(await publications(), 0, 'nothing is public before its time');
    await until(async () => (await publications()) > 0, 'the first articles are public');
    t.ok(Date.now() >= at.getTime(), 'the time has come by then');
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    await until(async () => (await publications()) === ids.length, 'all articles are public');
    for (const [id, types] of await eventsOf(ids)) t.same(types, life, id);
    const { rows } = await database.query('SELECT DISTINCT published_at AS at FROM publications');
    t.same(rows, [{ at }], 'all articles have the scheduled time');
    for (const server of servers) {
      const answer = await fetch(`${server.url}/v1/articles?count=exact`);
      t.equal(
        ((await answer.json()) as { page: { total: number } }).page.total,
        ids.length,
        'each process shows all articles',
      );
    }
  });

  await t.test('publishes overdue articles at the start', async (t) => {
    const before = await publications();
    const ids = await schedule(url, 3);
    for (const server of servers) {
      server.process.kill('SIGKILL');
      await server.exit;
    }
    await setHour(ids, new Date(Date.now() + 100));
    await sleep(200);
    t.equal(await publications(), before);
    const after = await startServer(t, environment);
    await after.ready();
    await until(async () => (await publications()) === before + ids.length, 'the articles are public');
    for (const [id, types] of await eventsOf(ids)) t.same(types, life, id);
  });
});
