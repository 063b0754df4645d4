import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import t from 'tap';
import { type Listening, listen } from '../flows/changes/listening.js';
import { freshDatabase } from '../support/database.js';
import { type ServerProcess, startServer } from '../support/server-process.js';

const { source, drop } = await freshDatabase();
if (source.kind !== 'postgresql') {
  t.plan(0, 'Several processes need PostgreSQL. Set TEST_DATABASE_URL.');
  process.exit();
}
const database = new pg.Client({ connectionString: source.url });
await database.connect();

const token = 'the-token-of-both-processes';
const environment = {
  DATABASE_URL: source.url,
  SECRET_KEY: 'k'.repeat(32),
  ADMIN_TOKEN: token,
  LOG_LEVEL: 'debug',
  DATABASE_POOL: '4',
};

// Teardowns run in reverse order: the processes end before their database is dropped.
t.teardown(async () => {
  await database.end();
  await drop();
});

async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await isSo()) return;
    await sleep(50);
  }
  throw new Error(`It never came to pass that ${what}.`);
}

async function write(url: string, method: string, path: string, body?: object) {
  const answer = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

async function headline(url: string): Promise<string> {
  const { data } = (await (await fetch(`${url}/v1/articles?fields=headline&limit=1`)).json()) as {
    data: { headline: string }[];
  };
  return data[0]?.headline ?? '';
}

const count = (server: ServerProcess, words: string) => server.output().split(words).length - 1;
const fromMemory = (server: ServerProcess) => count(server, 'sent a cached response');
const isLive = (server: ServerProcess, times = 1) =>
  until(() => count(server, 'connected to the change signals') >= times, 'the process receives change signals');

t.test('keeps two processes on one database consistent', async (t) => {
  const writer = await startServer(t, environment);
  await writer.ready();
  const reader = await startServer(t, environment);
  await reader.ready();
  await Promise.all([isLive(writer), isLive(reader)]);
  await write(writer.url, 'POST', '/v1/articles', { headline: 'Version 0' });
  await write(writer.url, 'POST', '/v1/articles/version-0/publish');

  await t.test('shows a write in the other process within 100 ms of its response', async (t) => {
    const took: number[] = [];
    for (let version = 1; version <= 15; version++) {
      await headline(reader.url);
      const known = fromMemory(reader);
      await headline(reader.url);
      await until(() => fromMemory(reader) > known, 'the reader serves from its cache');
      await write(writer.url, 'PATCH', '/v1/articles/version-0', { headline: `Version ${version}` });
      await write(writer.url, 'POST', '/v1/articles/version-0/publish');
      const acknowledged = performance.now();
      while ((await headline(reader.url)) !== `Version ${version}`) {
        if (performance.now() - acknowledged > 5_000) throw new Error('It is stale after five seconds.');
      }
      took.push(performance.now() - acknowledged);
      t.equal(await headline(writer.url), `Version ${version}`, 'the writing process shows the change immediately');
    }
    took.sort((a, b) => a - b);
    t.comment(`fresh after ${took.map((ms) => ms.toFixed(1)).join(', ')} ms`);
    t.ok((took[Math.floor(took.length / 2)] ?? 1_000) <= 100, 'the median is at most 100 ms');
  });

  await t.test('serves nothing from the cache while change signals are lost', async (t) => {
    await headline(reader.url);
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'broadsheet changes'`,
    );
    await until(() => count(reader, 'lost the change signals') === 1, 'the loss is logged');
    await write(writer.url, 'PATCH', '/v1/articles/version-0', { headline: 'Unheard' });
    await write(writer.url, 'POST', '/v1/articles/version-0/publish');
    t.equal(await headline(reader.url), 'Unheard');
    await Promise.all([isLive(reader, 2), isLive(writer, 2)]);
    const known = fromMemory(reader);
    for (let time = 0; time < 3; time++) t.equal(await headline(reader.url), 'Unheard');
    await until(() => fromMemory(reader) > known, 'the reader serves from its cache again');
    await write(writer.url, 'PATCH', '/v1/articles/version-0', { headline: 'Heard' });
    await write(writer.url, 'POST', '/v1/articles/version-0/publish');
    await until(async () => (await headline(reader.url)) === 'Heard', 'the reader shows the change');
  });

  for (const server of [reader, writer]) {
    server.process.kill('SIGTERM');
    t.equal(await server.exit, 0);
  }
});

t.test('runs WEB_CONCURRENCY processes behind one port, and replaces one that dies', async (t) => {
  const cluster = await startServer(t, { ...environment, WEB_CONCURRENCY: '2' });
  await cluster.ready();
  const pids = () =>
    new Set(
      [...cluster.output().matchAll(/"pid":(\d+),[^\n]*connected to the change signals/g)].map(([, pid]) =>
        Number(pid),
      ),
    );
  await until(() => pids().size === 2, 'both processes receive change signals');
  t.equal(count(cluster, 'Broadsheet is running.'), 1, 'the start is logged once');
  const ended = new Set<Listening>();
  const stream = async (headers: Record<string, string> = {}) => {
    const one = await listen(`${cluster.url}/v1/events`, headers);
    void one.ended.then(() => ended.add(one));
    return one;
  };
  const streams = await Promise.all(Array.from({ length: 8 }, () => stream()));
  const idsOf = ({ frames }: Listening) => frames.map(({ id }) => id);

  for (let version = 0; version < 10; version++) {
    await write(cluster.url, 'PATCH', '/v1/articles/version-0', { headline: `Together ${version}` });
    await write(cluster.url, 'POST', '/v1/articles/version-0/publish');
    await sleep(100);
    const seen = await Promise.all(Array.from({ length: 8 }, () => headline(cluster.url)));
    t.same(new Set(seen), new Set([`Together ${version}`]), 'every process shows the change');
  }
  const answering = new Set(
    [...cluster.output().matchAll(/"pid":(\d+),"hostname":[^\n]*"(?:req|method)"/g)].map(([, pid]) => pid),
  );
  t.equal(answering.size, 2, 'both processes have responded');

  await until(() => streams.every(({ frames }) => frames.length === 10), 'every client gets every event');
  const before = idsOf(streams[0] as Listening);
  for (const one of streams)
    t.same(idsOf(one), before, 'a client gets every event once and in order, from either process');

  const [victim = 0] = pids();
  process.kill(victim, 'SIGKILL');
  await until(() => pids().size === 3, 'another process has taken its place');
  t.match(cluster.output(), 'a process has died');
  t.equal(await headline(cluster.url), 'Together 9');

  await until(() => ended.size > 0, 'the clients of the dead process are disconnected');
  t.ok(ended.size < streams.length, 'the other clients stay connected');
  await write(cluster.url, 'PATCH', '/v1/articles/version-0', { headline: 'Together 10' });
  await write(cluster.url, 'POST', '/v1/articles/version-0/publish');
  const back = await Promise.all([...ended].map((one) => stream({ 'last-event-id': idsOf(one).at(-1) ?? '' })));
  const others = streams.filter((one) => !ended.has(one));
  await until(
    () => back.every(({ frames }) => frames.length === 1) && others.every(({ frames }) => frames.length === 11),
    'every client gets the event, and reconnected ones those that they missed',
  );
  t.equal(new Set([...back, ...others].map((one) => idsOf(one).at(-1))).size, 1, 'every client gets the same event');

  cluster.process.kill('SIGTERM');
  t.equal(await cluster.exit, 0);
  for (const pid of pids()) t.throws(() => process.kill(pid, 0), { code: 'ESRCH' }, 'no process is left');
});
