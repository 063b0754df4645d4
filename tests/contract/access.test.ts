import t from 'tap';
import { ROLES, type Role } from '../../src/platform/auth/index.js';
import { inlineReferences } from '../support/api-document.js';
import { createAsset } from '../support/assets.js';
import { openNewsroom } from '../support/newsroom.js';
import { requiredHeadersOf } from '../support/required-headers.js';

// One database is enough: access is decided before the statements of an operation, and crawl.test.ts sends all reads to both.
const { app, request, readDocument } = await openNewsroom(t);

type Operation = {
  operationId: string;
  description: string;
  security: object[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
};
type Schema = { examples?: object[]; properties: object };
const document = inlineReferences(readDocument()) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

// Creates resources to refer to, so that refusals have the expected reason.
await request('POST', '/v1/sections', { as: 'editor', body: { name: 'World' } });
await request('POST', '/v1/people', { as: 'editor', body: { name: 'Ada' } });
await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Story' } });
await request('POST', '/v1/articles/story/publish', { as: 'editor' });
const comment = (
  await request('POST', '/v1/articles/story/comments', {
    body: { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello there' },
  })
).body.id;
await request('PATCH', `/v1/comments/${comment}`, { as: 'moderator', body: { status: 'approved' } });
const mention = (
  await request('POST', '/v1/articles/story/mentions', {
    as: 'editor',
    body: { field: 'headline', start: 0, end: 5, person: 'ada' },
  })
).body.id;
const lines = { raw: '{"headline":"A line"}', headers: { 'content-type': 'application/x-ndjson' } };
const imported = (await request('POST', '/v1/imports', { as: 'admin', ...lines })).body.id;
const preview = (await request('POST', '/v1/articles/story/previews', { as: 'editor', body: {} })).body.token;
const correction = (
  await request('POST', '/v1/articles/story/corrections', { as: 'editor', body: { kind: 'update', note: 'More.' } })
).body.id;
await request('POST', '/v1/lists', {
  as: 'editor',
  body: { name: 'World', published: true, rule: {}, items: [{ article: 'story' }] },
});
const asset = await createAsset(request);
const user = (
  await request('POST', '/v1/users', {
    as: 'admin',
    body: { name: 'Spare', email: 'spare@paper.example', role: 'writer' },
  })
).body.id;
await request('PUT', '/v1/roles/intern', { as: 'admin', body: { scopes: ['content:read'] } });
const upload = (await request('POST', '/v1/assets/uploads', { as: 'admin', headers: { 'upload-length': '1000' } })).body
  .id;
const token = (await request('POST', '/v1/tokens', { as: 'admin', body: { name: 'Spare', role: 'reader' } })).body.id;
const webhook = (
  await request('POST', '/v1/webhooks', { as: 'admin', body: { url: 'https://partner.example/', types: ['*'] } })
).body.id;

/** The reference for an address, from the first pattern that matches it. */
const references: [pattern: RegExp, reference: string][] = [
  [/\/comments\/\{id\}|\/comment-(?:words|bans)\//, comment],
  [/\/corrections\/\{id\}/, correction],
  [/\/mentions\/\{id\}/, mention],
  [/\/webhooks\//, webhook],
  [/\/previews\/\{/, preview],
  [/\/tokens\//, token],
  [/\/users\//, user],
  [/\/roles\//, 'intern'],
  [/\/imports\//, imported],
  [/\/assets\/uploads\//, upload],
  [/\/assets\/|\/media\//, asset],
  [/\/articles\/\{ref\}/, 'story'],
  [/\/people\//, 'ada'],
];

function address(path: string, ref?: string): string {
  const real = references.find(([pattern]) => pattern.test(path))?.[1] ?? 'world';
  return path
    .replace(/\{\w+\}/, ref ?? real)
    .replace('{delivery}', comment)
    .replace('{id}', comment)
    .replace('{spec}', 'w160')
    .replace('{number}', '1');
}

/** These redirect browsers to an identity provider and back. `tests/content/sign-in` covers them. */
const navigations = ['beginSignIn', 'completeSignIn', 'signOutAtProvider'];

const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs)
    .filter(([, { operationId }]) => !navigations.includes(operationId))
    .map(([verb, operation]) => ({
      ...operation,
      method: verb.toUpperCase(),
      url: address(path),
      path,
      inApi: path.startsWith('/v1'),
      isOpen: operation.security.some((requirement) => Object.keys(requirement).length === 0),
    })),
);
type Driven = (typeof operations)[number];
const nameOf = ({ method, path }: Driven) => `${method} ${path}`;

/** Returns a valid body: the example of the document without references to missing resources, or {} for a patch. */
function bodyOf({ requestBody }: Driven): { body?: Record<string, unknown> } {
  const ref = requestBody?.content['application/json']?.schema.$ref;
  if (ref === undefined) return {};
  const [example = {}] = document.components.schemas[ref.split('/').at(-1) ?? '']?.examples ?? [];
  const { section, people, parent, ...own } = example as Record<string, unknown>;
  return { body: own };
}

/** Returns a role without a scope. No role lacks a scope that every token has. */
function roleWithout(scope: string): Role {
  const role = (Object.keys(ROLES) as Role[]).find(
    (name) => name !== 'admin' && !(ROLES[name] as readonly string[]).includes(scope),
  );
  if (role === undefined) throw new Error(`Every role has ${scope}.`);
  return role;
}

const scopeOf = ({ description }: Driven) => /Needs a token with the scope `([\w:]+)`/.exec(description)?.[1];

t.test('returns 401 with the scheme when an operation needs a token and gets none', async (t) => {
  const guarded = operations.filter(({ isOpen }) => !isOpen);
  t.ok(guarded.length > 20);
  for (const operation of guarded) {
    t.match(
      await request(operation.method, operation.url, bodyOf(operation)),
      { status: 401, body: { code: 'unauthenticated' }, headers: { 'www-authenticate': /^Bearer/ } },
      nameOf(operation),
    );
  }
});

t.test('returns 403 with the scope when a token lacks it', async (t) => {
  const scoped = operations.filter((operation) => scopeOf(operation) !== undefined);
  t.ok(scoped.length > 20);
  for (const operation of scoped) {
    const scope = scopeOf(operation) ?? '';
    const as = roleWithout(scope);
    t.match(
      await request(operation.method, operation.url, { ...bodyOf(operation), as }),
      { status: 403, body: { code: 'forbidden', scope } },
      `${nameOf(operation)} as ${as}`,
    );
  }
});

t.test('checks permission first, so that no refusal reveals what exists', async (t) => {
  for (const operation of operations.filter(({ isOpen }) => !isOpen)) {
    const { method, path } = operation;
    for (const ref of ['no-such-thing', '%00'])
      t.equal((await request(method, address(path, ref), { raw: '{' })).status, 401, `${nameOf(operation)} ${ref}`);
  }
});

t.test('returns 401 to a wrong token everywhere, even on public operations', async (t) => {
  for (const operation of operations.filter(({ inApi }) => inApi)) {
    const { method, url } = operation;
    for (const authorization of ['Bearer not-a-token', 'Basic YTpi', 'Bearer', 'Bearer a b']) {
      t.match(
        await request(method, url, { ...bodyOf(operation), headers: { authorization } }),
        { status: 401, body: { code: 'unauthenticated' }, headers: { 'www-authenticate': /error="invalid_token"/ } },
        `${nameOf(operation)} with ${authorization}`,
      );
    }
    const encoded = await app.inject({
      method: method as 'GET',
      url: url.replace('/v1', '/%761'),
      headers: { authorization: 'Bearer not-a-token' },
    });
    t.equal(encoded.statusCode, 401, `${nameOf(operation)} with /v1 written as /%761`);
  }
});

t.test('allows public reads without a token, and treats HEAD like GET without the body', async (t) => {
  const reads = operations.filter(({ method, isOpen }) => method === 'GET' && isOpen);
  t.ok(reads.length > 10);
  for (const operation of operations.filter(
    ({ method, url }) => method === 'GET' && !url.endsWith('/comment-policy'),
  )) {
    const { url, isOpen } = operation;
    const asked = isOpen ? {} : ({ as: 'admin' } as const);
    const get = await request('GET', url, asked);
    t.equal(get.status, 200, nameOf(operation));
    const head = await request('HEAD', url, asked);
    t.match(head, { status: 200, text: '' }, `HEAD ${url}`);
    const names = ['content-type', 'content-length', 'etag', 'last-modified', 'cache-control', 'surrogate-key', 'vary'];
    for (const name of names) t.equal(head.headers[name], get.headers[name], `HEAD ${url}: ${name}`);
    // What is written while it is read has no entity tag.
    if (!operation.inApi || get.headers['content-disposition'] !== undefined || url.endsWith('/events')) continue;
    const headers = { 'if-none-match': get.headers.etag ?? '' };
    t.match(await request('HEAD', url, { ...asked, headers }), { status: 304, text: '' }, `HEAD ${url}, known`);
  }
});

t.test('the desk is for those who ask for it and hold the right to it', async (t) => {
  const desks = operations.filter(({ path }) => path.startsWith('/v1/desk/'));
  t.ok(desks.length >= 14);
  for (const operation of desks) {
    const { method, url } = operation;
    const ask = (as?: 'reader' | 'moderator' | 'editor') =>
      request(method, url, { ...(method === 'GET' ? {} : bodyOf(operation)), ...(as === undefined ? {} : { as }) });
    const scope = operation.path.includes('comments') ? 'comments:moderate' : 'content:read';
    t.match(await ask(), { status: 401, headers: { 'www-authenticate': /^Bearer/ } }, `${url} without a token`);
    const lacking = scope === 'content:read' ? 'moderator' : 'editor';
    t.match(await ask(lacking), { status: 403, body: { scope } }, `${url} as ${lacking}`);
    const holder = scope === 'content:read' ? 'reader' : 'moderator';
    t.equal((await ask(holder)).status, 200, `${url} as ${holder}`);
  }
});

t.test('returns the same from a GET with a token as without one', async (t) => {
  for (const { method, isOpen, url, path } of operations) {
    // A form token contains its time, and a stream contains a random retry interval.
    if (path === '/v1/events') continue;
    if (method !== 'GET' || !isOpen || path === '/v1/me' || path.endsWith('/comment-policy')) continue;
    t.equal((await request('GET', url, { as: 'admin' })).text, (await request('GET', url)).text, url);
  }
});

t.test('refuses an unknown query parameter on every operation, and names it', async (t) => {
  for (const operation of operations) {
    const { method, url } = operation;
    for (const name of ['surprise', '__proto__', 'constructor']) {
      const answer = await request(method, `${url}?${name}=1`, { ...bodyOf(operation), as: 'admin' });
      t.match(
        answer,
        { status: 400, body: { code: 'invalid-request', errors: [{ parameter: name, code: 'unknown-parameter' }] } },
        `${nameOf(operation)} ${name}`,
      );
    }
  }
});

/** The bodies of these are files. */
const streamed = ['/v1/imports', '/v1/assets', '/v1/assets/uploads/{id}'];

t.test('refuses an unknown field in every body, and names it', async (t) => {
  const writes = operations.filter(({ requestBody, path }) => requestBody !== undefined && !streamed.includes(path));
  t.ok(writes.length > 10);
  for (const operation of writes) {
    const { method, url } = operation;
    for (const body of [{ ...bodyOf(operation).body, 'sur/prise': 1 }, { 'sur/prise': null }]) {
      const answer = await request(method, url, { body, as: 'admin' });
      t.equal(answer.status, 400, nameOf(operation));
      const found = answer.body.errors.find(({ pointer }: { pointer: string }) => pointer === '/sur~1prise');
      t.match(found, { code: 'unknown-field' }, `${nameOf(operation)} names the field`);
    }
  }
});

/** The statuses of operations without a body and without a path parameter, unless it is 202. */
const statuses: Record<string, number> = {
  '/v1/comment-unsubscribes': 400,
  '/v1/session': 204,
  '/v1/assets/uploads': 201,
};

t.test('accepts only an empty body on operations without one', async (t) => {
  const writes = operations.filter(
    ({ requestBody, method, inApi }) => requestBody === undefined && inApi && method !== 'GET',
  );
  t.ok(writes.length > 5);
  for (const operation of writes) {
    const { method, path } = operation;
    const headers = requiredHeadersOf(operation);
    const missing = address(path, '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11');
    for (const raw of ['', '{}', ' { }\n'])
      t.equal(
        (await request(method, missing, { raw, as: 'admin', headers })).status,
        path.includes('{') ? 404 : (statuses[path] ?? 202),
        `${nameOf(operation)} ${raw}`,
      );
    for (const raw of ['{"at":"2030-01-01T00:00:00Z"}', '[]', 'null', '{']) {
      t.match(
        await request(method, operation.url, { raw, as: 'admin', headers }),
        { status: 400, body: { errors: [{ pointer: '', code: 'unexpected-body' }] } },
        `${nameOf(operation)} ${raw}`,
      );
    }
    const asText = { ...headers, 'content-type': 'text/plain' };
    t.equal(
      (await request(method, operation.url, { raw: 'now', headers: asText, as: 'admin' })).status,
      415,
      nameOf(operation),
    );
  }
});

t.test('refuses an invalid reference on every operation, and names it', async (t) => {
  // An external id may contain anything.
  const single = operations.filter(({ path }) => path.includes('{') && !path.includes('/by-external-id/'));
  t.ok(single.length > 20);
  for (const operation of single) {
    const { method, path } = operation;
    const parameter = /\{(\w+)\}/.exec(path)?.[1];
    for (const ref of ['a%20b', '%00', 'a--b', `${'a'.repeat(121)}`, '..%2fetc', '%F0%9F%98%80']) {
      const answer = await request(method, address(path, ref), { ...bodyOf(operation), as: 'admin' });
      t.match(answer, { status: 400, body: { errors: [{ parameter }] } }, `${nameOf(operation)} ${ref}`);
    }
  }
});

t.test('returns a request id with every response, and keeps a valid one that was sent', async (t) => {
  for (const operation of operations) {
    const { method, url } = operation;
    const headers = { 'x-request-id': 'from-the-proxy.1:2_3' };
    const answer = await request(method, `${url}?surprise=1`, { ...bodyOf(operation), headers });
    t.equal(answer.headers['x-request-id'], headers['x-request-id'], nameOf(operation));
    t.equal(answer.body.requestId, headers['x-request-id'], `${nameOf(operation)} repeats the id in the problem`);
  }
  for (const url of ['/v1/articles', '/v1/nowhere', '/v1/%zz', '/docs', '/openapi.json']) {
    for (const odd of ['a b', '<script>', 'x'.repeat(129), 'ä']) {
      const { headers } = await request('GET', url, { headers: { 'x-request-id': odd } });
      t.match(headers['x-request-id'], /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, `${url} ${odd.slice(0, 10)}`);
    }
  }
});

t.test('marks responses to tokens as private and public ones as public', async (t) => {
  for (const operation of operations.filter(({ method, inApi }) => method === 'GET' && inApi)) {
    const { url, isOpen } = operation;
    for (const at of [url, url.replace('/v1', '/%761')]) {
      const mine = await request('GET', at, { as: 'admin' });
      t.match(mine, { status: 200, headers: { 'cache-control': 'private, no-store' } }, `${at} with a token`);
      t.equal(mine.headers['surrogate-key'], undefined, `${at} with a token is not in shared caches`);
      const all = (await request('GET', at)).headers['cache-control'];
      t.match(
        all,
        isOpen && !/^\/v1\/(?:me|changes|events)$|\/comment-policy$|\/previews\//.test(url)
          ? /^public, max-age=\d+, s-maxage=\d+, stale-while-revalidate=\d+, stale-if-error=\d+$/
          : /no-store/,
        `${at} without a token`,
      );
    }
  }
  const created = await request('POST', '/v1/sections', { as: 'editor', body: { name: 'Private' } });
  t.match(created, { status: 201, headers: { 'cache-control': 'private, no-store' } }, 'a write is private, too');
});
