import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'editor';
const world = (await request('POST', '/v1/sections', { as, body: { name: 'World' } })).body;
const europe = (await request('POST', '/v1/sections', { as, body: { name: 'Europe', parent: 'world' } })).body;
const ada = (await request('POST', '/v1/people', { as, body: { name: 'Ada' } })).body;
const grace = (await request('POST', '/v1/people', { as, body: { name: 'Grace' } })).body;
const other = (await request('POST', '/v1/articles', { as, body: { headline: 'Other' } })).body;
const article = (
  await request('POST', '/v1/articles', {
    as,
    body: {
      headline: 'Story',
      body: '<p>Two words</p>',
      section: 'europe',
      people: [
        { person: 'ada', relation: 'author' },
        { person: 'grace', relation: 'subject' },
      ],
      related: ['other'],
    },
  })
).body;
for (const ref of ['other', 'story']) await request('POST', `/v1/articles/${ref}/publish`, { as });
const guest = { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello there' };
const comment = (await request('POST', '/v1/articles/story/comments', { body: guest })).body;
const approve = (id: string) =>
  request('PATCH', `/v1/comments/${id}`, { as: 'moderator', body: { status: 'approved' } });
await approve(comment.id);
const reply = (await request('POST', '/v1/articles/story/comments', { body: { ...guest, parentId: comment.id } })).body;
await approve(reply.id);

const single = ['/v1/articles/story', '/v1/sections/europe', '/v1/people/ada', `/v1/comments/${comment.id}`];
const lists = ['/v1/articles', '/v1/sections', '/v1/people', '/v1/articles/story/comments', '/v1/people/ada/articles'];
const tag = async (url: string) => (await request('GET', url)).headers.etag ?? '';

t.test('makes a strong entity tag, the same for the same bytes and different for others', async (t) => {
  for (const url of single) {
    const whole = await tag(url);
    t.match(whole, /^"\d+\.[\w-]{16}"$/, `${url}: the tag is strong and names the version`);
    t.equal(await tag(url), whole, `${url}: the same bytes have the same tag`);
    t.not(await tag(`${url}?fields=id`), whole, `${url}: some fields have another tag`);
  }
  for (const url of lists) {
    const whole = await tag(url);
    t.match(whole, /^"[\w-]{16}"$/, `${url}: strong`);
    t.not(await tag(`${url}?limit=1&count=exact`), whole, `${url}: another page has another tag`);
  }
  const formats = ['html', 'text', 'markdown'].map((format) => tag(`/v1/articles/story?bodyFormat=${format}`));
  t.equal(new Set(await Promise.all(formats)).size, 3, 'each format has another tag');
});

t.test('accepts the tag of any representation of a version for a write', async (t) => {
  for (const url of single) {
    const scope = url.includes('comments') ? ({ as: 'moderator' } as const) : ({ as } as const);
    for (const representation of [url, `${url}?fields=id`]) {
      const tagged = await tag(representation);
      const answer = await request('PATCH', url, { ...scope, body: {}, headers: { 'if-match': tagged } });
      t.equal(answer.status, 200, `${url} ${tagged}`);
    }
  }
});

t.test('returns 304 without a body but with caching headers', async (t) => {
  for (const url of [...single, ...lists]) {
    const { headers } = await request('GET', url);
    for (const known of [headers.etag ?? '', `"x", ${headers.etag}`, `W/${headers.etag}`, '*']) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await request(method, url, { headers: { 'if-none-match': known } });
        t.match(answer, { status: 304, text: '' }, `${method} ${url} ${known}`);
        t.equal(answer.headers['content-type'], undefined);
        for (const name of ['etag', 'cache-control', 'vary', 'last-modified', 'surrogate-key'])
          t.equal(answer.headers[name], headers[name], `${method} ${url}: ${name}`);
      }
    }
    for (const unknown of ['"x"', `"x${headers.etag?.slice(1)}`, headers.etag?.replaceAll('"', '') ?? ''])
      t.equal((await request('GET', url, { headers: { 'if-none-match': unknown } })).status, 200, `${url} ${unknown}`);
  }
  const mine = await request('GET', '/v1/desk/articles/story', { as });
  const asked = { as, headers: { 'if-none-match': mine.headers.etag ?? '' } } as const;
  t.match(await request('GET', '/v1/desk/articles/story', asked), {
    status: 304,
    headers: { 'cache-control': 'private, no-store' },
  });
  t.equal((await request('GET', '/v1/articles/story', asked)).status, 200, 'the desk view has another tag');
});

t.test('changes the entity tag with every change', async (t) => {
  for (const [url, body] of [
    ['/v1/sections/europe', { description: 'From Lisbon to the Urals.' }],
    ['/v1/people/ada', { bio: 'A mathematician.' }],
  ] as const) {
    const before = await tag(url);
    const { headers } = await request('PATCH', url, { as, body });
    const after = await tag(url);
    t.not(after, before, url);
    const onDesk = await request('GET', url.replace('/v1/', '/v1/desk/'), { as });
    t.equal(headers.etag, onDesk.headers.etag, `${url}: a write returns the tag of the new version on the desk`);
    t.equal((await request('GET', url, { headers: { 'if-none-match': before } })).status, 200);
  }
});

t.test('refuses a write based on another version, with the current one, and changes nothing', async (t) => {
  const writes: [string, string, object | undefined][] = [
    ['PATCH', '/v1/articles/story', { headline: 'Lost' }],
    ['PUT', '/v1/articles/story', { headline: 'Lost' }],
    ['DELETE', '/v1/articles/story', undefined],
    ['POST', '/v1/articles/story/publish', undefined],
    ['POST', '/v1/articles/story/unpublish', undefined],
    ['PATCH', '/v1/sections/europe', { name: 'Lost' }],
    ['PUT', '/v1/sections/europe', { name: 'Lost' }],
    ['DELETE', '/v1/sections/europe', undefined],
    ['PATCH', '/v1/people/ada', { name: 'Lost' }],
    ['PUT', '/v1/people/ada', { name: 'Lost' }],
    ['DELETE', '/v1/people/ada', undefined],
    ['PATCH', `/v1/comments/${comment.id}`, { status: 'spam' }],
    ['DELETE', `/v1/comments/${reply.id}`, undefined],
  ];
  for (const [method, url, body] of writes) {
    const thing = url.replace(/\/(un)?publish$/, '');
    const read = async () =>
      (
        await request('GET', /articles|comments/.test(thing) ? thing.replace('/v1/', '/v1/desk/') : thing, {
          as: 'admin',
        })
      ).body;
    const before = await read();
    const sent = body === undefined ? {} : { body };
    for (const stale of ['"999"', '"999.abc"', '"0"', '"x"', before.id, '', `"${before.version}`]) {
      const answer = await request(method, url, { as: 'admin', ...sent, headers: { 'if-match': stale } });
      t.match(
        answer,
        { status: 412, body: { code: 'stale-version', currentVersion: before.version } },
        `${method} ${url} ${stale}`,
      );
      t.equal(answer.headers.etag, `"${before.version}"`);
    }
    t.same(await read(), before, `${method} ${url} changed nothing`);
  }
});

t.test('accepts `*` for any version, and one match among several', async (t) => {
  for (const pattern of ['*', ' * ', '"N"', '"999", "N"', '"N.other-bytes"']) {
    const { version } = (await request('GET', '/v1/people/ada')).body;
    const headers = { 'if-match': pattern.replace('N', String(version)) };
    t.equal((await request('PATCH', '/v1/people/ada', { as, body: {}, headers })).status, 200, pattern);
  }
  t.equal((await request('PATCH', '/v1/people/nobody', { as, body: {}, headers: { 'if-match': '*' } })).status, 404);
});

t.test('accepts one of two editors with the same ETag, and tells the other the current version', async (t) => {
  const places: [string, (text: string) => object][] = [
    ['/v1/articles/story', (headline) => ({ headline })],
    ['/v1/sections/europe', (description) => ({ description })],
    ['/v1/people/ada', (bio) => ({ bio })],
  ];
  for (const [url, change] of places) {
    const read = () => request('GET', url.includes('articles') ? url.replace('/v1/', '/v1/desk/') : url, { as });
    const { headers, body } = await read();
    const write = (text: string) =>
      request('PATCH', url, { as, body: change(text), headers: { 'if-match': headers.etag ?? '' } });
    const answers = await Promise.all([write('Mine'), write('Yours')]);
    t.same(answers.map(({ status }) => status).sort(), [200, 412], url);
    const stale = answers.find(({ status }) => status === 412);
    const current = body.version + 1;
    t.match(
      stale,
      { body: { code: 'stale-version', currentVersion: current }, headers: { etag: `"${current}"` } },
      url,
    );
    t.match((await read()).body, { version: current, ...change(answers[0]?.status === 200 ? 'Mine' : 'Yours') }, url);
    t.equal((await write('Again')).status, 412, `${url}: the old tag fails again`);
    const retry = { as, body: change('Ours'), headers: { 'if-match': stale?.headers.etag ?? '' } } as const;
    t.equal((await request('PATCH', url, retry)).status, 200, `${url}: the tag from the refusal succeeds`);
  }
});

/** Returns every id in a response. */
function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^(id|articleId|parentId)$/.test(key) && typeof inner === 'string' ? [inner] : idsIn(inner),
  );
}

t.test('names every id in a public response in the surrogate key', async (t) => {
  for (const url of [...single, ...lists, '/v1/articles?include=section,people,related', `/v1/comments/${reply.id}`]) {
    const { headers, body } = await request('GET', url);
    const keys = headers['surrogate-key']?.split(' ') ?? [];
    const ids = new Set(idsIn(body));
    t.ok(ids.size > 0, url);
    for (const id of ids) t.ok(keys.includes(id.slice(24)), `${url}: ${id}`);
    t.equal(new Set(keys).size, keys.length, `${url} names each key once`);
  }
  for (const [url, collection] of [
    ['/v1/articles?section=europe', 'articles'],
    ['/v1/people/ada/articles', 'articles'],
    ['/v1/sections', 'sections'],
    ['/v1/people', 'people'],
    ['/v1/articles/none', 'articles'],
    ['/v1/articles/none/comments', 'articles'],
    ['/v1/people/none', 'people'],
    [`/v1/comments/${world.id}`, 'comments'],
  ] as const) {
    const keys = (await request('GET', url)).headers['surrogate-key'];
    t.ok(keys?.split(' ').includes(collection), `${url} names the collection that it may join`);
  }
  const shown = (await request('GET', '/v1/articles/story')).headers['surrogate-key']?.split(' ');
  for (const { id } of [article, europe, ada, grace, other]) t.ok(shown?.includes(id.slice(24)));
  t.ok(
    (await request('GET', '/v1/sections/europe')).headers['surrogate-key']?.includes(world.id.slice(24)),
    'the parent section is named',
  );
  const narrow = (await request('GET', '/v1/articles/story?fields=headline')).headers['surrogate-key'];
  t.match(narrow, article.id.slice(24), 'the id is named even when `fields` omits it');
});

t.test('tells caches how long to keep a response, and that it varies by token', async (t) => {
  for (const url of [...single, ...lists, '/v1/articles/none']) {
    const { status, headers } = await request('GET', url);
    t.match(headers['cache-control'], /^public, max-age=\d+/, `${url} ${status}`);
    const forms = /^\/v1\/articles\/[^/?]+$/.test(url) ? 'Accept, ' : '';
    t.equal(headers.vary, `${forms}Authorization, Accept-Encoding`, `${url} varies`);
    const mine = await request('GET', url, { as: 'reader' });
    t.match(mine.headers['cache-control'], /no-store/, `${url} with a token`);
    t.equal(mine.headers['surrogate-key'], undefined, `${url} with a token`);
  }
  for (const url of single) {
    const { headers, body } = await request('GET', url);
    t.equal(headers['last-modified'], new Date(body.updatedAt ?? headers['last-modified']).toUTCString(), url);
  }
});
