import t from 'tap';
import type { Role } from '../../src/platform/auth/index.js';
import { openNewsroom } from '../support/newsroom.js';

const { request, database, newsroom, tokens } = await openNewsroom(t);
const post = (key: string, body: object, as: Role = 'editor', url = '/v1/articles') =>
  request('POST', url, { as, body, headers: { 'idempotency-key': key } });
const articles = (headline: string) => database.prisma.article.count({ where: { headline } });

t.test('returns the first response for the same key and body, and does nothing twice', async (t) => {
  const first = await post('one', { headline: 'Once' });
  t.equal(first.headers['idempotency-replayed'], undefined);
  for (let repeat = 0; repeat < 3; repeat++) {
    const again = await post('one', { headline: 'Once' });
    t.equal(again.headers['idempotency-replayed'], 'true');
    t.equal(again.text, first.text, 'the response is the same byte for byte');
    t.equal(again.status, 201);
    for (const name of ['location', 'etag', 'content-type', 'cache-control'])
      t.equal(again.headers[name], first.headers[name], name);
    t.not(again.headers['x-request-id'], first.headers['x-request-id'], 'each response has its own request id');
  }
  t.equal(await articles('Once'), 1);
});

t.test('repeats the first response even after the resource changed', async (t) => {
  const first = await post('kept', { headline: 'Kept' });
  await request('PATCH', `/v1/articles/${first.body.id}`, { as: 'editor', body: { headline: 'Changed' } });
  const again = await post('kept', { headline: 'Kept' });
  t.match(again, { status: 201, body: { headline: 'Kept', version: 1 }, headers: { 'idempotency-replayed': 'true' } });
});

t.test('treats JSON with different white space as the same body', async (t) => {
  const asked = { as: 'editor', headers: { 'idempotency-key': 'spaces' } } as const;
  const first = await request('POST', '/v1/articles', { ...asked, raw: '{"headline":"Spaces"}' });
  const again = await request('POST', '/v1/articles', { ...asked, raw: ' { "headline" : "Spaces" } ' });
  t.equal(again.headers['idempotency-replayed'], 'true');
  t.equal(again.text, first.text);
});

t.test('refuses a key with another body or address, and keeps its first response', async (t) => {
  const first = await post('reused', { headline: 'First' });
  const reused = { status: 422, body: { code: 'idempotency-key-reused', errors: [{ parameter: 'Idempotency-Key' }] } };
  t.match(await post('reused', { headline: 'Second' }), reused, 'another body is refused');
  t.match(await post('reused', { headline: 'First', type: 'article' }), reused, 'a body with more fields is refused');
  t.match(await post('reused', { name: 'First' }, 'editor', '/v1/sections'), reused, 'another address is refused');
  t.match(await post('reused', {}, 'editor', `/v1/articles/${first.body.id}/publish`), reused, 'a verb is refused');
  t.equal(await articles('Second'), 0);
  t.equal((await post('reused', { headline: 'First' })).text, first.text);
});

t.test('separates the keys of different tokens', async (t) => {
  const first = await post('shared', { headline: 'Shared' });
  const other = await post('shared', { headline: 'Shared' }, 'writer');
  t.match(other, { status: 201 });
  t.equal(other.headers['idempotency-replayed'], undefined);
  t.not(other.body.id, first.body.id);
  t.equal((await post('shared', { headline: 'Mine' }, 'admin')).status, 201);
  const twin = (
    await newsroom.tokens.create({ ...(await actorOf()), name: 'x' }, { name: 'The editor again', role: 'editor' })
  ).token;
  const asked = { body: { headline: 'Shared' }, headers: { 'idempotency-key': 'shared' }, token: twin };
  const byTwin = await request('POST', '/v1/articles', asked);
  t.equal(byTwin.headers['idempotency-replayed'], undefined, 'a token with the same rights does not get the response');
});

async function actorOf() {
  const actor = await newsroom.tokens.authenticate(tokens.admin);
  if (actor === undefined) throw new Error('The admin has no token.');
  return actor;
}

t.test('reveals no response to a caller without permission', async (t) => {
  await post('secret', { headline: 'Secret' });
  const asked = { body: { headline: 'Secret' }, headers: { 'idempotency-key': 'secret' } };
  t.equal((await request('POST', '/v1/articles', asked)).status, 401);
  t.equal((await request('POST', '/v1/articles', { ...asked, as: 'reader' })).status, 403);
});

t.test('performs one of ten simultaneous requests with one key', async (t) => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('race', { headline: 'Race' })));
  const done = answers.filter(({ status, headers }) => status === 201 && headers['idempotency-replayed'] === undefined);
  t.equal(done.length, 1);
  for (const { status, body, headers } of answers) {
    if (status === 201) t.equal(body.id, done[0]?.body.id);
    else {
      t.match({ status, body, headers }, { status: 409, body: { code: 'idempotency-in-flight' } });
      t.match(headers['retry-after'], /^\d+$/);
    }
  }
  t.equal(await articles('Race'), 1);
  t.equal((await post('race', { headline: 'Race' })).body.id, done[0]?.body.id, 'all get the response afterwards');
});

t.test('refuses a request while the first with its key is in progress', async (t) => {
  const { create } = newsroom.articles;
  let started = () => {};
  let goOn = () => {};
  const hasStarted = new Promise<void>((done) => (started = done));
  const mayGoOn = new Promise<void>((done) => (goOn = done));
  newsroom.articles.create = async (...of) => {
    started();
    await mayGoOn;
    return create(...of);
  };
  t.teardown(() => Object.assign(newsroom.articles, { create }));
  const first = post('slow', { headline: 'Slow' });
  await hasStarted;
  t.match(await post('slow', { headline: 'Slow' }), { status: 409, body: { code: 'idempotency-in-flight' } });
  t.match(await post('slow', { headline: 'Other' }), { status: 422, body: { code: 'idempotency-key-reused' } });
  goOn();
  t.equal((await first).status, 201);
  t.match(await post('slow', { headline: 'Slow' }), { status: 201, headers: { 'idempotency-replayed': 'true' } });
  t.equal(await articles('Slow'), 1);
});

t.test('repeats a refusal like any response', async (t) => {
  const first = await post('refused', { headline: 'H', section: 'nowhere' });
  t.equal(first.status, 422);
  await request('POST', '/v1/sections', { as: 'editor', body: { name: 'Nowhere' } });
  const again = await post('refused', { headline: 'H', section: 'nowhere' });
  t.match(again, {
    status: 422,
    headers: { 'idempotency-replayed': 'true', 'content-type': /^application\/problem\+json/ },
  });
  t.equal(again.text, first.text);
});

t.test('stores no internal error, so that the request can be retried', async (t) => {
  const { create } = newsroom.articles;
  newsroom.articles.create = async () => {
    throw new Error('something that nobody has thought of');
  };
  t.teardown(() => Object.assign(newsroom.articles, { create }));
  for (let attempt = 0; attempt < 2; attempt++) {
    const broken = await post('fault', { headline: 'Fault' });
    t.match(broken, { status: 500, body: { code: 'internal-error' } });
    t.equal(broken.headers['idempotency-replayed'], undefined);
    t.notMatch(broken.text, /nobody has thought of/);
  }
  newsroom.articles.create = create;
  const whole = await post('fault', { headline: 'Fault' });
  t.equal(whole.status, 201);
  t.equal(whole.headers['idempotency-replayed'], undefined);
});

t.test('leaves the key free when a request was never processed', async (t) => {
  t.equal((await post('corrected', { headline: 7 })).status, 400);
  t.equal(
    (await request('POST', '/v1/articles', { body: {}, headers: { 'idempotency-key': 'corrected' } })).status,
    401,
  );
  t.equal((await post('corrected', { headline: 'Corrected' })).status, 201);
});

t.test('performs a verb once, too', async (t) => {
  await post('verb-article', { headline: 'Verb' });
  const publish = () =>
    request('POST', '/v1/articles/verb/publish', { as: 'editor', headers: { 'idempotency-key': 'verb' } });
  const first = await publish();
  await request('POST', '/v1/articles/verb/unpublish', { as: 'editor' });
  const again = await publish();
  t.match(again, { status: 200, headers: { 'idempotency-replayed': 'true', etag: first.headers.etag } });
  t.equal((await request('GET', '/v1/articles/verb')).status, 404, 'it was not published a second time');
});

t.test('repeats a comment without a token, and reveals the edit token only to its author', async (t) => {
  await request('POST', '/v1/articles/verb/publish', { as: 'editor' });
  const comment = { authorName: 'A', authorEmail: 'a@example.org', body: 'Only once' };
  const send = (asked = {}) =>
    request('POST', '/v1/articles/verb/comments', { body: comment, headers: { 'idempotency-key': 'guest' }, ...asked });
  const first = await send();
  const again = await send();
  t.match(again, {
    status: 202,
    headers: { 'idempotency-replayed': 'true' },
    body: { editToken: first.body.editToken },
  });
  t.equal(await database.prisma.comment.count(), 1);
  t.not((await send({ as: 'reader' })).body.editToken, first.body.editToken);
});

t.test('requires 1 to 255 printable characters, and names the header otherwise', async (t) => {
  for (const key of ['', ' ', 'with space', 'x'.repeat(256), 'ä', 'tab\there']) {
    t.match(
      await post(key, { headline: 'Key' }),
      { status: 400, body: { errors: [{ parameter: 'idempotency-key' }] } },
      JSON.stringify(key.slice(0, 20)),
    );
  }
  t.equal(await articles('Key'), 0);
  for (const key of ['!', '~'.repeat(255), '2f1c7a52-import;0001']) {
    t.equal((await post(key, { headline: 'Key' })).status, 201);
  }
});

t.test('returns a secret again to its creator, unreadable in the database', async (t) => {
  const make = () => post('token', { name: 'N', role: 'reader' }, 'admin', '/v1/tokens');
  const { body } = await make();
  t.equal((await make()).body.token, body.token);
  const kept = await database.prisma.idempotencyKey.findMany();
  t.ok(kept.some(({ key, answer }) => key === 'token' && answer !== null));
  t.notOk(
    kept
      .map(({ answer }) => Buffer.from(answer ?? []).toString('latin1'))
      .join()
      .includes(body.token),
  );
});
