import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { createNewsroom } from '../../../src/newsroom.js';
import { startBackground } from '../../../src/platform/background/index.js';
import { noRequest } from '../../../src/platform/db/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { type Got, isSigned, receiver, until } from './receiver.js';

const { request, database, newsroom, readDocument } = await openNewsroom(t, {
  environment: { WEBHOOK_ALLOW_PRIVATE: 'on', WEBHOOK_TIMEOUT: '30' },
});
const as = 'admin';
const log = { error: (fault: unknown) => t.fail(String(fault)) };
const background = startBackground(
  database,
  { consumers: [newsroom.webhooks.consumer], queues: newsroom.queues, signals: newsroom.signals },
  log,
);
t.teardown(async () => {
  await background.stop();
});

/** Wakes the background work until a condition holds. */
const soon = (isSo: () => unknown, what: string) =>
  until(() => {
    background.wake();
    return isSo();
  }, what);

/** Waits until all events are queued. */
const queued = () =>
  soon(async () => {
    const [row] = await database.prisma.$queryRaw<{ rest: bigint }[]>`
      SELECT (SELECT count(*) FROM events WHERE position IS NULL)
        + coalesce((SELECT max(position) FROM events), 0) - (SELECT position FROM event_consumers WHERE name = 'webhooks') AS rest`;
    return row?.rest === 0n;
  }, 'all events are queued');

/** Waits until only retries are left. */
const settled = async () => {
  await queued();
  await soon(
    async () =>
      (await database.prisma.webhookDelivery.count({
        where: { OR: [{ leasedBy: { not: null } }, { dueAt: { lte: new Date() } }] },
      })) === 0,
    'all deliveries are sent',
  );
};

/** Makes every retry due now. */
const hurry = () =>
  database.prisma.webhookDelivery.updateMany({ where: { dueAt: { not: null } }, data: { dueAt: new Date() } });

const subscribe = async (url: string, more: object = {}, token?: string) =>
  (
    await request('POST', '/v1/webhooks', {
      ...(token === undefined ? { as } : { token }),
      body: { url, types: ['*'], ...more },
    })
  ).body as { id: string; secret: string };
const stop = (id: string) => request('DELETE', `/v1/webhooks/${id}`, { as });
const article = async (headline: string, more: object = {}) =>
  (await request('POST', '/v1/articles', { as, body: { headline, ...more } })).body;
const verb = (ref: string, move: string) => request('POST', `/v1/articles/${ref}/${move}`, { as });
let made = 0;
const scoped = async (...scopes: string[]) =>
  (await request('POST', '/v1/tokens', { as, body: { name: `${scopes} ${++made}`, scopes } })).body as {
    id: string;
    token: string;
  };
const deliveries = async (id: string, query = '') =>
  (await request('GET', `/v1/webhooks/${id}/deliveries?limit=100${query}`, { as })).body.data;

const ajv = new Ajv2020({ strict: false });
(formats as unknown as (ajv: Ajv2020) => void)(ajv);
const document = readDocument();
ajv.addSchema({ $id: 'doc:', ...document });

/** Returns how a message differs from its schema in the OpenAPI document, or null. */
function findSchemaErrors(message: { type: string }) {
  const { schema } = document.webhooks[message.type].post.requestBody.content['application/json'];
  const validate = ajv.compile({ $ref: `doc:${schema.$ref}` });
  return validate(message) ? null : validate.errors;
}

t.test('sends each event once, signed, in order, with the data of its schema', async (t) => {
  const { url, got, types } = await receiver(t);
  await article('Before it was made');
  await queued();
  const { id, secret } = await subscribe(url, { types: ['article.*'] });
  const story = await article('A story');
  await verb('a-story', 'publish');
  await verb('a-story', 'unpublish');
  await request('POST', '/v1/sections', { as, body: { name: 'Not asked for' } });
  await settled();
  t.same(types(), ['article.created', 'article.published', 'article.unpublished']);
  for (const one of got) {
    t.ok(isSigned(one, secret));
    t.notOk(isSigned({ ...one, text: one.text.replace('a-story', 'b-story') }, secret));
    t.match(one.headers, { 'content-type': 'application/json', 'content-length': String(one.text.length) });
    t.same(Object.keys(one.message), ['type', 'timestamp', 'position', 'data']);
    t.same(findSchemaErrors(one.message), null, one.message.type);
    t.match(one.message.data, { id: story.id, slug: 'a-story' });
  }
  const positions = got.map(({ message }) => message.position ?? 0);
  t.same(
    positions,
    [...positions].sort((a, b) => a - b),
  );
  const logged = await deliveries(id);
  logged.sort((a: { position: number }, b: { position: number }) => a.position - b.position);
  t.match(
    logged,
    got.map((one) => ({ id: one.id, type: one.message.type, status: 'delivered', nextAttemptAt: null })),
  );
  t.match(logged[0].attempts, [{ statusCode: 204, error: null, response: null, durationMs: Number }]);
  await stop(id);
});

t.test('retries a failure under the same id, and logs the response', async (t) => {
  const { url, got, answers } = await receiver(t);
  const { id } = await subscribe(url, { types: ['section.created'] });
  answers({ status: 503, body: `Down\u0000\u0007for ${'x'.repeat(5_000)}`, headers: { 'retry-after': '120' } });
  await request('POST', '/v1/sections', { as, body: { name: 'Retried' } });
  await settled();
  const [first] = await deliveries(id, '&status=pending');
  t.match(first, {
    status: 'pending',
    attempts: [{ statusCode: 503, error: 'The receiver responded with status 503.' }],
  });
  t.match(first.attempts[0].response, /^Down\ufffd\ufffdfor x+$/);
  t.ok(first.attempts[0].response.length <= 1_024);
  const wait = Date.parse(first.nextAttemptAt) - Date.parse(first.attempts[0].at);
  t.ok(wait > 118_000 && wait < 130_000, `Retry-After is respected: ${wait}`);
  t.match((await request('GET', `/v1/webhooks/${id}`, { as })).body, { failingSince: String, enabled: true });

  answers({ status: 302, headers: { location: url } });
  await hurry();
  await settled();
  t.equal(got.length, 2, 'a redirect is not followed');
  answers({ status: 200, body: 'Thanks' });
  await hurry();
  await settled();
  t.equal(new Set(got.map((one) => one.id)).size, 1);
  t.equal(new Set(got.map(({ text }) => text)).size, 1, 'retries have the same bytes');
  t.match(await deliveries(id), [
    {
      status: 'delivered',
      attempts: [{ statusCode: 503 }, { error: /Redirects/ }, { response: 'Thanks', error: null }],
    },
  ]);
  t.match((await request('GET', `/v1/webhooks/${id}`, { as })).body, { failingSince: null });

  answers({ status: 500 });
  await request('POST', '/v1/sections', { as, body: { name: 'Given up' } });
  await settled();
  await database.prisma.webhookDelivery.updateMany({ where: { status: 'pending' }, data: { triedUntil: new Date() } });
  await hurry();
  await settled();
  t.match(
    await deliveries(id, '&status=failed'),
    [{ attempts: [{}, {}], nextAttemptAt: null }],
    'the delivery fails after a day',
  );
  await stop(id);
});

t.test('delays no other receiver for a dead or slow one', async (t) => {
  const names = Array.from({ length: 40 }, (_, index) => `Section ${index}`);
  for (const name of names) await request('POST', '/v1/sections', { as, body: { name } });
  const [well, slow, dead] = [await receiver(t), await receiver(t), await receiver(t)];
  let release = () => {};
  const after = new Promise<void>((done) => {
    release = done;
  });
  slow.answers({ status: 200, after });
  dead.answers('never');
  const made: string[] = [];
  for (const { url } of [dead, slow, well]) {
    const { id } = await subscribe(url, { types: ['section.created'] });
    await request('POST', `/v1/webhooks/${id}/replay`, { as, body: { after: 0 } });
    made.push(id);
  }
  await soon(() => well.got.length >= names.length, 'the healthy receiver has everything');
  t.ok(slow.got.length <= 8 && dead.got.length <= 8, 'the others get few requests at a time');
  release();
  await soon(() => slow.got.length >= names.length, 'the slow receiver has everything, too');
  t.equal((await deliveries(made[0] ?? '', '&status=delivered')).length, 0);
  for (const id of made) await stop(id);
});

t.test('disables a webhook after 410 or long failure, and replays missed events', async (t) => {
  const { url, got, answers } = await receiver(t);
  const watcher = await receiver(t);
  const watch = await subscribe(watcher.url, { types: ['webhook.disabled'] });
  const { id } = await subscribe(url, { types: ['section.created'] });
  answers({ status: 410 });
  await request('POST', '/v1/sections', { as, body: { name: 'Gone' } });
  await soon(() => watcher.got.length === 1, 'the watcher is notified');
  t.match((await request('GET', `/v1/webhooks/${id}`, { as })).body, { enabled: false, disabledReason: 'gone' });
  t.match(watcher.got, [{ message: { data: { id, reason: 'gone' } } }]);
  const refused = await request('POST', `/v1/webhooks/${id}/replay`, { as, body: { after: 0 } });
  t.match(refused, { status: 409, body: { code: 'webhook-disabled' } });

  answers({ status: 204 });
  const from = new Date().toISOString();
  await request('POST', '/v1/sections', { as, body: { name: 'Missed' } });
  await settled();
  await request('PATCH', `/v1/webhooks/${id}`, { as, body: { enabled: true } });
  await settled();
  t.equal(got.length, 1, 'events from the disabled time are not sent automatically');
  t.match(await request('POST', `/v1/webhooks/${id}/replay`, { as, body: { from } }), {
    status: 202,
    body: { queued: 1 },
  });
  await settled();
  t.equal(got.length, 2);
  const [gone] = await deliveries(id, '&status=failed');
  t.match(await request('POST', `/v1/webhooks/${id}/deliveries/${gone.id}/replay`, { as }), {
    status: 202,
    body: { status: 'pending', id: gone.id },
  });
  await settled();
  t.equal(got[2]?.id, got[0]?.id, 'the replayed event has its original id');
  const { length } = await database.prisma.event.findMany({ where: { type: 'section.created' } });
  t.match((await request('POST', `/v1/webhooks/${id}/replay`, { as, body: { after: 0 } })).body, { queued: length });
  await settled();
  t.equal(got.length, 3 + length);
  t.equal(new Set(got.map((one) => one.id)).size, length, 'an event has the same id whenever it is sent');

  answers({ status: 500 });
  await request('POST', '/v1/sections', { as, body: { name: 'Failing' } });
  await settled();
  await database.prisma.webhook.update({
    where: { id },
    data: { failingSince: new Date(Date.now() - 6 * 86_400_000) },
  });
  await hurry();
  await soon(() => watcher.got.length === 2, 'the watcher is notified');
  t.match((await request('GET', `/v1/webhooks/${id}`, { as })).body, { enabled: false, disabledReason: 'failing' });
  t.equal((await deliveries(id, '&status=pending')).length, 0);
  for (const one of [id, watch.id]) await stop(one);
});

t.test('signs with both secrets during a rotation', async (t) => {
  const { url, got } = await receiver(t);
  const { id, secret } = await subscribe(url, { types: ['section.created'] });
  const rotate = async (overlapHours: number) =>
    (await request('POST', `/v1/webhooks/${id}/rotate-secret`, { as, body: { overlapHours } })).body.secret;
  const second = await rotate(1);
  const ping = async (): Promise<Got> => {
    t.match((await request('POST', `/v1/webhooks/${id}/ping`, { as })).body, { delivered: true, statusCode: 204 });
    return got.at(-1) as Got;
  };
  const both = await ping();
  t.match(both.message, { type: 'webhook.ping', data: { webhookId: id } });
  t.ok(isSigned(both, secret) && isSigned(both, second));
  const third = await rotate(0);
  const one = await ping();
  t.ok(isSigned(one, third));
  t.notOk(isSigned(one, second) || isSigned(one, secret));
  await stop(id);
});

t.test('sends events of a list that readers do not see only with the scope of the event', async (t) => {
  const stranger = await receiver(t);
  const { token, id: tokenId } = await scoped('webhooks');
  const { id } = await subscribe(stranger.url, { types: ['list.*'] }, token);
  const list = { name: 'Hidden list', slug: 'hidden-list' };
  const patch = (body: object) => request('PATCH', '/v1/lists/hidden-list', { as, body });
  await request('POST', '/v1/lists', { as, body: { ...list, published: false } });
  await patch({ size: 5 });
  await settled();
  t.same(stranger.types(), []);
  await patch({ published: true });
  await patch({ published: false });
  await patch({ size: 6 });
  await request('DELETE', '/v1/lists/hidden-list', { as });
  await settled();
  t.match(
    stranger.got.map(({ message }) => message),
    [
      { type: 'list.changed', data: { published: true, wasPublished: false } },
      { type: 'list.changed', data: { published: false, wasPublished: true } },
    ],
  );
  t.equal(stranger.got.length, 2);
  await stop(id);
  await request('DELETE', `/v1/tokens/${tokenId}`, { as });
});

t.test('sends a user what the user may see now, and nothing after the user has left', async (t) => {
  const hooks = await receiver(t);
  const define = (scopes: string[]) => request('PUT', '/v1/roles/integrator', { as, body: { scopes } });
  await define(['content:read', 'webhooks']);
  const body = { name: 'Integrator', email: 'integrator@paper.example', role: 'integrator' };
  const user = (await request('POST', '/v1/users', { as, body })).body;
  const session = await database.transaction(noRequest, (tx) => newsroom.tokens.createSession(tx, user));
  const { id } = await subscribe(hooks.url, { types: ['article.created'] }, session.token);
  await article('Before the new role');
  await settled();
  t.same(hooks.types(), ['article.created']);

  await request('DELETE', `/v1/tokens/${session.id}`, { as });
  await article('After the session');
  await settled();
  t.equal(hooks.got.length, 2, 'the webhook outlives the session');

  await define(['webhooks']);
  await article('After the new role');
  await settled();
  t.equal(hooks.got.length, 2, 'the role cannot read drafts now');

  await request('PATCH', `/v1/users/${user.id}`, { as, body: { role: 'contributor' } });
  await article('After the limit to own articles');
  await settled();
  t.equal(hooks.got.length, 2, 'events do not respect the limit, so the user gets none');

  await request('POST', `/v1/users/${user.id}/deactivate`, { as });
  await settled();
  t.match((await request('GET', `/v1/webhooks/${id}`, { as })).body, {
    enabled: false,
    disabledReason: 'token-revoked',
  });
  await stop(id);
});

t.test('sends nothing private without the scope content:read', async (t) => {
  const [stranger, reader] = [await receiver(t), await receiver(t)];
  const [strange, reading] = [await scoped('webhooks'), await scoped('webhooks', 'content:read')];
  const hooks = [await subscribe(stranger.url, {}, strange.token), await subscribe(reader.url, {}, reading.token)];
  const draft = await article('Secret draft');
  await request('PATCH', '/v1/articles/secret-draft', { as, body: { headline: 'Secret draft still' } });
  await request('DELETE', `/v1/articles/${draft.id}`, { as });
  await request('DELETE', `/v1/articles/${draft.id}?purge=true`, { as });
  const story = await article('Open story');
  await verb('open-story', 'publish');
  await request('PATCH', '/v1/articles/open-story', { as, body: { slug: 'hidden-name' } });
  const guest = { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello there' };
  const comment = (await request('POST', '/v1/articles/open-story/comments', { body: guest })).body.id;
  await settled();
  t.notMatch(JSON.stringify(stranger.got), comment);
  await request('PATCH', `/v1/comments/${comment}`, { as: 'moderator', body: { status: 'approved' } });
  await request('DELETE', `/v1/articles/${story.id}`, { as });
  await settled();
  t.same(stranger.types(), ['article.published', 'comment.moderated', 'article.trashed']);
  t.notMatch(JSON.stringify(stranger.got), /secret-draft|hidden-name/);
  t.notMatch(JSON.stringify(stranger.got), draft.id);
  t.match(stranger.got.at(-1)?.message.data, { id: story.id, slug: 'open-story', status: 'trashed' });
  const read = reader.types();
  for (const type of ['article.created', 'article.updated', 'article.trashed', 'article.purged', 'article.published'])
    t.ok(read.includes(type), type);
  t.notOk(
    read.some((type) => /^(token|webhook)\.|^comment\.created/.test(type)),
    read.join(),
  );
  t.match(JSON.stringify(reader.got), 'hidden-name');

  await request('POST', `/v1/webhooks/${hooks[0]?.id}/replay`, { as, body: { after: 0 } });
  await settled();
  t.notMatch(JSON.stringify(stranger.got), draft.id, 'a replay does not reveal the draft');
  t.notMatch(JSON.stringify(stranger.got), 'hidden-name');

  await request('DELETE', `/v1/tokens/${strange.id}`, { as });
  await settled();
  t.match((await request('GET', `/v1/webhooks/${hooks[0]?.id}`, { as })).body, { disabledReason: 'token-revoked' });
  for (const { id } of hooks) await stop(id);
});

t.test("sends nothing after the creator's token expired, unless an administrator takes over", async (t) => {
  const body = { name: 'Expires', scopes: ['webhooks', 'content:read'] };
  const maker = (await request('POST', '/v1/tokens', { as, body })).body;
  const heard = await receiver(t);
  const hook = await subscribe(heard.url, { types: ['article.*'] }, maker.token);
  await article('While it was good');
  await settled();
  t.same(heard.types(), ['article.created']);
  await database.prisma.token.update({ where: { id: maker.id }, data: { expiresAt: new Date() } });
  await article('Too late for it');
  await settled();
  t.same(heard.types(), ['article.created']);
  const one = `/v1/webhooks/${hook.id}`;
  t.match((await request('GET', one, { as })).body, { enabled: false, disabledReason: 'token-expired' });
  await request('PATCH', one, { as, body: { enabled: true } });
  await article('Taken over');
  await settled();
  t.same(heard.types(), ['article.created', 'article.created']);
  await stop(hook.id);
});

t.test('filters articles, and reports the end of those that were sent', async (t) => {
  const world = (await request('POST', '/v1/sections', { as, body: { name: 'World' } })).body.id;
  await request('POST', '/v1/sections', { as, body: { name: 'Europe', parent: world } });
  const { token } = await scoped('webhooks');
  const [open, desk] = [await receiver(t), await receiver(t)];
  const more = { types: ['article.*', 'comment.*'], filter: { section: 'world', lang: 'en' } };
  const hooks = [await subscribe(open.url, more, token), await subscribe(desk.url, more)];
  const inside = await article('Inside', { section: 'europe', lang: 'en' });
  const outside = await article('Outside', { section: 'europe', lang: 'de' });
  for (const { id } of [inside, outside]) await verb(id, 'publish');
  await settled();
  t.same(open.types(), ['article.published']);
  t.same(desk.types(), ['article.created', 'article.published']);
  await request('PATCH', `/v1/articles/${inside.id}`, { as, body: { section: null } });
  await verb(inside.id, 'publish');
  await verb(inside.id, 'unpublish');
  await request('DELETE', `/v1/articles/${inside.id}`, { as });
  await request('DELETE', `/v1/articles/${inside.id}?purge=true`, { as });
  await settled();
  const ends = ['article.published', 'article.unpublished', 'article.trashed', 'article.purged'];
  t.same(open.types(), ['article.published', ...ends], 'the end is sent although the article no longer matches');
  t.notMatch(JSON.stringify([open.got, desk.got]), outside.id);
  t.equal(await database.prisma.webhookStory.count(), 0, 'nothing is remembered about the article afterwards');
  for (const { id } of hooks) await stop(id);
});

t.test('queues repeated events once, and lets another process take an expired lease', async (t) => {
  const { url, got } = await receiver(t);
  const { id } = await subscribe(url, { types: ['section.created'] });
  await request('POST', '/v1/sections', { as, body: { name: 'Twice' } });
  await settled();
  const events = await database.prisma.event.findMany({ where: { type: 'section.created' } });
  await newsroom.webhooks.consumer.handle(events.map((event) => ({ ...event, position: event.position ?? 0n })));
  await settled();
  t.equal(got.length, 1);
  const died = {
    status: 'pending',
    leasedBy: '0197f3c0-9b00-7d2a-8c11-0d1f6f2a4b77',
    dueAt: new Date(Date.now() + 300),
  };
  await database.prisma.webhookDelivery.updateMany({ where: { webhookId: id }, data: died });
  await soon(() => got.length === 2, 'it is sent after the lease');
  await settled();
  t.match(await deliveries(id), [{ status: 'delivered', attempts: [{}, {}] }]);
  await stop(id);
});

t.test('deletes old deliveries after the retention time', async (t) => {
  const { url, got } = await receiver(t);
  const { id } = await subscribe(url, { types: ['section.created'] });
  for (const name of ['Old', 'New']) await request('POST', '/v1/sections', { as, body: { name } });
  await settled();
  await database.prisma.webhookDelivery.update({
    where: { id: got[0]?.id ?? '' },
    data: { createdAt: new Date(Date.now() - 31 * 86_400_000) },
  });
  const again = startBackground(database, { jobs: createNewsroom(database, { secret: 'k'.repeat(32) }).jobs }, log);
  await until(async () => (await deliveries(id)).length === 1, 'one delivery is deleted');
  await again.stop();
  t.equal((await deliveries(id))[0].id, got[1]?.id);
  await stop(id);
});
