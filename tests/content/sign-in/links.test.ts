import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { Mailbox } from '../../flows/comment-notices/mailbox.js';
import { publicUrl } from '../../support/identity-provider.js';
import { openNewsroom } from '../../support/newsroom.js';
import { bodyOf, StaffBrowser } from './house.js';

const mailbox = new Mailbox();
await mailbox.open();
t.teardown(() => mailbox.close());
const newsroom = await openNewsroom(t, {
  environment: {
    PUBLIC_URL: publicUrl,
    SMTP_URL: mailbox.url,
    MAIL_FROM: 'desk@news.example',
    SIGN_IN_URL: 'https://desk.news.example/sign-in#{token}',
  },
});
const { request, database } = newsroom;
const invite = async (name: string) => {
  const body = { name, email: `${name.toLowerCase()}@news.example`, role: 'editor' };
  return (await request('POST', '/v1/users', { as: 'admin', body })).body;
};
const ask = (email: string) => request('POST', '/v1/sign-in/links', { body: { email } });
const use = (token: string) => request('POST', '/v1/sign-in/sessions', { body: { token } });
const createLink = (id: string) => request('POST', `/v1/users/${id}/sign-in-links`, { as: 'admin' });
const tokenIn = (text: string) => /#(sl_[\w-]+)/.exec(text)?.[1] ?? '';
const invalid = { status: 403, body: { code: 'sign-in-link-invalid' } };

t.test('a user signs in with a link from a mail, once', async (t) => {
  const ada = await invite('Ada');
  t.match(await ask('ADA@news.example'), { status: 202, text: '' });
  const [mail] = await mailbox.arrived('ada@news.example', 1);
  t.match(mail, { subject: 'Your sign-in link', from: 'desk@news.example' });
  const token = tokenIn(mail?.text ?? '');

  const browser = new StaffBrowser(newsroom);
  const page = await browser.send('POST', '/v1/sign-in/sessions', { body: { token } });
  t.match(bodyOf(page), { user: { id: ada.id, email: 'ada@news.example', status: 'active' }, expiresAt: /^20/ });
  t.notOk(page.text.includes('bs_'), 'only the cookie contains the token');
  t.match(bodyOf(await browser.send('GET', '/v1/me')), { name: 'Ada', userId: ada.id });
  t.match(await use(token), invalid, 'a second time');

  await request('POST', `/v1/users/${ada.id}/deactivate`, { as: 'admin' });
  t.match(bodyOf(await browser.send('GET', '/v1/me')), { anonymous: true });
});

t.test('a page of another site cannot sign a reader in with a link', async (t) => {
  const mallory = await invite('Mallory');
  const { token } = (await createLink(mallory.id)).body;
  const browser = new StaffBrowser(newsroom);
  const signIn = (headers: Record<string, string>) =>
    browser.send('POST', '/v1/sign-in/sessions', { body: { token }, headers });
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${publicUrl}.evil.example` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'none' },
  ] as Record<string, string>[]) {
    const page = await signIn(headers);
    t.match(bodyOf(page), { status: 403, code: 'cross-site-request' }, JSON.stringify(headers));
    t.equal(page.headers['set-cookie'], undefined);
  }
  const page = await signIn({ origin: publicUrl, 'sec-fetch-site': 'same-origin' });
  t.equal(page.status, 200, 'the refusals have not used the link');
  t.match(bodyOf(await browser.send('GET', '/v1/me')), { name: 'Mallory' });
});

t.test('a page of a listed origin can sign a reader in with a link', async (t) => {
  const app = 'https://desk.news.example';
  const open = await openNewsroom(t, { environment: { PUBLIC_URL: publicUrl, CORS_ORIGINS: app } });
  const body = { name: 'Ada', email: 'ada@news.example', role: 'editor' };
  const { id } = (await open.request('POST', '/v1/users', { as: 'admin', body })).body;
  const { token } = (await open.request('POST', `/v1/users/${id}/sign-in-links`, { as: 'admin' })).body;
  const headers = { origin: app, 'sec-fetch-site': 'same-site' };
  t.equal((await open.request('POST', '/v1/sign-in/sessions', { body: { token }, headers })).status, 200);
});

t.test('the response does not show who is a user', async (t) => {
  const bob = await invite('Bob');
  await request('POST', `/v1/users/${bob.id}/deactivate`, { as: 'admin' });
  await invite('Cleo');
  const known = await ask('cleo@news.example');
  for (const email of ['nobody@news.example', 'bob@news.example', 'cleo@news.example']) {
    const { status, text } = await ask(email);
    t.same({ status, text }, { status: known.status, text: known.text }, email);
  }
  await mailbox.arrived('cleo@news.example', 1);
  await sleep(500);
  t.equal(mailbox.to('cleo@news.example').length, 1, 'one mail per minute');
  t.equal(mailbox.to('bob@news.example').length, 0, 'none to a deactivated user');
  t.equal(mailbox.to('nobody@news.example').length, 0);
  t.match(await ask('no address'), { status: 400 });
});

t.test('an administrator creates links', async (t) => {
  const dan = await invite('Dan');
  const link = await createLink(dan.id);
  t.match(link, { status: 201, body: { url: /^https:\/\/desk\.news\.example\/sign-in#sl_/ } });
  const days = (Date.parse(link.body.expiresAt) - Date.now()) / 86_400_000;
  t.ok(days > 6.9 && days <= 7);
  const stored = await database.query.selectFrom('signInLinks').selectAll().execute();
  t.notOk(JSON.stringify(stored).includes(link.body.token), 'only a hash is stored');
  const results = await Promise.all(Array.from({ length: 4 }, () => use(link.body.token)));
  t.same(results.map(({ status }) => status).sort(), [200, 403, 403, 403], 'concurrent uses');
  const audit = await request('GET', '/v1/audit?limit=50', { as: 'admin' });
  t.match(audit.text, /sign-in-link\.created/);

  const second = await createLink(dan.id);
  await request('POST', `/v1/users/${dan.id}/deactivate`, { as: 'admin' });
  t.match(await use(second.body.token), invalid, 'of a deactivated user');
  t.match(await createLink(dan.id), { status: 409 });
  t.equal((await request('POST', `/v1/users/${dan.id}/sign-in-links`, { as: 'editor' })).status, 403);
  t.equal((await createLink('0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b')).status, 404);
});

t.test('a link does not outlive a deactivation, even if the user is reactivated', async (t) => {
  const gus = await invite('Gus');
  await ask('gus@news.example');
  const [mail] = await mailbox.arrived('gus@news.example', 1);
  const mailed = tokenIn(mail?.text ?? '');
  const invitation = (await createLink(gus.id)).body.token;
  await request('POST', `/v1/users/${gus.id}/deactivate`, { as: 'admin' });
  for (const token of [invitation, mailed]) t.match(await use(token), invalid, 'while the user is deactivated');
  t.match(await request('POST', `/v1/users/${gus.id}/reactivate`, { as: 'admin' }), { status: 200 });
  for (const token of [invitation, mailed]) t.match(await use(token), invalid, 'after the reactivation');
  t.match(await use((await createLink(gus.id)).body.token), { status: 200 }, 'a new link works');
});

t.test('links expire', async (t) => {
  const eve = await invite('Eve');
  const { token } = (await createLink(eve.id)).body;
  await database.write({}, ({ query }) =>
    query
      .updateTable('signInLinks')
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where('userId', '=', eve.id)
      .execute(),
  );
  t.match(await use(token), invalid);
  await newsroom.newsroom.signIn.linkExpiry.work();
  t.same(await database.query.selectFrom('signInLinks').select('hash').where('userId', '=', eve.id).execute(), []);
  for (const wrong of [`bs_${'x'.repeat(43)}`, '', 'sl_', `sl_${'x'.repeat(200)}`])
    t.equal((await use(wrong)).status, 400);
  t.match(await use(`sl_${'x'.repeat(43)}`), invalid);
});

t.test('a repeated request with a link gets the same session', async (t) => {
  const fay = await invite('Fay');
  const { token } = (await createLink(fay.id)).body;
  const browser = new StaffBrowser(newsroom);
  const send = () =>
    browser.send('POST', '/v1/sign-in/sessions', { body: { token }, headers: { 'idempotency-key': 'fay' } });
  const first = await send();
  t.equal(first.status, 200);
  const { sessionToken } = browser;
  browser.cookies.clear();
  const repeat = await send();
  t.match(repeat.headers, { 'idempotency-replayed': 'true' });
  t.equal(browser.sessionToken, sessionToken);
});
