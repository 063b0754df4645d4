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

t.test('tells the public about an article from publication to removal, under its public slug', async (t) => {
  const start = await latest();
  const { id } = await make('/v1/articles', { headline: 'Ferry back', slug: 'ferry' });
  await request('PATCH', `/v1/articles/${id}`, { as, body: { standfirst: 'Still a draft.' } });
  t.same(await since(start), [], 'a draft causes no change');
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

t.test('tells the public nothing about an article that was never public', async (t) => {
  const start = await latest();
  for (const purge of ['', '?purge=true']) {
    const { id } = await make('/v1/articles', { headline: 'Secret draft' });
    await request('DELETE', `/v1/articles/${id}${purge}`, { as });
  }
  t.same(await since(start), []);
  t.equal(await latest(), start, 'its deletion causes no change');
});

t.test('reports created, changed, deleted and merged sections and people', async (t) => {
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

t.test('reports comments as changes of their article once they are public', async (t) => {
  const { id } = await make('/v1/articles', { headline: 'Much discussed' });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  const start = await latest();
  const body = { authorName: 'Ada', authorEmail: 'ada@example.org', body: 'Well said, and more of it.' };
  const comment = (await request('POST', `/v1/articles/${id}/comments`, { body })).body;
  t.same(await since(start), [], 'a pending comment causes no change');
  await request('PATCH', `/v1/comments/${comment.id}`, { as, body: { status: 'approved' } });
  const changes = await since(start);
  t.same(told(changes), ['comment.moderated much-discussed']);
  t.equal(changes[0]?.subject.id, id);
  await request('POST', `/v1/articles/${id}/unpublish`, { as });
  await request('PATCH', `/v1/comments/${comment.id}`, { as, body: { status: 'rejected' } });
  t.same(told(await since(start)), ['comment.moderated much-discussed', 'article.unpublished much-discussed †']);
});

t.test('pages without a gap, and returns a cursor to continue from at the end', async (t) => {
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
    'the filter by type returns only these types',
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

t.test('makes cursors that reveal no counts and are valid only for their own view', async (t) => {
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

t.test('reads a page in one statement from public tables only, and never caches it', async (t) => {
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
  'includes an event that takes its number early and commits late',
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

t.test('deletes events that every consumer has read, and tells clients with older cursors', async (t) => {
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
    'a consumer that has not begun keeps the events',
  );
  t.equal(await store.deleteBefore(new Date(0), ['fast', 'slow'], 100), 0, 'young events stay');
  t.equal(await store.deleteBefore(soon, ['fast', 'slow'], 2), 2);
  t.equal(
    await store.deleteBefore(soon, ['fast', 'slow'], 100),
    1,
    'only events that the slow consumer has read are deleted',
  );
  t.equal((await request('GET', `/v1/changes?after=${end}`)).status, 200);
  while ((await store.deleteBefore(soon, ['fast'], 20)) > 0);
  t.equal(await database.prisma.event.count(), 1, 'the newest event stays, as positions continue from it');
  t.match(await request('GET', `/v1/changes?after=${first}`), { status: 410, body: { code: 'changes-expired' } });
  t.match(await request('GET', `/v1/events?after=${first}`), { status: 410, body: { code: 'changes-expired' } });
  t.equal(
    (await request('GET', `/v1/changes?after=${end}`)).status,
    200,
    'a client that has read everything can continue',
  );
  t.equal(await changes.retention.work(), 'idle', 'nothing is deleted without a number of days');
  await database.prisma.event.deleteMany();
  await database.prisma.eventHorizon.updateMany({ data: { position: 0, publicPosition: 0 } });
  t.match(
    await request('GET', `/v1/changes?after=${end}`),
    { status: 410, body: { code: 'changes-expired' } },
    'a cursor from another log has expired',
  );
});
