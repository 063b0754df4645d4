import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, newsroom } = await openNewsroom(t);
const as = 'editor';
const { systemActor: system } = await import('../../../src/platform/auth/index.js');

await request('POST', '/v1/sections', { as, body: { name: 'World' } });
await request('POST', '/v1/sections', { as, body: { name: 'Europe', parent: 'world' } });
await request('POST', '/v1/sections', { as, body: { name: 'Sport' } });

const stories = [
  { headline: 'Alpha summit', section: 'world', tags: ['a', 'b'], day: 1, body: '<p>Leaders were running late.</p>' },
  { headline: 'Beta', section: 'europe', tags: ['a'], day: 2, body: '<p>The summit runs on &amp; on &lt;b&gt;.</p>' },
  { headline: 'Gamma', section: 'europe', tags: ['b', 'c'], day: 3, lang: 'de', body: '<p>Die Häuser der Stadt.</p>' },
  { headline: 'Delta', section: 'sport', tags: ['c'], day: 4, type: 'opinion' as const, body: '<p>Goals.</p>' },
  {
    headline: 'Epsilon',
    section: 'sport',
    tags: [],
    day: 5,
    body: '<p>More goals. “Exactly this phrase” he said.</p>',
  },
];
for (const { day, ...story } of stories) {
  const { id } = await newsroom.articles.create(system, story);
  await newsroom.articles.publish(system, id, { at: new Date(Date.UTC(2017, 6, day)) });
}

const headlines = async (query: string) => {
  const { status, body } = await request('GET', `/v1/articles?${query}`);
  t.equal(status, 200, query);
  return body.data.map((article: { headline: string }) => article.headline[0]).join('');
};

t.test('filters by each filter and by combinations of them', async (t) => {
  const found = {
    '': 'EDGBA',
    'section=world': 'GBA',
    'section=europe': 'GB',
    'tag=a': 'BA',
    'tag=a,b': 'A',
    'tag=a|c': 'DGBA',
    'tag=-a': 'EDG',
    'tag=b,-a': 'G',
    'tag=A': 'BA',
    'lang=de': 'G',
    'type=opinion': 'D',
    'section=world&tag=b': 'GA',
    'publishedAt[gte]=2017-07-03T00:00:00Z': 'EDG',
    'publishedAt[lt]=2017-07-03T00:00:00Z': 'BA',
    'publishedAt[gte]=2017-07-02T00:00:00Z&publishedAt[lt]=2017-07-04T00:00:00%2B00:00': 'GB',
    'sort=publishedAt': 'ABGDE',
    'section=world&sort=publishedAt': 'ABG',
    'sort=-updatedAt': 'EDGBA',
    'sort=firstPublishedAt': 'ABGDE',
  };
  for (const [query, expected] of Object.entries(found)) t.equal(await headlines(query), expected, query);
});

t.test('stems by language, understands phrases and exclusion, and ranks headlines first', async (t) => {
  t.equal(await headlines('q=summit'), 'AB', 'a match in the headline ranks above one in the body');
  t.equal(await headlines('q=run'), [...(await headlines('q=running'))].join(''), 'both words have the same stem');
  t.equal(await headlines('q=Haus'), 'G', 'German is stemmed as German');
  t.equal(await headlines('q="exactly this phrase"'), 'E');
  t.equal(await headlines('q=goals -phrase'), 'D');
  t.equal(await headlines('q=late or goals&sort=publishedAt'), 'ADE');
  t.equal(await headlines('q=nothingofthekind'), '');
  const { body } = await request('GET', '/v1/articles?q=summit&section=europe');
  t.match(
    body.data[0].highlight.text,
    'The <mark>summit</mark> runs on &amp; on',
    'the matches are marked in safe HTML',
  );
});

t.test('pages forwards and backwards, each article once, while others are added', async (t) => {
  for (const query of ['', '&section=world', '&q=goals or summit or late', '&sort=publishedAt', '&sort=-updatedAt']) {
    const all = await headlines(`limit=100${query}`);
    const pages: string[] = [];
    let url: string | undefined = `/v1/articles?limit=2${query}`;
    let last = '';
    while (url !== undefined) {
      const { body, headers } = await request('GET', url);
      pages.push(body.data.map((article: { headline: string }) => article.headline[0]).join(''));
      last = url;
      url = /<([^>]+)>; rel="next"/.exec(headers.link ?? '')?.[1];
      t.equal(url !== undefined, body.page.next !== null);
    }
    t.equal(pages.join(''), all, query);
    const back: string[] = [];
    url = last;
    while (url !== undefined) {
      const { body, headers } = await request('GET', url);
      back.unshift(body.data.map((article: { headline: string }) => article.headline[0]).join(''));
      url = /<([^>]+)>; rel="prev"/.exec(headers.link ?? '')?.[1];
    }
    t.equal(back.join(''), all, `${query} backwards`);
  }
});

t.test('refuses parameter values that do not apply, and names the parameter', async (t) => {
  for (const query of [
    'sort=-relevance',
    'sort=createdAt',
    'status=draft',
    'sort=headline',
    'tag=a,,b',
    'include=everything',
    'fields=secret',
  ]) {
    const { status, body } = await request('GET', `/v1/articles?${query}`);
    t.equal(status, 400, query);
    t.equal(body.errors[0].parameter, query.split('=')[0], query);
  }
});

t.test('returns only the requested fields, for lists and single articles', async (t) => {
  const { body } = await request('GET', '/v1/articles?fields=slug,headline&limit=1');
  t.same(Object.keys(body.data[0]), ['slug', 'headline']);
  t.same(Object.keys((await request('GET', '/v1/articles/beta?fields=body')).body), ['body']);
});

t.test('updates the lists of both parents when a section moves', async (t) => {
  t.equal(await headlines('section=sport'), 'ED');
  await request('PATCH', '/v1/sections/europe', { as, body: { parent: 'sport' } });
  t.equal(await headlines('section=sport'), 'EDGB');
  t.equal(await headlines('section=world'), 'A');
  t.equal((await request('GET', '/v1/articles/beta')).body.section.path, 'sport/europe');
  t.equal((await request('DELETE', '/v1/sections/europe', { as })).body.code, 'section-in-use');
  t.equal((await request('DELETE', '/v1/sections/europe?moveTo=world', { as })).status, 204);
  t.equal(await headlines('section=world'), 'GBA');
  t.equal((await request('GET', '/v1/articles/beta')).body.section.slug, 'world');
});
