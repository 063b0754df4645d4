import Fastify from 'fastify';
import t from 'tap';
import { z } from 'zod';
import { checkRoutes } from '../../src/platform/http/routes.js';
import { inlineReferences } from '../support/api-document.js';
import { createAsset } from '../support/assets.js';
import { openNewsroom } from '../support/newsroom.js';
import { requiredHeadersOf } from '../support/required-headers.js';

const { database, request, readDocument } = await openNewsroom(t);

type Operation = {
  operationId: string;
  parameters?: { name: string }[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
};
type Schema = { examples?: object[]; properties?: Record<string, unknown> };
const document = inlineReferences(readDocument()) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

const must = async (method: string, url: string, sent: object = {}) => {
  const answer = await request(method, url, { as: 'admin', ...sent });
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
};
await must('POST', '/v1/sections', { body: { name: 'World' } });
await must('POST', '/v1/people', { body: { name: 'Ada' } });
await must('POST', '/v1/people', { body: { name: 'Grace' } });
await must('POST', '/v1/articles', { body: { headline: 'Story' } });
await must('POST', '/v1/articles/story/publish');
const { id: comment } = await must('POST', '/v1/articles/story/comments', {
  body: { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello there' },
});
const { id: mention } = await must('POST', '/v1/articles/story/mentions', {
  body: { field: 'headline', start: 0, end: 5, person: 'ada' },
});
const { id: imported } = await must('POST', '/v1/imports', {
  raw: '{"headline":"A line"}',
  headers: { 'content-type': 'application/x-ndjson' },
});
const { token: preview } = await must('POST', '/v1/articles/story/previews', { body: {} });
const { id: correction } = await must('POST', '/v1/articles/story/corrections', {
  body: { kind: 'update', note: 'More.' },
});
await must('POST', '/v1/lists', { body: { name: 'World', published: true, rule: {}, items: [{ article: 'story' }] } });
const asset = await createAsset(request);
const { id: user } = await must('POST', '/v1/users', {
  body: { name: 'Spare', email: 'spare@paper.example', role: 'writer' },
});
await must('PUT', '/v1/roles/intern', { body: { scopes: ['content:read'] } });
const { id: token } = await must('POST', '/v1/tokens', { body: { name: 'Spare', role: 'reader' } });
const { id: webhook } = await must('POST', '/v1/webhooks', {
  body: { url: 'https://partner.example/', types: ['*'] },
});
await must('PUT', '/v1/articles/by-external-id/wire/1', { body: { headline: 'From the wire' } });
await must('PUT', '/v1/sections/by-external-id/wire/1', { body: { name: 'Wire' } });
await must('PUT', '/v1/people/by-external-id/wire/1', { body: { name: 'Wanda' } });

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
  [/\/assets\//, asset],
  [/\/articles\/\{ref\}/, 'story'],
  [/\/people\//, 'ada'],
];

function address(path: string): string {
  if (path.includes('/by-external-id/')) return path.replace('{source}', 'wire').replace('{id}', '1');
  const real = references.find(([pattern]) => pattern.test(path))?.[1] ?? 'world';
  return path
    .replace(/\{\w+\}/, real)
    .replace(/\{(?:delivery|id)\}/, comment)
    .replace('{number}', '1');
}

/** Returns a valid body: the example of the document without references to missing resources. */
function bodyOf({ operationId, requestBody }: Operation): { body?: Record<string, unknown> } {
  // These refer to a resource or a version that has to exist.
  if (operationId === 'createUser') return { body: { name: 'Max', email: 'max@paper.example', role: 'writer' } };
  if (operationId === 'mergePerson') return { body: { into: 'grace' } };
  if (operationId === 'orderList') return { body: { items: [{ article: 'story' }] } };
  if (operationId === 'moveInList') return { body: { article: 'story', to: 1 } };
  const ref = requestBody?.content['application/json']?.schema.$ref;
  if (ref === undefined) return {};
  const [example = {}] = document.components.schemas[ref.split('/').at(-1) ?? '']?.examples ?? [];
  const { section, people, parent, publishedAt, ...own } = example as Record<string, unknown>;
  return { body: own };
}

const writes = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs)
    .filter(([verb]) => verb !== 'get' && path.startsWith('/v1'))
    .map(([verb, operation]) => ({
      operation,
      path,
      method: verb.toUpperCase(),
      name: `${verb.toUpperCase()} ${path}`,
      url: address(path),
      isConditional: operation.parameters?.some(({ name }) => name === 'if-match') === true,
    })),
);

/** Returns a digest of every table that a write can change. */
async function everything(): Promise<string> {
  const tables = await database.prisma.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND table_name NOT LIKE '%audit%' AND table_name NOT LIKE '%idempoten%' AND table_name <> 'tokens'
    ORDER BY 1`;
  const digests: string[] = [];
  for (const { name } of tables) {
    const [row] = await database.prisma.$queryRawUnsafe<{ digest: string | null }[]>(
      `SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS digest FROM "${name}" t`,
    );
    digests.push(`${name} ${row?.digest}`);
  }
  return digests.join('\n');
}

const refusals: Record<string, string>[] = [{ 'if-match': '"999999"' }, { 'if-none-match': '*' }];

t.test('returns 412 when a precondition does not hold, and changes nothing', async (t) => {
  const conditional = writes.filter(({ isConditional }) => isConditional);
  t.ok(conditional.length > 30, `${conditional.length} writes are conditional`);
  const before = await everything();
  for (const { operation, method, url, name } of conditional) {
    t.ok(operation.responses['412'], `${name} documents 412`);
    t.ok(
      operation.parameters?.some((parameter) => parameter.name === 'if-none-match'),
      `${name} declares If-None-Match`,
    );
    for (const headers of refusals) {
      const said = { ...headers, ...(operation.operationId === 'orderList' ? { 'if-match': '"999999"' } : {}) };
      const answer = await request(method, url, { ...bodyOf(operation), as: 'admin', headers: said });
      t.match(answer, { status: 412, body: { code: 'stale-version' } }, `${name} ${JSON.stringify(headers)}`);
    }
  }
  t.equal(await everything(), before);
});

/** The bodies of these are files. */
const streamed: Record<string, { raw: string; type: string }> = {
  '/v1/imports': { raw: '{}', type: 'application/x-ndjson' },
  '/v1/assets': { raw: 'GIF89a', type: 'image/gif' },
  '/v1/assets/uploads/{id}': { raw: 'GIF89a', type: 'application/offset+octet-stream' },
};

t.test('refuses both headers on writes that cannot be conditional, and changes nothing', async (t) => {
  const unconditional = writes.filter(({ isConditional }) => !isConditional);
  t.ok(unconditional.length > 10);
  const before = await everything();
  for (const { operation, method, url, path, name } of unconditional) {
    for (const headers of [...refusals, { 'if-match': '*' }]) {
      const sent = (operation.requestBody && streamed[path]) ?? bodyOf(operation);
      const { type, ...body } = { type: 'application/json', ...sent };
      const answer = await request(method, url, {
        ...body,
        as: 'admin',
        headers: { ...requiredHeadersOf(operation), 'content-type': type, ...headers },
      });
      t.match(
        answer,
        { status: 400, body: { code: 'precondition-unsupported' } },
        `${name} ${JSON.stringify(headers)}`,
      );
    }
  }
  t.equal(await everything(), before);
});

t.test('accepts preconditions on every write of a resource with a version', (t) => {
  for (const { method, path, name, isConditional } of writes) {
    // A preview shows an article, but the request revokes the link itself.
    if (path.startsWith('/v1/previews/')) continue;
    const read = document.paths[path]?.get?.responses['200']?.content?.['application/json']?.schema.$ref;
    const schema = document.components.schemas[read?.split('/').at(-1) ?? ''];
    if (method !== 'POST' && schema?.properties?.version !== undefined) t.ok(isConditional, name);
  }
  t.end();
});

for (const [kind, body] of [
  ['articles', { headline: 'Made once' }],
  ['sections', { name: 'Made once' }],
  ['people', { name: 'Made once' }],
] as const) {
  t.test(`allows PUT ${kind} by external id to create only, or to change only`, async (t) => {
    const url = `/v1/${kind}/by-external-id/agency/7`;
    const put = (headers: Record<string, string>, sent: object = body) =>
      request('PUT', url, { as: 'admin', body: sent, headers });
    for (const missing of ['*', '"1"'])
      t.equal((await put({ 'if-match': missing })).status, 412, `${missing} does not match a missing resource`);
    for (const header of ['if-none-match', 'if-match'])
      t.match(
        await put({ [header]: 'no tag' }),
        { status: 412, body: { detail: /in double quotes/ } },
        'a malformed header does not match, and the problem says why',
      );
    const racers = await Promise.all([1, 2, 3].map(() => put({ 'if-none-match': '*' })));
    t.same(
      racers.map(({ status }) => status).sort(),
      [201, 412, 412],
      'one of three simultaneous requests creates the resource',
    );
    const etag = racers.find(({ status }) => status === 201)?.headers.etag ?? '';
    const other = kind === 'articles' ? { headline: 'Changed' } : { name: 'Changed' };
    t.equal((await put({ 'if-none-match': etag }, other)).status, 412, 'If-None-Match with the current ETag fails');
    t.equal((await put({ 'if-none-match': '"77"', 'if-match': '*' }, other)).status, 200);
    t.equal((await put({ 'if-match': etag })).status, 412, 'a stale ETag fails');
    t.equal((await put({ 'if-match': etag }, other)).status, 412, 'a stale ETag fails even when nothing would change');
    const writers = await Promise.all(
      ['A', 'B'].map((name) => put({ 'if-match': '"2"' }, kind === 'articles' ? { headline: name } : { name })),
    );
    t.same(writers.map(({ status }) => status).sort(), [200, 412], 'one of two writers with the same ETag succeeds');
  });
}

t.test('writes a comment policy under the ETag that was read, at every level', async (t) => {
  for (const url of ['/v1/comment-policy', '/v1/sections/world/comment-policy', '/v1/articles/story/comment-policy']) {
    const put = (maxLinks: number, ifMatch: string) =>
      request('PUT', url, { as: 'admin', body: { maxLinks }, headers: { 'if-match': ifMatch } });
    const { headers } = await request('GET', url, { as: 'admin' });
    const racers = await Promise.all([3, 4].map((links) => put(links, headers.etag ?? '')));
    t.same(racers.map(({ status }) => status).sort(), [200, 412], url);
    const written = racers.find(({ status }) => status === 200)?.headers.etag ?? '';
    t.equal((await put(5, written)).status, 200, `${url}: the ETag from a PUT is valid for the next`);
    t.equal((await put(6, written)).status, 412);
    t.equal((await put(6, '*')).status, 200);
  }
});

t.test('starts only when each route that changes a resource declares its preconditions', async (t) => {
  const bare = Fastify();
  checkRoutes(bare);
  const route = (more: object) => () =>
    bare.delete(
      '/v1/things/:id',
      {
        config: { permission: 'any', ...more },
        schema: {
          operationId: 'deleteThing',
          summary: 'x',
          description: 'x',
          tags: ['x'],
          response: { 204: z.null() },
        },
      },
      async () => null,
    );
  t.throws(route({}), /does not state its preconditions/);
  t.doesNotThrow(route({ isUnversioned: true }));
});
