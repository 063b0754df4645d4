import t, { type Test } from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { request, database } = await openNewsroom(t);
const as = 'admin';
await request('POST', '/v1/sections', { as, body: { name: 'World' } });
for (const headline of ['One', 'Two', 'Three']) {
  await request('POST', '/v1/articles', { as, body: { headline } });
  await request('POST', `/v1/articles/${headline.toLowerCase()}/publish`, { as });
}
const stored = async () => [
  await database.prisma.article.count(),
  await database.prisma.event.count(),
  await database.prisma.section.count(),
];
const before = await stored();

/** A refusal tells what to do and nothing about the inside. */
function refused(
  t: Test,
  answer: { status: number; text: string; body: { code: string } },
  status: number,
  what: string,
): void {
  t.equal(answer.status, status, what);
  t.match(
    answer.body,
    { status, type: `/problems/${answer.body.code}`, title: String, detail: String, requestId: String },
    what,
  );
  t.notMatch(answer.text, /node_modules|\.ts:\d|SELECT|INSERT|Prisma|prisma/, what);
}

t.test('bodies that are no JSON, or too large, or too deep, or of another kind', async (t) => {
  const post = (raw: string, headers = {}) => request('POST', '/v1/articles', { as, raw, headers });
  for (const raw of ['{"headline":', '{headline: 1}', '', '   ', 'null', '[]', '"text"', '1', '{"a":1}}', '\u0000']) {
    refused(t, await post(raw), 400, JSON.stringify(raw));
  }
  refused(t, await post(JSON.stringify({ headline: 'x'.repeat(2 * 1024 * 1024) })), 413, '2 MB');
  refused(t, await post(`{"seo":${'['.repeat(10_000)}${']'.repeat(10_000)}}`), 400, '10,000 deep');
  refused(t, await post('{"headline":"x","__proto__":{"admin":true}}'), 400, '__proto__');
  refused(t, await post('{"headline":"x","constructor":{"prototype":{"a":1}}}'), 400, 'constructor');
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense']) {
    refused(t, await post('{"headline":"x"}', { 'content-type': type }), 415, type);
  }
});

t.test(
  'fields of the wrong type, too long, or with characters that cannot be stored, are named by their pointer',
  async (t) => {
    const wrong: [object | string, string][] = [
      [{}, '/headline'],
      [{ headline: 1 }, '/headline'],
      [{ headline: null }, '/headline'],
      [{ headline: '' }, '/headline'],
      [{ headline: '   ' }, '/headline'],
      [{ headline: 'x'.repeat(501) }, '/headline'],
      [{ headline: 'a\u0000b' }, '/headline'],
      ['{"headline":"a\\ud800b"}', '/headline'],
      [{ headline: 'x', body: 'a\u0000' }, '/body'],
      [{ headline: 'x', tags: 'g20' }, '/tags'],
      [{ headline: 'x', tags: ['a,b'] }, '/tags/0'],
      [{ headline: 'x', tags: ['ok', 7] }, '/tags/1'],
      [{ headline: 'x', lang: 'english!' }, '/lang'],
      [{ headline: 'x', type: 'poem' }, '/type'],
      [{ headline: 'x', slug: 'Not A Slug' }, '/slug'],
      [{ headline: 'x', slug: '../../etc/passwd' }, '/slug'],
      [{ headline: 'x', people: [{ person: 'a', relation: 'friend' }] }, '/people/0/relation'],
      [{ headline: 'x', sources: [{ name: 'X', url: 'javascript:alert(1)' }] }, '/sources/0/url'],
      [{ headline: 'x', leadImage: { url: 'ftp://x/y', alt: '' } }, '/leadImage/url'],
      [{ headline: 'x', seo: { title: 5 } }, '/seo/title'],
      [{ headline: 'x', seo: { other: 5 } }, '/seo/other'],
      [{ headline: 'x', commentsOpen: 'yes' }, '/commentsOpen'],
      [{ headline: 'x', status: 'published' }, '/status'],
    ];
    for (const [body, pointer] of wrong) {
      const raw = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await request('POST', '/v1/articles', { as, raw });
      refused(t, answer, 400, raw.slice(0, 80));
      t.equal(answer.body.errors[0].pointer, pointer);
    }
  },
);

t.test('query parameters out of their bounds are named', async (t) => {
  const cursor = (await request('GET', '/v1/articles?limit=1')).body.page.next;
  const sections = (await request('GET', '/v1/articles?limit=1&sort=-updatedAt')).body.page.next;
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const id = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';
  const wrong = [
    ...['0', '101', 'abc', '-1', '1e1', '0x10', '1.5', '', ' 5', '99999999999999999999'].map(
      (limit) => `limit=${encodeURIComponent(limit)}`,
    ),
    'limit=5&limit=6',
    ...[
      'garbage',
      '%00',
      'e30',
      sections,
      forged(['articles.public:-publishedAt', 'yesterday', id]),
      forged(['articles.public:-publishedAt', '99999-01-01T00:00:00Z', id]),
    ].map((after) => `after=${after}`),
    `after=${forged(['articles.public:-publishedAt', '2017-07-07T00:00:00.000Z', 'x'])}`,
    `after=${cursor}&before=${cursor}`,
    ...[
      '2017-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '10000-01-01T00:00:00Z',
      '99999-01-01T00:00:00Z',
      '+99999-01-01T00:00:00Z',
      '2017-07-07',
      '1499385600',
      'now',
      'true',
      '2017-07-07T00:00:00',
    ].map((date) => `publishedAt[gte]=${encodeURIComponent(date)}`),
    'ids=1,2',
    `ids=${id},`,
    'section=%00',
    'section=a%20b',
    'q=%00',
    'q=',
    'tag=%00',
    'count=yes',
    'view=secret',
    'fields=',
    'include=section,,people',
    'sort=id;drop table articles',
    'lang=%F0%9F%98%80',
  ];
  for (const query of wrong) {
    const answer = await request('GET', `/v1/articles?${query}`);
    refused(t, answer, 400, query.slice(0, 100));
    t.ok(answer.body.errors?.[0].parameter, query.slice(0, 100));
  }
});

t.test('addresses that name nothing or are no addresses', async (t) => {
  for (const ref of ['0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', 'no-such-slug', 'a'.repeat(120)]) {
    refused(t, await request('GET', `/v1/articles/${ref}`), 404, ref);
  }
  for (const ref of ['%00', 'a%00b', 'a%20b', 'UPPER_CASE', 'a--b', '..%2f..', '%F0%9F%98%80', 'a'.repeat(121)]) {
    refused(t, await request('GET', `/v1/articles/${ref}`), 400, ref);
  }
  for (const url of ['/v1/articles/%ff', '/v1/articles/%', '/v1/%zz']) refused(t, await request('GET', url), 400, url);
  refused(t, await request('GET', '/v1/comments/not-an-id'), 400, 'comments take ids');
  refused(t, await request('GET', '/nowhere/at/all'), 404, 'no such address');
  refused(t, await request('DELETE', '/v1/articles', { as }), 404, 'no such method');
  t.notMatch((await request('GET', '/<script>alert(1)</script>')).text, '<script>');
});

t.test('headers that are no versions and no keys', async (t) => {
  const patch = (headers: Record<string, string>) => request('PATCH', '/v1/articles/one', { as, body: {}, headers });
  for (const tag of ['3', '"abc"', '""', '*, x', 'W/"x"']) refused(t, await patch({ 'if-match': tag }), 412, tag);
  const post = (key: string) =>
    request('POST', '/v1/articles', { as, body: { headline: 'x' }, headers: { 'idempotency-key': key } });
  for (const key of ['', 'with space', 'x'.repeat(256)]) refused(t, await post(key), 400, key.slice(0, 20));
  refused(t, await request('GET', '/v1/articles', { headers: { authorization: 'Basic abc' } }), 401, 'Basic');
});

t.test('after all that nothing has been stored', async (t) => {
  t.same(await stored(), before);
});
