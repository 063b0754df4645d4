import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import t from 'tap';
import { ApiProblem, createClient, ok } from '../../../clients/typescript/index.js';
import { inlineReferences } from '../../support/api-document.js';
import { openNewsroom } from '../../support/newsroom.js';

// One database is enough: the client sends HTTP requests that other tests send to both.

const { app, tokens, database, readDocument } = await openNewsroom(t);
const url = app.listeningOrigin;
const client = createClient({ url, token: tokens.admin });

type Seen = { method: string; path: string; key: string | undefined; body: string };
type Refusal = { status: number; headers?: Record<string, string> } | 'no answer' | 'answer lost';

/** Starts a server in front of the newsroom that treats the first requests as given and passes on the others. */
async function inFront(t: Tap, refusals: Refusal[]) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    seen.push({ method, path, key: headers['idempotency-key'] as string | undefined, body });
    const refusal = refusals.shift();
    if (refusal === 'no answer') return request.socket.destroy();
    if (typeof refusal === 'object') return response.writeHead(refusal.status, refusal.headers ?? {}).end();
    const { host: _, connection: __, ...passed } = headers as Record<string, string>;
    const answer = await fetch(url + path, { method, headers: passed, ...(body !== '' && { body }) });
    const text = await answer.text();
    if (refusal === 'answer lost') return request.socket.destroy();
    const type = answer.headers.get('content-type') ?? 'text/plain';
    response.writeHead(answer.status, { 'content-type': type }).end(text);
    return;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.teardown(() => server.close());
  const front = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { seen, client: createClient({ url: front, token: tokens.admin }) };
}

type Tap = { teardown(after: () => unknown): void };
const busy: Refusal = { status: 503, headers: { 'retry-after': '0' } };
const article = (headline: string) => ({ headline, body: '' });

t.test('follows the cursors of a list to its last page, in the order of the API', async (t) => {
  const names = ['Arts', 'Business', 'Culture', 'Europe', 'Sport'];
  for (const name of names) await ok(client.POST('/v1/sections', { body: { name } }));

  const found: string[] = [];
  for await (const section of client.items('/v1/sections', { params: { query: { limit: 2 } } }))
    found.push(section.name);
  t.same(found, names);

  const sizes: number[] = [];
  let second: string | null = null;
  for await (const { data, page } of client.pages('/v1/sections', { params: { query: { limit: 2 } } })) {
    sizes.push(data.length);
    if (sizes.length === 2) second = page.previous;
  }
  t.same(sizes, [2, 2, 1]);

  const again: string[] = [];
  const query = { limit: 2, before: second ?? '' };
  for await (const { name } of client.items('/v1/sections', { params: { query } })) again.push(name);
  t.same(again, names, 'a cursor from another page continues forwards');

  const { seen, client: counted } = await inFront(t, []);
  for await (const _ of counted.items('/v1/sections', { params: { query: { limit: 2 } } })) break;
  t.equal(seen.length, 1, 'a page that is not needed is not requested');
});

t.test('follows lists below a path parameter, and throws when one is refused', async (t) => {
  const { slug } = await ok(client.POST('/v1/people', { body: { name: 'Ines Carrow' } }));
  const stories: unknown[] = [];
  for await (const story of client.items('/v1/people/{ref}/articles', { params: { path: { ref: slug } } })) {
    stories.push(story);
  }
  t.same(stories, []);
  const refused = client.items('/v1/people/{ref}/articles', { params: { path: { ref: 'nobody' } } });
  await t.rejects(refused.next(), { name: 'ApiProblem', status: 404, code: 'not-found' });
});

t.test('retries a POST that meets a busy newsroom with the same key, and it is done once', async (t) => {
  const { seen, client } = await inFront(t, [busy, busy]);
  const { slug } = await ok(client.POST('/v1/articles', { body: article('The third attempt') }));
  t.equal(slug, 'the-third-attempt');
  t.equal(seen.length, 3);
  t.match(seen[0]?.key, /^[0-9a-f-]{36}$/);
  t.equal(new Set(seen.map(({ key, body }) => key + body)).size, 1);

  await ok(client.POST('/v1/articles', { body: article('Another') }));
  t.not(seen[3]?.key, seen[0]?.key, 'another request has another key');
});

t.test('retries a POST whose response was lost, and it is done once', async (t) => {
  const { seen, client } = await inFront(t, ['answer lost']);
  const header = { 'idempotency-key': 'wire-4711' };
  await ok(client.POST('/v1/articles', { params: { header }, body: article('Lost on the way') }));
  t.same(
    seen.map(({ key }) => key),
    ['wire-4711', 'wire-4711'],
    'a key from the caller is kept',
  );
  t.equal(await database.prisma.article.count({ where: { headline: 'Lost on the way' } }), 1);
});

t.test('the document takes a key for every POST, as the client expects', async (t) => {
  const document = inlineReferences(readDocument()) as {
    paths: Record<string, { post?: { parameters?: { name?: string }[] } }>;
  };
  for (const [path, { post }] of Object.entries(document.paths)) {
    if (post !== undefined)
      t.ok(
        post.parameters?.some(({ name }) => name === 'idempotency-key'),
        path,
      );
  }
});

t.test('throws a conflict immediately, with the details from the newsroom', async (t) => {
  const { seen, client } = await inFront(t, []);
  const { id } = await ok(client.POST('/v1/articles', { body: { ...article('Harbour'), slug: 'harbour' } }));
  const params = { path: { ref: id }, header: { 'if-match': '"7"' } };
  const stale = await ok(client.PATCH('/v1/articles/{ref}', { params, body: { headline: 'Port' } })).catch((e) => e);
  t.ok(stale instanceof ApiProblem);
  t.match(stale, { status: 412, code: 'stale-version', problem: { currentVersion: 1, requestId: String } });

  const taken = ok(client.POST('/v1/articles', { body: { ...article('Harbour'), slug: 'harbour' } }));
  await t.rejects(taken, { status: 409, code: 'slug-taken' });
  t.equal(seen.length, 3);
});

t.test('throws an ApiProblem that says where the body is wrong', async (t) => {
  // @ts-expect-error The compiler refuses it as well.
  const wrong = await ok(client.POST('/v1/articles', { body: { headline: 7, body: '' } })).catch((e) => e);
  t.match(wrong, { status: 400, code: 'invalid-request', detail: String, errors: [{ pointer: '/headline' }] });
  t.match(wrong.message, /^400 invalid-request: .*\n {2}\/headline: ./);
});

t.test('throws an ApiProblem for an error of a proxy that is not a problem document', async (t) => {
  const { client } = await inFront(t, [{ status: 502, headers: { 'content-type': 'text/html' } }]);
  const problem = ok(client.GET('/v1/me'));
  await t.rejects(problem, { status: 502, code: 'no-problem-document', detail: 'Bad Gateway', errors: [] });
});

t.test('retries only requests that are safe to send twice', async (t) => {
  const lines: [
    string,
    Refusal,
    (client: Awaited<ReturnType<typeof inFront>>['client']) => Promise<unknown>,
    number,
  ][] = [
    ['GET, no answer', 'no answer', (client) => client.GET('/v1/me'), 2],
    ['GET, busy', busy, (client) => client.GET('/v1/me'), 2],
    ['PUT, busy', busy, (client) => client.PUT('/v1/comment-policy', { body: {} }), 2],
    ['PUT with If-Match, busy', busy, (client) => put(client), 1],
    ['PUT with If-Match, too many', { ...busy, status: 429 }, (client) => put(client), 2],
    ['DELETE, busy', busy, (client) => client.DELETE('/v1/articles/{ref}', { params: { path: { ref: 'a' } } }), 1],
    ['POST, in flight', { ...busy, status: 409 }, (client) => client.POST('/v1/articles', { body: article('B') }), 2],
    ['GET, ten minutes', { status: 429, headers: { 'retry-after': '600' } }, (client) => client.GET('/v1/me'), 1],
    ['GET, broken', { status: 500 }, (client) => client.GET('/v1/me'), 1],
  ];
  const put = (client: Awaited<ReturnType<typeof inFront>>['client']) => {
    const params = { path: { ref: 'a' }, header: { 'if-match': '"1"' } };
    return client.PUT('/v1/articles/{ref}', { params, body: article('A') });
  };
  for (const [name, refusal, send, times] of lines) {
    const { seen, client } = await inFront(t, [refusal]);
    await send(client);
    t.equal(seen.length, times, name);
  }
});

t.test('returns the last response after the last attempt, and stops when the caller aborts', async (t) => {
  const server = createSocketServer((socket) => socket.destroy());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.teardown(() => server.close());
  let connections = 0;
  server.on('connection', () => connections++);
  const deaf = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await t.rejects(createClient({ url: deaf, retries: 1 }).GET('/v1/articles'), { message: 'fetch failed' });
  t.equal(connections, 2);
  const signal = AbortSignal.timeout(50);
  await t.rejects(createClient({ url: deaf, retries: 10 }).GET('/v1/articles', { signal }));
  t.ok(connections < 6, 'no attempt follows the abort signal');
});
