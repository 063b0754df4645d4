import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { request, database, newsroom, statements, readDocument } = await openNewsroom(t);

type Operation = {
  operationId: string;
  'x-own-limit'?: string;
  'x-required-scope'?: string;
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
};
const document = readDocument() as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { examples?: object[] }> };
};

const admin = { as: 'admin' } as const;
const post = async (path: string, body: object, as: object = admin) => {
  const answer = await request('POST', path, { ...as, body });
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.text}`);
  return answer.body;
};
const user = await post('/v1/users', { name: 'Freelancer', email: 'free@paper.example', role: 'contributor' });
const token = await database.transaction(
  { commit: undefined },
  async (tx) => (await newsroom.tokens.createSession(tx, user)).token,
);
const as = { token };
const secret = 'An unannounced merger';
const foreign = await post('/v1/articles', { headline: secret, tags: ['secret'] });
const own = await post('/v1/articles', { headline: 'My draft' }, as);
const assigned = await post('/v1/articles', { headline: 'Assigned to me' });
await database.prisma.article.update({ where: { id: assigned.id }, data: { assigneeId: user.id } });

/** Values for parameters other than `ref`. */
const others: Record<string, string> = { number: '1', id: foreign.id };

const operationsOnArticles = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs)
    .filter(([, operation]) => operation['x-own-limit'] === 'article')
    .map(([verb, operation]) => ({ path, method: verb.toUpperCase(), operation })),
);

function send({ path, method, operation }: (typeof operationsOnArticles)[number], ref: string, sender: object) {
  const schema = operation.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
  const [body] = document.components.schemas[schema]?.examples ?? [];
  const url = path.replace('{ref}', ref).replace(/\{(\w+)\}/g, (_, name) => others[name] ?? '');
  const query = operation.operationId.startsWith('compare') || path.endsWith('/diff') ? '?from=1' : '';
  return request(method, url + query, { ...sender, ...(body === undefined ? {} : { body }) });
}

t.test('finds no article of somebody else on any operation', async (t) => {
  t.ok(operationsOnArticles.length > 15, `${operationsOnArticles.length} operations`);
  const before = (await request('GET', `/v1/desk/articles/${foreign.id}`, admin)).body;
  for (const one of operationsOnArticles)
    for (const ref of [foreign.id, foreign.slug, 'no-such-article']) {
      const answer = await send(one, ref, as);
      const scope = one.operation['x-required-scope'] ?? '';
      const isRefused = !['content:read', 'content:write'].includes(scope);
      t.equal(answer.status, isRefused ? 403 : 404, `${one.method} ${one.path} ${ref}`);
      t.notMatch(answer.text, secret);
    }
  t.same((await request('GET', `/v1/desk/articles/${foreign.id}`, admin)).body, before, 'nothing was changed');
});

t.test('allows every operation on an article that the user created or to which they are assigned', async (t) => {
  for (const { id } of [own, assigned])
    for (const one of operationsOnArticles.filter(({ method }) => method !== 'DELETE')) {
      if (!['content:read', 'content:write'].includes(one.operation['x-required-scope'] ?? '')) continue;
      const answer = await send(one, id, as);
      t.notMatch(answer.body, { code: 'own-articles-only' });
      t.notMatch(answer.body, { detail: /among those that you created/ }, `${one.method} ${one.path}`);
    }
  t.equal((await request('PATCH', `/v1/articles/${own.id}`, { ...as, body: { headline: 'Mine' } })).status, 200);
});

t.test('lists own articles only, whatever the filters', async (t) => {
  for (const query of [
    '',
    '?tag=secret',
    '?q=merger',
    `?ids=${foreign.id},${own.id}`,
    '?sort=createdAt',
    '?count=exact',
  ]) {
    const { text, body, status } = await request('GET', `/v1/desk/articles${query}`, as);
    t.equal(status, 200, query);
    t.notMatch(text, secret, query);
    if (query.includes('count')) t.equal(body.page.total, 2);
  }
});

t.test('refuses everything that is not about one article', async (t) => {
  for (const path of ['/v1/desk/changes', '/v1/desk/people', '/v1/desk/corrections', '/v1/exports/articles'])
    t.match((await request('GET', path, as)).status, path.includes('exports') ? /403|404/ : 403, path);
  t.match(await request('PUT', '/v1/articles/by-external-id/wire/1', { ...as, body: { headline: 'X' } }), {
    status: 403,
    body: { code: 'own-articles-only' },
  });
  t.equal((await request('GET', '/v1/articles', as)).status, 200, 'what the public sees can be read');
});

t.test('accepts only references to what the user may know', async (t) => {
  await post('/v1/people', { name: 'Secret Source', visibility: 'draft' });
  await post('/v1/sections', { name: 'Hidden', visibility: 'draft' });
  for (const fields of [
    { related: [foreign.slug] },
    { people: [{ person: 'secret-source', relation: 'subject' }] },
    { section: 'hidden' },
  ]) {
    const name = JSON.stringify(fields);
    const refusal = { status: 422, body: { code: 'unknown-reference' } };
    t.match(await request('POST', '/v1/articles', { ...as, body: { headline: 'X', ...fields } }), refusal, name);
    t.match(await request('PATCH', `/v1/articles/${own.id}`, { ...as, body: fields }), refusal, name);
  }
  const byEditor = { related: [foreign.slug], section: 'hidden' };
  await request('PATCH', `/v1/articles/${assigned.id}`, { ...admin, body: byEditor });
  const kept = await request('PATCH', `/v1/articles/${assigned.id}`, { ...as, body: { headline: 'Changed' } });
  t.match(kept, { status: 200, body: { section: { slug: 'hidden' } } }, 'keeps what an editor has set');
  t.equal((await request('PATCH', `/v1/articles/${own.id}`, { ...as, body: { related: [assigned.id] } })).status, 200);
});

t.test('costs a statement for limited users only', async (t) => {
  const read = (path: string, sender: object) => request('GET', path, sender);
  for (const [path, sender, count] of [
    [`/v1/desk/articles/${own.id}`, as, 3],
    [`/v1/desk/articles/${own.id}`, { as: 'writer' }, 2],
    ['/v1/desk/articles', as, 2],
  ] as const) {
    await read(path, sender);
    statements();
    await read(path, sender);
    t.equal(statements().length, count, path);
  }
});

t.test('tells a user that a slug or an external id is taken, and nothing about the article that has it', async (t) => {
  const keyOf = (id: string) => ({ source: 'wire', id });
  const [theirs, mine] = [
    await post('/v1/articles', { headline: secret, slug: 'merger-of-two', externalIds: [keyOf('theirs')] }),
    await post('/v1/articles', { headline: 'Mine', slug: 'story-of-mine', externalIds: [keyOf('mine')] }, as),
  ];
  await post(`/v1/articles/${theirs.id}/notes`, { text: secret });
  const third = await post('/v1/articles', { headline: 'Third' }, as);
  /** Each way to claim a slug and an external id. */
  const claims = (slug: string, key: string): [method: string, path: string, body: object][] => {
    const [withSlug, withKey] = [
      { headline: 'A', slug },
      { headline: 'A', externalIds: [keyOf(key)] },
    ];
    return [
      ['POST', '/v1/articles', withSlug],
      ['POST', '/v1/articles', withKey],
      ['PATCH', `/v1/articles/${third.id}`, { slug }],
      ['PATCH', `/v1/articles/${third.id}`, { externalIds: [keyOf(key)] }],
      ['PUT', `/v1/articles/${third.id}`, withSlug],
      ['PUT', `/v1/articles/${third.id}`, withKey],
    ];
  };
  const own = claims(mine.slug, 'mine');
  for (const [at, [method, path, body]] of claims(theirs.slug, 'theirs').entries()) {
    const answer = await request(method, path, { ...as, body });
    const name = `${method} ${path} ${JSON.stringify(body)}`;
    t.match(answer.body, { status: 409, code: /^(slug|external-id)-taken$/ }, name);
    const expected = await request(method, path, { ...as, body: own[at]?.[2] });
    const { requestId: _, ...told } = answer.body;
    const { requestId: __, ...toldOfOwn } = expected.body;
    t.same(
      JSON.stringify(told).replaceAll(theirs.slug, mine.slug),
      JSON.stringify(toldOfOwn),
      `${name} is refused like for an own article`,
    );
    for (const fact of [secret, theirs.id]) t.notMatch(answer.text, fact, name);
    t.equal(answer.headers.etag, undefined);
  }
  for (const id of ['theirs', 'mine', 'nobody']) {
    const put = await request('PUT', `/v1/articles/by-external-id/wire/${id}`, { ...as, body: { headline: 'A' } });
    t.match(put.body, { status: 403, code: 'own-articles-only' }, 'an external id finds no article');
  }
  t.match((await request('GET', `/v1/desk/articles/${theirs.id}`, admin)).body, { headline: secret, version: 1 });
});
