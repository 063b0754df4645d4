import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { freePort, startServer } from '../support/server-process.js';

const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-'));
t.teardown(() => rm(dataDir, { recursive: true, force: true }));

const port = await freePort();
const url = `http://127.0.0.1:${port}`;

const start = (environment: Record<string, string> = {}) =>
  startServer(t, { PORT: String(port), DATA_DIR: dataDir, ...environment });

async function post(
  path: string,
  token: string,
  body: object,
): Promise<{ status: number; body: { id: string; slug: string } }> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { id: string; slug: string } };
}

let server = await start();
await server.ready();
const token = /Admin token, shown this once: {2}(\S+)/.exec(server.output())?.[1] ?? '';

t.test('prints the addresses, a working admin token and curl commands at the first start', async (t) => {
  t.match(server.output(), `${url}/docs`);
  t.match(token, /^bs_/);
  t.equal((await post('/v1/sections', token, { name: 'World' })).status, 201);
  t.equal(server.output().match(/^ {2}curl /gm)?.length, 3);
  t.notMatch(await readFile(join(dataDir, 'secret.key'), 'utf8'), token);
});

t.test('refuses a second process on the same directory, with the reason', async (t) => {
  const second = await start({ PORT: String(await freePort()) });
  t.equal(await second.exit, 1);
  t.match(second.output(), /in use by process \d+.*DATABASE_URL/);
  t.notMatch(second.output(), /\n {4}at /, 'the output has no stack trace');
  t.equal((await fetch(`${url}/health/ready`)).status, 200, 'the first process continues');
});

t.test('loses no acknowledged write on kill -9, and starts again in spite of the old lock', async (t) => {
  const acknowledged: string[] = [];
  const writing = (async () => {
    for (let i = 0; ; i++) {
      const answer = await post('/v1/articles', token, { headline: `Story ${i}` }).catch(() => undefined);
      if (answer === undefined) return;
      if (answer.status === 201) acknowledged.push(answer.body.slug);
    }
  })();
  while (acknowledged.length < 25) await sleep(20);
  server.process.kill('SIGKILL');
  await server.exit;
  await writing;

  server = await start();
  await server.ready();
  t.notMatch(server.output(), 'Admin token', 'the token is printed only once');
  const desk: string[] = [];
  let next = '';
  do {
    const response = await fetch(`${url}/v1/desk/articles?limit=100&fields=slug${next}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { data, page } = (await response.json()) as { data: { slug: string }[]; page: { next: string | null } };
    desk.push(...data.map(({ slug }) => slug));
    next = page.next === null ? '' : `&after=${page.next}`;
  } while (next !== '');
  const lost = acknowledged.filter((slug) => !desk.includes(slug));
  t.same(lost, [], `none of ${acknowledged.length} acknowledged articles is lost`);
  const headers = { authorization: `Bearer ${token}` };
  t.equal((await fetch(`${url}/v1/desk/sections/world`, { headers })).status, 200);
});

t.test('finishes the requests in progress after SIGTERM, and exits', async (t) => {
  const answers = Array.from({ length: 10 }, (_, i) => post('/v1/articles', token, { headline: `At the end ${i}` }));
  await answers[0];
  const asked = Date.now();
  server.process.kill('SIGTERM');
  const outcomes = await Promise.allSettled(answers);
  t.equal(await server.exit, 0);
  t.ok(Date.now() - asked < 20_000);
  for (const outcome of outcomes) if (outcome.status === 'fulfilled') t.match(outcome.value.status, /^(201|503)$/);
  await t.rejects(readFile(join(dataDir, 'lock.json')), 'and the directory is free again');
});

t.test('names invalid environment variables without printing their values', async (t) => {
  const wrong = await start({ PORT: 'eighty', ADMIN_TOKEN: 'short-secret' });
  t.equal(await wrong.exit, 1);
  t.match(wrong.output(), /PORT: [\s\S]*ADMIN_TOKEN: /);
  t.notMatch(wrong.output(), 'short-secret');
});
