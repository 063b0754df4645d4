import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { startCutProxy } from '../support/cut-proxy.js';
import { freshDatabase } from '../support/database.js';
import { type ServerProcess, startServer } from '../support/server-process.js';

const { source, drop } = await freshDatabase();
if (source.kind !== 'postgresql') {
  t.plan(0, 'Only PostgreSQL can be away. Set TEST_DATABASE_URL.');
  process.exit();
}
t.teardown(drop);
const proxy = await startCutProxy(t, source.url);
const admin = 'the-token-of-the-outage';
const environment = { DATABASE_URL: proxy.url, SECRET_KEY: 'k'.repeat(32), ADMIN_TOKEN: admin, DATABASE_POOL: '4' };

async function send(server: ServerProcess, method: string, path: string, body?: object, isPublic = false) {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(isPublic ? {} : { authorization: `Bearer ${admin}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

const read = (server: ServerProcess, path: string) => send(server, 'GET', path, undefined, true);

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error(`It never came to pass that ${what}.`);
}

/** Reads an address until the response comes from the cache. Without a proof of freshness, a response is not cached. */
async function readFromCache(server: ServerProcess, path: string) {
  const countHits = () => server.output().split('sent a cached response').length;
  for (let tries = 0; tries < 300; tries++) {
    const before = countHits();
    const response = await read(server, path);
    await sleep(20);
    if (countHits() > before) return response;
  }
  throw new Error(`${path} does not come from the cache.`);
}

async function start(seconds: string) {
  proxy.mend();
  const server = await startServer(t, { ...environment, STALE_IF_ERROR_SECONDS: seconds, LOG_LEVEL: 'debug' });
  await server.ready();
  return server;
}

const staleness = 'broadsheet; hit; detail=stale-if-error';

t.test('serves cached responses during an outage, marked, and nothing that was withdrawn before', async (t) => {
  const server = await start('60');
  for (const name of ['kept', 'killed', 'unpublished', 'uncached', 'planned']) {
    await send(server, 'POST', '/v1/articles', { headline: name });
    await send(server, 'POST', `/v1/articles/${name}/publish`);
  }
  const unpublishAt = new Date(Date.now() + 20_000).toISOString();
  t.equal((await send(server, 'POST', '/v1/articles/planned/schedule', { unpublishAt })).status, 200);
  for (const name of ['killed', 'unpublished', 'planned'])
    t.equal((await readFromCache(server, `/v1/articles/${name}`)).status, 200);
  t.equal((await send(server, 'POST', '/v1/articles/killed/kill', { reason: 'Wrong.' })).status, 200);
  t.equal((await send(server, 'POST', '/v1/articles/unpublished/unpublish')).status, 200);
  const before = await readFromCache(server, '/v1/articles/kept');
  t.notOk(before.headers.has('cache-status'));

  proxy.cut();
  const cutAt = Date.now();
  for (let round = 0; round < 5; round++) {
    const after = await read(server, '/v1/articles/kept');
    t.equal(after.status, 200);
    t.same(after.body, before.body);
    // Within the time of the last proof, the response is not stale.
    if (Date.now() - cutAt > 1_500) {
      t.equal(after.headers.get('cache-status'), staleness);
      t.equal(after.headers.get('cache-control'), 'no-store');
    }
    for (const name of ['killed', 'unpublished']) t.not((await read(server, `/v1/articles/${name}`)).status, 200, name);
    t.equal((await read(server, '/v1/articles/uncached')).status, 503);
    t.equal((await send(server, 'GET', '/v1/articles/kept')).status, 503, 'requests with a token are not cached');
    t.equal((await send(server, 'PATCH', '/v1/articles/kept', { headline: 'Lost' })).status, 503);
    t.equal((await fetch(`${server.url}/health/ready`)).status, 503);
    await sleep(500);
  }
  await sleep(Math.max(0, Date.parse(unpublishAt) - Date.now() + 200));
  t.equal((await read(server, '/v1/articles/planned')).status, 503, 'plans still hold');

  proxy.mend();
  await until(async () => (await fetch(`${server.url}/health/ready`)).status === 200, 'the server is ready again');
  await send(server, 'PATCH', '/v1/articles/kept', { headline: 'Changed' });
  await send(server, 'POST', '/v1/articles/kept/publish');
  await until(
    async () => (await read(server, '/v1/articles/kept')).body.headline === 'Changed',
    'the change is visible',
  );
  t.notOk((await read(server, '/v1/articles/kept')).headers.has('cache-status'));
});

t.test('serves nothing stale after the configured time, or if it is turned off', async (t) => {
  for (const seconds of ['0', '3']) {
    const server = await start(seconds);
    await until(async () => (await read(server, '/v1/articles/kept')).status === 200, 'the article is there');
    await readFromCache(server, '/v1/articles/kept');
    proxy.cut();
    await sleep(Number(seconds) * 1000 + 1_500);
    t.equal((await read(server, '/v1/articles/kept')).status, 503, `${seconds} seconds`);
    server.process.kill('SIGKILL');
    await server.exit;
  }
});
