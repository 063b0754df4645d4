import t from 'tap';
import { ROLES } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const admin = { as: 'admin' } as const;
const definition = { scopes: ['content:read', 'content:write'], ownOnly: true, readOnlyFields: ['articles.seo'] };
const put = (name: string, body: object, headers = {}) =>
  request('PUT', `/v1/roles/${name}`, { ...admin, body, headers });

t.test('lists the built-in roles and those that an administrator has defined', async (t) => {
  t.match(await put('freelancer', definition), {
    status: 201,
    headers: { location: /\/v1\/roles\/freelancer$/ },
    body: { name: 'freelancer', builtIn: false, ...definition, hiddenFields: [], version: 1 },
  });
  const { data } = (await request('GET', '/v1/roles', { as: 'reader' })).body;
  t.same(
    data.map(({ name }: { name: string }) => name),
    [...Object.keys(ROLES), 'freelancer'],
  );
  t.match(
    data.find(({ name }: { name: string }) => name === 'contributor'),
    { builtIn: true, ownOnly: true },
  );
  t.match((await request('GET', '/v1/roles/writer', { as: 'reader' })).body, { builtIn: true, ownOnly: false });
  t.equal((await request('GET', '/v1/roles/nobody', { as: 'reader' })).status, 404);
  t.equal((await request('GET', '/v1/roles', {})).status, 401);
});

t.test('replaces and deletes roles, but not the built-in ones', async (t) => {
  await put('columnist', definition);
  t.match(await put('columnist', { scopes: ['content:read'] }, { 'if-match': '"1"' }), {
    status: 200,
    body: { ownOnly: false, readOnlyFields: [], version: 2 },
  });
  t.equal((await put('columnist', definition, { 'if-match': '"1"' })).status, 412);
  for (const method of ['PUT', 'DELETE'])
    t.match(
      await request(method, '/v1/roles/editor', { ...admin, ...(method === 'PUT' ? { body: definition } : {}) }),
      { status: 409, body: { code: 'built-in-role' } },
      method,
    );
  const body = { name: 'Someone', email: 'someone@paper.example', role: 'columnist' };
  const { id } = (await request('POST', '/v1/users', { ...admin, body })).body;
  t.match(await request('DELETE', '/v1/roles/columnist', admin), { status: 409, body: { code: 'role-in-use' } });
  await request('DELETE', `/v1/users/${id}`, admin);
  t.equal((await request('DELETE', '/v1/roles/columnist', admin)).status, 204);
  t.match(await request('PUT', '/v1/roles/x', { as: 'editor', body: definition }), { status: 403 });
});

t.test('gives tokens the rights and limits of a role', async (t) => {
  await put('intern', definition);
  const make = (body: object) => request('POST', '/v1/tokens', { ...admin, body });
  const { token, id } = (await make({ name: 'Intern', role: 'intern' })).body;
  const me = async () => (await request('GET', '/v1/me', { token })).body;
  t.match(await me(), { ...definition, tokenId: id, hiddenFields: [] });
  await put('intern', { scopes: ['content:read'] });
  t.match(await me(), definition, 'a token that belongs to no user keeps the rights that it was given');
  t.match(await make({ name: 'Unknown', role: 'nobody' }), { status: 422, body: { code: 'unknown-reference' } });

  const parent = (await make({ name: 'Parent', scopes: ['content:read', 'tokens'], ownOnly: true })).body.token;
  const child = await request('POST', '/v1/tokens', { token: parent, body: { name: 'Child', role: 'reader' } });
  t.match(child, { status: 201, body: { ownOnly: true } }, 'a token hands on its limits');
});
