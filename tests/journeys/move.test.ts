import { once } from 'node:events';
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import t from 'tap';
import { runScript } from '../support/command.js';
import { emptyDatabase } from '../support/database.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const skip =
  process.env.TEST_DATABASE_URL === undefined ? 'The target is a PostgreSQL server: set TEST_DATABASE_URL.' : false;

// biome-ignore lint/suspicious/noExplicitAny: responses of every shape
type Body = any;
type Client = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Body>;

/** Returns a client that fails for every response that is not successful. */
const clientOf =
  (server: ServerProcess, token: string): Client =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };

const runCommand = (environment: Record<string, string>, ...args: string[]) =>
  runScript('dist/cli.js', environment, args);

/** Returns what a server responds, with the headers that describe the representation. */
async function readResponses(server: ServerProcess, token: string): Promise<unknown[]> {
  const listed: Body[] = await Promise.all(
    ['articles', 'people', 'lists', 'sections'].map(async (kind) =>
      (await fetch(`${server.url}/v1/${kind}?limit=100`)).json(),
    ),
  );
  const [articles, people, lists] = listed.map(({ data }) => data.map(({ slug }: Body) => slug));
  const paths = [
    '/v1/articles?limit=100&include=people,section,related&count=exact',
    '/v1/articles?q=ferry+OR+summit+OR+meeting&limit=100',
    '/v1/sections',
    '/v1/people?limit=100',
    '/v1/lists',
    '/v1/corrections?limit=100',
    '/v1/feeds/json',
    '/v1/feeds/rss',
    ...articles.flatMap((slug: string) => [
      `/v1/articles/${slug}`,
      `/v1/articles/${slug}/comments`,
      `/v1/articles/${slug}?annotate=people`,
    ]),
    ...people.flatMap((slug: string) => [`/v1/people/${slug}`, `/v1/people/${slug}/articles?limit=100`]),
    ...lists.map((slug: string) => `/v1/lists/${slug}`),
    ...[
      'desk/articles?limit=100',
      'desk/comments?limit=100',
      'users',
      'roles',
      'tokens?limit=100',
      'webhooks',
      'comment-words',
      'comment-bans',
      'audit?limit=100',
    ].map((path) => `/v1/${path}`),
  ];
  const responses: unknown[] = [];
  for (const path of paths) {
    const isPublic = /^\/v1\/(articles|sections|people|lists|corrections|feeds)/.test(path);
    const response = await fetch(`${server.url}${path}`, {
      headers: isPublic ? {} : { authorization: `Bearer ${token}` },
    });
    const { headers } = response;
    // Cursors contain random bits. The time of last use changes with each request.
    const body = (await response.text())
      .replaceAll(server.url, '')
      .replace(/"(cursor|next|lastUsedAt)":"[^"]*"/g, '"$1":""');
    const hasOwnETag = /"(next|lastUsedAt)":""/.test(body);
    responses.push([path, response.status, hasOwnETag ? '' : headers.get('etag'), headers.get('last-modified'), body]);
  }
  return responses;
}

/** Returns the paths and the sizes of all files in a folder. */
async function listFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return (await Promise.all(names.map(async (name) => `${name} ${(await stat(join(folder, name))).size}`))).sort();
}

async function stop(server: ServerProcess): Promise<void> {
  server.process.kill('SIGINT');
  await server.exit;
}

const writer = { name: 'Ann Porter', email: 'ann@paper.example', role: 'critic' };

/** Writes what the demo newsroom does not have. */
async function write(as: Client): Promise<{ articleId: string; writerToken: string }> {
  await as('PUT', '/v1/roles/critic', { description: 'Reviews films.', scopes: ['content:read', 'content:write'] });
  await as('POST', '/v1/users', writer);
  const { token: writerToken } = await as('POST', '/v1/tokens', { name: 'Script', role: 'critic' });
  const section = await as('POST', '/v1/sections', { name: 'Ærø & Ørsted' });
  const article = await as('POST', '/v1/articles', {
    headline: 'Fähre läuft aus – 日本 \u{1f6a2}',
    body: '<p>A backslash \\N, a tab\tand “quotes”.</p>',
    section: section.slug,
    tags: ['Hafen'],
  });
  await as('POST', `/v1/articles/${article.id}/publish`, {});
  await as('PATCH', `/v1/articles/${article.id}`, { standfirst: 'Changed after publication' }, mergePatch);
  await as('POST', `/v1/articles/${article.id}/notes`, { text: 'Call the harbour.' });
  await as('POST', `/v1/articles/${article.id}/locks`, {});
  await as('POST', `/v1/articles/${article.id}/previews`, {});
  await as('POST', `/v1/articles/${article.id}/comments`, {
    authorName: 'Zoë',
    authorEmail: 'zoe@post.example',
    body: 'Held',
  });
  const planned = await as('POST', '/v1/articles', { headline: 'Planned' });
  await as('POST', `/v1/articles/${planned.id}/schedule`, {
    at: new Date(Date.now() + 86_400_000).toISOString(),
  });
  await as('POST', '/v1/comment-words', { phrase: 'buy now', action: 'hold' });
  return { articleId: article.id, writerToken };
}

const mergePatch = { 'content-type': 'application/merge-patch+json' };

t.test('a newsroom moves from the embedded database to PostgreSQL', { skip, timeout: 180_000 }, async (t) => {
  const dataDir = temporaryFolder(t);
  const { source: target, drop } = await emptyDatabase();
  t.teardown(drop);
  if (target.kind !== 'postgresql') throw new Error('The target must be PostgreSQL.');
  const received: { headers: Body; body: string }[] = [];
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  t.teardown(() => receiver.close());
  const hookUrl = `http://127.0.0.1:${(receiver.address() as { port: number }).port}/hook`;
  const settings = { DATA_DIR: dataDir, DEMO: 'on', WEBHOOK_ALLOW_PRIVATE: 'on', DIRECTORY_VISIBILITY: 'public' };

  let server = await startServer(t, settings);
  await server.ready();
  const token = /Admin token, shown this once: {2}(\S+)/.exec(server.output())?.[1] ?? '';
  const embedded = clientOf(server, token);
  const webhook = await embedded('POST', '/v1/webhooks', { url: hookUrl, types: ['article.published'] });
  const { articleId, writerToken } = await write(embedded);
  const idempotencyKey = { 'idempotency-key': 'the-same-request' };
  const posted = await embedded('POST', '/v1/articles', { headline: 'Once' }, idempotencyKey);
  const running = await runCommand({ DATA_DIR: dataDir, DATABASE_URL: target.url }, 'move');
  t.match(running, { code: 1, output: /in use by process \d+/ }, 'the move refuses while a server runs');
  while (received.length < 1) await sleep(50);
  const { page } = await embedded('GET', '/v1/changes?after=latest');
  await stop(server);

  server = await startServer(t, { ...settings, RELAY: 'off' });
  await server.ready();
  const line = `${JSON.stringify({ headline: 'From the wire', externalIds: [{ source: 'wire', id: '1' }] })}\n`;
  const job = await clientOf(server, token)('POST', '/v1/imports?format=ndjson', line, {
    'content-type': 'application/x-ndjson',
  });
  const before = await readResponses(server, token);
  const { data: revisions } = await clientOf(server, token)('GET', `/v1/articles/${articleId}/revisions`);
  await stop(server);
  const filesBefore = await listFiles(join(dataDir, 'pg', 'base'));

  await t.test('refuses to move with another key', async (t) => {
    const other = { DATA_DIR: dataDir, DATABASE_URL: target.url, SECRET_KEY: 'another-key-'.repeat(4) };
    t.match(await runCommand(other, 'move'), { code: 1, output: /SECRET_KEY is not the key in .*secret\.key/ });
    const keyFile = join(dataDir, 'secret.key');
    await rename(keyFile, `${keyFile}.away`);
    t.match(await runCommand(other, 'move'), {
      code: 1,
      output: /SECRET_KEY is not the key of this newsroom\. .*webhooks\.secret.* Nothing was written/,
    });
    await rename(`${keyFile}.away`, keyFile);
    t.match(await runCommand({ DATA_DIR: dataDir }, 'move'), { code: 1, output: /DATABASE_URL: must be/ });
  });

  const inBucket = { MEDIA_STORAGE: 's3', MEDIA_S3_BUCKET: 'paper-media' };
  const moved = await runCommand({ ...inBucket, DATA_DIR: dataDir, DATABASE_URL: target.url }, 'move');
  t.match(moved, { code: 0, output: /articles +2\d\n[\s\S]*Moved \d+ rows of \d+ tables, and 1 files of unfinished/ });
  t.match(moved.output, /Set SECRET_KEY to the content of .*secret\.key/);
  t.match(moved.output, /The files of assets stay in the bucket paper-media\./);
  t.notMatch(moved.output, target.url, 'the output does not contain the URL, which may have a password');
  t.same(await listFiles(join(dataDir, 'pg', 'base')), filesBefore, 'the embedded database is unchanged');
  const again = await runCommand({ DATA_DIR: dataDir, DATABASE_URL: target.url }, 'move');
  t.match(again, { code: 1, output: /The target database is not empty/ });

  const key = await readFile(join(dataDir, 'secret.key'), 'utf8');
  const environment = { ...settings, DATABASE_URL: target.url, SECRET_KEY: key };
  server = await startServer(t, { ...environment, RELAY: 'off' });
  await server.ready();
  t.notMatch(server.output(), 'Admin token', 'the old token is the token');
  const after = await readResponses(server, token);
  for (const [index, response] of after.entries()) t.same(response, before[index], (response as string[])[0] ?? '');
  t.equal(after.length, before.length);
  await stop(server);

  server = await startServer(t, environment);
  await server.ready();
  const postgres = clientOf(server, token);
  t.same(await postgres('POST', '/v1/articles', { headline: 'Once' }, idempotencyKey), posted, 'the request is known');
  t.same((await postgres('GET', `/v1/articles/${articleId}/revisions`)).data, revisions);
  await clientOf(server, writerToken)('POST', '/v1/articles', { headline: 'By the writer' });

  const fresh = await postgres('POST', '/v1/articles', { headline: 'After the move' });
  const receivedBefore = received.length;
  await postgres('POST', `/v1/articles/${fresh.id}/publish`, {});
  while (received.length === receivedBefore) await sleep(50);
  const message = received.at(-1);
  t.doesNotThrow(() => new Webhook(webhook.secret).verify(message?.body ?? '', message?.headers), 'signed as before');
  t.match(message?.body, fresh.id);
  t.equal((await postgres('GET', `/v1/webhooks/${webhook.id}`)).enabled, true);

  let changes: Body[] = [];
  while (!changes.some(({ type }) => type === 'article.published')) {
    changes = (await postgres('GET', `/v1/changes?after=${page.cursor}&limit=100`)).data;
    await sleep(50);
  }
  const ids = changes.map(({ id }) => id);
  t.same(new Set(ids).size, ids.length);
  t.match(JSON.stringify(changes), fresh.id, 'the old cursor continues after the last change');
  t.notMatch(JSON.stringify(changes), articleId, 'and repeats nothing');

  let status = '';
  while (!['done', 'failed'].includes(status)) {
    ({ status } = await postgres('GET', `/v1/imports/${job.id}`));
    await sleep(100);
  }
  t.match(await postgres('GET', `/v1/imports/${job.id}`), { status: 'done' }, 'the pending import is completed');
  await stop(server);
});
