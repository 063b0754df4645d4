import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { createNewsroom } from '../../src/newsroom.js';
import { startBackground } from '../../src/platform/background/index.js';
import { openNewsroom } from '../support/newsroom.js';

const { request, database } = await openNewsroom(t);
const as = 'editor';

type Purge = { method: string | undefined; names: string[]; authorization: string | undefined };
const purges: Purge[] = [];
let status = 200;
const receiver = createServer((asked, answer) => {
  const { 'surrogate-key': names = '', authorization } = asked.headers;
  if (status === 200) purges.push({ method: asked.method, names: String(names).split(' '), authorization });
  answer.writeHead(status).end();
}).listen(0, '127.0.0.1');
await once(receiver, 'listening');
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;

const { consumers } = createNewsroom(database, {
  adminToken: undefined,
  secret: 'k'.repeat(32),
  sharedCache: { url, token: 'secret' },
});
const failures: unknown[] = [];
const relay = startBackground(database, { consumers }, { error: (fault: unknown) => failures.push(fault) });
t.teardown(async () => {
  await relay.stop();
  receiver.close();
});

async function named(name: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (purges.some(({ names }) => names.includes(name) || names.includes(name.slice(24)))) return;
    await sleep(50);
  }
  throw new Error(`No purge ever named ${name}.`);
}

t.test('purges the cache tags that responses carry', async (t) => {
  const { id } = (await request('POST', '/v1/articles', { as, body: { headline: 'Story' } })).body;
  await request('POST', '/v1/articles/story/publish', { as });
  const carried = (await request('GET', '/v1/articles/story')).headers['surrogate-key']?.split(' ') ?? [];
  await named(id);
  t.ok(carried.includes(id.slice(24)));
  t.match(purges[0], { method: 'PURGE', names: [id.slice(24), 'articles', 'many'], authorization: 'Bearer secret' });
  t.equal(purges.length, 1, 'drafts cause no purge');
  await request('POST', '/v1/sections', { as, body: { name: 'World' } });
  await request('PATCH', '/v1/sections/world', { as, body: { name: 'The world' } });
  await named('*');
});

t.test('purges again after the cache refused, without losing tags', async (t) => {
  status = 503;
  const { id } = (await request('POST', '/v1/people', { as, body: { name: 'Ada' } })).body;
  await request('PATCH', '/v1/people/ada', { as, body: { bio: 'Mathematician' } });
  for (let tries = 0; failures.length === 0 && tries < 100; tries++) await sleep(50);
  t.ok(failures.length > 0, 'the operator is notified');
  status = 200;
  await named(id);
});

t.test('splits many tags into several headers of limited size', async (t) => {
  const people: string[] = [];
  for (let n = 0; n < 150; n++) {
    const { id } = (await request('POST', '/v1/people', { as, body: { name: `Person ${n}` } })).body;
    await request('PATCH', `/v1/people/${id}`, { as, body: { bio: 'Many' } });
    people.push(id);
  }
  for (const id of people) await named(id);
  t.ok(purges.every(({ names }) => names.join(' ').length <= 4_000));
});
