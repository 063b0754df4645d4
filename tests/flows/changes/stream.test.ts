import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import t from 'tap';
import { startBackground } from '../../../src/platform/background/index.js';
import { noRequest } from '../../../src/platform/db/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { type Listening, listen, until } from './listening.js';
import { readLog, settle } from './log.js';

const newsroom = await openNewsroom(t, { environment: { EVENT_STREAMS: '60', RATE_LIMIT: 'on' } });
const { request, database, app, tokens } = newsroom;
const relay = startBackground(database, { signals: newsroom.newsroom.signals }, { error: () => {} });
t.teardown(() => relay.stop());
const as = 'admin';
const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/events`;
const deskUrl = url.replace('/v1/', '/v1/desk/');
const deactivated = { status: 'deactivated', deactivatedAt: new Date() };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const make = async (at: string, body: object) => (await request('POST', at, { as, body })).body;
const publish = async (headline: string) => {
  const { id } = await make('/v1/articles', { headline });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  return id as string;
};
const slugs = ({ frames }: Listening) => frames.map(({ change }) => change.subject.slug);
const connections = () => new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count)));

t.test('sends events like those of the list, and resumes without a gap after a reconnect', async (t) => {
  const first = await listen(url);
  t.match(first, {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store',
      'x-accel-buffering': 'no',
      'content-encoding': undefined,
    },
  });
  t.ok(first.headers['x-request-id']);
  await publish('One');
  await until(() => first.frames.length === 1, 'the client gets the first event');
  t.match(first.text(), /^retry: \d{4}\n\n: live\n\nid: /);
  first.close();
  await publish('Two');
  await publish('Three');
  const id = first.frames[0]?.id ?? '';
  // A browser reconnects to the same address, with the cursor of its last event beside an old one.
  const again = await listen(`${url}?after=latest`, { 'last-event-id': id });
  await until(() => again.frames.length === 2, 'the client gets the missed events');
  await publish('Four');
  await until(() => again.frames.length === 3, 'the client gets the next event');
  t.same(slugs(again), ['two', 'three', 'four']);
  const list = await readLog(newsroom);
  t.same(
    [...first.frames, ...again.frames].map(({ change }) => change),
    list.slice(-4),
  );
  for (const { id, event, change } of again.frames) t.same([id, event], [change.id, change.type]);
  again.close();
});

t.test('sends all clients the same events, whatever their filters and cursors', async (t) => {
  await settle(newsroom);
  const all = await readLog(newsroom);
  const clients = await Promise.all([
    ...Array.from({ length: 10 }, () => listen(url)),
    ...all.slice(0, 10).map(({ id }) => listen(`${url}?after=${id}`)),
  ]);
  const wanted = await listen(`${url}?type=article.unpublished`);
  const ids = await Promise.all(['Five', 'Six', 'Seven', 'Eight'].map(publish));
  await request('POST', `/v1/articles/${ids[0]}/unpublish`, { as });
  await until(
    () => clients.every(({ frames }) => frames.at(-1)?.change.tombstone === true),
    'every client gets the last event',
  );
  const whole = await readLog(newsroom);
  for (const [index, client] of clients.entries()) {
    const from = index < 10 ? all.length : index - 9;
    t.same(
      client.frames.map(({ id }) => id),
      whole.slice(from).map(({ id }) => id),
    );
    client.close();
  }
  await until(() => wanted.frames.length === 1, 'the filtered client gets one event');
  t.match(wanted.frames, [{ event: 'article.unpublished' }]);
  wanted.close();
});

t.test('reads the log once for all clients that are up to date', async (t) => {
  await until(async () => (await connections()) < 5, 'the other streams are closed');
  const clients = await Promise.all(Array.from({ length: 20 }, () => listen(url)));
  newsroom.sent();
  await publish('Nine');
  await until(() => clients.every(({ frames }) => frames.length === 1), 'every client gets the event');
  const reads = newsroom.sent().filter((sql) => sql.includes('public_changes'));
  t.ok(reads.length < 15, `${reads.length} reads for 20 clients`);
  for (const client of clients) client.close();
});

t.test('reveals nothing of drafts, editors or readers in the public stream', async (t) => {
  const client = await listen(url);
  const { id } = await make('/v1/articles', { headline: 'Planted headline', slug: 'planted-draft' });
  await request('PATCH', `/v1/articles/${id}`, { as, body: { headline: 'Planted again' } });
  const live = await publish('Ten');
  await request('PATCH', `/v1/articles/${live}`, { as, body: { headline: 'Planted change', slug: 'planted-slug' } });
  const body = { authorName: 'Planted Reader', authorEmail: 'planted@example.org', body: 'Hello from a reader.' };
  const comment = await make(`/v1/articles/${live}/comments`, body);
  await request('PATCH', `/v1/comments/${comment.id}`, { as, body: { status: 'rejected' } });
  await request('POST', `/v1/articles/${live}/unpublish`, { as });
  await until(() => client.frames.at(-1)?.change.tombstone === true, 'the tombstone arrives');
  t.notMatch(client.text(), /planted|The admin/i);
  t.notMatch(JSON.stringify(await readLog(newsroom)), /planted|The admin/i);
  client.close();
});

t.test('the desk is streamed to holders of the right, and no longer than their token is good', async (t) => {
  t.equal((await listen(deskUrl)).status, 401);
  t.equal((await listen(deskUrl, bearer(tokens.moderator))).status, 403);
  const spare = await make('/v1/tokens', { name: 'Spare', role: 'reader' });
  const desk = await listen(deskUrl, bearer(spare.token));
  const other = await listen(deskUrl, bearer(tokens.editor));
  await make('/v1/articles', { headline: 'Begun' });
  await until(() => desk.frames.length > 0, 'the desk stream gets an event');
  t.match(desk.frames[0], { event: 'article.created', change: { actor: 'The admin', payload: { slug: 'begun' } } });
  await request('DELETE', `/v1/tokens/${spare.id}`, { as });
  await desk.ended;
  t.notMatch(desk.text(), /token\.revoked/, 'the stream has no token events, which are for administrators');
  await make('/v1/articles', { headline: 'Begun again' });
  await until(() => other.frames.length === 2, 'the other stream continues');
  other.close();
});

t.test('whoever is revoked by another process, or expires, hears of nothing that comes after it', async (t) => {
  for (const [how, view, act] of [
    ['revoked', 'desk', (id: string) => database.prisma.token.delete({ where: { id } })],
    ['revoked, and reading what is public', 'public', (id: string) => database.prisma.token.delete({ where: { id } })],
    [
      'expired',
      'desk',
      (id: string) => database.prisma.token.update({ where: { id }, data: { expiresAt: new Date() } }),
    ],
  ] as const) {
    const spare = await make('/v1/tokens', { name: how, role: 'reader' });
    const log = view === 'desk' ? deskUrl : url;
    const one = await listen(log, bearer(spare.token));
    const other = await listen(log, view === 'desk' ? bearer(tokens.editor) : {});
    const begun = await make('/v1/sections', { name: `Before ${how}` });
    await until(() => one.text().includes(begun.id), 'the client gets an event while its token is valid');
    await act(spare.id);
    const after = await make('/v1/sections', { name: `After ${how}` });
    await one.ended;
    await until(() => other.text().includes(after.id), 'the other client gets the event');
    t.notMatch(one.text(), after.id, how);
    other.close();
  }
});

t.test('a user whose rights were changed by another process hears of nothing that comes after it', async (t) => {
  await request('PUT', '/v1/roles/listener', { as, body: { scopes: ['content:read', 'webhooks'] } });
  const shrinkRole = { where: { name: 'listener' }, data: { scopes: ['content:read'] } };
  for (const [how, role, act] of [
    ['deactivated', 'reader', (id: string) => database.prisma.user.update({ where: { id }, data: deactivated })],
    ['smaller', 'editor', (id: string) => database.prisma.user.update({ where: { id }, data: { role: 'reader' } })],
    ['redefined', 'listener', () => database.prisma.role.update(shrinkRole)],
  ] as const) {
    const user = await make('/v1/users', { name: how, email: `${how}@paper.example`, role });
    const session = await database.transaction(noRequest, (tx) => newsroom.newsroom.tokens.createSession(tx, user));
    const one = await listen(deskUrl, bearer(session.token));
    const other = await listen(deskUrl, bearer(tokens.editor));
    const begun = await make('/v1/sections', { name: `Before ${how}` });
    await until(() => one.text().includes(begun.id), 'the user gets an event');
    await act(user.id);
    const after = await make('/v1/sections', { name: `After ${how}` });
    await one.ended;
    await until(() => other.text().includes(after.id), 'the other client gets the event');
    t.notMatch(one.text(), after.id, how);
    other.close();
  }
});

t.test('opens no stream for HEAD or for an invalid cursor', async (t) => {
  const head = await request('HEAD', '/v1/events');
  t.match(head, { status: 200, text: '', headers: { 'content-type': /^text\/event-stream/, etag: undefined } });
  const wrong = { 'last-event-id': 'x' };
  t.match(await request('GET', '/v1/events', { headers: wrong }), {
    status: 400,
    body: { errors: [{ parameter: 'Last-Event-ID', code: 'bad-cursor' }] },
  });
});

t.test('disconnects a client that does not read, without delaying the others', async (t) => {
  await until(async () => (await connections()) < 5, 'the other streams are closed');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {}).pause();
  socket.write('GET /v1/events HTTP/1.1\r\nhost: x\r\n\r\n');
  const reading = await listen(url);
  const before = await connections();
  const long = 'x'.repeat(20_000);
  for (let round = 1; round <= 10 && (await connections()) === before; round += 1) {
    await database.prisma.$executeRaw`
      INSERT INTO events (type, subject_id, payload, public_kind, public_id, public_slug, tombstone)
      SELECT 'section.updated', gen_random_uuid(), '{}', 'section', gen_random_uuid(), ${long}, false FROM generate_series(1, 100)`;
    relay.wake();
    await until(() => reading.frames.length === 100 * round, 'the reading client gets everything');
  }
  await until(async () => (await connections()) < before, 'the other client is disconnected');
  t.equal(await connections(), before - 1);
  reading.close();
  socket.destroy();
});

t.test('limits the number of streams per address', async (t) => {
  await until(async () => (await connections()) < 5, 'the other streams are closed');
  const held = await Promise.all(Array.from({ length: 50 }, () => listen(url)));
  const refused = await request('GET', '/v1/events');
  t.match(refused, { status: 429, body: { code: 'too-many-requests' }, headers: { 'retry-after': '10' } });
  held[0]?.close();
  await until(async () => {
    const next = await listen(url);
    if (next.status === 200) held.push(next);
    return next.status === 200;
  }, 'its place is free again');
  for (const client of held) client.close();
});

t.test('ends all streams immediately when the server closes', async (t) => {
  const clients = await Promise.all(Array.from({ length: 5 }, () => listen(url)));
  const started = Date.now();
  await app.close();
  await Promise.all(clients.map(({ ended }) => ended));
  t.ok(Date.now() - started < 20_000, 'closing does not wait for clients');
});
