import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'editor';

t.test('gives twenty articles with the same headline different slugs', async (t) => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => request('POST', '/v1/articles', { as, body: { headline: 'Breaking news' } })),
  );
  for (const { status, text } of answers) t.equal(status, 201, text);
  t.equal(new Set(answers.map(({ body }) => body.slug)).size, 20);
});

t.test('gives a slug to one of twenty requests that claim it, and returns 409 to the others', async (t) => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => request('POST', '/v1/articles', { as, body: { headline: 'H', slug: 'wanted' } })),
  );
  t.equal(answers.filter(({ status }) => status === 201).length, 1);
  for (const { body } of answers.filter(({ status }) => status !== 201)) {
    t.match(body, { status: 409, code: 'slug-taken', errors: [{ pointer: '/slug' }] });
  }
});

t.test('makes a slug from any script that is neither a reserved word nor like an id', async (t) => {
  const slugOf = async (headline: string, lang = 'en') =>
    (await request('POST', '/v1/articles', { as, body: { headline, lang } })).body.slug;
  t.equal(await slugOf('Grüße aus Köln: ein Fest', 'de'), 'gruesse-aus-koeln-ein-fest');
  t.equal(await slugOf('Pingüino en Güímar', 'es'), 'pinguino-en-guimar');
  t.equal(await slugOf('Президент в Гамбурге'), 'prezident-v-gamburge');
  t.match(await slugOf('？？！！'), /^article/);
  t.not(await slugOf('Search'), 'search');
  t.not(await slugOf('0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11'), '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11');
  t.equal((await request('POST', '/v1/articles', { as, body: { headline: 'H', slug: 'search' } })).status, 400);
});

t.test('frees the slug of a draft when it changes, and never frees one that readers used', async (t) => {
  const { id } = (await request('POST', '/v1/articles', { as, body: { headline: 'First thought' } })).body;
  await request('PATCH', `/v1/articles/${id}`, { as, body: { slug: 'second-thought' } });
  t.equal((await request('POST', '/v1/articles', { as, body: { headline: 'H', slug: 'first-thought' } })).status, 201);

  await request('POST', `/v1/articles/${id}/publish`, { as });
  await request('PATCH', `/v1/articles/${id}`, { as, body: { slug: 'third-thought' } });
  t.equal((await request('POST', '/v1/articles', { as, body: { headline: 'H', slug: 'second-thought' } })).status, 409);
  const back = await request('PATCH', `/v1/articles/${id}`, { as, body: { slug: 'second-thought' } });
  t.equal(back.body.slug, 'second-thought', 'its own article can take the slug again');

  await request('PATCH', `/v1/articles/${id}`, { as, body: { slug: 'fourth-thought' } });
  t.equal((await request('POST', `/v1/articles/${id}/discard-changes`, { as })).body.slug, 'second-thought');
  const freed = await request('POST', '/v1/articles', { as, body: { headline: 'H', slug: 'fourth-thought' } });
  t.equal(freed.status, 201, 'a discarded slug is free');
});
