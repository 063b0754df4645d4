import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { changeStore } from '../../../src/flows/changes/store.js';
import { openNewsroom } from '../../support/newsroom.js';
import { readLog, settle, told } from './log.js';

const newsroom = await openNewsroom(t);
const { request, database, cache, sent } = newsroom;
const as = 'admin';

const make = async (url: string, body: object) => (await request('POST', url, { as, body })).body;
type LogPath = '/v1/changes' | '/v1/desk/changes';
const latest = async (path: LogPath = '/v1/changes') => {
  await settle(newsroom);
  return (await request('GET', `${path}?after=latest`, { as })).body.page.cursor as string;
};
const since = async (cursor: string, path: LogPath = '/v1/changes') =>
  readLog(newsroom, `&after=${cursor}`, { as }, 100, path);

t.test('the public hears of a story from when it appears until it is gone, under the slug that it knows', async (t) => {
  const start = await latest();
  const { id } = await make('/v1/articles', { headline: 'Ferry back', slug: 'ferry' });
  await request('PATCH', `/v1/articles/${id}`, { as, body: { standfirst: 'Still a draft.' } });
  t.same(await since(start), [], 'nothing of a draft');
  await request('POST', `/v1/articles/${id}/publish`, { as });
  await request('PATCH', `/v1/articles/${id}`, { as, body: { slug: 'night-ferry' } });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  await request('PATCH', `/v1/articles/${id}`, { as, body: { slug: 'the-ferry-of-tomorrow' } });
  await request('POST', `/v1/articles/${id}/unpublish`, { as });
  await request('DELETE', `/v1/articles/${id}`, { as });
  await request('POST', `/v1/articles/${id}/restore`, { as });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  await request('DELETE', `/v1/articles/${id}`, { as });
  await request('DELETE', `/v1/articles/${id}?purge=true`, { as });
  const changes = await since(start);
  t.same(told(changes), [
    'article.published ferry',
    'article.published night-ferry',
    'article.unpublished night-ferry †',
    'article.published the-ferry-of-tomorrow',
    'article.trashed the-ferry-of-tomorrow †',
  ]);
  t.ok(changes.every((change) => change.subject.id === id && change.subject.type === 'article'));
  t.notOk(changes.some((change) => 'actor' in change || 'payload' in change));
});

t.test('of a story that never was public nothing is told, whatever becomes of it', async (t) => {
  const start = await latest();
  for (const purge of ['', '?purge=true']) {
    const { id } = await make('/v1/articles', { headline: 'Secret draft' });
    await request('DELETE', `/v1/articles/${id}${purge}`, { as });
  }
  t.same(await since(start), []);
  t.equal(await latest(), start, 'and its end looks the same');
});

t.test('sections and people are told of as they come, change and go; two that are one, as well', async (t) => {
  const start = await latest();
  const section = await make('/v1/sections', { name: 'Harbours' });
  await request('PATCH', `/v1/sections/${section.id}`, { as, body: { slug: 'ports' } });
  await request('DELETE', `/v1/sections/${section.id}`, { as });
  await make('/v1/people', { name: 'Ada One' });
  await make('/v1/people', { name: 'Ada Two' });
  await request('POST', '/v1/people/ada-two/merge', { as, body: { into: 'ada-one' } });
  await request('POST', '/v1/people/ada-two/unmerge', { as });
  await request('DELETE', '/v1/people/ada-one', { as });
  t.same(told(await since(start)), [
    'section.created harbours',
    'section.updated ports',
    'section.deleted ports †',
    'person.created ada-one',
    'person.created ada-two',
    'person.merged ada-two †',
    'person.unmerged ada-two',
    'person.deleted ada-one †',
  ]);
});

t.test('comments are told of by their story, once the public sees them', async (t) => {
  const { id } = await make('/v1/articles', { headline: 'Much discussed' });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  const start = await latest();
  const body = { authorName: 'Ada', authorEmail: 'ada@example.org', body: 'Well said, and more of it.' };
  const comment = (await request('POST', `/v1/articles/${id}/comments`, { body })).body;
  t.same(await since(start), [], 'nothing of one that waits');
  await request('PATCH', `/v1/comments/${comment.id}`, { as, body: { status: 'approved' } });
  const changes = await since(start);
  t.same(told(changes), ['comment.moderated much-discussed']);
  t.equal(changes[0]?.subject.id, id);
  await request('POST', `/v1/articles/${id}/unpublish`, { as });
  await request('PATCH', `/v1/comments/${comment.id}`, { as, body: { status: 'rejected' } });
  t.same(told(await since(start)), ['comment.moderated much-discussed', 'article.unpublished much-discussed †']);
});

t.test('pages join without a gap, and where there is nothing more a client can go on', async (t) => {
  await settle(newsroom);
  const all = await readLog(newsroom);
  t.ok(all.length > 10);
  t.same(await readLog(newsroom, '', {}, 1), all);
  const last = await request('GET', `/v1/changes?after=${all.at(-1)?.id}`);
  t.match(last.body, { data: [], page: { next: null, previous: null, cursor: all.at(-1)?.id } });
  t.match(last.headers.link, `</v1/changes?after=${all.at(-1)?.id}>; rel="next"`);
  await make('/v1/sections', { name: 'Later' });
  await settle(newsroom);
  const { body } = await request('GET', `/v1/changes?after=${last.body.page.cursor}`);
  t.same(told(body.data), ['section.created later']);
  const some = await readLog(newsroom, '&type=section.created,article.unpublished');
  const types = ['section.created', 'article.unpublished'];
  t.same(
    some,
    (await readLog(newsroom)).filter(({ type }) => types.includes(type)),
    'and by type',
  );
});

t.test('the desk has every event, with who did it; of tokens only administrators are told', async (t) => {
  const start = await latest('/v1/desk/changes');
  const { id } = await make('/v1/articles', { headline: 'For the desk' });
  const token = await make('/v1/tokens', { name: 'Spare', role: 'reader' });
  const changes = await since(start, '/v1/desk/changes');
  t.match(changes, [
    {
      type: 'article.created',
      actor: 'The admin',
      subject: { id, slug: 'for-the-desk' },
      payload: { status: 'draft' },
    },
    { type: 'token.created', subject: { type: 'token', id: token.id }, tombstone: false },
  ]);
  const seen = await readLog(newsroom, `&after=${start}`, { as: 'editor' }, 100, '/v1/desk/changes');
  t.same(
    seen.map(({ type }) => type),
    ['article.created'],
  );
  const asked = await readLog(
    newsroom,
    `&after=${start}&type=token.created`,
    { as: 'editor' },
    100,
    '/v1/desk/changes',
  );
  t.same(asked, []);
});

t.test('a cursor says nothing of how much lies before it, and is good for its own view alone', async (t) => {
  const [a = '', b = ''] = (await readLog(newsroom)).map(({ id }) => id);
  for (const cursor of [a, b]) t.match(cursor, /^[\w-]{22}$/);
  const same = Buffer.from(a, 'base64url').filter((byte, index) => byte === Buffer.from(b, 'base64url')[index]);
  t.ok(same.length < 4, 'neighbours have nothing in common');
  const desk = await latest('/v1/desk/changes');
  for (const wrong of [desk, 'x', `${a.slice(0, -1)}`, `${a}A`, '1', '%00', 'AAAAAAAAAAAAAAAAAAAAAA'])
    t.match(await request('GET', `/v1/changes?after=${wrong}`), {
      status: 400,
      body: { code: 'invalid-request', errors: [{ parameter: 'after' }] },
    });
  t.match(await request('GET', '/v1/changes?type=article.exploded'), {
    status: 400,
    body: { errors: [{ parameter: 'type', code: 'unknown-type' }] },
  });
});

t.test('a page is one statement on what the public may see, and is kept by nobody', async (t) => {
  await settle(newsroom);
  sent();
  const before = cache.stats.entries;
  for (const query of ['', '?type=article.published', `?after=${await latest()}`]) {
    sent();
    const answer = await request('GET', `/v1/changes${query}`);
    const statements = sent();
    t.equal(statements.length, 1, query);
    t.notMatch(statements[0], /\b(?:FROM|JOIN) (?:events|articles|people|sections)\b/, query);
    t.match(answer.headers['cache-control'], 'private, no-store');
    t.match(await request('GET', `/v1/changes${query}`, { headers: { 'if-none-match': answer.headers.etag ?? '' } }), {
      status: 304,
    });
  }
  t.equal(cache.stats.entries, before);
});

t.test(
  'what takes its number early and commits late is not passed over by a client that pages',
  { skip: database.kind === 'embedded' && 'one connection has no late commits' },
  async (t) => {
    const start = await latest();
    let go: () => void = () => {};
    const late = database.prisma.$transaction(
      async (tx) => {
        await tx.$executeRaw`
          INSERT INTO events (type, subject_id, payload, public_kind, public_id, public_slug, tombstone)
          VALUES ('section.created', gen_random_uuid(), '{}', 'section', gen_random_uuid(), 'the-late-one', false)`;
        await new Promise<void>((resolve) => {
          go = resolve;
        });
      },
      { timeout: 10_000 },
    );
    await sleep(50);
    await make('/v1/sections', { name: 'The early one' });
    const first = await since(start);
    t.same(told(first), ['section.created the-early-one']);
    go();
    await late;
    t.same(told(await since(first.at(-1)?.id ?? '')), ['section.created the-late-one']);
  },
);

t.test('events that every flow has read are forgotten in time, and who comes for them is told so', async (t) => {
  const { changes } = newsroom.newsroom;
  const first = (await readLog(newsroom))[0]?.id ?? '';
  const end = await latest();
  const store = changeStore(database);
  const soon = new Date(Date.now() + 60_000);
  await database.prisma.eventConsumer.createMany({
    data: [
      { name: 'fast', position: 1_000 },
      { name: 'slow', position: 3 },
    ],
  });
  t.equal(
    await store.deleteBefore(soon, ['fast', 'slow', 'not-begun'], 100),
    0,
    'a flow that has not begun needs them',
  );
  t.equal(await store.deleteBefore(new Date(0), ['fast', 'slow'], 100), 0, 'young ones stay');
  t.equal(await store.deleteBefore(soon, ['fast', 'slow'], 2), 2);
  t.equal(await store.deleteBefore(soon, ['fast', 'slow'], 100), 1, 'the slow one has read three');
  t.equal((await request('GET', `/v1/changes?after=${end}`)).status, 200);
  while ((await store.deleteBefore(soon, ['fast'], 20)) > 0);
  t.equal(await database.prisma.event.count(), 1, 'the newest is what positions are counted on from');
  t.match(await request('GET', `/v1/changes?after=${first}`), { status: 410, body: { code: 'changes-expired' } });
  t.match(await request('GET', `/v1/events?after=${first}`), { status: 410, body: { code: 'changes-expired' } });
  t.equal((await request('GET', `/v1/changes?after=${end}`)).status, 200, 'who has all of it misses nothing');
  t.equal(await changes.retention.work(), 'idle', 'without a number of days nothing is forgotten');
  await database.prisma.event.deleteMany();
  await database.prisma.eventHorizon.updateMany({ data: { position: 0, publicPosition: 0 } });
  t.match(
    await request('GET', `/v1/changes?after=${end}`),
    { status: 410, body: { code: 'changes-expired' } },
    'another log',
  );
});
