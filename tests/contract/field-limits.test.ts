import t, { type Test } from 'tap';
import { contentNames } from '../../src/content/articles/content.js';
import { articleFields } from '../../src/content/articles/fields.js';
import { LIMITABLE_FIELDS } from '../../src/content/field-limits/index.js';
import { catalogue as people, personFields } from '../../src/content/people/fields.js';
import { type Body, openNewsroom } from '../support/newsroom.js';

// One database is enough: field limits do not depend on it, and field-survival.test.ts stores every field in both.
const newsroom = await openNewsroom(t);
const { request, database, readDocument } = newsroom;

type Answer = Awaited<ReturnType<typeof request>>;
type Resource = 'articles' | 'people';

async function must(method: string, path: string, body?: unknown, token = newsroom.tokens.admin): Promise<Body> {
  const answer = await request(method, path, body === undefined ? { token } : { token, body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}

let made = 0;
const next = () => ++made;
const limitOf = (kind: 'hidden' | 'readOnly', field: string) =>
  newsroom.createFieldLimitedToken({ role: 'admin', [kind]: [field] });

for (const name of ['Harbour', 'Weather']) await must('POST', '/v1/sections', { name });
for (const name of ['Ines Calder', 'Noor Hallewell']) await must('POST', '/v1/people', { name });
for (const headline of ['First ferry', 'Second ferry']) await must('POST', '/v1/articles', { headline });

/** A word that appears in no other value. It fits into every kind of text, also into the tag of a language. */
const markerOf = (index: number, digit: 1 | 2) => `k2qz${String(index).padStart(3, '0')}${digit}`;

/** Values of fields that are not texts. `word` is a marker. */
const values: Record<string, (word: string, which: 1 | 2) => unknown> = {
  'articles.type': (_, which) => (which === 1 ? 'obituary' : 'review'),
  'articles.body': (word) => `<p>The ${word} sails.</p>`,
  'articles.lang': (word) => `de-${word}`,
  'articles.section': (_, which) => (which === 1 ? 'harbour' : 'weather'),
  'articles.tags': (word) => [word],
  'articles.people': (word, which) => [
    { person: which === 1 ? 'ines-calder' : 'noor-hallewell', relation: 'author', titleAsPrinted: word },
  ],
  'articles.sources': (word) => [{ name: word }],
  'articles.related': (_, which) => [which === 1 ? 'first-ferry' : 'second-ferry'],
  'articles.leadImage': (word) => ({ url: `https://images.example/${word}.jpg`, alt: word }),
  'articles.seo': (word) => ({ title: word }),
  'articles.commentsOpen': (_, which) => which === 2,
  'articles.externalIds': (word) => [{ source: 'wire', id: word }],
  'people.shortNames': (word) => [word],
  'people.aliases': (word) => [{ name: word, kind: 'alias' }],
  'people.roles': (word) => [{ title: word }],
  'people.imageUrl': (word) => `https://images.example/${word}.jpg`,
  'people.wikidataId': (word) => `Q${word.replace(/\D/g, '')}`,
  'people.sameAs': (word) => [`https://${word}.example/`],
};

const limitable = LIMITABLE_FIELDS.filter((field) => !field.startsWith('users.')).map((field, index) => {
  const [resource, name] = field.split('.') as [Resource, string];
  const makeValue = values[field] ?? ((word: string) => word);
  const markers = [1, 2].map((digit) => markerOf(index, digit as 1 | 2));
  return {
    field,
    resource,
    name,
    /** What to look for: the markers in the first value, or nothing if the value is a word that also stands elsewhere. */
    secrets: /k2qz|Q\d/.test(JSON.stringify(makeValue(markers[0] ?? '', 1)))
      ? [field === 'people.wikidataId' ? String(makeValue(markers[0] ?? '', 1)) : String(markers[0])]
      : [],
    first: makeValue(markers[0] ?? '', 1),
    second: makeValue(markers[1] ?? '', 2),
  };
});
type Limitable = (typeof limitable)[number];

t.test('every writable field can be limited, except those without which nothing works', async (t) => {
  const fieldsOf = (resource: string, names: readonly string[], essential: readonly string[]) =>
    names.filter((name) => !essential.includes(name)).map((name) => `${resource}.${name}`);
  t.same(LIMITABLE_FIELDS, [
    ...fieldsOf('articles', contentNames, ['slug', 'headline']),
    ...fieldsOf('people', people.contentNames, [
      ...['slug', 'name', 'sortName', 'givenName', 'familyName', 'nameOrder', 'visibility'],
    ]),
    'users.email',
  ]);
});

const created: Body[] = [];
const titleOf = { articles: 'headline', people: 'name' } as const;

/** Creates a resource with two versions, of which the second has the value. Returns its id, slug and external id. */
async function create({ resource, name }: Limitable, value: unknown): Promise<Body> {
  const number = next();
  const key = name === 'externalIds' ? (value as Body)[0] : { source: 'desk', id: `base-${number}` };
  const title = titleOf[resource];
  const path = `/v1/${resource}`;
  const slug = `ferry-${number}x`;
  const { id } = await must('PUT', `${path}/by-external-id/${key.source}/${key.id}`, { [title]: 'Ferry', slug });
  await must('PATCH', `${path}/${id}`, { [title]: 'Ferry sails', [name]: value });
  const target = { id, slug, key, path: `${path}/${id}` };
  created.push(target);
  return target;
}

/** Frees the values that only one person can have. */
async function release({ name }: Limitable): Promise<void> {
  if (name !== 'wikidataId') return;
  for (const { path } of created) if (path.includes('people')) await must('PATCH', path, { [name]: null });
}

/** Returns a field as the administrator reads it. */
async function stored({ resource, name }: Limitable, id: string): Promise<string> {
  const whole = await must('GET', `/v1/desk/${resource}/${id}`);
  if (name === 'commentsOpen') return JSON.stringify(whole.comments.open);
  // These writes change the name, and the server keeps each former name, whoever changes it.
  const value = name === 'aliases' ? whole.aliases.filter(({ kind }: Body) => kind !== 'former') : whole[name];
  return JSON.stringify(value);
}

type Parameter = { name: string; in: string; schema: Body };
const { paths } = readDocument() as {
  paths: Record<string, Record<string, { parameters?: Parameter[]; 'x-field-limit'?: string; operationId: string }>>;
};
const operations = Object.entries(paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ method: verb.toUpperCase(), path, ...operation })),
);
const readsWith = (limit: string) =>
  operations.filter(
    (one) => one.method === 'GET' && one['x-field-limit'] === limit && one.operationId !== 'streamDeskChanges',
  );

/** Returns the addresses of a read for one resource, with each value of each parameter that has names. */
function addressesOf(
  { path, parameters = [] }: (typeof operations)[number],
  resource: Resource,
  target: Body,
): string[] {
  const owner = /(articles|people|sections|lists|webhooks|imports|comments|corrections)\/\{/.exec(path)?.[1];
  if (owner !== undefined && owner !== resource) return [];
  const address = path.replace(/\{(ref|id)\}/, target.id);
  const numbered = address.includes('{number}') ? [1, 2].map((n) => address.replace('{number}', String(n))) : [address];
  const queries = parameters
    .filter(({ in: place }) => place === 'query')
    .flatMap(({ name, schema }) => {
      const names: string[] | undefined = schema.enum ?? schema.items?.enum;
      if (name === 'ids') return [`ids=${target.id}`, `ids=${target.id}&include=section,people,related,body,mentions`];
      if (name === 'q') return ['q=ferry'];
      if (name === 'asOf') return ['asOf=2026-01-01'];
      if (names === undefined || /^(status|sort|type)$/.test(name)) return [];
      return schema.enum === undefined ? [`${name}=${names.join()}`] : names.map((one) => `${name}=${one}`);
    });
  if (path.endsWith('/diff')) return ['json', 'html'].map((format) => `${address}?from=1&to=2&format=${format}`);
  return numbered.flatMap((one) => ['', ...queries].map((query) => `${one}?${query}`));
}

/** Returns a response without what always differs between two resources, and without the name of the field. */
function comparable({ status, text }: Answer, { name }: Limitable, { id, slug, key }: Body): string {
  return `${status} ${text}`
    .replaceAll(id, 'ID')
    .replaceAll(slug, 'SLUG')
    .replaceAll(key.id, 'KEY')
    .replaceAll(`{"field":"${name}"}`, '')
    .replaceAll(`"${name}"`, '')
    .replace(/,(?=[\],])|(?<=\[),/g, '')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/"(requestId|instance|next|previous|cursor)":"[^"]*"/g, '');
}

for (const one of limitable) {
  t.test(`${one.field} can be hidden from every read`, async (t) => {
    await release(one);
    const [first, second] = [await create(one, one.first), await create(one, one.second)];
    const token = await limitOf('hidden', one.field);
    const statuses = new Set<number>();
    for (const operation of readsWith('checked')) {
      const [addresses, others] = [first, second].map((target) => addressesOf(operation, one.resource, target));
      for (const [index, url] of (addresses ?? []).entries()) {
        const answer = await request('GET', url, { token });
        statuses.add(answer.status);
        t.ok(answer.status < 500, url);
        for (const secret of one.secrets) t.notOk(answer.text.includes(secret), `${url} hides ${secret}`);
        if (!url.includes(first.id)) continue;
        const other = await request('GET', others?.[index] ?? '', { token });
        t.equal(comparable(answer, one, first), comparable(other, one, second), `${url} does not depend on the value`);
      }
    }
    t.ok(statuses.has(200));
    const path = `/v1/desk/${one.resource}/${first.id}`;
    const [whole, limited] = [await request('GET', path, { as: 'admin' }), await request('GET', path, { token })];
    for (const secret of one.secrets) t.ok(whole.text.includes(secret), 'others see the value');
    t.notOk(one.name in limited.body);
    t.not(limited.headers.etag, whole.headers.etag, 'the entity tag belongs to the representation');
    const headers = { 'if-none-match': String(limited.headers.etag) };
    t.equal((await request('GET', path, { token, headers })).status, 304);
    const body = { [titleOf[one.resource]]: 'Ferry returns' };
    const patch = (etag: string | undefined) =>
      request('PATCH', first.path, { token, body, headers: { 'if-match': String(etag) } });
    const patched = await patch(limited.headers.etag);
    t.equal(patched.status, 200);
    t.equal((await patch(limited.headers.etag)).status, 412);
    for (const secret of one.secrets) t.notOk(patched.text.includes(secret), 'the response of a write hides it');
  });
}

const isRefused = (t: Test, { status, body, text }: Answer, name: string, what: string) =>
  t.match(
    { status, body },
    { status: 403, body: { code: 'field-not-allowed', errors: [{ pointer: `/${name}` }] } },
    `${what}: ${text}`,
  );

for (const one of limitable) {
  for (const kind of ['hidden', 'readOnly'] as const) {
    t.test(`${one.field} cannot be changed if it is ${kind}`, async (t) => {
      const { resource, name, field, first, second } = one;
      const title = titleOf[resource];
      await release(one);
      const token = await limitOf(kind, field);
      const target = await create(one, first);
      const before = await stored(one, target.id);
      const send = async (method: string, path: string, body?: unknown) => {
        const answer = await request(method, path, body === undefined ? { token } : { token, body });
        // The request contains an external id itself, in its address.
        if (kind === 'hidden' && name !== 'externalIds')
          for (const secret of one.secrets) t.notOk(answer.text.includes(secret), `${method} ${path} hides ${secret}`);
        return answer;
      };
      const bulk = async (operation: object) => {
        const { body } = await send('POST', '/v1/bulk', {
          operations: [{ type: resource === 'articles' ? 'article' : 'person', ...operation }],
        });
        const [{ status, problem }] = body.data;
        return { status, body: problem, text: JSON.stringify(body) } as Answer;
      };
      const byKey = `/v1/${resource}/by-external-id/${target.key.source}/${target.key.id}`;
      const keys = resource === 'articles' && name !== 'externalIds' ? { externalIds: [target.key] } : {};
      const changed = { [title]: 'Ferry', [name]: second };

      isRefused(t, await send('POST', `/v1/${resource}`, changed), name, 'POST');
      isRefused(t, await send('PUT', target.path, changed), name, 'PUT');
      isRefused(t, await send('PATCH', target.path, { [name]: second }), name, 'PATCH');
      isRefused(t, await send('PATCH', target.path, { [name]: null }), name, 'PATCH with null');
      isRefused(t, await bulk({ op: 'create', body: changed }), name, 'create in bulk');
      isRefused(t, await bulk({ op: 'update', ref: target.id, body: { [name]: second } }), name, 'update in bulk');
      const isAddressHidden = name === 'externalIds' && kind === 'hidden';
      if (isAddressHidden) {
        t.match(await send('PUT', byKey, { [title]: 'Ferry' }), { status: 403, body: { code: 'field-not-allowed' } });
      } else {
        isRefused(t, await send('PUT', byKey, changed), name, 'PUT by external id');
        isRefused(t, await bulk({ op: 'put', externalId: target.key, body: changed }), name, 'put in bulk');
      }
      t.equal(await stored(one, target.id), before);

      const current = name === 'aliases' ? (await must('GET', `/v1/desk/${resource}/${target.id}`)).aliases : first;
      const same = await send('PUT', target.path, { ...keys, [title]: 'Ferry', [name]: current });
      if (kind === 'hidden') isRefused(t, same, name, 'a guess of the value');
      else t.equal(same.status, 200, `PUT with the stored value: ${same.text}`);
      t.equal((await send('PUT', target.path, { ...keys, [title]: 'Ferry leaves' })).status, 200);
      t.equal(await stored(one, target.id), before, 'is kept by PUT');
      t.equal((await send('PATCH', target.path, { [title]: 'Ferry stays' })).status, 200);
      if (!isAddressHidden) {
        t.equal((await send('PUT', byKey, { [title]: 'Ferry turns' })).status, 200);
        t.equal((await bulk({ op: 'put', externalId: target.key, body: { [title]: 'Ferry' } })).status, 200);
      }
      t.equal((await bulk({ op: 'update', ref: target.id, body: { [title]: 'Ferry waits' } })).status, 200);
      t.equal(await stored(one, target.id), before, 'is kept by every other write');
      t.equal((await send('POST', `/v1/${resource}`, { [title]: `Ferry ${next()}` })).status, 201, 'gets its default');

      if (resource === 'people') return;
      t.equal((await send('POST', `${target.path}/revisions/1/restore`, {})).status, 200);
      t.equal(await stored(one, target.id), before, 'is kept by a restored revision');
      for (const verb of ['publish', 'unpublish', 'publish'])
        t.equal((await send('POST', `${target.path}/${verb}`)).status, 200);
      // External ids are not part of the publication.
      if (name === 'externalIds') return;
      await must('PATCH', target.path, { [name]: second });
      const after = await stored(one, target.id);
      isRefused(t, await send('POST', `${target.path}/discard-changes`), name, 'discard-changes');
      t.equal(await stored(one, target.id), after);
    });
  }
}

t.test('no read that declares the limit irrelevant shows any field', async (t) => {
  const reads = readsWith('irrelevant');
  t.ok(reads.length > 10);
  for (const resource of ['articles', 'people'] as const) {
    const target = created.findLast(({ path }) => path.includes(resource));
    for (const operation of reads)
      for (const url of addressesOf(operation, resource, target)) {
        const { text, status } = await request('GET', url, { as: 'admin' });
        t.notMatch(text, /k2qz|Q\d{4}/, `${status} ${url}`);
      }
  }
});

const line = () => ({
  raw: `${JSON.stringify({ headline: 'Imported', externalIds: [{ source: 'wire', id: `import-${next()}` }] })}\n`,
  headers: { 'content-type': 'application/x-ndjson' },
});

t.test('refuses operations that use all fields', async (t) => {
  const token = await limitOf('readOnly', 'articles.seo');
  const refused = operations.filter(({ 'x-field-limit': limit }) => limit === 'refused');
  for (const { method, path } of refused) {
    const url = path.replace(/\{\w+\}/g, '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11');
    const asked = path === '/v1/imports' ? line() : method === 'GET' ? {} : { body: {} };
    t.match(
      await request(method, url, { token, ...asked }),
      { status: 403, body: { code: 'field-not-allowed' } },
      path,
    );
  }
  for (const id of ['startImport', 'exportArticles', 'mergePerson', 'listAudit', 'createWebhook'])
    t.ok(
      refused.some(({ operationId }) => operationId === id),
      id,
    );
});

t.test('does not continue an import of a token that was barred later', async (t) => {
  const token = await newsroom.createFieldLimitedToken({ role: 'admin' });
  const job = await request('POST', '/v1/imports', { token, ...line() });
  t.equal(job.status, 202);
  await database.prisma.token.updateMany({
    where: { name: job.body.createdBy },
    data: { readOnlyFields: ['articles.seo'] },
  });
  await newsroom.newsroom.imports.queue.work();
  const { data } = await must('GET', `/v1/imports/${job.body.id}/items`);
  t.match(data, [{ outcome: 'failed', reason: 'field-not-allowed' }]);
});

t.test('shows no hidden field in a preview', async (t) => {
  const { id } = await must('POST', '/v1/articles', { headline: 'Ferry' });
  for (const field of ['articles.seo', 'people.roles'])
    t.match(await request('POST', `/v1/articles/${id}/previews`, { token: await limitOf('hidden', field), body: {} }), {
      status: 403,
      body: { code: 'field-not-allowed' },
    });
  const token = await limitOf('readOnly', 'articles.seo');
  t.equal((await request('POST', `/v1/articles/${id}/previews`, { token, body: {} })).status, 201);
});

t.test('refuses to filter and search by hidden fields', async (t) => {
  const filters = {
    'articles.section': ['articles?section=harbour', 'corrections?section=harbour'],
    'articles.tags': ['articles?tag=a'],
    'articles.lang': ['articles?lang=de'],
    'articles.type': ['articles?type=review'],
    'articles.people': ['articles?person=ines-calder', 'articles?author=ines-calder', 'people/ines-calder/articles?'],
    'articles.body': ['articles?q=ferry', 'articles/first-ferry/mentions?'],
    'articles.standfirst': ['articles?q=ferry'],
    'people.aliases': ['people?q=ines'],
    'people.shortNames': ['people?q=ines'],
  };
  for (const [field, addresses] of Object.entries(filters)) {
    const token = await limitOf('hidden', field);
    for (const address of addresses) {
      const { status, body } = await request('GET', `/v1/desk/${address}`, { token });
      const parameter = /\?(\w+)/.exec(address)?.[1] ?? 'ref';
      t.match({ status, body }, { status: 403, body: { code: 'field-not-allowed', errors: [{ parameter }] } }, address);
    }
  }
  const body = { names: [{ name: 'Ines Calder' }] };
  for (const field of ['people.aliases', 'people.roles']) {
    const token = await limitOf('hidden', field);
    const answer = await request('POST', '/v1/desk/people/resolve', { token, body });
    isRefused(t, answer, 'names', field);
    t.equal((await request('POST', '/v1/people/resolve', { token, body })).status, 200, 'the public may search');
  }
});

t.test('leaves out events whose data can show a hidden field', async (t) => {
  const relay = (await import('../../src/platform/background/index.js')).startBackground(
    database,
    { signals: newsroom.newsroom.signals },
    { error: () => {} },
  );
  t.teardown(() => relay.stop());
  const { id } = await must('POST', '/v1/people', {
    name: 'Ada Quill',
    aliases: [{ name: 'Ada Feather', kind: 'alias' }],
  });
  const namesIn = async (token: string): Promise<string> => {
    for (let after = '', text = ''; ; ) {
      const { body, ...page } = await request('GET', `/v1/desk/changes?limit=100${after}`, { token });
      text += page.text;
      if (body.page.next === null) return text;
      after = `&after=${body.page.next}`;
    }
  };
  while (!(await namesIn(newsroom.tokens.admin)).includes(id));
  t.match(await namesIn(newsroom.tokens.admin), 'Ada Feather');
  const limited = await namesIn(await limitOf('hidden', 'people.aliases'));
  t.notMatch(limited, 'Ada Feather');
  t.match(limited, 'article.created', 'other events remain');
});

t.test('shows the public the same as everybody', async (t) => {
  const target = await must('POST', '/v1/articles', { headline: 'Public ferry', kicker: 'Harbour news' });
  await must('POST', `/v1/articles/${target.id}/publish`);
  const token = await limitOf('hidden', 'articles.kicker');
  t.equal((await request('GET', `/v1/articles/${target.slug}`, { token })).body.kicker, 'Harbour news');
});

t.test('hides the e-mail addresses of users', async (t) => {
  const { id, email } = await must('POST', '/v1/users', {
    name: 'Marta',
    email: 'marta@paper.example',
    role: 'writer',
  });
  t.equal(email, 'marta@paper.example');
  const token = await limitOf('hidden', 'users.email');
  for (const path of [`/v1/users/${id}`, '/v1/users']) {
    const { status, text } = await request('GET', path, { token });
    t.equal(status, 200);
    t.notMatch(text, 'marta@', path);
  }
});

t.test('costs an unlimited token no statement', async (t) => {
  const { id } = await must('POST', '/v1/articles', { headline: 'Plain ferry' });
  const token = await limitOf('hidden', 'articles.seo');
  const count = async (asked: object) => {
    newsroom.statements();
    await request('GET', `/v1/desk/articles/${id}`, asked);
    return newsroom.statements().filter((sql) => !/last_used_at/.test(sql)).length;
  };
  for (const asked of [{ as: 'admin' }, { token }]) await count(asked);
  t.equal(await count({ as: 'admin' }), await count({ token }));
});

t.test('has a value for every field', async (t) => {
  for (const { field, first, second } of limitable) t.notSame(first, second, field);
  for (const { resource, name } of limitable) t.ok(name in (resource === 'articles' ? articleFields : personFields));
});
