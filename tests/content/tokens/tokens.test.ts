import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database } = await openNewsroom(t);

t.test('a token is shown once, kept as a hash alone, and works until it is revoked', async (t) => {
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
  t.same(me.body, { anonymous: false, name: 'Sports desk', tokenId: body.id, scopes: body.scopes });
  t.equal((await request('DELETE', `/v1/tokens/${body.id}`, { as: 'admin' })).status, 204);
  t.equal((await request('GET', '/v1/me', { token: body.token })).status, 401);
  t.equal((await request('DELETE', `/v1/tokens/${body.id}`, { as: 'admin' })).status, 404);
});

t.test('nobody grants more than they hold', async (t) => {
  t.match(await request('POST', '/v1/tokens', { as: 'writer', body: { name: 'More', role: 'editor' } }), {
    status: 403,
    body: { code: 'grant-too-wide', scope: 'content:publish' },
  });
  t.equal(
    (await request('POST', '/v1/tokens', { as: 'writer', body: { name: 'Less', scopes: ['content:read'] } })).status,
    201,
  );
  t.equal((await request('POST', '/v1/tokens', { body: { name: 'None', role: 'reader' } })).status, 401);
  t.equal((await request('GET', '/v1/tokens', { as: 'editor' })).status, 403, 'and the list is for administrators');
});

t.test('an expired token is refused from that moment on', async (t) => {
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

t.test('either a role or scopes, from the catalogue', async (t) => {
  for (const fields of [
    {},
    { role: 'reader', scopes: ['content:read'] },
    { role: 'king' },
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

t.test('use is noted, and a caller without a token is told that it is anonymous', async (t) => {
  const { data } = (await request('GET', '/v1/tokens?sort=createdAt', { as: 'admin' })).body;
  t.ok(data.find(({ name }: { name: string }) => name === 'The admin').lastUsedAt);
  t.same((await request('GET', '/v1/me')).body, { anonymous: true, name: 'anonymous', tokenId: null, scopes: [] });
});
