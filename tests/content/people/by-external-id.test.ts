import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements } = await openNewsroom(t);
const put = (id: string, body: Record<string, unknown>, as: 'editor' | 'reader' = 'editor') =>
  request('PUT', `/v1/people/by-external-id/wire/${id}`, { as, body });
const minister = { name: 'Ines Aguirre', roles: [{ title: 'Minister', from: '2019' }], aliases: [] };

t.test('returns the same person for a repeated PUT, and writes nothing', async (t) => {
  const first = await put('p1', minister);
  t.equal(first.status, 201);
  t.match(first.body, { name: 'Ines Aguirre', version: 1, unchanged: false });
  t.match(first.headers.location, `/v1/people/${first.body.slug}`);
  statements();
  const again = await put('p1', minister);
  t.match([again.status, again.body], [200, { id: first.body.id, version: 1, unchanged: true }]);
  t.notOk(
    statements().some((text) => /^\s*(?:INSERT|UPDATE|DELETE)/i.test(text)),
    'nothing is written',
  );
  const changed = await put('p1', { ...minister, roles: [{ title: 'Prime minister', from: '2021' }] });
  t.match(changed.body, { id: first.body.id, slug: first.body.slug, version: 2, unchanged: false });
  t.match(changed.body.roles, [{ title: 'Prime minister' }]);
});

t.test('creates one person when requests arrive at once', async (t) => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => put('p2', { name: 'Tomas Lind' })));
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  t.equal(answers.filter(({ status }) => status === 201).length, 1);
});

t.test('returns the winner for the external id of a merged person', async (t) => {
  const [loser, winner] = [await put('p3', { name: 'A. Berg' }), await put('p4', { name: 'Anna Berg' })];
  const merged = await request('POST', `/v1/people/${loser.body.id}/merge`, {
    as: 'admin',
    body: { into: winner.body.id },
  });
  t.equal(merged.status, 200);
  const again = await put('p3', { name: 'Anna Berg' });
  t.match([again.status, again.body.id], [200, winner.body.id]);
});

t.test('refuses invalid requests', async (t) => {
  t.equal((await put('p5', minister, 'reader')).status, 403);
  t.equal((await put('p5', { name: '' })).status, 400);
  t.match(await put('p5', { ...minister, slug: 'ines-aguirre' }), { status: 409, body: { code: 'slug-taken' } });
  t.equal((await put('p5', { name: 'Free again' })).status, 201, 'a refused request reserves no external id');
});
