import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const put = (id: string, body: Record<string, unknown>, as: 'editor' | 'reader' = 'editor') =>
  request('PUT', `/v1/sections/by-external-id/wordpress/${id}`, { as, body });

t.test('returns the same section for a repeated PUT', async (t) => {
  const world = await put('1', { name: 'World' });
  t.equal(world.status, 201);
  t.match(world.headers.location, '/v1/sections/world');
  const first = await put('2', { name: 'Europe', parent: 'world' });
  t.match(first.body, { path: 'world/europe', version: 1, unchanged: false });
  const again = await put('2', { name: 'Europe', parent: world.body.id });
  t.match([again.status, again.body], [200, { id: first.body.id, version: 1, unchanged: true }]);
  const moved = await put('2', { name: 'Europe' });
  t.match(moved.body, { id: first.body.id, path: 'europe', parentId: null, version: 2, unchanged: false });
  t.match(
    (await request('GET', '/v1/sections/europe')).body,
    { path: 'europe' },
    'the public sees the change immediately',
  );
});

t.test('creates one section when requests arrive at once', async (t) => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => put('3', { name: 'Sport' })));
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
});

t.test('creates a deleted section again', async (t) => {
  const first = await put('4', { name: 'Gone' });
  t.equal((await request('DELETE', `/v1/sections/${first.body.id}`, { as: 'editor' })).status, 204);
  const again = await put('4', { name: 'Gone' });
  t.equal(again.status, 201);
  t.not(again.body.id, first.body.id);
});

t.test('refuses invalid requests', async (t) => {
  t.equal((await put('5', { name: 'Nowhere' }, 'reader')).status, 403);
  t.match(await put('5', { name: 'Lost', parent: 'nowhere' }), { status: 422, body: { code: 'unknown-reference' } });
  t.match(await put('6', { name: 'Europe', slug: 'europe' }), { status: 409, body: { code: 'slug-taken' } });
});
