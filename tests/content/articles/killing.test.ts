import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, cache } = await openNewsroom(t);
const as = 'editor';
const forms = ['application/json', 'application/ld+json', 'application/vnd.iptc.ninjs+json', 'text/markdown'];
const post = (url: string, body?: object) => request('POST', url, body === undefined ? { as } : { as, body });
const reason = 'It was published in error.';
const note = 'Legal has called.';

await post('/v1/sections', { name: 'World' });
await post('/v1/people', { name: 'Ada Person' });

async function live(headline: string, more: object = {}) {
  const { body } = await post('/v1/articles', {
    headline,
    section: 'world',
    tags: ['zebra'],
    body: '<p>The zebra text of Ada Person.</p>',
    people: [{ person: 'ada-person', relation: 'author' }],
    ...more,
  });
  await post(`/v1/articles/${body.id}/publish`);
  return body as { id: string; slug: string };
}

const lists = [
  '/v1/articles?count=exact',
  '/v1/articles?q=zebra&count=exact',
  '/v1/articles?section=world&count=exact',
  '/v1/articles?tag=zebra&count=exact',
  '/v1/articles?include=related,body,people',
  '/v1/people/ada-person/articles',
  '/v1/people/ada-person/mentions',
  '/v1/feeds/rss',
  '/v1/feeds/atom?tag=zebra',
  '/v1/feeds/json',
  '/sitemap.xml',
  '/news-sitemap.xml',
];

t.test('removes a killed article everywhere immediately, and its addresses give the reason', async (t) => {
  const first = await live('Of the zebra');
  await request('PATCH', `/v1/articles/${first.id}`, { as, body: { slug: 'zebra-two', headline: 'Zebra two' } });
  await post(`/v1/articles/${first.id}/publish`);
  const other = await live('Beside it', { related: [first.id], body: '<p>Nothing.</p>', tags: [] });
  const comment = await request('POST', `/v1/articles/${first.id}/comments`, {
    body: { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello there' },
  });
  await request('PATCH', `/v1/comments/${comment.body.id}`, { as: 'moderator', body: { status: 'approved' } });
  const addresses = [first.id, first.slug, 'zebra-two'].map((ref) => `/v1/articles/${ref}`);
  const told = () => Promise.all(lists.map(async (url) => ({ url, text: (await request('GET', url)).text })));
  for (const { url, text } of await told())
    if (!url.endsWith('/mentions')) t.match(text, /zebra-two/, `${url} shows the article and is cached`);
  for (const url of addresses) await request('GET', url);

  const killed = await post(`/v1/articles/${first.id}/kill`, { reason, note });
  t.match(killed.body, { status: 'killed', killed: { reason, note }, publicUpdatedAt: null });

  for (const { url, text } of await told()) {
    t.notMatch(text, /zebra-two|Zebra two/, url);
    t.notMatch(text, first.id, url);
  }
  t.equal((await request('GET', '/v1/articles?tag=zebra&count=exact')).body.page.total, 0);
  t.same((await request('GET', `/v1/articles/${other.id}`)).body.related, []);
  for (const url of addresses) {
    for (const accept of forms) {
      const answer = await request('GET', url, { headers: { accept } });
      t.match(
        answer,
        { status: 410, body: { code: 'gone', reason, detail: reason } },
        `${url} returns 410 for ${accept}`,
      );
      t.same(
        Object.keys(answer.body).sort(),
        ['code', 'detail', 'instance', 'reason', 'requestId', 'status', 'title', 'type'],
        'the response has no other fields',
      );
      t.match(answer.headers['cache-control'], /public, max-age=5/);
    }
    t.equal((await request('HEAD', url)).status, 410);
  }
  t.equal((await request('GET', `/v1/articles/${first.id}/comments`)).status, 404);
  t.equal((await request('GET', `/v1/comments/${comment.body.id}`)).status, 404);
  t.ok(cache.stats.entries > 0);

  await post(`/v1/articles/${first.id}/kill`, { reason: 'It was wrong.' });
  t.equal((await request('GET', addresses[0] ?? '')).body.reason, 'It was wrong.', 'the reason can be changed');

  const events = await database.prisma.event.findMany({ where: { subjectId: first.id, type: 'article.killed' } });
  t.match(events, [{ payload: { id: first.id, status: 'killed', reason } }, { payload: { reason: 'It was wrong.' } }]);
  t.notMatch(JSON.stringify(events[0]?.payload), note);

  t.match(await post(`/v1/articles/${first.id}/unkill`), {
    status: 200,
    body: { status: 'unpublished', killed: null },
  });
  t.equal((await request('GET', addresses[0] ?? '')).status, 404, 'the public gets no reason after unkill');
  await post(`/v1/articles/${first.id}/publish`);
  t.equal((await request('GET', '/v1/articles/zebra-two')).status, 200);
  t.equal((await request('GET', `/v1/articles/${first.slug}`)).status, 308);
});

t.test('returns 404 for a killed draft that was never public', async (t) => {
  const { body } = await post('/v1/articles', { headline: 'A secret draft' });
  t.equal((await post(`/v1/articles/${body.id}/kill`, { reason })).status, 200);
  for (const ref of [body.id, body.slug]) {
    const answer = await request('GET', `/v1/articles/${ref}`);
    t.match(answer, { status: 404, body: { code: 'not-found' } });
    t.notMatch(answer.text, reason);
  }
  t.equal((await post(`/v1/articles/${body.id}/unkill`)).body.status, 'draft');
});

t.test('does not reveal a slug that the article got after it was unpublished', async (t) => {
  const { id, slug } = await live('Once here');
  await post(`/v1/articles/${id}/unpublish`);
  await request('PATCH', `/v1/articles/${id}`, { as, body: { slug: 'the-secret-name' } });
  await post(`/v1/articles/${id}/kill`, { reason });
  t.equal((await request('GET', `/v1/articles/${slug}`)).status, 410);
  t.equal((await request('GET', '/v1/articles/the-secret-name')).status, 404);
});

t.test('requires the publish scope and a reason for killing', async (t) => {
  const { id } = await live('Kept');
  t.equal((await request('POST', `/v1/articles/${id}/kill`, { as: 'writer', body: { reason } })).status, 403);
  for (const body of [{}, { reason: '' }, { reason: ' ' }, { reason: 'x'.repeat(501) }])
    t.equal((await post(`/v1/articles/${id}/kill`, body)).status, 400, JSON.stringify(body).slice(0, 30));
  t.equal((await request('GET', `/v1/articles/${id}`)).status, 200);
  t.equal((await request('GET', '/v1/desk/articles?status=killed', { as })).body.data.length, 1);
});
