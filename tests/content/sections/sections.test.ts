import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements } = await openNewsroom(t);
const as = 'editor';

async function section(body: object) {
  const answer = await request('POST', '/v1/sections', { as, body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

const world = await section({ name: 'World', description: 'Everywhere.', position: 2 });
const europe = await section({ name: 'Europe', parent: 'world' });
const berlin = await section({ name: 'Berlin', parent: europe.id, slug: 'berlin-desk' });
await section({ name: 'Sport', position: 1 });

t.test('returns a section with its path, public immediately', async (t) => {
  t.match(berlin, { path: 'world/europe/berlin-desk', parentId: europe.id, version: 1 });
  const { visibility, ...publicBody } = berlin;
  t.equal(visibility, 'public');
  const { body, headers } = await request('GET', '/v1/sections/berlin-desk');
  t.same(body, publicBody);
  t.same((await request('GET', '/v1/desk/sections/berlin-desk', { as: 'reader' })).body, berlin);
  t.match(headers, { etag: /^"1\..+"$/, 'cache-control': /^public/ });
});

t.test('filters and sorts lists in one statement', async (t) => {
  const slugs = async (query: string) =>
    (await request('GET', `/v1/sections?${query}`)).body.data.map(({ slug }: { slug: string }) => slug);
  statements();
  t.same(await slugs('sort=path'), ['sport', 'world', 'europe', 'berlin-desk']);
  t.equal(statements().length, 1);
  t.same(await slugs('sort=-name'), ['world', 'sport', 'europe', 'berlin-desk']);
  t.same(await slugs('parent=none'), ['sport', 'world']);
  t.same(await slugs('parent=world'), ['europe']);
  t.same(await slugs(`ids=${world.id},${berlin.id}`), ['berlin-desk', 'world']);
  t.equal((await request('GET', '/v1/sections?count=exact&limit=1')).body.page.total, 4);
  t.equal((await request('GET', '/v1/sections?parent=nowhere')).body.code, 'unknown-reference');
});

t.test('moves everything below a section with its new slug, and redirects the old address', async (t) => {
  const { body } = await request('PATCH', '/v1/sections/europe', { as, body: { slug: 'old-world' } });
  t.match(body, { slug: 'old-world', path: 'world/old-world', version: 2 });
  t.equal((await request('GET', '/v1/sections/berlin-desk')).body.path, 'world/old-world/berlin-desk');
  const old = await request('GET', '/v1/sections/europe');
  t.equal(old.status, 308);
  t.equal(old.headers.location, '/v1/sections/old-world');
  t.equal((await request('POST', '/v1/sections', { as, body: { name: 'X', slug: 'europe' } })).body.code, 'slug-taken');
  t.not((await section({ name: 'Europe' })).slug, 'europe', 'the old slug is never given to another section');
});

t.test('prevents cycles in the tree, even in a race', async (t) => {
  for (const parent of ['world', 'old-world', 'berlin-desk']) {
    t.equal(
      (await request('PATCH', '/v1/sections/world', { as, body: { parent } })).body.code,
      'section-cycle',
      parent,
    );
  }
  const [a, b] = [await section({ name: 'A' }), await section({ name: 'B' })];
  const answers = await Promise.all([
    request('PATCH', `/v1/sections/${a.id}`, { as, body: { parent: b.id } }),
    request('PATCH', `/v1/sections/${b.id}`, { as, body: { parent: a.id } }),
  ]);
  t.same(answers.map(({ status }) => status).sort(), [200, 409]);
  let parent: string | null = null;
  for (let level = 1; level <= 10; level++) parent = (await section({ name: `Level ${level}`, parent })).id;
  t.equal(
    (await request('POST', '/v1/sections', { as, body: { name: 'Level 11', parent } })).status,
    400,
    'more than ten levels are refused',
  );
});

t.test('resets omitted fields on PUT and keeps the slug', async (t) => {
  const { body } = await request('PUT', '/v1/sections/berlin-desk', { as, body: { name: 'Berlin' } });
  t.match(body, { name: 'Berlin', slug: 'berlin-desk', parentId: null, description: null, path: 'berlin-desk' });
});

t.test('refuses to delete a section in use, unless its contents are moved', async (t) => {
  const article = (
    await request('POST', '/v1/articles', { as, body: { headline: 'In Berlin', section: 'berlin-desk' } })
  ).body;
  await request('POST', `/v1/articles/${article.id}/publish`, { as });
  await section({ name: 'Mitte', parent: 'berlin-desk' });
  t.match((await request('DELETE', '/v1/sections/berlin-desk', { as })).body, {
    code: 'section-in-use',
    articles: 1,
    children: 1,
  });
  t.equal((await request('DELETE', '/v1/sections/berlin-desk?moveTo=mitte', { as })).body.code, 'section-cycle');
  t.equal((await request('DELETE', '/v1/sections/berlin-desk?moveTo=world', { as })).status, 204);
  t.equal((await request('GET', `/v1/articles/${article.id}`)).body.section.slug, 'world');
  t.equal((await request('GET', '/v1/articles?section=world&count=exact')).body.page.total, 1);
  t.equal((await request('GET', '/v1/sections/mitte')).body.path, 'world/mitte');
  t.equal((await request('GET', '/v1/sections/berlin-desk')).status, 404);
});

t.test('rejects a change with an outdated If-Match', async (t) => {
  const { headers } = await request('GET', '/v1/sections/world?fields=id');
  const first = await request('PATCH', '/v1/sections/world', {
    as,
    body: { position: 5 },
    headers: { 'if-match': headers.etag ?? '' },
  });
  t.equal(first.status, 200);
  const stale = await request('DELETE', '/v1/sections/world', { as, headers: { 'if-match': headers.etag ?? '' } });
  t.match(stale, { status: 412, body: { code: 'stale-version', currentVersion: first.body.version } });
});
