import t from 'tap';
import type { Role } from '../../src/platform/auth/index.js';
import { openNewsroom } from '../support/newsroom.js';

const { app, request } = await openNewsroom(t);

type Operation = {
  operationId: string;
  description: string;
  security: object[];
  parameters?: { name: string; in: string }[];
  requestBody?: object;
};
const document = JSON.parse(JSON.stringify(app.swagger())) as { paths: Record<string, Record<string, Operation>> };

// Names things that exist, so that what is refused is refused for the right reason.
await request('POST', '/v1/sections', { as: 'editor', body: { name: 'World' } });
await request('POST', '/v1/people', { as: 'editor', body: { name: 'Ada' } });
const { id: article } = (await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Story' } })).body;
await request('POST', '/v1/articles/story/publish', { as: 'editor' });
const comment = (
  await request('POST', '/v1/articles/story/comments', {
    body: { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello there' },
  })
).body.id;
await request('PATCH', `/v1/comments/${comment}`, { as: 'moderator', body: { status: 'approved' } });

function address(path: string): string {
  const ref = path.includes('/articles/{ref}') ? 'story' : path.includes('/people/') ? 'ada' : 'world';
  return path.replace('{ref}', ref).replace('{id}', path.includes('/comments/') ? comment : article);
}

const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({
    method: verb.toUpperCase(),
    url: address(path),
    path,
    ...operation,
  })),
);
const bodyOf = (operation: { requestBody?: object }) => (operation.requestBody === undefined ? {} : { body: {} });
const lacking: Record<string, Role> = {
  'content:write': 'reader',
  'content:publish': 'writer',
  'comments:moderate': 'editor',
  admin: 'editor',
};

t.test(
  'a route that needs a scope answers 401 without a token and 403, naming the scope, to one that lacks it',
  async (t) => {
    let guarded = 0;
    for (const operation of operations) {
      const { method, url, description } = operation;
      if (operation.security.some((requirement) => Object.keys(requirement).length === 0)) continue;
      guarded++;
      const none = await request(method, url, bodyOf(operation));
      t.match(
        none,
        { status: 401, body: { code: 'unauthenticated' }, headers: { 'www-authenticate': /^Bearer/ } },
        `${method} ${url}`,
      );
      const scope = /Needs a token with the scope `([\w:]+)`/.exec(description)?.[1];
      if (scope === undefined) continue;
      const as = lacking[scope];
      if (as === undefined) throw new Error(`No role lacks ${scope}.`);
      t.match(
        await request(method, url, { ...bodyOf(operation), as }),
        { status: 403, body: { code: 'forbidden', scope } },
        `${method} ${url} as ${as}`,
      );
    }
    t.ok(guarded > 15);
  },
);

t.test('a public read needs no token, refuses a bad one, and works with HEAD', async (t) => {
  for (const operation of operations) {
    const { method, url } = operation;
    if (method !== 'GET' || !operation.security.some((requirement) => Object.keys(requirement).length === 0)) continue;
    t.equal((await request('GET', url)).status, 200, url);
    const head = await request('HEAD', url);
    t.equal(head.status, 200, `HEAD ${url}`);
    t.equal(head.text, '');
    if (url.startsWith('/v1')) t.equal((await request('GET', url, { token: 'not-a-token' })).status, 401, url);
  }
});

t.test('the desk is for those who ask for it and hold the right to it', async (t) => {
  for (const url of ['/v1/articles', '/v1/articles/story', '/v1/people/ada/articles']) {
    t.equal((await request('GET', `${url}?view=desk`)).status, 401, url);
    t.match(await request('GET', `${url}?view=desk`, { as: 'moderator' }), {
      status: 403,
      body: { scope: 'content:read' },
    });
    t.equal((await request('GET', `${url}?view=desk`, { as: 'reader' })).status, 200, url);
  }
  for (const url of ['/v1/articles/story/comments', `/v1/comments/${comment}`]) {
    t.equal((await request('GET', `${url}?view=desk`)).status, 401, url);
    t.match(await request('GET', `${url}?view=desk`, { as: 'editor' }), {
      status: 403,
      body: { scope: 'comments:moderate' },
    });
  }
});

t.test('every route refuses a query parameter that it does not know, and every body a field', async (t) => {
  for (const operation of operations) {
    const { method, url } = operation;
    const answer = await request(method, `${url}?surprise=1`, { ...bodyOf(operation), as: 'admin' });
    t.equal(answer.status, 400, `${method} ${url}`);
    // A body is looked at before the query, and this one is empty: only a PATCH may be.
    if (operation.requestBody === undefined || method === 'PATCH') {
      t.match(answer.body.errors, [{ parameter: 'surprise', code: 'unknown-parameter' }], `${method} ${url}`);
    }
    if (operation.requestBody === undefined) continue;
    const { status, body } = await request(method, url, { body: { surprise: 1 }, as: 'admin' });
    t.equal(status, 400, `${method} ${url}`);
    t.ok(
      body.errors.some(({ pointer }: { pointer: string }) => pointer === '/surprise'),
      `${method} ${url} names the field`,
    );
  }
});

t.test('what carried a token is private; every answer has a request id, and keeps a sane one', async (t) => {
  t.match((await request('GET', '/v1/articles')).headers, {
    'cache-control': /^public, max-age=\d+, s-maxage=\d+, stale-while-revalidate=\d+$/,
  });
  t.equal((await request('GET', '/v1/articles', { as: 'reader' })).headers['cache-control'], 'private, no-store');
  t.equal(
    (await request('GET', '/v1/me', { headers: { 'x-request-id': 'from-the-proxy.1' } })).headers['x-request-id'],
    'from-the-proxy.1',
  );
  for (const odd of ['a b', '<script>', 'x'.repeat(129)]) {
    const { headers } = await request('GET', '/v1/nowhere', { headers: { 'x-request-id': odd } });
    t.match(headers['x-request-id'], /^[0-9a-f-]{36}$/);
  }
});
