import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'editor';
const names = ['9/11', '#MeToo', 'Côte d’Ivoire', 'ドナルド・トランプ', 'AC/DC', 'NATO'];
const slugs = ['9-11', 'metoo', 'cote-divoire', 'ドナルド-トランプ', 'ac-dc', 'nato'];

t.test('keeps tags as they are written, beside their slugs', async (t) => {
  const created = await request('POST', '/v1/articles', { as, body: { headline: 'Tagged', tags: names } });
  t.match(created, { status: 201, body: { tags: names, tagSlugs: slugs } });
  await request('POST', '/v1/articles/tagged/publish', { as });
  t.match((await request('GET', '/v1/articles/tagged')).body, { tags: names, tagSlugs: slugs });
  t.match((await request('GET', '/v1/articles')).body.data, [{ tags: names, tagSlugs: slugs }]);
  t.match((await request('GET', '/v1/desk/articles', { as })).body.data, [{ tags: names, tagSlugs: slugs }]);
});

t.test('finds articles by the slug of a tag, and by the tag as it is written', async (t) => {
  await request('POST', '/v1/articles', { as, body: { headline: 'Other', tags: ['Nato summit'] } });
  await request('POST', '/v1/articles/other/publish', { as });
  const find = async (path: string, tag: string, options = {}) =>
    (await request('GET', `${path}?tag=${encodeURIComponent(tag)}`, options)).body.data.map(
      ({ slug }: { slug: string }) => slug,
    );
  for (const [index, name] of names.entries()) {
    for (const tag of [name, slugs[index] ?? '', name.toUpperCase()]) {
      t.same(await find('/v1/articles', tag), ['tagged'], tag);
      t.same(await find('/v1/desk/articles', tag, { as }), ['tagged'], `${tag} on the desk`);
    }
  }
  t.same(await find('/v1/articles', 'nato|nato-summit'), ['other', 'tagged']);
  t.same(await find('/v1/articles', '-9/11'), ['other']);
  t.same(await find('/v1/articles', 'NATO, #MeToo'), ['tagged']);
});

t.test('stores each tag once, in the first spelling, and refuses tags without letters and digits', async (t) => {
  const body = { headline: 'Twice', tags: ['Zürich', 'zurich', 'ZÜRICH', 'Oslo, Norway'] };
  const created = await request('POST', '/v1/articles', { as, body });
  t.match(created.body, { tags: ['Zürich', 'Oslo, Norway'], tagSlugs: ['zurich', 'oslo-norway'] });
  for (const tag of ['', ' ', '!!!', '💥', '\u200b']) {
    const refused = await request('POST', '/v1/articles', { as, body: { headline: 'Bad', tags: ['ok', tag] } });
    t.match(refused, { status: 400, body: { errors: [{ pointer: '/tags/1' }] } }, JSON.stringify(tag));
  }
  t.equal((await request('GET', '/v1/articles?tag=!!!')).status, 400);
});

t.test('replaces the slugs together with the tags, and restores them from a revision', async (t) => {
  const patched = await request('PATCH', '/v1/articles/tagged', { as, body: { tags: ['EU'] } });
  t.match(patched.body, { tags: ['EU'], tagSlugs: ['eu'] });
  const restored = await request('POST', '/v1/articles/tagged/revisions/1/restore', { as, body: {} });
  t.match(restored.body, { tags: names, tagSlugs: slugs });
});
