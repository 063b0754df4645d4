import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { listen } from '../flows/changes/listening.js';
import { freshDatabase } from '../support/database.js';
import { startServer } from '../support/server-process.js';

const { source, drop } = await freshDatabase();
if (source.kind !== 'postgresql') {
  t.plan(0, 'Several processes need PostgreSQL. Set TEST_DATABASE_URL.');
  process.exit();
}
t.teardown(drop);

const admin = 'the-token-of-both-processes';
const environment = {
  DATABASE_URL: source.url,
  SECRET_KEY: 'k'.repeat(32),
  ADMIN_TOKEN: admin,
  DATABASE_POOL: '4',
};
const writer = await startServer(t, environment);
await writer.ready();
const reader = await startServer(t, environment);
await reader.ready();

/** Sends a request to one of the processes, as a browser that shows a page of this process. */
async function send(url: string, method: string, path: string, token?: string, body?: object, headers = {}) {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      origin: url,
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** Sends a request of the administrator to the writing process, and returns the body of the response. */
async function manage(method: string, path: string, body?: object) {
  const response = await send(writer.url, method, path, admin, body);
  if (response.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(response.body)}`);
  return response.body;
}

let count = 0;

/** Creates a user who signs in on the reading process, and a token of this user. */
async function createUser(role = 'editor') {
  count += 1;
  const user = await manage('POST', '/v1/users', { name: `User ${count}`, email: `user-${count}@paper.example`, role });
  const { token: link } = await manage('POST', `/v1/users/${user.id}/sign-in-links`);
  const signedIn = await send(reader.url, 'POST', '/v1/sign-in/sessions', undefined, { token: link });
  const cookie = /^[^;]+/.exec(signedIn.headers.get('set-cookie') ?? '')?.[0] ?? '';
  const body = { name: `Script ${count}`, scopes: ['content:read'] };
  const created = await send(reader.url, 'POST', '/v1/tokens', undefined, body, { cookie });
  if (created.status !== 201) throw new Error(`The user creates no token: ${JSON.stringify(created.body)}`);
  return { id: user.id as string, cookie, token: created.body.token as string, tokenId: created.body.id as string };
}

const draft = '/v1/desk/articles/only-a-draft';
await manage('POST', '/v1/articles', { headline: 'Only a draft' });
t.teardown(async () => {
  for (const server of [reader, writer]) {
    server.process.kill('SIGTERM');
    await server.exit;
  }
});

/** Opens an event stream of the desk on the reading process, and waits until it has received an event. */
async function openStream(headers: Record<string, string>) {
  const stream = await listen(`${reader.url}/v1/desk/events`, headers);
  t.equal(stream.status, 200);
  const change = await manage('POST', '/v1/articles', { headline: 'Heard' });
  for (let tries = 0; !stream.text().includes(change.id); tries++) {
    if (tries > 200) throw new Error('The stream received no event.');
    await sleep(25);
  }
  return stream;
}

/** Checks that a stream ends, and that it does not contain the event of an article that was created after the revocation. */
async function checkEnd(t: Test, stream: Awaited<ReturnType<typeof openStream>>) {
  const later = await manage('POST', '/v1/articles', { headline: 'Not heard' });
  const timeout = new AbortController();
  const end = await Promise.race([
    stream.ended.then(() => 'ended'),
    sleep(10_000, 'still open', { signal: timeout.signal }),
  ]);
  timeout.abort();
  t.equal(end, 'ended', 'the event stream on the other process ends');
  t.notOk(stream.text().includes(later.id), 'the stream does not contain what happened later');
}

/** Reads a public list on the reading process with a token, so that the process keeps the response in its cache. */
async function fillCache(t: Test, token: string) {
  for (const each of [token, undefined, token])
    t.equal((await send(reader.url, 'GET', '/v1/articles?limit=7', each)).status, 200);
}

/** Checks that a token does not get the cached response, while everybody else does. */
async function checkCache(t: Test, token: string) {
  const path = '/v1/articles?limit=7';
  const shown = await send(reader.url, 'GET', path);
  t.equal(shown.status, 200);
  const headers = { 'if-none-match': shown.headers.get('etag') ?? '' };
  t.equal((await send(reader.url, 'GET', path, undefined, undefined, headers)).status, 304);
  t.equal((await send(reader.url, 'GET', path, token)).status, 401, 'no cached response for a revoked token');
  t.equal((await send(reader.url, 'GET', path, token, undefined, headers)).status, 401, 'no 304 either');
}

/** Creates a preview link on the reading process, and opens it. @returns its path */
async function createPreview(cookie: string): Promise<string> {
  const { id } = await manage('POST', '/v1/articles', { headline: 'Previewed' });
  const created = await send(reader.url, 'POST', `/v1/articles/${id}/previews`, undefined, {}, { cookie });
  const path = `/v1/previews/${created.body.token}`;
  const opened = await send(reader.url, 'GET', path);
  if (opened.status !== 200) throw new Error(`The preview does not open: ${JSON.stringify(opened.body)}`);
  return path;
}

t.test('a deactivated user is refused by the next request to the other process', async (t) => {
  const user = await createUser();
  const bySession = await send(reader.url, 'GET', draft, undefined, undefined, { cookie: user.cookie });
  t.equal(bySession.status, 200);
  const etag = bySession.headers.get('etag') ?? '';
  t.equal((await send(reader.url, 'GET', draft, user.token)).status, 200);
  await fillCache(t, user.token);
  const preview = await createPreview(user.cookie);
  const streams = [
    await openStream({ cookie: user.cookie }),
    await openStream({ authorization: `Bearer ${user.token}` }),
  ];

  await manage('POST', `/v1/users/${user.id}/deactivate`);
  const conditional = { cookie: user.cookie, 'if-none-match': etag };
  t.equal((await send(reader.url, 'GET', draft, undefined, undefined, conditional)).status, 401, 'no 304');
  t.equal((await send(reader.url, 'GET', draft, user.token)).status, 401);
  await checkCache(t, user.token);
  t.equal((await send(reader.url, 'GET', preview)).status, 404, 'the preview link of the user has ended');
  for (const stream of streams) await checkEnd(t, stream);
});

t.test('a smaller role holds for the next request to the other process', async (t) => {
  await manage('PUT', '/v1/roles/desk', { description: 'Reads drafts.', scopes: ['content:read'] });
  const user = await createUser('desk');
  t.equal((await send(reader.url, 'GET', draft, user.token)).status, 200);
  const stream = await openStream({ authorization: `Bearer ${user.token}` });

  await manage('PUT', '/v1/roles/desk', { description: 'Moderates.', scopes: ['comments:moderate'] });
  t.equal((await send(reader.url, 'GET', draft, user.token)).status, 403);
  t.equal((await send(reader.url, 'GET', draft, undefined, undefined, { cookie: user.cookie })).status, 403);
  await checkEnd(t, stream);
});

t.test('a revoked token is refused by the next request to the other process, with its descendants', async (t) => {
  const scopes = ['content:read', 'tokens'];
  const parent = await manage('POST', '/v1/tokens', { name: 'Parent', scopes });
  const child = await send(reader.url, 'POST', '/v1/tokens', parent.token, { name: 'Child', scopes: ['content:read'] });
  t.equal(child.status, 201);
  t.equal((await send(reader.url, 'GET', draft, child.body.token)).status, 200);
  const stream = await openStream({ authorization: `Bearer ${child.body.token}` });
  await fillCache(t, child.body.token);

  await manage('DELETE', `/v1/tokens/${parent.id}`);
  t.equal((await send(reader.url, 'GET', draft, child.body.token)).status, 401);
  t.equal((await send(reader.url, 'GET', draft, parent.token)).status, 401);
  await checkCache(t, child.body.token);
  await checkEnd(t, stream);
});

t.test('a session that ended on one process is refused by the other', async (t) => {
  const user = await createUser();
  const stream = await openStream({ cookie: user.cookie });
  const signedOut = await send(writer.url, 'DELETE', '/v1/session', undefined, undefined, { cookie: user.cookie });
  t.equal(signedOut.status, 204);
  t.equal((await send(reader.url, 'GET', draft, undefined, undefined, { cookie: user.cookie })).status, 401);
  t.equal((await send(reader.url, 'GET', draft, user.token)).status, 200, 'tokens of the user stay');
  await checkEnd(t, stream);
});
