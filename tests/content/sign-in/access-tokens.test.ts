import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JWTPayload, UnsecuredJWT } from 'jose';
import t from 'tap';
import { type Account, audience, createSigningKey, openProvider, publicUrl } from '../../support/identity-provider.js';
import { openNewsroom } from '../../support/newsroom.js';
import { issuerSettings } from './house.js';

const person = (name: string, more: Account = {}): Account => ({
  name,
  email: `${name.toLowerCase()}@news.example`,
  email_verified: true,
  ...more,
});
const accounts: Record<string, Account> = {
  ada: person('Ada', { email: 'Ada@News.Example' }),
  bob: person('Bob', { groups: ['/sport'] }),
  cleo: person('Cleo', { groups: ['/nothing'] }),
  dan: person('Dan'),
  eve: person('Ada', { email_verified: false }),
  fay: person('Fay'),
  gus: person('Gus'),
};
const paper = await openProvider(t, accounts);
const agency = await openProvider(t, accounts);
const grants = [
  { value: '/chiefs', role: 'admin' },
  { value: '/sport', role: 'editor', sections: ['sport'] },
];
const newsroom = await openNewsroom(t, {
  environment: {
    PUBLIC_URL: publicUrl,
    OIDC_ISSUERS: JSON.stringify([
      issuerSettings('paper', paper.issuer),
      issuerSettings('agency', agency.issuer, { grants }),
    ]),
  },
});
const { request, database, sent } = newsroom;
await request('POST', '/v1/sections', { as: 'admin', body: { name: 'Sport' } });

const now = () => Math.floor(Date.now() / 1000);
const sign = (claims: JWTPayload, from = paper) =>
  from.key.sign({ iss: from.issuer, aud: audience, exp: now() + 300, ...claims });
const me = (token: string) => request('GET', '/v1/me', { token });
const invite = async (name: string, more: object = {}) =>
  (
    await request('POST', '/v1/users', {
      as: 'admin',
      body: { name, email: `${name.toLowerCase()}@news.example`, role: 'editor', ...more },
    })
  ).body;
const userOf = async (id: string) => (await request('GET', `/v1/users/${id}`, { as: 'admin' })).body;
const identities = () => database.query.selectFrom('userIdentities').selectAll().execute();

t.test('an invited user uses the API with an access token of the provider', async (t) => {
  const { id } = await invite('Ada');
  const token = await paper.accessToken('ada');
  t.match(await me(token), { status: 200, body: { name: 'Ada', userId: id, tokenId: null, anonymous: false } });
  t.match(await userOf(id), { status: 'active', lastSignInAt: /^20/ });
  const article = await request('POST', '/v1/articles', { token, body: { headline: 'Ferry' } });
  t.equal(article.status, 201);

  sent();
  await me(token);
  t.equal(sent().length, 1, 'later requests send one statement');

  await request('PATCH', `/v1/users/${id}`, { as: 'admin', body: { role: 'reader' } });
  t.match(await request('POST', '/v1/articles', { token, body: { headline: 'Ferry' } }), {
    status: 403,
    body: { code: 'forbidden' },
  });
});

t.test('only a verified address of the same provider identifies a user', async (t) => {
  const before = await identities();
  const refused = { status: 403, body: { code: 'no-account' } };
  t.match(await me(await paper.accessToken('eve')), refused, 'an address that is not verified');
  t.match(await me(await sign({ sub: 'x', email: 'ada@news.example', email_verified: 'true' })), refused, 'a text');
  t.match(
    await me(await sign({ sub: 'x', email: 'ad\u0430@news.example', email_verified: true })),
    refused,
    'a similar letter',
  );
  t.match(await me(await sign({ sub: 'x' })), refused, 'no address');
  t.match(
    await me(await sign({ sub: 'x', email: 'ada@news.example', email_verified: true })),
    refused,
    'a second account',
  );
  t.match(await me(await paper.accessToken('dan')), refused, 'nobody has this address');
  t.match(await me(await sign({ sub: 'ada' }, agency)), refused, 'the same subject of another issuer');
  t.match(await me(await sign({ sub: 'x'.repeat(300), email: 'ada@news.example', email_verified: true })), refused);
  t.same(await identities(), before, 'nothing was linked');
});

t.test('the role and the sections follow the groups of the provider', async (t) => {
  const token = await agency.accessToken('bob');
  const bob = await me(token);
  t.match(bob, { status: 200, body: { name: 'Bob', sections: [{ slug: 'sport' }] } });
  const { userId } = bob.body;
  t.match(await userOf(userId), {
    role: 'editor',
    status: 'active',
    email: 'bob@news.example',
    sections: [{ slug: 'sport' }],
  });

  const claims = { sub: 'bob', email: 'bob@news.example', email_verified: true };
  t.match((await me(await sign({ ...claims, groups: ['/chiefs', '/sport'] }, agency))).body, {
    scopes: ['admin'],
    sections: null,
  });
  t.match(await userOf(userId), { role: 'admin', sections: null });
  t.match((await me(token)).body, { sections: [{ slug: 'sport' }] }, 'and back');
  const { version } = await userOf(userId);
  sent();
  await me(token);
  t.equal(sent().length, 1, 'nothing is written while they are the same');

  await request('PATCH', '/v1/sections/sport', { as: 'admin', body: { slug: 'sports' } });
  t.match((await me(token)).body, { sections: [{ slug: 'sports' }] }, 'a grant may use a former slug');
  t.equal((await userOf(userId)).version, version);

  for (const groups of [undefined, [], ['/nothing'], ['/SPORT'], '/spor', { '/sport': true }])
    t.match(
      await me(await sign({ ...claims, groups }, agency)),
      { status: 403, body: { code: 'no-account' } },
      JSON.stringify(groups),
    );
  t.match(
    await me(await agency.accessToken('cleo')),
    { status: 403, body: { code: 'no-account' } },
    'creates nobody without a grant',
  );
  const { data } = (await request('GET', '/v1/users', { as: 'admin' })).body;
  t.notOk(data.some((user: { name: string }) => user.name === 'Cleo'));
});

t.test('a deactivated user is refused from the next request, and never linked or reactivated', async (t) => {
  const { id } = await invite('Fay');
  const token = await paper.accessToken('fay');
  t.equal((await me(token)).status, 200);
  await request('POST', `/v1/users/${id}/deactivate`, { as: 'admin' });
  const refusal = await me(token);
  t.match(refusal, { status: 401, headers: { 'www-authenticate': /error="invalid_token"/ } });
  const claims = { sub: 'fay', email: 'fay@news.example', email_verified: true, groups: ['/chiefs'] };
  t.match(await me(await sign(claims, agency)), { status: 403, body: { code: 'no-account' } }, 'with another provider');
  t.equal((await userOf(id)).status, 'deactivated');
  await request('POST', `/v1/users/${id}/reactivate`, { as: 'admin' });
  t.equal((await me(token)).status, 200);
  await request('DELETE', `/v1/users/${id}`, { as: 'admin' });
  t.match(await me(token), { status: 403, body: { code: 'no-account' } });
});

t.test('concurrent first requests of a person create one user', async (t) => {
  const token = await sign({ sub: 'gus', email: 'gus@news.example', email_verified: true, groups: ['/sport'] }, agency);
  const results = await Promise.all(Array.from({ length: 5 }, () => me(token)));
  t.same(new Set(results.map(({ status }) => status)), new Set([200]));
  t.equal(new Set(results.map(({ body }) => body.userId)).size, 1);
});

t.test('refuses invalid access tokens on every route, with the reason', async (t) => {
  const stranger = await createSigningKey();
  const claims = { sub: 'ada' };
  const refused: [string, RegExp][] = [
    [await sign({ ...claims, iss: 'https://evil.example' }), /an issuer that this server does not accept/],
    [await sign({ ...claims, aud: 'other' }), /another audience/],
    [await stranger.sign({ ...claims, iss: paper.issuer, aud: audience, exp: now() + 60 }), /a key that its issuer/],
    [new UnsecuredJWT({ ...claims, iss: paper.issuer, aud: audience, exp: now() + 60 }).encode(), /an algorithm/],
    [await sign({ ...claims, exp: now() - 60 }), /has expired/],
    [await sign({ ...claims, nbf: now() + 60 }), /not valid yet/],
  ];
  for (const [token, detail] of refused)
    for (const url of ['/v1/me', '/v1/articles', '/v1/desk/articles']) {
      const response = await request('GET', url, { token });
      t.match(response, {
        status: 401,
        body: { code: 'unauthenticated', detail },
        headers: { 'www-authenticate': /invalid_token/ },
      });
    }
  t.match(await request('GET', '/v1/me', { token: 'a.b.c' }), { status: 401 });
});

t.test('a provider that is down is no reason to refuse a token, but to try later', async (t) => {
  const token = await sign({ sub: 'ada' });
  const other = await openNewsroom(t, {
    environment: { PUBLIC_URL: publicUrl, OIDC_ISSUERS: JSON.stringify([issuerSettings('paper', paper.issuer)]) },
  });
  await paper.stop();
  t.match(await other.request('GET', '/v1/me', { token }), {
    status: 503,
    body: { code: 'unavailable' },
    headers: { 'retry-after': '5' },
  });
  t.equal((await me(token)).status, 200, 'a process that knows the key still accepts it');
  t.equal((await other.request('GET', '/v1/me', { as: 'editor' })).status, 200, 'other tokens are not affected');
  await paper.start();
});

t.test('an event stream ends when its access token expires', async (t) => {
  const token = await sign(
    { sub: 'bob', email: 'bob@news.example', email_verified: true, groups: ['/sport'], exp: now() + 2 },
    agency,
  );
  const { port } = newsroom.app.server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/v1/desk/events`, {
    headers: { authorization: `Bearer ${token}` },
  });
  t.equal(response.status, 200);
  const isOver = (async () => {
    for await (const _ of response.body as unknown as AsyncIterable<Uint8Array>);
    return true;
  })();
  t.equal(await Promise.race([isOver, sleep(12_000)]), true);
});
