import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements, sent, cache, app } = await openNewsroom(t, {
  environment: { CORS_ORIGINS: 'https://a.example,https://b.example' },
});
const as = 'editor';
const post = (path: string, body: object = {}) => request('POST', path, { as, body });
const read = async (url: string, headers: Record<string, string> = {}) => request('GET', url, { headers });

await post('/v1/sections', { name: 'World' });
await post('/v1/sections', { name: 'Europe', parent: 'world' });
await post('/v1/people', { name: 'Ada' });
for (const headline of ['One', 'Two']) {
  await post('/v1/articles', {
    headline,
    section: 'europe',
    people: [{ person: 'ada', relation: 'author' }],
    tags: ['t'],
  });
  await post(`/v1/articles/${headline.toLowerCase()}/publish`);
}
const guest = { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello there' };
const comment = (await request('POST', '/v1/articles/one/comments', { body: guest })).body;

const pages = [
  '/v1/articles',
  '/v1/articles/one',
  '/v1/articles?section=world',
  '/v1/articles?tag=t&include=people',
  '/v1/articles?q=one',
  '/v1/people/ada/articles',
  '/v1/articles/one/comments',
  '/v1/sections',
  '/v1/sections/europe',
  '/v1/people',
  '/v1/people/ada?asOf=2020-01-01',
];

t.test('repeats a response without a statement, byte for byte', async (t) => {
  for (const url of pages) {
    statements();
    const first = await read(url);
    t.ok(statements().length > 0, `${url} reads the database`);
    const again = await read(url);
    const third = await read(url);
    t.equal(again.text, first.text, url);
    t.equal(third.text, first.text, url);
    for (const name of ['etag', 'cache-control', 'vary', 'surrogate-key', 'link', 'last-modified', 'content-type'])
      t.equal(third.headers[name], first.headers[name], `${url}: ${name}`);
    t.not(third.headers['x-request-id'], first.headers['x-request-id'], 'each response has its own request id');
    t.equal(third.headers['content-length'], String(Buffer.byteLength(first.text)));
  }
});

t.test('ignores the order and encoding of parameters', async (t) => {
  statements();
  await read('/v1/articles?section=world&limit=5&publishedAt[gte]=2017-01-01T00:00:00Z');
  t.equal(sent().length, 1);
  await read('/v1/articles?limit=5&publishedAt%5Bgte%5D=2017-01-01T00%3A00%3A00Z&section=world');
  t.equal(sent().length, 0);
});

t.test('ignores the order and repetitions of names in lists', async (t) => {
  const url = '/v1/articles/one?fields=id,body,slug&include=people,section';
  const first = await read(url);
  sent();
  for (const same of [
    '/v1/articles/one?fields=slug,id,body,id&include=section,people',
    '/v1/articles/one?include=section&fields=slug&fields=id%2Cbody&include=people',
  ]) {
    t.equal((await read(same)).text, first.text, same);
    t.same(sent(), [], same);
  }
  t.equal((await read('/v1/articles/one?fields=slug,id,')).status, 400, 'an invalid list is refused');
  t.equal((await read('/v1/articles/one?fields=slug,nothing')).status, 400);
});

t.test('caches no refused requests', async (t) => {
  cache.purge(['*']);
  for (const url of [
    '/v1/articles?surprise=1',
    '/v1/articles?limit=1000',
    '/v1/articles?q=%ff',
    '/v1/nowhere',
    '/v1/me',
  ])
    await read(url);
  for (const url of ['/v1/desk/articles', '/v1/comments']) await request('GET', url, { as: 'admin' });
  t.equal(cache.stats.entries, 0);
});

t.test('reads nothing from the cache and stores nothing for requests with a token', async (t) => {
  cache.purge(['*']);
  for (let time = 0; time < 2; time++) {
    const mine = await request('GET', '/v1/articles/one', { as: 'reader' });
    t.match(mine.headers['cache-control'], 'no-store');
  }
  t.equal(cache.stats.entries, 0);
  await read('/v1/articles/one');
  sent();
  await request('GET', '/v1/articles/one', { as: 'reader' });
  t.ok(sent().length > 1, 'the token and the article are read');
  t.equal((await request('GET', '/v1/articles/one', { headers: { authorization: 'Bearer nonsense' } })).status, 401);
});

t.test('takes one statement for many simultaneous requests', async (t) => {
  statements();
  const answers = await Promise.all(Array.from({ length: 50 }, () => read('/v1/articles?limit=7')));
  t.equal(sent().length, 1);
  t.equal(new Set(answers.map(({ text }) => text)).size, 1);
  t.ok(answers.every(({ status }) => status === 200));
});

t.test('serves the others when the first of simultaneous requests is aborted', async (t) => {
  cache.purge(['*']);
  const gone = new AbortController();
  const url = `${app.listeningOrigin}/v1/articles?limit=8`;
  const given = fetch(url, { signal: gone.signal }).catch(() => 'given up');
  const others = Promise.all(Array.from({ length: 5 }, () => read('/v1/articles?limit=8')));
  gone.abort();
  t.equal(await given, 'given up');
  t.ok((await others).every(({ status }) => status === 200));
});

t.test('shows every change immediately, wherever it appears', async (t) => {
  const changes: [what: string, urls: string[], change: () => Promise<unknown>][] = [
    [
      'a story published',
      [
        '/v1/articles',
        '/v1/articles?section=world',
        '/v1/articles?tag=t',
        '/v1/people/ada/articles',
        '/v1/articles/three',
      ],
      async () => {
        await post('/v1/articles', {
          headline: 'Three',
          section: 'europe',
          tags: ['t'],
          people: [{ person: 'ada', relation: 'author' }],
          related: ['one'],
        });
        await post('/v1/articles/three/publish');
      },
    ],
    [
      'a story changed',
      ['/v1/articles', '/v1/articles/three', '/v1/articles?q=fourth'],
      async () => {
        await request('PATCH', '/v1/articles/three', { as, body: { headline: 'Fourth' } });
        await post('/v1/articles/three/publish');
      },
    ],
    [
      'a related story gone, and back',
      ['/v1/articles/three', '/v1/articles/one', '/v1/articles?include=related'],
      () => post('/v1/articles/one/unpublish'),
    ],
    [
      'it is back',
      ['/v1/articles/three', '/v1/articles/one', '/v1/articles?include=related'],
      () => post('/v1/articles/one/publish'),
    ],
    [
      'a comment approved',
      ['/v1/articles', '/v1/articles/one', '/v1/articles/one/comments', `/v1/comments/${comment.id}`],
      () => request('PATCH', `/v1/comments/${comment.id}`, { as: 'moderator', body: { status: 'approved' } }),
    ],
    [
      'a comment edited',
      ['/v1/articles/one/comments', `/v1/comments/${comment.id}`],
      () => request('PATCH', `/v1/comments/${comment.id}`, { as: 'moderator', body: { body: 'Hello again' } }),
    ],
    [
      'a person renamed',
      ['/v1/people', '/v1/people/ada', '/v1/articles', '/v1/articles/one', '/v1/people/ada/articles'],
      () => request('PATCH', '/v1/people/ada', { as, body: { name: 'Ada Lovelace' } }),
    ],
    [
      'a section renamed above',
      ['/v1/sections', '/v1/sections/europe', '/v1/articles', '/v1/articles/one'],
      () => request('PATCH', '/v1/sections/world', { as, body: { slug: 'globe' } }),
    ],
    [
      'a story in the trash',
      ['/v1/articles', '/v1/articles/two', '/v1/articles?section=globe&count=exact'],
      () => request('DELETE', '/v1/articles/two', { as }),
    ],
    ['a person added', ['/v1/people', '/v1/people/grace'], () => post('/v1/people', { name: 'Grace' })],
    ['a section added', ['/v1/sections', '/v1/sections/sport'], () => post('/v1/sections', { name: 'Sport' })],
    [
      'a comment deleted',
      ['/v1/articles/one', '/v1/articles/one/comments', `/v1/comments/${comment.id}`],
      () => request('DELETE', `/v1/comments/${comment.id}`, { as: 'moderator' }),
    ],
  ];
  for (const [what, urls, change] of changes) {
    const before = await Promise.all(urls.map((url) => read(url)));
    await Promise.all(urls.map((url) => read(url)));
    await change();
    for (const [index, url] of urls.entries()) {
      const after = await read(url);
      t.not(after.text, before[index]?.text, `${what}: ${url}`);
      cache.purge(['*']);
      t.equal(
        (await read(url)).text.replace(/"requestId":"[^"]*"/, ''),
        after.text.replace(/"requestId":"[^"]*"/, ''),
        `${what}: ${url} matches the database`,
      );
    }
  }
});

t.test('keeps cached responses when only drafts change', async (t) => {
  for (const url of pages) await read(url);
  sent();
  await post('/v1/articles', { headline: 'A draft' });
  await request('PATCH', '/v1/articles/one', { as, body: { headline: 'Not yet' } });
  await request('POST', '/v1/articles/one/comments', { body: guest });
  sent();
  for (const url of ['/v1/articles', '/v1/articles/one', '/v1/articles/one/comments']) await read(url);
  t.equal(sent().length, 0);
});

t.test('caches 404 responses with the id of each request, until the resource exists', async (t) => {
  t.equal((await read('/v1/people/charles')).status, 404);
  sent();
  const again = await read('/v1/people/charles', { 'x-request-id': 'mine' });
  t.equal(sent().length, 0);
  t.match(again, { status: 404, body: { requestId: 'mine', instance: '/v1/people/charles' } });
  t.equal(again.headers['content-length'], String(Buffer.byteLength(again.text)));
  // A request id that looks like another part of the document must not change that part.
  await read('/v1/people/babbage', { 'x-request-id': 'babbage' });
  t.match((await read('/v1/people/babbage')).body, { instance: '/v1/people/babbage', code: 'not-found' });
  await post('/v1/people', { name: 'Charles' });
  t.equal((await read('/v1/people/charles')).status, 200);
  await request('PATCH', '/v1/people/charles', { as, body: { slug: 'babbage-charles' } });
  for (let time = 0; time < 2; time++)
    t.match(await read('/v1/people/charles'), {
      status: 308,
      text: '',
      headers: { location: '/v1/people/babbage-charles' },
    });
});

t.test('serves conditional reads from the cache without a body, HEAD like GET', async (t) => {
  for (const encoding of ['identity', 'gzip', 'br']) {
    const headers = { 'accept-encoding': encoding };
    const whole = await read('/v1/articles?include=body', headers);
    sent();
    for (const method of ['GET', 'HEAD']) {
      const known = await request(method, '/v1/articles?include=body', {
        headers: { ...headers, 'if-none-match': `"other", W/${whole.headers.etag}` },
      });
      t.match(known, { status: 304, text: '', headers: { etag: whole.headers.etag } });
      t.equal(known.headers['content-length'], undefined);
    }
    const head = await request('HEAD', '/v1/articles?include=body', { headers });
    for (const name of ['content-length', 'content-encoding', 'etag', 'vary', 'content-type'])
      t.equal(
        head.headers[name],
        (await read('/v1/articles?include=body', headers)).headers[name],
        `${encoding} ${name}`,
      );
    t.equal(sent().length, 0);
  }
});

t.test('compresses bodies above a kilobyte as the client prefers, each with its own tag', async (t) => {
  const url = '/v1/articles?include=body,people,section';
  const answers = new Map<string, Awaited<ReturnType<typeof read>>>();
  for (const [accepted, expected] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0.5, gzip;q=0.9', 'gzip'],
    ['identity', undefined],
    ['deflate', undefined],
    ['nonsense;;;', undefined],
  ] as const) {
    const answer = await read(url, { 'accept-encoding': accepted });
    t.equal(answer.headers['content-encoding'], expected, accepted);
    t.match(answer.headers.vary, 'Accept-Encoding');
    answers.set(expected ?? 'identity', answer);
  }
  t.equal(new Set([...answers.values()].map(({ text }) => text)).size, 1, 'all encodings have the same text');
  t.equal(
    new Set([...answers.values()].map(({ headers }) => headers.etag)).size,
    3,
    'the three encodings have different tags',
  );
  const small = await read('/v1/sections/sport', { 'accept-encoding': 'gzip' });
  t.equal(small.headers['content-encoding'], undefined, 'a small response is not compressed');
});

t.test('allows each configured origin and names no other', async (t) => {
  for (let time = 0; time < 2; time++) {
    for (const origin of ['https://a.example', 'https://b.example', 'https://evil.example']) {
      const allowed = (await read('/v1/sections', { origin })).headers['access-control-allow-origin'];
      t.equal(allowed, origin === 'https://evil.example' ? undefined : origin);
    }
    t.equal((await read('/v1/sections')).headers['access-control-allow-origin'], undefined);
  }
});

t.test('serves nothing older than an acknowledged write under load', async (t) => {
  let acknowledged = 0;
  let stop = false;
  const stale: string[] = [];
  const reader = async () => {
    while (!stop) {
      const least = acknowledged;
      const { body } = await read('/v1/articles/one?fields=headline');
      const shown = Number(/^Version (\d+)$/.exec(body.headline)?.[1] ?? -1);
      if (shown < least) stale.push(`read ${shown} after ${least}`);
    }
  };
  await request('PATCH', '/v1/articles/one', { as, body: { headline: 'Version 0' } });
  await post('/v1/articles/one/publish');
  const readers = Array.from({ length: 8 }, reader);
  for (let version = 1; version <= 30; version++) {
    await request('PATCH', '/v1/articles/one', { as, body: { headline: `Version ${version}` } });
    await post('/v1/articles/one/publish');
    acknowledged = version;
    await sleep(5);
  }
  stop = true;
  await Promise.all(readers);
  t.same(stale, []);
});
