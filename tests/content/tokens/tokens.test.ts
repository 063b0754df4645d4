import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ROLES } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, tokens } = await openNewsroom(t);

t.test('shows a token once, stores only its hash, and accepts it until it is revoked', async (t) => {
  const { status, body } = await request('POST', '/v1/tokens', {
    as: 'admin',
    body: { name: 'Sports desk', role: 'writer' },
  });
  t.equal(status, 201);
  t.match(body, {
    name: 'Sports desk',
    scopes: ['content:read', 'content:write'],
    expiresAt: null,
    token: /^bs_[\w-]{43}$/,
  });
  t.notMatch(JSON.stringify(await database.prisma.token.findMany()), body.token);
  t.notMatch((await request('GET', '/v1/tokens?limit=100', { as: 'admin' })).text, body.token);

  const me = await request('GET', '/v1/me', { token: body.token });
  t.same(me.body, {
    ...{ anonymous: false, name: 'Sports desk', tokenId: body.id, userId: null, scopes: body.scopes, sections: null },
    ...{ ownOnly: false, hiddenFields: [], readOnlyFields: [] },
  });
  t.equal((await request('DELETE', `/v1/tokens/${body.id}`, { as: 'admin' })).status, 204);
  t.equal((await request('GET', '/v1/me', { token: body.token })).status, 401);
  t.equal((await request('DELETE', `/v1/tokens/${body.id}`, { as: 'admin' })).status, 404);
});

const make = (token: string, body: object) => request('POST', '/v1/tokens', { token, body });
const isGood = async (token: string) => (await request('GET', '/v1/me', { token })).status === 200;
const listed = async (id: string) =>
  (await request('GET', '/v1/tokens?limit=100', { as: 'admin' })).body.data.find(
    (one: { id: string }) => one.id === id,
  );

/** The scopes of an editor who may create tokens. */
const manager = [...ROLES.editor, 'tokens'];

t.test('lets only tokens with the scope tokens create, list and revoke tokens', async (t) => {
  const { id } = (await request('POST', '/v1/tokens', { as: 'admin', body: { name: 'Target', role: 'reader' } })).body;
  for (const as of ['reader', 'writer', 'editor', 'moderator', 'importer'] as const) {
    const refusal = { status: 403, body: { code: 'forbidden', scope: 'tokens' } };
    t.match(await request('POST', '/v1/tokens', { as, body: { name: 'Mine', role: 'reader' } }), refusal, as);
    t.match(await request('GET', '/v1/tokens', { as }), refusal, as);
    t.match(await request('DELETE', `/v1/tokens/${id}`, { as }), refusal, as);
  }
  t.equal((await request('POST', '/v1/tokens', { body: { name: 'None', role: 'reader' } })).status, 401);
});

t.test('refuses to grant more scopes than the creator has', async (t) => {
  const { token } = (await make(tokens.admin, { name: 'Of writers', scopes: [...ROLES.writer, 'tokens'] })).body;
  t.match(await make(token, { name: 'More', role: 'editor' }), {
    status: 403,
    body: { code: 'grant-too-wide', scope: 'content:publish' },
  });
  t.equal((await make(token, { name: 'Less', scopes: ['content:read'] })).status, 201);
});

t.test('shows and revokes the tokens that a token created, directly or indirectly, and no others', async (t) => {
  const parent = (await make(tokens.admin, { name: 'Head of sport', scopes: manager })).body;
  const child = (await make(parent.token, { name: 'Sport', scopes: manager })).body;
  const grandchild = (await make(child.token, { name: 'Football', role: 'writer' })).body;
  const stranger = (await make(tokens.admin, { name: 'Politics', role: 'writer' })).body;
  const namesFor = async (token: string) =>
    (await request('GET', '/v1/tokens?count=exact', { token })).body.data.map(({ name }: { name: string }) => name);
  t.same(await namesFor(parent.token), ['Football', 'Sport']);
  t.same(await namesFor(child.token), ['Football']);
  t.equal((await request('GET', '/v1/tokens?count=exact', { token: parent.token })).body.page.total, 2);
  t.ok((await namesFor(tokens.admin)).includes('Politics'));
  for (const { id, name } of [stranger, parent])
    t.match(await request('DELETE', `/v1/tokens/${id}`, { token: parent.token }), { status: 404 }, name);
  t.ok(await isGood(stranger.token));
  t.equal((await request('DELETE', `/v1/tokens/${grandchild.id}`, { token: parent.token })).status, 204);
  t.notOk(await isGood(grandchild.token));
});

t.test('refuses an expired token immediately', async (t) => {
  const past = await request('POST', '/v1/tokens', {
    as: 'admin',
    body: { name: 'Late', role: 'reader', expiresAt: '2020-01-01T00:00:00Z' },
  });
  t.match(past, { status: 400, body: { errors: [{ pointer: '/expiresAt' }] } });
  const { body } = await request('POST', '/v1/tokens', {
    as: 'admin',
    body: { name: 'Short', role: 'reader', expiresAt: '2100-01-01T00:00:00Z' },
  });
  t.equal((await request('GET', '/v1/me', { token: body.token })).status, 200);
  await database.prisma.token.update({ where: { id: body.id }, data: { expiresAt: new Date(Date.now() - 1) } });
  t.equal((await request('GET', '/v1/me', { token: body.token })).status, 401);
});

t.test('requires either a role or known scopes', async (t) => {
  for (const fields of [
    {},
    { role: 'reader', scopes: ['content:read'] },
    { role: 'The king' },
    { scopes: ['everything'] },
    { scopes: [] },
  ]) {
    t.equal(
      (await request('POST', '/v1/tokens', { as: 'admin', body: { name: 'X', ...fields } })).status,
      400,
      JSON.stringify(fields),
    );
  }
});

t.test('records the last use, and describes a caller without a token as anonymous', async (t) => {
  const { data } = (await request('GET', '/v1/tokens?sort=createdAt', { as: 'admin' })).body;
  t.ok(data.find(({ name }: { name: string }) => name === 'The admin').lastUsedAt);
  t.same((await request('GET', '/v1/me')).body, {
    anonymous: true,
    name: 'anonymous',
    tokenId: null,
    userId: null,
    scopes: [],
    sections: null,
    ownOnly: false,
    hiddenFields: [],
    readOnlyFields: [],
  });
});

t.test('expires a token no later than the token that created it', async (t) => {
  const expiresAt = '2100-01-01T00:00:00.000Z';
  const parent = (await make(tokens.admin, { name: 'Until 2100', scopes: manager, expiresAt })).body;
  for (const asked of [{}, { expiresAt: null }, { expiresAt }, { expiresAt: '2099-01-01T00:00:00.000Z' }]) {
    const made = await make(parent.token, { name: `Asked for ${JSON.stringify(asked)}`, role: 'writer', ...asked });
    t.match(made, { status: 201, body: { expiresAt: asked.expiresAt ?? expiresAt } });
  }
  t.match(await make(parent.token, { name: 'Longer', role: 'writer', expiresAt: '2100-01-01T00:00:00.001Z' }), {
    status: 403,
    body: { code: 'grant-too-wide', expiresAt, errors: [{ pointer: '/expiresAt', code: 'too-late' }] },
  });
  t.match(await make(tokens.admin, { name: 'For ever', role: 'writer' }), { status: 201, body: { expiresAt: null } });
});

t.test('expires tokens together with the token that created them', async (t) => {
  const expiresAt = new Date(Date.now() + 1_500).toISOString();
  const parent = (await make(tokens.admin, { name: 'Short-lived', scopes: manager, expiresAt })).body;
  const child = (await make(parent.token, { name: 'Its child', scopes: manager })).body;
  const grandchild = (await make(child.token, { name: 'Its grandchild', role: 'reader' })).body;
  t.ok(await isGood(grandchild.token));
  await sleep(Date.parse(expiresAt) - Date.now() + 5);
  for (const one of [parent, child, grandchild]) t.notOk(await isGood(one.token), one.name);
  t.equal((await make(parent.token, { name: 'Too late', role: 'reader' })).status, 401);
  t.equal((await make(tokens.admin, { name: 'Short-lived', role: 'reader' })).status, 201, 'the name is free again');
});

t.test('revokes a token with the token that created it, each with an event', async (t) => {
  const parent = (await make(tokens.admin, { name: 'Parent', scopes: manager })).body;
  const child = (await make(parent.token, { name: 'Child', scopes: manager })).body;
  const grandchild = (await make(child.token, { name: 'Grandchild', role: 'reader' })).body;
  const sibling = (await make(tokens.admin, { name: 'Sibling', role: 'reader' })).body;
  t.match(await listed(grandchild.id), { createdBy: { tokenId: child.id, name: 'Child' } });
  t.match(await listed(parent.id), { createdBy: { name: 'The admin' } });
  t.equal((await request('DELETE', `/v1/tokens/${parent.id}`, { as: 'admin' })).status, 204);
  for (const one of [parent, child, grandchild]) t.notOk(await isGood(one.token), one.name);
  t.ok(await isGood(sibling.token));
  const events = await database.prisma.event.findMany({ where: { type: 'token.revoked' }, orderBy: { seq: 'asc' } });
  t.same(
    events.slice(-3).map(({ subjectId }) => subjectId),
    [parent.id, child.id, grandchild.id],
  );
  t.equal((await request('DELETE', `/v1/tokens/${child.id}`, { as: 'admin' })).status, 404);
});

t.test('leaves no valid token that is created while its creator is revoked', async (t) => {
  for (let round = 0; round < 10; round += 1) {
    const parent = (await make(tokens.admin, { name: `Racing ${round}`, scopes: manager })).body;
    const makings = Array.from({ length: 6 }, (_, n) => make(parent.token, { name: `R${round} ${n}`, role: 'reader' }));
    const [revoked, ...made] = await Promise.all([
      request('DELETE', `/v1/tokens/${parent.id}`, { as: 'admin' }),
      ...makings,
    ]);
    t.equal(revoked?.status, 204);
    for (const { status, body } of made) {
      t.ok([201, 401].includes(status), `${status}`);
      if (status === 201) t.notOk(await isGood(body.token));
    }
    t.equal(await database.prisma.token.count({ where: { name: { startsWith: `R${round} ` } } }), 0);
  }
});

t.test('gives no two valid tokens the same name', async (t) => {
  const first = await make(tokens.admin, { name: 'The only one', role: 'reader' });
  t.equal(first.status, 201);
  t.match(await make(tokens.admin, { name: 'The only one', role: 'reader' }), {
    status: 409,
    body: { code: 'token-name-taken', errors: [{ pointer: '/name', code: 'taken' }] },
  });
  const both = await Promise.all([1, 2, 3].map(() => make(tokens.admin, { name: 'Asked at once', role: 'reader' })));
  t.same(both.map(({ status }) => status).sort(), [201, 409, 409]);
  await request('DELETE', `/v1/tokens/${first.body.id}`, { as: 'admin' });
  t.equal(
    (await make(tokens.admin, { name: 'The only one', role: 'reader' })).status,
    201,
    'a name is free after its token was revoked',
  );
});
