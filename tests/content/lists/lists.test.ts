import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements, sent, database } = await openNewsroom(t);
const as = 'editor';

await request('POST', '/v1/sections', { as, body: { name: 'World' } });
await request('POST', '/v1/sections', { as, body: { name: 'Europe', parent: 'world' } });
await request('POST', '/v1/people', { as, body: { name: 'Ada' } });

async function draft(headline: string, more: object = {}) {
  const people = [{ person: 'ada', relation: 'author' }];
  const answer = await request('POST', '/v1/articles', {
    as,
    body: { headline, section: 'europe', people, tags: ['t'], ...more },
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as { id: string; slug: string };
}
async function live(headline: string, more: object = {}) {
  const story = await draft(headline, more);
  await request('POST', `/v1/articles/${story.id}/publish`, { as });
  return story;
}
async function list(body: object) {
  const answer = await request('POST', '/v1/lists', { as, body: { published: true, ...body } });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}
type Shown = { position: number; pinned: boolean; headline: string; article: { slug: string } };
const shown = async (slug: string): Promise<Shown[]> => (await request('GET', `/v1/lists/${slug}`)).body.items;
const slugs = async (slug: string) => (await shown(slug)).map(({ article }) => article.slug);

const stories: { id: string; slug: string }[] = [];
for (const headline of ['One', 'Two', 'Three', 'Four', 'Five', 'Six']) stories.push(await live(headline));

t.test('shows pins at their places and fills the rest by the rule, each article once', async (t) => {
  const { status, body, headers } = await request('POST', '/v1/lists', {
    as,
    body: {
      name: 'Front page',
      published: true,
      size: 5,
      rule: { section: 'world' },
      items: [
        { article: 'two', label: 'Exclusive', headline: 'Two, told anew', standfirst: 'As never before.' },
        {},
        { article: stories[5]?.id },
      ],
    },
  });
  t.equal(status, 201);
  t.equal(headers.location, '/v1/lists/front-page');
  t.match(body, {
    version: 1,
    published: true,
    rule: { section: 'world' },
    items: [{ article: { slug: 'two' } }, { article: null }, {}],
  });

  const page = await request('GET', '/v1/lists/front-page?include=people&fields=slug,people');
  t.strictSame(Object.keys(page.body), [
    'id',
    'slug',
    'name',
    'description',
    'size',
    'items',
    'version',
    'createdAt',
    'updatedAt',
  ]);
  t.strictSame(
    page.body.items.map(({ position, pinned, article }: Shown) => [position, pinned, article.slug]),
    [
      [1, true, 'two'],
      [2, false, 'five'],
      [3, true, 'six'],
      [4, false, 'four'],
      [5, false, 'three'],
    ],
  );
  t.match(page.body.items[0], { label: 'Exclusive', headline: 'Two, told anew', standfirst: 'As never before.' });
  t.match(page.body.items[1], {
    label: null,
    headline: 'Five',
    standfirst: null,
    article: { people: [{ name: 'Ada' }] },
  });
  t.match(page.headers, { etag: /^"1\./, 'surrogate-key': /\blists\b/, 'cache-control': /^public/ });
  t.match((await request('GET', '/v1/lists')).body.data, [{ slug: 'front-page', size: 5 }]);
  const same = { 'if-none-match': page.headers.etag ?? '' };
  t.equal(
    (await request('GET', '/v1/lists/front-page?include=people&fields=slug,people', { headers: same })).status,
    304,
  );
});

t.test('drops unpublished articles immediately, fills the gap, and adds newly published ones', async (t) => {
  await request('POST', '/v1/articles/six/unpublish', { as });
  t.strictSame(await slugs('front-page'), ['two', 'five', 'four', 'three', 'one']);
  await request('DELETE', '/v1/articles/five', { as });
  t.strictSame(await slugs('front-page'), ['two', 'four', 'three', 'one'], 'positions have no gaps');
  t.strictSame(
    (await shown('front-page')).map(({ position }) => position),
    [1, 2, 3, 4],
  );
  await request('POST', '/v1/articles/six/publish', { as });
  t.strictSame(await slugs('front-page'), ['two', 'four', 'six', 'three', 'one'], 'a pin keeps its place meanwhile');
  await live('Seven');
  t.strictSame(await slugs('front-page'), ['two', 'seven', 'six', 'four', 'three']);
});

t.test('accepts a pinned draft, and shows the public nothing of it before it is live', async (t) => {
  const secret = await draft('Okapi scoop');
  const body = { items: [{ article: secret.id, headline: 'Okapi words', label: 'Okapi' }, { article: 'two' }] };
  t.equal((await request('PATCH', '/v1/lists/front-page', { as, body })).body.items[0].live, false);
  for (const url of [
    '/v1/lists/front-page',
    '/v1/lists/front-page?include=people,related,body,mentions',
    '/v1/lists?limit=100',
  ]) {
    const { text, headers } = await request('GET', url);
    const all = `${text}${JSON.stringify(headers)}`;
    t.notMatch(all, /okapi/i, url);
    t.notMatch(all, secret.id.slice(24), url);
  }
  t.equal(
    (await request('GET', '/v1/lists/front-page', { as: 'admin' })).body.items[0].headline,
    'Seven',
    'a token does not change the public view',
  );
  t.match((await request('GET', '/v1/desk/lists/front-page', { as })).body.items[0], {
    article: { slug: 'okapi-scoop', status: 'draft' },
    live: false,
  });
  await request('POST', `/v1/articles/${secret.id}/publish`, { as });
  t.match((await shown('front-page'))[0], {
    pinned: true,
    headline: 'Okapi words',
    article: { slug: 'okapi-scoop' },
  });
  await request('DELETE', `/v1/articles/${secret.id}`, { as });
  await request('DELETE', `/v1/articles/${secret.id}?purge=true`, { as: 'admin' });
  t.match((await request('GET', '/v1/desk/lists/front-page', { as })).body.items, [
    { article: null },
    { article: { slug: 'two' } },
  ]);
  t.equal(
    await database.prisma.listPin.count({ where: { articleId: secret.id } }),
    0,
    'the pin is deleted with the article',
  );
});

t.test('reads a public list in one statement, whatever it includes', async (t) => {
  await slugs('front-page');
  for (const url of [
    '/v1/lists/front-page',
    '/v1/lists/front-page?include=section,people,related,body,corrections',
    '/v1/lists',
  ]) {
    statements();
    await request('GET', url);
    const asked = sent();
    t.equal(asked.length, 1, url);
    t.notMatch(
      asked[0],
      /\b(FROM|JOIN) (articles|article_\w+|revisions|lists|list_\w+)\b/,
      `${url} reads only public tables`,
    );
    await request('GET', url);
    t.equal(sent().length, 0, `${url} is cached`);
  }
  await request('PATCH', '/v1/lists/front-page', { as, body: { size: 2 } });
  t.equal((await shown('front-page')).length, 2, 'a change shows immediately');
  await request('PATCH', '/v1/lists/front-page', { as, body: { size: 5 } });
  t.equal((await shown('front-page')).length, 5);
});

t.test('accepts the filters and sort orders of the list of articles in rules, and no others', async (t) => {
  await live('Meinung', { lang: 'de', type: 'opinion', tags: ['x'] });
  const rules: [rule: object, query: string][] = [
    [{}, ''],
    [{ tag: 't,-x' }, 'tag=t,-x'],
    [{ person: 'ada' }, 'person=ada'],
    [{ author: 'ada', type: 'opinion' }, 'author=ada&type=opinion'],
    [{ lang: 'de' }, 'lang=de'],
    [{ section: 'europe', sort: 'publishedAt' }, 'section=europe&sort=publishedAt'],
    [{ sort: '-updatedAt' }, 'sort=-updatedAt'],
    [{ 'publishedAt[gte]': '2017-01-01T00:00:00+02:00' }, 'publishedAt[gte]=2017-01-01T00:00:00Z'],
    [{ 'publishedAt[lt]': '2017-01-01T00:00:00Z' }, 'publishedAt[lt]=2017-01-01T00:00:00Z'],
  ];
  await list({ name: 'Ruled', size: 4, rule: {} });
  for (const [rule, query] of rules) {
    t.equal((await request('PATCH', '/v1/lists/ruled', { as, body: { rule: null } })).status, 200);
    const patched = await request('PATCH', '/v1/lists/ruled', { as, body: { rule } });
    t.equal(patched.status, 200, patched.text);
    const { data } = (await request('GET', `/v1/articles?limit=4&${query}`)).body;
    t.strictSame(
      await slugs('ruled'),
      data.map(({ slug }: Shown['article']) => slug),
      query,
    );
  }
  for (const [rule, status, pointer] of [
    [{ section: 'nowhere' }, 422, '/rule/section'],
    [{ author: 'nobody' }, 422, '/rule/author'],
    [{ tag: 'a,,b' }, 400, '/rule/tag'],
    [{ q: 'words' }, 400, '/rule/q'],
    [{ sort: '-relevance' }, 400, '/rule/sort'],
  ] as const)
    t.match(await request('PATCH', '/v1/lists/ruled', { as, body: { rule } }), {
      status,
      body: { errors: [{ pointer }] },
    });
});

t.test('closes the gaps of a package without a rule', async (t) => {
  const { slug } = await list({
    name: 'Package',
    items: [{ article: 'one' }, {}, { article: 'two' }, { article: 'six' }],
  });
  t.strictSame(
    (await shown(slug)).map(({ position, article }) => [position, article.slug]),
    [
      [1, 'one'],
      [2, 'two'],
      [3, 'six'],
    ],
  );
  await request('POST', '/v1/articles/two/unpublish', { as });
  t.strictSame(await slugs(slug), ['one', 'six']);
  await request('POST', '/v1/articles/two/publish', { as });
});

t.test('ends a pin at its time, and no response is cached beyond it', async (t) => {
  const until = new Date(Date.now() + 1_200).toISOString();
  const { slug } = await list({
    name: 'Until',
    size: 2,
    rule: { section: 'world' },
    items: [{ article: 'one', until }],
  });
  const before = await request('GET', `/v1/lists/${slug}`);
  t.equal(before.body.items[0].article.slug, 'one');
  t.match(before.headers['cache-control'], /max-age=0, s-maxage=0, stale-while-revalidate=0/);
  await request('GET', `/v1/lists/${slug}`);
  await sleep(1_300);
  const after = await request('GET', `/v1/lists/${slug}`);
  t.not(after.body.items[0].article.slug, 'one', 'the pin ends without an event');
  t.notMatch(after.headers['cache-control'], /max-age=0/);
  t.match((await request('GET', `/v1/desk/lists/${slug}`, { as })).body.items, [{ live: false, until }]);
  const later = new Date(Date.now() + 100_000).toISOString();
  await request('PUT', `/v1/lists/${slug}/order`, {
    as,
    body: { version: 1, items: [{ article: 'one', until: later }] },
  });
  const seconds = (header = '') => [...header.matchAll(/=(\d+)/g)].map(([, value]) => Number(value));
  const bounded = seconds((await request('GET', `/v1/lists/${slug}`)).headers['cache-control']);
  t.ok(Math.max(...bounded) <= 50, `half of the time is left here and ${bounded} elsewhere, which is at most 100 s`);
});

t.test('shows an unpublished list only in the desk view, and redirects old slugs', async (t) => {
  const { id } = await list({ name: 'Secret list', published: false });
  t.equal((await request('GET', '/v1/lists/secret-list')).status, 404);
  t.notMatch((await request('GET', '/v1/lists?limit=100')).text, 'secret-list');
  t.match((await request('GET', '/v1/desk/lists?limit=100', { as })).text, 'secret-list');
  t.equal((await request('GET', '/v1/desk/lists/secret-list', { as })).body.id, id);
  await request('PATCH', `/v1/lists/${id}`, { as, body: { published: true, slug: 'open-list' } });
  t.equal(
    (await request('GET', '/v1/lists/open-list')).status,
    200,
    'a list that was missing before shows immediately',
  );
  t.match(await request('GET', '/v1/lists/secret-list?fields=id'), {
    status: 308,
    headers: { location: '/v1/lists/open-list?fields=id' },
  });
  t.equal(
    (await request('POST', '/v1/lists', { as, body: { name: 'X', slug: 'secret-list' } })).body.code,
    'slug-taken',
  );
  await request('PATCH', `/v1/lists/${id}`, { as, body: { published: false } });
  for (const ref of ['open-list', 'secret-list', id]) t.equal((await request('GET', `/v1/lists/${ref}`)).status, 404);
  const put = await request('PUT', `/v1/lists/${id}`, { as, body: { name: 'Emptied' } });
  t.match(put.body, { name: 'Emptied', slug: 'open-list', published: false, size: 20, rule: null, items: [] });
  t.equal((await request('DELETE', `/v1/lists/${id}`, { as })).status, 204);
  t.equal((await request('GET', `/v1/desk/lists/${id}`, { as })).status, 404);
});

t.test('refuses invalid lists and points to the place', async (t) => {
  const wrongs: [body: object, status: number, pointer: string, code: string][] = [
    [{ items: [{ article: 'one' }, { article: stories[0]?.id }] }, 400, '/items/1/article', 'duplicate'],
    [{ items: [{}, { article: 'nothing' }] }, 422, '/items/1/article', 'unknown-article'],
    [{ items: [{ label: 'Alone' }] }, 400, '/items/0', 'without-article'],
    [{ size: 1, items: [{}, { article: 'one' }] }, 400, '/items', 'too-many'],
    [{ size: 101 }, 400, '/size', 'too-big'],
    [{ items: [{ article: 'one', until: 'soon' }] }, 400, '/items/0/until', 'invalid-format'],
  ];
  for (const [body, status, pointer, code] of wrongs)
    t.match(await request('POST', '/v1/lists', { as, body: { name: 'Wrong', ...body } }), {
      status,
      body: { errors: [{ pointer, code }] },
    });
  t.equal((await request('POST', '/v1/lists', { as: 'writer', body: { name: 'Mine' } })).status, 403);
});
