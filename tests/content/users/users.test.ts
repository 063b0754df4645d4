import t from 'tap';
import { actorOfUser, findStoredRights } from '../../../src/content/users/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, newsroom, statements } = await openNewsroom(t);

const admin = { as: 'admin' } as const;
let count = 0;

/** Creates a user and returns it. */
async function createUser(fields: object = {}) {
  count += 1;
  const body = { name: `User ${count}`, email: `user-${count}@paper.example`, role: 'writer', ...fields };
  const answer = await request('POST', '/v1/users', { ...admin, body });
  t.equal(answer.status, 201, answer.text);
  return answer.body;
}

/** Signs a user in and returns the token of the session. */
async function signIn(user: { id: string; name: string }): Promise<string> {
  return database.transaction(systemActor, async (tx) => (await newsroom.tokens.createSession(tx, user)).token);
}

t.before(async () => {
  for (const [slug, parent] of [['sport'], ['football', 'sport'], ['culture']])
    await request('POST', '/v1/sections', { ...admin, body: { name: slug, slug, ...(parent ? { parent } : {}) } });
  await request('POST', '/v1/people', { ...admin, body: { name: 'Marta Lindqvist' } });
});

t.test('creates, lists, changes and deletes users', async (t) => {
  const created = await request('POST', '/v1/users', {
    ...admin,
    body: {
      name: 'Marta Lindqvist',
      email: 'Marta.Lindqvist@Paper.example',
      role: 'editor',
      sections: ['sport'],
      person: 'marta-lindqvist',
    },
  });
  t.match(created, {
    status: 201,
    headers: { location: /\/v1\/users\// },
    body: {
      email: 'marta.lindqvist@paper.example',
      role: 'editor',
      sections: [{ slug: 'sport' }],
      person: { slug: 'marta-lindqvist' },
      status: 'invited',
      ownOnly: false,
      lastSignInAt: null,
      version: 1,
    },
  });
  const path = `/v1/users/${created.body.id}`;
  t.same((await request('GET', path, admin)).body, created.body);
  t.match((await request('GET', '/v1/users?role=editor', admin)).body.data, [{ id: created.body.id }]);
  t.same((await request('GET', '/v1/users?status=active', admin)).body.data, []);

  const changed = await request('PATCH', path, {
    ...admin,
    body: { role: 'writer', sections: null, person: null },
    headers: { 'if-match': '"1"' },
  });
  t.match(changed, { status: 200, body: { role: 'writer', sections: null, person: null, version: 2 } });
  t.equal(changed.body.email, 'marta.lindqvist@paper.example');
  t.equal((await request('PATCH', path, { ...admin, body: {}, headers: { 'if-match': '"1"' } })).status, 412);
  t.equal((await request('DELETE', path, admin)).status, 204);
  t.equal((await request('GET', path, admin)).status, 404);
});

t.test('refuses unknown references and an address that another user has', async (t) => {
  const { id, email } = await createUser();
  const body = { name: 'Second', email: email.toUpperCase(), role: 'writer' };
  t.match(await request('POST', '/v1/users', { ...admin, body }), { status: 409, body: { code: 'email-taken' } });
  const other = await createUser();
  t.match(await request('PATCH', `/v1/users/${other.id}`, { ...admin, body: { email } }), { status: 409 });
  for (const [field, pointer] of [
    [{ role: 'nobody' }, '/role'],
    [{ sections: ['nowhere'] }, '/sections/0'],
    [{ person: 'nobody' }, '/person'],
  ] as const)
    t.match(await request('PATCH', `/v1/users/${id}`, { ...admin, body: field }), {
      status: 422,
      body: { code: 'unknown-reference', errors: [{ pointer }] },
    });
  t.equal((await request('POST', '/v1/users', { ...admin, body: { ...body, email: 'no address' } })).status, 400);
});

t.test('shows e-mail addresses to administrators and to the user only', async (t) => {
  const user = await createUser();
  const token = await signIn(user);
  t.equal((await request('GET', `/v1/users/${user.id}`, { token })).body.email, user.email);
  const other = await createUser();
  t.equal((await request('GET', `/v1/users/${other.id}`, { token })).body.email, null);
  t.notMatch((await request('GET', '/v1/users?limit=100', { as: 'editor' })).text, '@paper.example');
  t.equal((await request('GET', '/v1/users', {})).status, 401);
  for (const as of ['editor', 'importer', 'moderator'] as const)
    t.match(await request('POST', '/v1/users', { as, body: {} }), { status: 403, body: { scope: 'admin' } }, as);
});

t.test('acts with the rights that the user has now', async (t) => {
  const user = await createUser({ role: 'editor', sections: ['sport'] });
  const token = await signIn(user);
  const me = (await request('GET', '/v1/me', { token })).body;
  t.match(me, { name: user.name, userId: user.id, sections: [{ slug: 'sport' }], ownOnly: false });
  t.ok(me.scopes.includes('content:publish'));

  await request('PATCH', `/v1/users/${user.id}`, { ...admin, body: { role: 'contributor', sections: ['culture'] } });
  t.match((await request('GET', '/v1/me', { token })).body, {
    scopes: ['content:read', 'content:write'],
    sections: [{ slug: 'culture' }],
    ownOnly: true,
  });
});

t.test('lets a user create tokens of their own, with at most their rights', async (t) => {
  const user = await createUser({ role: 'editor' });
  const token = await signIn(user);
  const own = await request('POST', '/v1/tokens', {
    token,
    body: { name: 'Script', scopes: ['content:read', 'content:publish'], sections: ['sport'] },
  });
  t.match(own, {
    status: 201,
    body: { user: { id: user.id }, kind: 'api', expiresAt: null, createdBy: { tokenId: null, name: user.name } },
  });
  const personal = own.body.token;
  t.match(await request('POST', '/v1/tokens', { token, body: { name: 'More', role: 'admin' } }), {
    status: 403,
    body: { code: 'grant-too-wide' },
  });
  t.match(
    await request('POST', '/v1/tokens', { token, body: { name: 'Ours', role: 'reader', owner: 'newsroom' } }),
    { status: 403, body: { scope: 'tokens' } },
    'a token of the newsroom needs the scope',
  );
  t.match(
    await request('POST', '/v1/tokens', { token: personal, body: { name: 'Child', role: 'reader' } }),
    { status: 403, body: { scope: 'tokens' } },
    'a token of a user creates no other tokens without the scope',
  );
  t.match(await request('POST', '/v1/tokens', { ...admin, body: { name: 'X', role: 'reader', owner: 'me' } }), {
    status: 400,
    body: { errors: [{ pointer: '/owner' }] },
  });
  const mine = (await request('GET', '/v1/tokens', { token })).body.data;
  t.same(mine.map(({ kind }: { kind: string }) => kind).sort(), ['api', 'session'], 'lists own tokens and sessions');

  await request('PATCH', `/v1/users/${user.id}`, { ...admin, body: { role: 'reader' } });
  t.match((await request('GET', '/v1/me', { token: personal })).body, {
    name: user.name,
    scopes: ['content:read'],
    sections: [{ slug: 'sport' }],
  });
  await request('PATCH', `/v1/users/${user.id}`, { ...admin, body: { role: 'editor', sections: ['football'] } });
  t.match((await request('GET', '/v1/me', { token: personal })).body, {
    scopes: ['content:read', 'content:publish'],
    sections: [{ slug: 'football' }],
  });
  await request('PATCH', `/v1/users/${user.id}`, { ...admin, body: { sections: ['culture'] } });
  t.same((await request('GET', '/v1/me', { token: personal })).body.sections, [], 'nothing is in both limits');
});

t.test('ends all tokens and sessions of a user who is deactivated', async (t) => {
  const user = await createUser({ role: 'admin' });
  const session = await signIn(user);
  const make = (name: string, fields: object) =>
    request('POST', '/v1/tokens', { token: session, body: { name, role: 'admin', ...fields } });
  const own = (await make('Own', {})).body.token;
  const child = (await request('POST', '/v1/tokens', { token: own, body: { name: 'Child', role: 'reader' } })).body;
  const ours = (await make('Of the newsroom', { owner: 'newsroom' })).body;
  const isGood = async (token: string) => (await request('GET', '/v1/me', { token })).status === 200;
  const all = [session, own, child.token];
  for (const token of all) t.ok(await isGood(token));

  const path = `/v1/users/${user.id}`;
  t.match(await request('POST', `${path}/deactivate`, admin), { status: 200, body: { status: 'deactivated' } });
  for (const token of all) t.notOk(await isGood(token));
  t.ok(await isGood(ours.token), 'a token of the newsroom stays');
  const [stored] = await findStoredRights(database, [user.id]);
  t.equal(stored && actorOfUser(stored), undefined);
  const version = (await request('GET', path, admin)).body.version;
  await request('POST', `${path}/deactivate`, admin);
  t.equal((await request('GET', path, admin)).body.version, version, 'a second time changes nothing');

  t.match(await request('POST', `${path}/reactivate`, admin), { status: 200, body: { status: 'invited' } });
  for (const token of all) t.notOk(await isGood(token), 'the tokens stay revoked');
  t.ok(await isGood(await signIn(user)));
  await request('DELETE', path, admin);
  t.same(await findStoredRights(database, [user.id]), []);
});

t.test('names the user in revisions, locks and the audit', async (t) => {
  const user = await createUser({ role: 'editor' });
  const token = await signIn(user);
  const { id } = (await request('POST', '/v1/articles', { token, body: { headline: 'By a user' } })).body;
  t.match((await request('GET', `/v1/articles/${id}/revisions`, { token })).body.data, [{ savedBy: user.name }]);
  t.match((await request('POST', `/v1/articles/${id}/locks`, { token, body: {} })).body, {
    holder: user.name,
    userId: user.id,
    tokenId: null,
  });
  const second = await signIn(user);
  t.equal(
    (await request('POST', `/v1/articles/${id}/locks`, { token: second, body: {} })).status,
    200,
    'another session of the user renews the lock',
  );
  t.match((await request('GET', `/v1/audit?user=${user.id}&type=article.created`, admin)).body.data, [
    { actor: user.name, userId: user.id, subjectId: id },
  ]);
});

t.test('keeps the link to the person when people are merged', async (t) => {
  const person = (await request('POST', '/v1/people', { ...admin, body: { name: 'Twice Named' } })).body;
  const survivor = (await request('POST', '/v1/people', { ...admin, body: { name: 'Once Named' } })).body;
  const user = await createUser({ person: person.id });
  const merge = await request('POST', `/v1/people/${person.id}/merge`, { ...admin, body: { into: survivor.id } });
  t.equal(merge.status, 200, merge.text);
  t.equal((await request('GET', `/v1/users/${user.id}`, admin)).body.person.id, survivor.id);
});

t.test('reads a list, a user and the rights of a token with one statement each', async (t) => {
  const token = await signIn(await createUser({ sections: ['sport'] }));
  await request('GET', '/v1/me', { token });
  statements();
  await request('GET', '/v1/me', { token });
  t.equal(statements().length, 1, 'the token, its user, the role and the sections');
  await request('GET', '/v1/users', { token });
  t.equal(statements().length, 2);
});
