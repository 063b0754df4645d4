import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, statements } = await openNewsroom(t);
const locks = (slug: string) => `/v1/articles/${slug}/locks`;

async function story(headline: string): Promise<string> {
  return (await request('POST', '/v1/articles', { as: 'writer', body: { headline } })).body.slug;
}

const expire = (slug: string) =>
  database.prisma.$executeRaw`
    UPDATE article_locks SET expires_at = now() - interval '1 second' WHERE article_id = (SELECT id FROM articles WHERE slug = ${slug})`;

const told = async (type: string) =>
  (await database.prisma.event.findMany({ where: { type }, orderBy: { seq: 'asc' } })).map(({ payload }) => payload);

t.test('shows a second editor who holds the lock, also when the lock is requested', async (t) => {
  const slug = await story('Worked on');
  const taken = await request('POST', locks(slug), { as: 'writer', body: {} });
  t.match(taken, {
    status: 201,
    body: { holder: 'The writer', tokenId: /^[0-9a-f-]{36}$/ },
    headers: { location: locks(slug) },
  });
  const lasts = Date.parse(taken.body.expiresAt) - Date.parse(taken.body.since);
  t.equal(lasts, 300_000, 'the default is five minutes');
  t.match((await request('GET', locks(slug), { as: 'reader' })).body.data, [{ holder: 'The writer' }]);
  t.match(await request('POST', locks(slug), { as: 'editor', body: {} }), {
    status: 409,
    body: { code: 'locked', holder: 'The writer', expiresAt: taken.body.expiresAt, since: taken.body.since },
  });
  const me = (await request('GET', '/v1/me', { as: 'writer' })).body;
  t.equal(taken.body.tokenId, me.tokenId, 'the holder can recognise its own lock');
});

t.test('allows writes by others, and names the holder in the response', async (t) => {
  const slug = await story('Advice');
  t.equal((await request('GET', `/v1/desk/articles/${slug}`, { as: 'reader' })).body.lock, null);
  await request('POST', locks(slug), { as: 'writer', body: {} });
  statements();
  const desk = await request('GET', `/v1/desk/articles/${slug}`, { as: 'reader' });
  t.equal(statements().filter((sql) => !/tokens/.test(sql)).length, 1, 'shown without a statement of its own');
  t.match(desk.body.lock, { holder: 'The writer' });
  const saved = await request('PATCH', `/v1/articles/${slug}`, {
    as: 'editor',
    body: { standfirst: 'Saved all the same' },
  });
  t.match(saved, { status: 200, body: { standfirst: 'Saved all the same', lock: { holder: 'The writer' } } });
  const published = await request('POST', `/v1/articles/${slug}/publish`, { as: 'editor' });
  t.match(published, { status: 200, body: { lock: { holder: 'The writer' } } });
  for (const url of [`/v1/articles/${slug}`, `/v1/articles/${slug}?include=section`, '/v1/articles'])
    t.notMatch((await request('GET', url)).text, /The writer|"lock"/, 'the public does not see the lock');
});

t.test('renews the lock for the same token, without another event', async (t) => {
  const slug = await story('Renewed');
  const first = (await request('POST', locks(slug), { as: 'writer', body: { ttlSeconds: 60 } })).body;
  const before = (await told('lock.taken')).length;
  const again = await request('POST', locks(slug), { as: 'writer', body: { ttlSeconds: 600 } });
  t.match(again, { status: 200, body: { since: first.since } });
  t.ok(again.body.expiresAt > first.expiresAt);
  t.equal((await told('lock.taken')).length, before);
});

t.test('expires by itself and is free afterwards', async (t) => {
  const slug = await story('Expiring');
  await request('POST', locks(slug), { as: 'writer', body: {} });
  await expire(slug);
  t.same((await request('GET', locks(slug), { as: 'reader' })).body.data, []);
  t.equal((await request('GET', `/v1/desk/articles/${slug}`, { as: 'reader' })).body.lock, null);
  t.match(await request('POST', locks(slug), { as: 'importer', body: {} }), {
    status: 201,
    body: { holder: 'The importer' },
  });
  t.match(
    (await told('lock.taken')).at(-1),
    { holder: 'The importer', takenFrom: null },
    'the lock was not taken from anybody',
  );
  await expire(slug);
  const own = await request('POST', locks(slug), { as: 'importer', body: {} });
  t.equal(own.status, 201, 'an expired lock is replaced by a new one');
});

t.test('lets only holders of the publish scope take over or end a lock', async (t) => {
  const slug = await story('Taken over');
  await request('POST', locks(slug), { as: 'writer', body: {} });
  const force = { body: { force: true } };
  t.match(await request('POST', locks(slug), { as: 'importer', ...force }), {
    status: 403,
    body: { code: 'forbidden', scope: 'content:publish' },
  });
  t.match(await request('POST', locks(slug), { as: 'editor', ...force }), {
    status: 201,
    body: { holder: 'The editor' },
  });
  t.match((await told('lock.taken')).at(-1), { holder: 'The editor', takenFrom: 'The writer' });
  t.match(await request('DELETE', locks(slug), { as: 'writer' }), {
    status: 409,
    body: { code: 'locked', holder: 'The editor' },
  });
  t.match(await request('DELETE', `${locks(slug)}?force=true`, { as: 'writer' }), { status: 403 });
  t.equal((await request('DELETE', `${locks(slug)}?force=true`, { as: 'admin' })).status, 204);
  t.match((await told('lock.released')).at(-1), { holder: 'The editor' });
  t.same((await request('GET', locks(slug), { as: 'reader' })).body.data, []);
});

t.test('accepts a second release, with one event', async (t) => {
  const slug = await story('Let go');
  await request('POST', locks(slug), { as: 'writer', body: {} });
  const before = (await told('lock.released')).length;
  for (let time = 0; time < 2; time += 1) t.equal((await request('DELETE', locks(slug), { as: 'writer' })).status, 204);
  t.equal((await told('lock.released')).length, before + 1);
});

t.test('gives the lock to one of many simultaneous requests', async (t) => {
  const slug = await story('Asked for at once');
  const roles = ['writer', 'editor', 'importer', 'admin'] as const;
  const answers = await Promise.all(roles.map((as) => request('POST', locks(slug), { as, body: {} })));
  t.same(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
});

t.test('refuses invalid requests, and returns 404 for unknown articles', async (t) => {
  const slug = await story('Refusals');
  for (const ttlSeconds of [0, 29, 3601, 1.5, '60', null])
    t.match(await request('POST', locks(slug), { as: 'writer', body: { ttlSeconds } }), {
      status: 400,
      body: { errors: [{ pointer: '/ttlSeconds' }] },
    });
  for (const method of ['GET', 'DELETE'])
    t.equal((await request(method, locks('no-such-story'), { as: 'editor' })).status, 404);
  t.equal((await request('POST', locks('no-such-story'), { as: 'editor', body: {} })).status, 404);
  t.equal((await request('POST', locks(slug), { as: 'reader', body: {} })).status, 403);
  t.equal((await request('GET', locks(slug))).status, 401);
});

t.test('disappears when its article is purged', async (t) => {
  const slug = await story('Purged');
  await request('POST', locks(slug), { as: 'writer', body: {} });
  t.equal((await request('DELETE', `/v1/articles/${slug}?purge=true`, { as: 'admin' })).status, 204);
});
