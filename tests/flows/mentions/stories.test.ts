import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { z } from 'zod';
import { systemActor, systemActorFor } from '../../../src/platform/auth/index.js';
import { startBackground } from '../../../src/platform/background/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, newsroom, cache } = await openNewsroom(t);
const relay = startBackground(
  database,
  { consumers: newsroom.consumers, signals: newsroom.signals },
  { error: (given: unknown) => t.comment(given) },
);
t.before(() => {});
t.teardown(() => relay.stop());

// biome-ignore lint/suspicious/noExplicitAny: responses are checked against the document
type Any = any;

async function send(method: string, url: string, body?: unknown, status = 200): Promise<Any> {
  const answer = await request(method, url, { as: 'editor', ...(body === undefined ? {} : { body }) });
  if (answer.status !== status) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
}

const read = async (url: string): Promise<Any> => (await request('GET', url)).body;
const desk = (slug: string): Promise<Any> => send('GET', `/v1/desk/articles/${slug}/mentions?limit=100`);

/** Waits until nothing is left to be linked. */
async function settled(): Promise<void> {
  for (let waited = 0; waited < 300; waited += 1) {
    relay.wake();
    const [open] = await database.run(
      {
        text: `SELECT (SELECT count(*) FROM articles_to_link)::int + (SELECT count(*) FROM events WHERE position IS NULL)::int
        + (SELECT count(*) FROM events WHERE position > coalesce((SELECT position FROM event_consumers WHERE name = 'mentions'), 0))::int AS n`,
        values: [],
      },
      z.object({ n: z.int() }),
    );
    if (open?.n === 0) return;
    await sleep(50);
  }
  throw new Error('Linking does not come to an end.');
}

const person = (body: Record<string, unknown>) => send('POST', '/v1/people', body, 201);
const said = ({ data }: Any): string[] =>
  data.map((one: Any) => `${one.surface}: ${one.person?.slug ?? 'nobody'} ${one.status}`);

await person({
  name: 'Angela Merkel',
  givenName: 'Angela',
  familyName: 'Merkel',
  roles: [
    { title: 'Minister for Women', from: '1991-01-18', to: '1994-11-17' },
    {
      title: 'Federal Chancellor',
      organisation: 'Federal Government of Germany',
      from: '2005-11-22',
      to: '2021-12-08',
    },
  ],
});
await person({
  name: 'Theresa May',
  givenName: 'Theresa',
  familyName: 'May',
  roles: [{ title: 'Prime Minister', from: '2016-07-13', to: '2019-07-24' }],
});

async function story(slug: string, body: string, more: Record<string, unknown> = {}): Promise<Any> {
  const made = await send('POST', '/v1/articles', { headline: 'Merkel waits', slug, body, ...more }, 201);
  await settled();
  return made;
}

t.test('links an article when it is saved, and shows mentions in public once it is published', async (t) => {
  await story(
    'summit',
    '<p>Chancellor <b>Angela</b> Merkel met Theresa May.</p><p>“It was not a bad day at all,” Merkel said.</p>',
  );
  const { data, suggestions, linkedRevision } = await desk('summit');
  t.strictSame(said({ data }), [
    'Merkel: angela-merkel auto',
    'Angela Merkel: angela-merkel auto',
    'Theresa May: theresa-may auto',
    'Merkel: angela-merkel auto',
  ]);
  t.equal(linkedRevision, 1);
  t.strictSame(suggestions, []);
  t.equal(data[1].title, 'Chancellor');
  t.equal(data[3].quoted, 'direct');
  const { body } = await send('GET', '/v1/desk/articles/summit?bodyFormat=text');
  for (const { field, start, end, surface } of data) {
    if (field === 'body') t.equal(body.slice(start, end), surface);
  }
  t.equal((await request('GET', '/v1/articles/summit/mentions')).status, 404);

  await send('POST', '/v1/articles/summit/publish');
  await settled();
  const shown = await read('/v1/articles/summit/mentions');
  t.equal(shown.data.length, 4);
  t.strictSame(
    shown.data.map(({ id }: Any) => id),
    data.map(({ id }: Any) => id),
    'a mention has the same id in both views',
  );
  t.notOk('candidates' in shown.data[0]);
  t.strictSame((await read('/v1/articles/summit?include=mentions')).mentions, shown.data);
  t.equal((await send('GET', '/v1/desk/articles/summit?include=mentions')).mentions.length, 4);
  const listed = (await read('/v1/people/angela-merkel/articles')).data;
  t.strictSame(
    listed.map(({ slug }: Any) => slug),
    ['summit'],
    'she is found though no editor named her',
  );
  t.strictSame((await read('/v1/articles/summit')).people, [], 'linking adds no people to those that editors named');
  t.strictSame((await read('/v1/people/angela-merkel/articles?relation=quoted')).data.length, 1);
  const places = await read('/v1/people/angela-merkel/mentions');
  t.equal(places.data.length, 3);
  t.equal(places.data[0].article.slug, 'summit');
});

t.test('freezes the office of the day at publication', async (t) => {
  await story('archive', '<p>Minister Angela Merkel spoke.</p>');
  await newsroom.articles.publish(systemActor, 'archive', { at: new Date('1993-05-05T12:00:00Z') });
  await settled();
  const [mention] = (await read('/v1/articles/archive/mentions')).data.filter(({ field }: Any) => field === 'body');
  t.strictSame(mention.role, { title: 'Minister for Women', organisation: null });
  const today = (await read('/v1/people/angela-merkel')).roles;
  await send('PATCH', '/v1/people/angela-merkel', { roles: [{ title: 'Pensioner' }] });
  await send('POST', '/v1/articles/archive/mentions/relink');
  const [same] = (await read('/v1/articles/archive/mentions')).data.filter(({ field }: Any) => field === 'body');
  t.strictSame(same.role, { title: 'Minister for Women', organisation: null });
  await send('PATCH', '/v1/people/angela-merkel', { roles: today });
  const places = (await read('/v1/people/angela-merkel/mentions')).data;
  t.equal(places.at(-1).article.slug, 'archive', 'the oldest article comes last');
});

t.test('keeps a rejected mention rejected after linking, and hides it in public immediately', async (t) => {
  const before = (await desk('summit')).data;
  const may = before.find(({ surface }: Any) => surface === 'Theresa May');
  const rejected = await send('PATCH', `/v1/mentions/${may.id}`, { status: 'rejected' });
  t.equal(rejected.status, 'rejected');
  t.equal(rejected.decidedBy, 'The editor');
  t.notOk((await read('/v1/articles/summit/mentions')).data.some(({ person }: Any) => person.slug === 'theresa-may'));
  await settled();
  t.strictSame((await read('/v1/people/theresa-may/articles')).data, [], 'the article is not listed under her');
  await send('PATCH', '/v1/articles/summit', {
    body: '<p>It rained in Berlin.</p><p>Chancellor Angela Merkel met Theresa May. Theresa May came late.</p>',
  });
  await settled();
  t.strictSame(said(await desk('summit')), [
    'Merkel: angela-merkel auto',
    'Angela Merkel: angela-merkel auto',
    'Theresa May: theresa-may rejected',
    'Theresa May: theresa-may auto',
  ]);
  const live = (await read('/v1/articles/summit/mentions')).data;
  t.equal(live.length, 3, 'readers still see the mentions of the old text');
  const { body } = await read('/v1/articles/summit?bodyFormat=text');
  for (const { field, start, end, surface } of live) if (field === 'body') t.equal(body.slice(start, end), surface);
  const back = await send('PATCH', `/v1/mentions/${may.id}`, { status: 'auto' });
  t.equal(back.pinned, false);
  await settled();
  t.strictSame(said(await desk('summit'))[2], 'Theresa May: theresa-may auto');
});

t.test('applies a reassigned or added mention to the rest of the article', async (t) => {
  await person({ name: 'Wilma Merkel', givenName: 'Wilma', familyName: 'Merkel' });
  await story('other', '<p>Angela Merkel left. Merkel was tired. The elder one stayed.</p>', { headline: 'None' });
  const [first] = (await desk('other')).data;
  const moved = await send('PATCH', `/v1/mentions/${first.id}`, { person: 'wilma-merkel' });
  t.equal(moved.status, 'confirmed');
  t.equal(moved.method, 'editor');
  t.equal(moved.confidence, 1);
  await settled();
  t.strictSame(said(await desk('other')), ['Angela Merkel: wilma-merkel confirmed', 'Merkel: wilma-merkel auto']);
  const { body } = await send('GET', '/v1/desk/articles/other?bodyFormat=text');
  const start = body.indexOf('The elder one');
  const added = await send(
    'POST',
    '/v1/articles/other/mentions',
    { field: 'body', start, end: start + 13, person: 'theresa-may' },
    201,
  );
  t.equal(added.surface, 'The elder one');
  await send('PATCH', '/v1/articles/other', {
    body: '<p>At noon, Angela Merkel left. Merkel was tired.</p><p>The elder one stayed.</p>',
  });
  await settled();
  t.strictSame(said(await desk('other')), [
    'Angela Merkel: wilma-merkel confirmed',
    'Merkel: wilma-merkel auto',
    'The elder one: theresa-may confirmed',
  ]);
  await send('PATCH', '/v1/articles/other', { body: '<p>Nobody left.</p>' });
  await settled();
  t.strictSame((await desk('other')).data, []);
  const decided = await request('PATCH', `/v1/mentions/${added.id}`, { as: 'editor', body: { status: 'rejected' } });
  t.equal(decided.status, 404, 'a mention of removed words cannot be decided');
  await send('PATCH', '/v1/articles/other', { body: '<p>The elder one stayed, after all.</p>' });
  await settled();
  t.strictSame(
    said(await desk('other')),
    ['The elder one: theresa-may confirmed'],
    'a decision returns with its words',
  );
  for (const [bad, status] of [
    [{ field: 'body', start: 0, end: 9_999, person: 'theresa-may' }, 400],
    [{ field: 'body', start: 5, end: 5, person: 'theresa-may' }, 400],
    [{ field: 'body', start: 3, end: 8, person: 'theresa-may' }, 400],
    [{ field: 'body', start: 4, end: 9, person: 'theresa-may' }, 409],
    [{ field: 'body', start: 14, end: 20, person: 'nobody-known' }, 422],
  ] as const)
    t.equal(
      (await request('POST', '/v1/articles/other/mentions', { as: 'editor', body: bad })).status,
      status,
      JSON.stringify(bad),
    );
});

t.test('links articles again after a new name, a merge or a deletion of people in them', async (t) => {
  await story('later', '<p>Nobody knew Ferdinand Zorn then. Zorn smiled.</p>', { headline: 'None' });
  await send('POST', '/v1/articles/later/publish');
  await settled();
  t.strictSame(said(await desk('later')), []);
  t.strictSame(
    (await desk('later')).suggestions.map(({ name }: Any) => name),
    ['Ferdinand Zorn'],
  );
  const { id } = await person({ name: 'Fredy Zorn', familyName: 'Zorn', givenName: 'Fredy' });
  await send('PATCH', `/v1/people/${id}`, { aliases: [{ name: 'Ferdinand Zorn', kind: 'alias' }] });
  await settled();
  t.strictSame(said(await desk('later')), ['Ferdinand Zorn: fredy-zorn auto', 'Zorn: fredy-zorn auto']);
  t.equal((await read('/v1/articles/later/mentions')).data.length, 2);
  await person({ name: 'F. X. Zorn', slug: 'fx-zorn' });
  await send('POST', '/v1/people/fredy-zorn/merge', { into: 'fx-zorn' });
  t.strictSame(
    (await read('/v1/articles/later/mentions')).data[0].person.slug,
    'fx-zorn',
    'the mention is public immediately',
  );
  await settled();
  t.strictSame(said(await desk('later')), ['Ferdinand Zorn: fx-zorn auto', 'Zorn: fx-zorn auto']);
  await send('DELETE', '/v1/people/fx-zorn', undefined, 204);
  await settled();
  t.strictSame(said(await desk('later')), []);
  t.strictSame((await read('/v1/articles/later/mentions')).data, []);
});

t.test('changes nothing and writes no event when nothing is new', async (t) => {
  const count = () => database.prisma.event.count({ where: { type: 'article.linked' } });
  const [before, events] = [await desk('summit'), await count()];
  await newsroom.linking.relinkAll();
  await settled();
  t.strictSame(await desk('summit'), before);
  t.equal(await count(), events);
  t.equal((await send('GET', '/v1/mentions/relink')).waiting, 0);
});

t.test('returns an article that changes during linking to be linked again', async (t) => {
  const { id } = await story('racing', '<p>Nobody is here.</p>');
  const [read] = await newsroom.mentions.loadArticlesToLink([id]);
  await send('PATCH', '/v1/articles/racing', { headline: 'Merkel waits no more' });
  const linked = { article: read!, mentions: [], suggestions: [], live: null };
  t.strictSame(await newsroom.mentions.saveLinkResults(systemActorFor('mentions'), [linked]), [id]);
});

t.test('caches the public list, and refreshes it after linking', async (t) => {
  cache.purge(['*']);
  const before = await request('GET', '/v1/articles/summit/mentions');
  await send('POST', '/v1/articles/summit/publish');
  await settled();
  const after = await request('GET', '/v1/articles/summit/mentions');
  t.not(after.headers.etag, before.headers.etag);
  t.match(after.headers['surrogate-key'], /\S/);
});

t.test('pages the list and checks permissions', async (t) => {
  const first = await read('/v1/articles/summit/mentions?limit=2&count=exact');
  t.equal(first.data.length, 2);
  t.equal(first.page.total, 4);
  const rest = await read(`/v1/articles/summit/mentions?limit=2&after=${first.page.next}`);
  t.equal(rest.data.length, 2);
  t.equal(rest.page.next, null);
  t.equal((await request('GET', '/v1/desk/articles/summit/mentions')).status, 401);
  t.equal((await request('GET', '/v1/articles/summit/mentions?status=auto')).status, 400);
  t.equal((await request('GET', '/v1/people/nobody-at-all/mentions')).status, 404);
  const { id } = first.data[0];
  t.equal((await request('PATCH', `/v1/mentions/${id}`, { body: { status: 'rejected' } })).status, 401);
  t.equal((await request('PATCH', `/v1/mentions/${id}`, { as: 'reader', body: { status: 'rejected' } })).status, 403);
  const stale = await request('PATCH', `/v1/mentions/${id}`, {
    as: 'editor',
    body: { status: 'rejected' },
    headers: { 'if-match': '"99"' },
  });
  t.equal(stale.status, 412);
  t.equal((await request('POST', '/v1/mentions/relink', { as: 'editor' })).status, 403);
});
