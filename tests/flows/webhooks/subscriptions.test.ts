import t from 'tap';
import { inlineReferences } from '../../support/api-document.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, tokens } = await openNewsroom(t);
const as = 'admin';
const url = 'https://partner.example/hook';
const types = ['article.*'];

const scoped = async (...scopes: string[]): Promise<string> =>
  (await request('POST', '/v1/tokens', { as, body: { name: scopes.join(), scopes } })).body.token;
const partner = await scoped('webhooks');
const other = await scoped('webhooks', 'content:read');

t.test('creates, reads, updates and deletes a webhook, and shows its secret once', async (t) => {
  const made = await request('POST', '/v1/webhooks', { token: partner, body: { url, types, description: 'Search' } });
  t.match(made, { status: 201, headers: { location: /\/v1\/webhooks\//, etag: /^"1\./ } });
  const { secret, id, ...shown } = made.body;
  t.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  t.match(shown, { url, types, filter: null, scopes: ['webhooks'], enabled: true, createdBy: 'webhooks', version: 1 });
  const read = await request('GET', `/v1/webhooks/${id}`, { token: partner });
  t.same(read.body, { id, ...shown });
  const list = await request('GET', '/v1/webhooks?count=exact', { token: partner });
  t.match(list.body, { data: [{ id }], page: { total: 1 } });
  t.notMatch(read.text + list.text, /whsec_/);
  const row = await database.prisma.webhook.findUniqueOrThrow({ where: { id } });
  t.notOk(Buffer.from(row.secret).includes(secret.slice(6, 20)), 'the secret is stored sealed');

  const body = { types: ['*'], filter: { lang: 'en' }, description: null };
  t.match(await request('PATCH', `/v1/webhooks/${id}`, { token: partner, body, headers: { 'if-match': '"7"' } }), {
    status: 412,
    body: { currentVersion: 1 },
  });
  const headers = { 'if-match': read.headers.etag ?? '' };
  const changed = await request('PATCH', `/v1/webhooks/${id}`, { token: partner, body, headers });
  t.match(changed, { status: 200, body: { types: ['*'], filter: { lang: 'en' }, description: null, version: 2, url } });
  const paused = await request('PATCH', `/v1/webhooks/${id}`, { token: partner, body: { enabled: false } });
  t.match(paused.body, { enabled: false, disabledReason: 'by-hand' });
  const again = await request('PATCH', `/v1/webhooks/${id}`, { token: partner, body: { enabled: true } });
  t.match(again.body, { enabled: true, disabledReason: null });

  const rotated = await request('POST', `/v1/webhooks/${id}/rotate-secret`, { token: partner, body: {} });
  t.match(rotated, { status: 200, body: { secret: /^whsec_/, previousSecretUntil: String } });
  t.not(rotated.body.secret, secret);
  t.match(await request('DELETE', `/v1/webhooks/${id}`, { token: partner, headers }), { status: 412 });
  t.match(await request('DELETE', `/v1/webhooks/${id}`, { token: partner }), { status: 204 });
  t.match(await request('GET', `/v1/webhooks/${id}`, { token: partner }), { status: 404 });
  const told = await database.prisma.event.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
  t.same(
    told.map(({ type }) => type.slice('webhook.'.length)),
    ['created', 'updated', 'updated', 'disabled', 'updated', 'rotated', 'deleted'],
  );
  t.notMatch(JSON.stringify(told.map(({ payload }) => payload)), /partner\.example|whsec_/);
});

t.test('allows only administrators to see or change the webhooks of others', async (t) => {
  const { id } = (await request('POST', '/v1/webhooks', { token: partner, body: { url, types } })).body;
  t.match(await request('GET', '/v1/webhooks', { token: other }), { status: 200, body: { data: [] } });
  const asked: [string, string, object?][] = [
    ['GET', ''],
    ['PATCH', '', { url: 'https://thief.example/' }],
    ['DELETE', ''],
    ['POST', '/rotate-secret', {}],
    ['POST', '/ping'],
    ['POST', '/replay', { after: 0 }],
    ['GET', '/deliveries'],
    ['POST', '/deliveries/0197f3c0-9b00-7d2a-8c11-0d1f6f2a4b77/replay'],
  ];
  for (const [method, path, body] of asked) {
    const at = `/v1/webhooks/${id}${path}`;
    t.match(await request(method, at, { token: other, body }), { status: 404 }, `${method} ${path}`);
    t.match(await request(method, at, { as: 'editor', body }), { status: 403, body: { scope: 'webhooks' } });
    t.match(await request(method, at, { body }), { status: 401 });
  }
  t.match(await request('GET', `/v1/webhooks/${id}`, { as }), { status: 200, body: { scopes: ['webhooks'] } });
  t.match((await request('GET', '/v1/webhooks', { as })).body.data, [{ id }]);
  const changed = await request('PATCH', `/v1/webhooks/${id}`, { as, body: { description: 'Looked at' } });
  t.match(changed.body, { scopes: ['webhooks'], createdBy: 'webhooks' }, 'it keeps the scopes of its creator');
  await request('DELETE', `/v1/webhooks/${id}`, { as });
  t.ok(tokens.admin);
});

t.test('names invalid fields, and refuses forbidden addresses immediately', async (t) => {
  const wrong: [object, number, string, string?][] = [
    [{ types }, 400, '/url'],
    [{ url, types: [] }, 400, '/types'],
    [{ url }, 400, '/types'],
    [{ url, types: ['article'] }, 400, '/types/0'],
    [{ url, types: ['article.*', 'artcle.*'] }, 400, '/types/1', 'unknown-event-type'],
    [{ url, types: ['article.publishd'] }, 400, '/types/0', 'unknown-event-type'],
    [{ url, types: ['webhook.ping'] }, 400, '/types/0', 'unknown-event-type'],
    [{ url, types, filter: { colour: 'red' } }, 400, '/filter/colour', 'unknown-field'],
    [{ url, types, filter: { type: 'poem' } }, 400, '/filter/type'],
    [{ url, types, filter: { section: 'no-such' } }, 422, '/filter/section', 'unknown-section'],
    [{ url, types, filter: { person: 'no-such' } }, 422, '/filter/person', 'unknown-person'],
    [{ url, types, secret: 'mine' }, 400, '/secret', 'unknown-field'],
    [{ url, types, scopes: ['admin'] }, 400, '/scopes', 'unknown-field'],
    [{ url: 'http://partner.example/', types }, 400, '/url', 'https-only'],
    [{ url: 'https://user:pw@partner.example/', types }, 400, '/url', 'credentials'],
    [{ url: 'https://0x7f.1/', types }, 400, '/url', 'private-address'],
    [{ url: 'https://[::ffff:169.254.169.254]/', types }, 400, '/url', 'private-address'],
    [{ url: 'javascript:alert(1)', types }, 400, '/url'],
  ];
  for (const [body, status, pointer, code] of wrong) {
    const answer = await request('POST', '/v1/webhooks', { as, body });
    t.match(
      answer,
      { status, body: { errors: [{ pointer, ...(code === undefined ? {} : { code }) }] } },
      JSON.stringify(body),
    );
  }
  const { id } = (await request('POST', '/v1/webhooks', { as, body: { url, types } })).body;
  t.match(await request('PATCH', `/v1/webhooks/${id}`, { as, body: { url: 'https://10.0.0.1/' } }), { status: 400 });
  t.match(await request('PATCH', `/v1/webhooks/${id}`, { as, body: { url: null } }), { status: 400 });
  for (const body of [{}, { after: 0, from: '2026-01-01T00:00:00Z' }, { to: '2026-01-01T00:00:00Z' }, { after: -1 }])
    t.match(await request('POST', `/v1/webhooks/${id}/replay`, { as, body }), { status: 400 }, JSON.stringify(body));
  await request('PATCH', `/v1/webhooks/${id}`, { as, body: { url: 'https://localhost/' } });
  const pinged = await request('POST', `/v1/webhooks/${id}/ping`, { as });
  t.match(pinged, {
    status: 200,
    body: { delivered: false, statusCode: null, error: /outside the public internet/ },
  });
  await request('DELETE', `/v1/webhooks/${id}`, { as });
});

t.test('accepts ids or slugs in a filter, and keeps the section or person after a rename', async (t) => {
  const world = (await request('POST', '/v1/sections', { as, body: { name: 'World' } })).body.id;
  const ada = (await request('POST', '/v1/people', { as, body: { name: 'Ada' } })).body.id;
  const made = await request('POST', '/v1/webhooks', {
    as,
    body: { url, types, filter: { section: 'world', person: 'ada' } },
  });
  t.match(made.body.filter, { section: world, person: ada });
  await request('DELETE', '/v1/people/ada', { as });
  const at = `/v1/webhooks/${made.body.id}`;
  t.match(
    await request('PATCH', at, { as, body: { description: 'Still' } }),
    { status: 200 },
    'a deleted person may stay in the filter',
  );
  const less = await request('PATCH', at, { as, body: { filter: { person: null } } });
  t.same(less.body.filter, { section: world });
  t.same((await request('PATCH', at, { as, body: { filter: null } })).body.filter, null);
});

t.test('documents every event type with the schema of its data', async (t) => {
  const document = inlineReferences((await request('GET', '/openapi.json')).body);
  const { webhooks, components } = document;
  t.ok(Object.keys(webhooks).length > 30);
  for (const type of ['article.published', 'comment.created', 'token.revoked', 'webhook.disabled', 'webhook.ping']) {
    const { post } = webhooks[type];
    t.same(
      post.parameters.map(({ name }: { name: string }) => name),
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
    );
    const name = post.requestBody.content['application/json'].schema.$ref.split('/').at(-1);
    t.equal(components.schemas[name].properties.type.const, type);
    const dataName = components.schemas[name].properties.data.$ref.split('/').at(-1);
    const { properties, allOf } = components.schemas[dataName];
    t.ok(properties ?? allOf, type);
  }
});
