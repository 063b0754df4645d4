import t from 'tap';
import { type Account, openProvider, publicUrl } from '../../support/identity-provider.js';
import { openNewsroom } from '../../support/newsroom.js';
import { bodyOf, issuerSettings, StaffBrowser } from './house.js';

const accounts: Record<string, Account> = {
  ada: { name: 'Ada', email: 'ada@news.example', email_verified: true },
  bob: { name: 'Bob', email: 'bob@news.example', email_verified: true, groups: ['editors'] },
  eve: { name: 'Eve', email: 'ada@news.example', email_verified: false },
};
const paper = await openProvider(t, accounts);
const agency = await openProvider(t, accounts, { rpInitiatedLogout: { enabled: false } });
const app = 'https://desk.news.example';
const newsroom = await openNewsroom(t, {
  environment: {
    PUBLIC_URL: publicUrl,
    CORS_ORIGINS: app,
    OIDC_ISSUERS: JSON.stringify([
      issuerSettings('paper', paper.issuer),
      issuerSettings('agency', agency.issuer, { grants: [{ value: 'editors', role: 'editor' }] }),
      { name: 'machines', issuer: 'https://machines.example', audience: 'broadsheet' },
    ]),
  },
});
const { request } = newsroom;
const ada = (
  await request('POST', '/v1/users', { as: 'admin', body: { name: 'Ada', email: 'ada@news.example', role: 'editor' } })
).body;
const open = () => new StaffBrowser(newsroom);
const sameOrigin = { 'sec-fetch-site': 'same-origin' };

t.test('a user signs in at the provider and works with the cookie', async (t) => {
  const browser = open();
  const page = await browser.signIn('paper', 'ada', '/desk?tab=1');
  t.match(page, { status: 303, headers: { location: `${publicUrl}/desk?tab=1`, 'cache-control': /no-store/ } });
  const cookie = [page.headers['set-cookie']].flat().find((line) => line?.startsWith('__Host-broadsheet=')) ?? '';
  t.match(cookie, /; Max-Age=43(199|200); Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  t.notOk(browser.cookies.has(`${publicUrl} __Host-broadsheet-sign-in`), 'the state was removed');
  t.match(bodyOf(await browser.send('GET', '/v1/me')), { name: 'Ada', userId: ada.id, anonymous: false });
  t.equal((await browser.send('GET', '/v1/desk/articles')).status, 200);

  const body = { headline: 'Ferry' };
  t.equal((await browser.send('POST', '/v1/articles', { body, headers: sameOrigin })).status, 201);
  t.equal((await browser.send('POST', '/v1/articles', { body, headers: { origin: publicUrl } })).status, 201);
  t.equal((await browser.send('POST', '/v1/articles', { body, headers: { origin: app } })).status, 201);
  for (const headers of [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://news.example.evil.example' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  ] as Record<string, string>[]) {
    const refusal = await browser.send('POST', '/v1/articles', { body, headers });
    t.match(bodyOf(refusal), { status: 403, code: 'cross-site-request' }, JSON.stringify(headers));
  }
  t.equal(
    (await browser.send('GET', '/v1/desk/articles', { headers: { origin: 'https://evil.example' } })).headers[
      'access-control-allow-origin'
    ],
    undefined,
  );
  const preflight = await browser.send('OPTIONS', '/v1/articles', {
    headers: { origin: app, 'access-control-request-method': 'POST' },
  });
  t.match(preflight.headers, { 'access-control-allow-origin': app, 'access-control-allow-credentials': 'true' });

  const token = browser.sessionToken ?? '';
  t.match(
    (
      await request('GET', '/v1/me', {
        headers: { cookie: `__Host-broadsheet=${token}`, authorization: 'Bearer wrong' },
      })
    ).status,
    401,
    'a bearer token has precedence',
  );

  t.match(bodyOf(await browser.send('DELETE', '/v1/session')), { code: 'cross-site-request' });
  t.equal((await browser.send('DELETE', '/v1/session', { headers: sameOrigin })).status, 204);
  t.equal(browser.sessionToken, undefined);
  t.match((await request('GET', '/v1/me', { headers: { cookie: `__Host-broadsheet=${token}` } })).body, {
    anonymous: true,
  });
  t.equal(
    (await request('GET', '/v1/desk/articles', { headers: { cookie: `__Host-broadsheet=${token}` } })).status,
    401,
  );
  t.equal((await browser.send('DELETE', '/v1/session')).status, 204, 'signing out twice does no harm');
});

t.test('a user signs out here and at the provider', async (t) => {
  const browser = open();
  await browser.signIn('paper', 'ada');
  const token = browser.sessionToken ?? '';
  const again = await browser.signIn('paper', 'bob');
  t.equal(again.status, 303);
  t.match(bodyOf(await browser.send('GET', '/v1/me')), { name: 'Ada' }, 'the provider asks for no account again');

  const path = '/v1/sign-in/paper/sign-out?returnTo=/goodbye';
  const crossSite = await browser.send('GET', path, { headers: { 'sec-fetch-site': 'cross-site' } });
  t.match(bodyOf(crossSite), { status: 403, code: 'cross-site-request' });
  t.match(bodyOf(await browser.send('GET', '/v1/sign-in/paper/sign-out?returnTo=https://evil.example/')), {
    status: 400,
    errors: [{ parameter: 'returnTo', code: 'untrusted-origin' }],
  });
  t.match(bodyOf(await browser.send('GET', '/v1/me')), { name: 'Ada' }, 'a refusal ends nothing');

  const page = await browser.send('GET', path, { headers: { 'sec-fetch-site': 'same-site' } });
  t.match(page, { status: 303, text: '', headers: { 'cache-control': /no-store/ } });
  const address = new URL(String(page.headers.location));
  t.equal(address.origin, paper.issuer);
  t.equal(address.searchParams.get('post_logout_redirect_uri'), `${publicUrl}/goodbye`);
  t.equal(address.searchParams.get('client_id'), 'desk');
  const [, claims = ''] = (address.searchParams.get('id_token_hint') ?? '').split('.');
  t.match(JSON.parse(Buffer.from(claims, 'base64url').toString()), { sub: 'ada', aud: 'desk' });
  t.match(
    [...browser.cookies.keys()].filter((key) => key.startsWith(publicUrl)),
    [],
    'no cookie is left',
  );
  const headers = { cookie: `__Host-broadsheet=${token}` };
  t.equal((await request('GET', '/v1/me', { headers })).body.anonymous, false, 'the first session is another one');

  t.equal(await browser.signOutAt(address.href), `${publicUrl}/goodbye`);
  const refused = await browser.signIn('paper', 'eve');
  t.match(bodyOf(refused), { code: 'no-account' }, 'the provider has asked for an account again');
});

t.test('the address of a sign-out reveals no ID token of another issuer or of a changed cookie', async (t) => {
  const browser = open();
  await browser.signIn('paper', 'ada');
  const key = `${publicUrl} __Secure-broadsheet-sign-out`;
  const hint = browser.cookies.get(key) ?? '';
  t.ok(hint.length > 100);
  t.notMatch(hint, /eyJ/, 'the cookie is encrypted');
  for (const value of [`${hint.slice(0, -2)}xx`, 'x', '', '%', 'A'.repeat(3_000)]) {
    browser.cookies.set(key, value);
    const page = await browser.send('GET', '/v1/sign-in/paper/sign-out');
    t.equal(page.status, 303);
    t.equal(new URL(String(page.headers.location)).searchParams.get('id_token_hint'), null);
  }
  t.match(bodyOf(await browser.send('GET', '/v1/me')), { anonymous: true });
});

t.test('a sign-out ends here if the provider offers none', async (t) => {
  const browser = open();
  await browser.signIn('agency', 'bob');
  t.match(bodyOf(await browser.send('GET', '/v1/me')), { anonymous: false });
  const page = await browser.send('GET', `/v1/sign-in/agency/sign-out?returnTo=${app}/bye`);
  t.match(page, { status: 303, headers: { location: `${app}/bye` } });
  t.match(bodyOf(await browser.send('GET', '/v1/me')), { anonymous: true });
  t.equal((await browser.send('GET', '/v1/sign-in/agency/sign-out')).status, 303, 'signing out twice does no harm');
  for (const name of ['machines', 'nobody'])
    t.equal((await browser.send('GET', `/v1/sign-in/${name}/sign-out`)).status, 404, name);
});

t.test('cached public reads ignore the cookie', async (t) => {
  const browser = open();
  await browser.signIn('paper', 'ada');
  newsroom.statements();
  const first = await browser.send('GET', '/v1/articles');
  t.equal(newsroom.sent().length, 1, 'one statement for the articles, and none for the permission');
  const second = await browser.send('GET', '/v1/articles');
  t.equal(newsroom.sent().length, 0, 'the response is cached');
  t.equal(second.text, first.text);
  t.match(second.headers['cache-control'], /^public/);
});

t.test('a session ends with its user', async (t) => {
  const browser = open();
  await browser.signIn('agency', 'bob');
  const { userId } = bodyOf(await browser.send('GET', '/v1/me'));
  t.equal((await browser.send('GET', '/v1/desk/articles')).status, 200);
  await request('POST', `/v1/users/${userId}/deactivate`, { as: 'admin' });
  t.equal((await browser.send('GET', '/v1/desk/articles')).status, 401);
  t.match(await open().signIn('agency', 'bob'), { status: 403, text: /no-account/ });
});

t.test('refuses sign-ins without an account', async (t) => {
  const browser = open();
  t.match(await browser.signIn('paper', 'eve'), { status: 403, text: /no-account/ }, 'an address that is not verified');
  t.match(await browser.signIn('paper', 'bob'), { status: 403, text: /no-account/ });
  t.equal(browser.sessionToken, undefined);
});

t.test('refuses responses that belong to another sign-in', async (t) => {
  const [victim, attacker] = [open(), open()];
  const begin = await attacker.send('GET', '/v1/sign-in/paper');
  const back = await attacker.signInAt(String(begin.headers.location), 'ada');
  t.match(await victim.send('GET', back), { status: 400, text: /sign-in-failed/ }, 'another browser');
  await victim.send('GET', '/v1/sign-in/paper');
  t.match(await victim.send('GET', back), { status: 400, text: /sign-in-failed/ }, 'another state');
  t.match(await attacker.send('GET', back.replace('/paper/', '/agency/')), { status: 400 }, 'another issuer');
  const otherIssuer = back.replace(encodeURIComponent(paper.issuer), encodeURIComponent(agency.issuer));
  t.match(
    await attacker.send('GET', otherIssuer),
    { status: 400, text: /sign-in-failed/ },
    'the issuer in the response',
  );
  t.match(await attacker.send('GET', `${back}&code=other`), { status: 400 }, 'two codes');
  t.equal((await attacker.send('GET', back)).status, 303, 'the right one');
  t.equal((await attacker.send('GET', back)).status, 400, 'a code works once');
  const denied = await attacker.send('GET', '/v1/sign-in/paper');
  const state = new URL(String(denied.headers.location)).searchParams.get('state');
  const error = `/v1/sign-in/paper/callback?error=access_denied&state=${state}&iss=${encodeURIComponent(paper.issuer)}`;
  t.match(await attacker.send('GET', error), { status: 400, text: /access_denied/ });
  t.equal(victim.sessionToken, undefined);
});

t.test('sends browsers only to trusted origins', async (t) => {
  for (const [returnTo, location] of [
    ['/', `${publicUrl}/`],
    ['/desk#a', `${publicUrl}/desk#a`],
    [`${app}/start?x=1`, `${app}/start?x=1`],
    ['/..//evil.example/', `${publicUrl}//evil.example/`],
  ] as const)
    t.match(await open().signIn('paper', 'ada', returnTo), { status: 303, headers: { location } }, returnTo);
  for (const returnTo of [
    ...['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', '\\\\evil.example'],
    ...[
      'javascript:alert(1)',
      'desk',
      'data:text/html,x',
      `${app}.evil.example/`,
      `https://evil.example@desk.news.example/`,
    ],
    ...['https://desk.news.example:8443/', 'http://desk.news.example/', 'x'.repeat(3_000)],
  ])
    t.match(await open().signIn('paper', 'ada', returnTo), { status: 400, text: /invalid-request/ }, returnTo);
});

t.test('refuses issuers without a client, and tells when the provider is down', async (t) => {
  for (const name of ['machines', 'unknown', 'Paper']) {
    const status = name === 'Paper' ? 400 : 404;
    t.equal((await open().send('GET', `/v1/sign-in/${name}`)).status, status, name);
  }
  const browser = open();
  const begin = await browser.send('GET', '/v1/sign-in/paper');
  const back = await browser.signInAt(String(begin.headers.location), 'ada');
  await paper.stop();
  t.match(await browser.send('GET', back), { status: 503, headers: { 'retry-after': '5' } });
  await paper.start();
});
