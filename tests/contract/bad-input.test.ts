import { type AddressInfo, connect } from 'node:net';
import t, { type Test } from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { app, request, database } = await openNewsroom(t);
const as = 'admin';
await request('POST', '/v1/sections', { as, body: { name: 'World' } });
for (const headline of ['One', 'Two', 'Three']) {
  await request('POST', '/v1/articles', { as, body: { headline } });
  await request('POST', `/v1/articles/${headline.toLowerCase()}/publish`, { as });
}
await request('POST', '/v1/sections', { as, body: { name: 'Europe', parent: 'world' } });
for (const name of ['Ada', 'Grace']) await request('POST', '/v1/people', { as, body: { name } });
const commented = { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello there' };
for (const body of [commented, { ...commented, body: 'Another one.' }])
  await request('POST', '/v1/articles/one/comments', { body });

/** Returns every row that a request can create or change, as text. A refusal must not change it. */
async function stored() {
  const { prisma } = database;
  return JSON.stringify(
    await Promise.all([
      prisma.article.findMany({ orderBy: { id: 'asc' } }),
      prisma.revision.count(),
      prisma.publication.count(),
      prisma.section.findMany({ orderBy: { id: 'asc' } }),
      prisma.person.findMany({ orderBy: { id: 'asc' } }),
      prisma.comment.findMany({ orderBy: { id: 'asc' } }),
      prisma.token.count(),
      prisma.event.count(),
      prisma.idempotencyKey.count(),
    ]),
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  );
}
const before = await stored();

/** Checks that a refusal says what to do and reveals no internals. */
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
  t.notMatch(
    answer.text,
    /node_modules|\.[jt]s:\d|\bat \w+ \(|SELECT|INSERT|UPDATE|[Pp]risma|[Pp]ostgres|PGlite/,
    what,
  );
}

t.test('refuses bodies that are invalid JSON, too large, too deep or of another type', async (t) => {
  const post = (raw: string, headers = {}) => request('POST', '/v1/articles', { as, raw, headers });
  for (const raw of ['{"headline":', '{headline: 1}', '', '   ', 'null', '[]', '"text"', '1', '{"a":1}}', '\u0000']) {
    refused(t, await post(raw), 400, JSON.stringify(raw));
  }
  refused(t, await post(JSON.stringify({ headline: 'x'.repeat(2 * 1024 * 1024) })), 413, '2 MB');
  refused(t, await post(JSON.stringify({ headline: 'x', body: '\u{1f600}'.repeat(300_000) })), 413, '1.2 MB in bytes');
  for (const deep of [
    `{"headline":"x","seo":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    `${'{"headline":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    `{"headline":"x","tags":${'['.repeat(33)}${']'.repeat(33)}}`,
    '['.repeat(500_000),
  ]) {
    const answer = await post(deep);
    refused(t, answer, 400, `${deep.slice(0, 30)}…`);
    t.match(answer.body.errors, [{ pointer: '', code: 'too-deep' }]);
  }
  for (const key of ['__proto__', 'constructor', '\\u005f_proto__', 'prototype', 'toString', 'hasOwnProperty']) {
    for (const at of [`{"headline":"x","${key}":{"prototype":{"admin":true}}}`, `{"headline":"x","seo":{"${key}":{}}}`])
      refused(t, await post(at), 400, at);
  }
  t.notOk('admin' in {}, 'no prototype has changed');
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense']) {
    refused(t, await post('{"headline":"x"}', { 'content-type': type }), 415, type);
  }
});

t.test('says that Content-Type is malformed, and which media types the operation accepts', async (t) => {
  const operations = {
    '/v1/articles': /application\/json/,
    '/v1/assets': /image\/png/,
    '/v1/imports': /application\/xml/,
  };
  for (const [path, accepted] of Object.entries(operations))
    for (const type of ['nonsense', '', 'a/b/c', 'json; charset=utf-8']) {
      const answer = await request('POST', path, { as: 'admin', raw: '{}', headers: { 'content-type': type } });
      refused(t, answer, 415, `${path} ${type}`);
      t.match(answer.body.detail, /not a media type/, `${path} ${type}`);
      t.match(answer.body.detail, accepted, `${path} ${type}`);
    }
});

t.test('refuses bodies that are not UTF-8, and stores nothing of them', async (t) => {
  const post = (raw: string | Buffer, headers = {}) => request('POST', '/v1/articles', { as, raw, headers });
  const bytes: [Buffer, number][] = [
    [Buffer.from('{"headline":"Café"}', 'latin1'), 16],
    [Buffer.from('{"headline":"é \ufffd Café \x80"}', 'latin1'), 13],
    [Buffer.concat([Buffer.from('{"headline":"\ufffd'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]), 16],
    [Buffer.from('\ufeff{"headline":"UTF-16"}', 'utf16le'), 0],
  ];
  for (const [raw, offset] of bytes) {
    for (const [method, path] of [
      ['POST', '/v1/articles'],
      ['PATCH', '/v1/articles/one'],
      ['POST', '/v1/articles/one/comments'],
      ['POST', '/v1/people'],
    ] as const) {
      const answer = await request(method, path, { as, raw });
      refused(t, answer, 400, `${method} ${path}`);
      t.match(answer.body.errors, [
        { pointer: '', code: 'invalid-utf-8', detail: new RegExp(`at offset ${offset}\\.`) },
      ]);
    }
  }
  const json = '{"headline":"x"}';
  for (const charset of ['latin1', 'ISO-8859-1', '"windows-1252"', 'utf-16'])
    refused(t, await post(json, { 'content-type': `application/json; charset=${charset}` }), 415, charset);
  for (const encoding of ['gzip', 'br', 'x-unknown'])
    refused(t, await post(json, { 'content-encoding': encoding }), 415, encoding);
});

t.test('refuses a query that is not percent-encoded UTF-8', async (t) => {
  for (const search of ['q=caf%E9', 'tag=%C0%AF', 'q=%ED%A0%80', 'q=100%'])
    for (const path of ['/v1/articles', '/v1/people', '/v1/feeds/rss']) {
      const answer = await request('GET', `${path}?${search}`);
      refused(t, answer, 400, `${path}?${search}`);
      t.match(answer.body.errors, [{ parameter: 'query', code: 'malformed-url' }]);
    }
});

t.test('accepts the names of UTF-8', async (t) => {
  for (const charset of ['utf-8', '"UTF-8"', 'UTF8', 'us-ascii']) {
    const headers = { 'content-type': `application/json; charset=${charset}` };
    t.match(await request('POST', '/v1/articles', { as, raw: '{}', headers }), { body: { code: 'invalid-request' } });
  }
});

t.test('points to fields of the wrong type, too long, or with characters that cannot be stored', async (t) => {
  const wrong: [object | string, string][] = [
    [{}, '/headline'],
    [{ headline: 1 }, '/headline'],
    [{ headline: null }, '/headline'],
    [{ headline: '' }, '/headline'],
    [{ headline: '   ' }, '/headline'],
    [{ headline: 'x'.repeat(501) }, '/headline'],
    [{ headline: 'a\u0000b' }, '/headline'],
    ['{"headline":"a\\ud800b"}', '/headline'],
    ['{"headline":"a\\udfffb"}', '/headline'],
    ['{"headline":"a\\u001bb"}', '/headline'],
    ['{"headline":"x","body":"\\udc00\\ud800"}', '/body'],
    ['{"headline":"x","seo":{"title":"\\ud800"}}', '/seo/title'],
    ['{"headline":"x","externalIds":[{"source":"a","id":"\\u0000"}]}', '/externalIds/0/id'],
    ['{"headline":"x","sources":[{"name":"X","url":"https://x.example/\\u0000"}]}', '/sources/0/url'],
    [{ headline: 'x', body: 'a\u0000' }, '/body'],
    [{ headline: 'x', tags: 'g20' }, '/tags'],
    [{ headline: 'x', tags: ['!?'] }, '/tags/0'],
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
});

t.test('points to invalid fields of other collections, too', async (t) => {
  const person = { name: 'New' };
  const wrong: [string, object, string][] = [
    ['/v1/sections', { name: 1 }, '/name'],
    ['/v1/sections', { name: 'New', position: -1 }, '/position'],
    ['/v1/sections', { name: 'New', position: 1.5 }, '/position'],
    ['/v1/sections', { name: 'New', position: 1e308 }, '/position'],
    ['/v1/sections', { name: 'New', position: '1' }, '/position'],
    ['/v1/sections', { name: 'New', parent: 'a b' }, '/parent'],
    ['/v1/people', { ...person, aliases: [{ name: 'N', kind: 'friend' }] }, '/aliases/0/kind'],
    ['/v1/people', { ...person, aliases: Array(101).fill({ name: 'N', kind: 'alias' }) }, '/aliases'],
    ...['2017-02-30', '0000', '10000', '99999-01-01', '2017-13', '2017-1-1', '17', '2017-07-07T00:00:00Z'].map(
      (from): [string, object, string] => ['/v1/people', { ...person, roles: [{ title: 'T', from }] }, '/roles/0/from'],
    ),
    ['/v1/people', { ...person, wikidataId: 'Q0' }, '/wikidataId'],
    ['/v1/people', { ...person, sameAs: ['javascript:alert(1)'] }, '/sameAs/0'],
    ['/v1/people', { ...person, shortNames: ['ok', '\u0000'] }, '/shortNames/1'],
    ['/v1/articles/one/comments', { ...commented, authorEmail: 'nobody' }, '/authorEmail'],
    ['/v1/articles/one/comments', { ...commented, body: 'x' }, '/body'],
    ['/v1/articles/one/comments', { ...commented, body: 'x\u0000y' }, '/body'],
    ['/v1/articles/one/comments', { ...commented, parentId: 'one' }, '/parentId'],
    ['/v1/articles/one/comments', { ...commented, status: 'approved' }, '/status'],
    ['/v1/tokens', { name: 'N' }, '/scopes'],
    ['/v1/tokens', { name: 'N', role: 'reader', scopes: ['admin'] }, '/scopes'],
    ['/v1/tokens', { name: 'N', role: 'The owner' }, '/role'],
    ['/v1/tokens', { name: 'N', scopes: ['everything'] }, '/scopes/0'],
    ...[
      '2030-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '10000-01-01T00:00:00Z',
      '99999-01-01T00:00:00Z',
      'never',
      0,
    ].map((expiresAt): [string, object, string] => [
      '/v1/tokens',
      { name: 'N', role: 'reader', expiresAt },
      '/expiresAt',
    ]),
  ];
  for (const [url, body, pointer] of wrong) {
    const answer = await request('POST', url, { as, body });
    refused(t, answer, 400, `${url} ${JSON.stringify(body).slice(0, 100)}`);
    t.equal(answer.body.errors?.[0].pointer, pointer);
  }
});

t.test('returns 422 to unknown references in a body, and points to them', async (t) => {
  const nobody = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';
  for (const ref of [nobody, 'no-such-thing']) {
    const wrong: [string, object, string][] = [
      ['/v1/articles', { headline: 'x', section: ref }, '/section'],
      ['/v1/articles', { headline: 'x', people: [{ person: ref, relation: 'author' }] }, '/people/0/person'],
      ['/v1/articles', { headline: 'x', related: ['one', ref] }, '/related/1'],
      ['/v1/sections', { name: 'x', parent: ref }, '/parent'],
    ];
    for (const [url, body, pointer] of wrong) {
      const answer = await request('POST', url, { as, body });
      refused(t, answer, 422, `${url} ${JSON.stringify(body)}`);
      t.match(answer.body, { code: 'unknown-reference', errors: [{ pointer }] });
    }
  }
  const reply = await request('POST', '/v1/articles/one/comments', { body: { ...commented, parentId: nobody } });
  refused(t, reply, 422, 'a reply to an unknown comment');
  t.match(reply.body.errors, [{ pointer: '/parentId' }]);
});

t.test('accepts a cursor only for its own list in its own order', async (t) => {
  const lists = [
    '/v1/articles?sort=-publishedAt',
    '/v1/articles?sort=publishedAt',
    '/v1/articles?sort=updatedAt',
    '/v1/desk/articles?sort=createdAt',
    '/v1/sections?sort=name',
    '/v1/sections?sort=-name',
    '/v1/sections?sort=position',
    '/v1/people?sort=sortName',
    '/v1/people?sort=-createdAt',
    '/v1/desk/comments?sort=-createdAt',
    '/v1/tokens?sort=createdAt',
  ];
  const cursors = new Map<string, string>();
  for (const url of lists) {
    const { next } = (await request('GET', `${url}&limit=1`, { as })).body.page;
    t.type(next, 'string', `${url} has a second page`);
    cursors.set(url, next);
  }
  t.equal(new Set(cursors.values()).size, lists.length);
  for (const url of lists) {
    for (const [from, cursor] of cursors) {
      for (const parameter of ['after', 'before']) {
        const answer = await request('GET', `${url}&${parameter}=${cursor}`, { as });
        if (from === url) {
          t.equal(answer.status, 200, url);
          continue;
        }
        refused(t, answer, 400, `${url} with a cursor of ${from}`);
        t.match(answer.body.errors, [{ parameter, code: 'bad-cursor' }]);
      }
    }
    for (const cursor of ['%00', 'garbage', 'bnVsbA', 'W10', '%ED%A0%80', 'x'.repeat(1001)])
      refused(t, await request('GET', `${url}&after=${cursor}`, { as }), 400, `${url} ${cursor.slice(0, 20)}`);
    const cursor = cursors.get(url);
    const both = await request('GET', `${url}&after=${cursor}&before=${cursor}`, { as });
    refused(t, both, 400, `${url} with both cursors`);
    t.match(both.body.errors, [{ parameter: 'before', code: 'one-cursor' }]);
  }
});

t.test('names query parameters that are out of range', async (t) => {
  const cursor = (await request('GET', '/v1/articles?limit=1')).body.page.next;
  const sections = (await request('GET', '/v1/articles?limit=1&sort=-updatedAt')).body.page.next;
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const id = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';
  const wrong = [
    ...['0', '101', 'abc', '-1', '1e1', '0x10', '1.5', ' 5', '99999999999999999999'].map(
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
    'tag=%00',
    'count=yes',
    'view=secret',
    'include=section,,people',
    'sort=id;drop table articles',
    'lang=%F0%9F%98%80',
    'q=a%00b',
    'q=%01',
    'view=desk',
    'sort=publishedAt&sort=-publishedAt',
    'section[ne]=world',
    'fields[0]=id',
    'limit[gte]=1',
    'LIMIT=1',
  ];
  for (const query of wrong) {
    const answer = await request('GET', `/v1/articles?${query}`);
    refused(t, answer, 400, query.slice(0, 100));
    const named = answer.body.errors?.[0].parameter;
    const sent = query.split('&').map((pair) => decodeURIComponent(pair.split('=', 1)[0] ?? ''));
    t.ok(sent.includes(named), `${query.slice(0, 100)} names ${named}`);
  }
  for (const query of ['asOf=2017-02-30', 'asOf=0000-01-01', 'asOf=10000-01-01', 'asOf=2017', 'asOf=99999-01-01']) {
    const answer = await request('GET', `/v1/people?${query}`);
    refused(t, answer, 400, query);
    t.match(answer.body.errors, [{ parameter: 'asOf' }], query);
  }
});

t.test('refuses addresses that are unknown or invalid', async (t) => {
  for (const ref of ['0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', 'no-such-slug', 'a'.repeat(120)]) {
    refused(t, await request('GET', `/v1/articles/${ref}`), 404, ref);
  }
  for (const ref of ['%00', 'a%00b', 'a%20b', 'UPPER_CASE', 'a--b', '..%2f..', '%F0%9F%98%80', 'a'.repeat(121)]) {
    refused(t, await request('GET', `/v1/articles/${ref}`), 400, ref);
  }
  for (const url of ['/v1/articles/%ff', '/v1/articles/%', '/v1/%zz']) refused(t, await request('GET', url), 400, url);
  refused(t, await request('GET', '/v1/comments/not-an-id'), 400, 'comments are addressed by id');
  for (const url of ['/v1/articles/%ED%A0%80', '/v1/%00', '/docs/static/%00', '/docs/static/..%5c..%5cpackage.json'])
    t.ok([400, 404].includes((await request('GET', url)).status), url);
  const nobody = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';
  for (const [method, url, body] of [
    ['GET', `/v1/desk/articles/${nobody}`],
    ['PUT', `/v1/articles/${nobody}`, { headline: 'x' }],
    ['PATCH', `/v1/articles/${nobody}`, {}],
    ['DELETE', `/v1/articles/${nobody}`],
    ['DELETE', `/v1/articles/${nobody}?purge=true`],
    ['POST', `/v1/articles/${nobody}/publish`],
    ['POST', `/v1/articles/${nobody}/comments`, commented],
    ['GET', `/v1/articles/${nobody}/comments`],
    ['GET', `/v1/comments/${nobody}`],
    ['PATCH', `/v1/comments/${nobody}`, { status: 'approved' }],
    ['DELETE', `/v1/comments/${nobody}`],
    ['GET', `/v1/sections/${nobody}`],
    ['PATCH', `/v1/sections/${nobody}`, {}],
    ['DELETE', `/v1/sections/${nobody}`],
    ['GET', `/v1/people/${nobody}`],
    ['PUT', `/v1/people/${nobody}`, { name: 'x' }],
    ['DELETE', `/v1/people/${nobody}`],
    ['DELETE', `/v1/tokens/${nobody}`],
  ] as [string, string, object?][]) {
    const answer = await request(method, url, { as, ...(body === undefined ? {} : { body }) });
    refused(t, answer, 404, `${method} ${url}`);
    t.equal(answer.body.code, 'not-found');
  }
  refused(t, await request('GET', `/v1/people/${nobody}/articles`), 404, 'the person in the path is unknown');
  const { id } = (await request('GET', '/v1/sections/world')).body;
  for (const url of [`/v1/articles/${id}`, `/v1/people/${id}`, `/v1/comments/${id}`])
    refused(t, await request('GET', url), 404, `${url} is the id of a section`);
  refused(t, await request('GET', '/nowhere/at/all'), 404, 'no such address');
  refused(t, await request('DELETE', '/v1/articles', { as }), 405, 'no such method');
  t.notMatch((await request('GET', '/<script>alert(1)</script>')).text, '<script>');
});

t.test('refuses headers that are invalid versions or keys', async (t) => {
  const patch = (headers: Record<string, string>) => request('PATCH', '/v1/articles/one', { as, body: {}, headers });
  for (const tag of ['3', '"abc"', '""', '*, x', 'W/"x"']) refused(t, await patch({ 'if-match': tag }), 412, tag);
  const post = (key: string) =>
    request('POST', '/v1/articles', { as, body: { headline: 'x' }, headers: { 'idempotency-key': key } });
  for (const key of ['', 'with space', 'x'.repeat(256)]) refused(t, await post(key), 400, key.slice(0, 20));
  refused(t, await request('GET', '/v1/articles', { headers: { authorization: 'Basic abc' } }), 401, 'Basic');
});

t.test('returns a problem document for malformed HTTP, too', async (t) => {
  const { port } = app.server.address() as AddressInfo;
  const send = (text: string) =>
    new Promise<string>((done, fail) => {
      let answer = '';
      connect({ port: Number(port), host: '127.0.0.1' })
        .on('data', (chunk) => (answer += chunk))
        .on('close', () => done(answer))
        .on('error', fail)
        .write(text);
    });
  const end = 'Host: x\r\nConnection: close\r\n';
  const wrong: [string, number, string][] = [
    [`GET /v1/articles HTTP/1.1\r\n${end}X-Large: ${'x'.repeat(17_000)}\r\n\r\n`, 431, 'headers-too-large'],
    [`GET /v1/articles?q=${'x'.repeat(17_000)} HTTP/1.1\r\n${end}\r\n`, 431, 'headers-too-large'],
    ['THIS IS NOT HTTP\r\n\r\n', 400, 'invalid-request'],
    [
      `POST /v1/articles HTTP/1.1\r\n${end}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
      400,
      'invalid-request',
    ],
    [`POST /v1/articles HTTP/1.1\r\n${end}Content-Length: x\r\n\r\n{}`, 400, 'invalid-request'],
    [`GET /v1/%zz HTTP/1.1\r\n${end}\r\n`, 400, 'invalid-request'],
    [`GET /<script> HTTP/1.1\r\n${end}\r\n`, 404, 'not-found'],
  ];
  for (const [text, status, code] of wrong) {
    const [head = '', body = ''] = (await send(text)).split('\r\n\r\n', 2);
    t.match(head, new RegExp(`^HTTP/1.1 ${status} `), text.slice(0, 40));
    t.match(head, /^content-type: application\/problem\+json/im);
    t.match(head, /^x-request-id: [0-9a-f-]{36}\r?$/im);
    t.match(JSON.parse(body), { status, code, type: `/problems/${code}` }, text.slice(0, 40));
  }
});

t.test('stores nothing after all these requests', async (t) => {
  t.equal(await stored(), before);
});
