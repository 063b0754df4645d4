import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements, database, newsroom } = await openNewsroom(t);
const as = 'editor';

await request('POST', '/v1/sections', { as, body: { name: 'World' } });
await request('POST', '/v1/sections', { as, body: { name: 'Europe', parent: 'world' } });
await request('POST', '/v1/sections', { as, body: { name: 'Sport' } });

async function live(headline: string, section = 'europe') {
  const body = { headline, section, standfirst: `${headline}, in short.`, body: `<p>${headline}: the zebra text.</p>` };
  const { id } = (await request('POST', '/v1/articles', { as, body })).body;
  return (await request('POST', `/v1/articles/${id}/publish`, { as })).body;
}

async function correct(id: string, body: object, headers = {}) {
  return request('POST', `/v1/articles/${id}/corrections`, { as, body: { kind: 'correction', ...body }, headers });
}

const told = async (query = '') => (await request('GET', `/v1/corrections${query}`)).body.data;
const desk = async (id: string) => (await request('GET', `/v1/desk/articles/${id}`, { as })).body;

/** Returns everything that the public can read of an article, by route. */
async function everywhere({ id, slug }: { id: string; slug: string }) {
  const read: Record<string, string> = {};
  for (const url of [
    `/v1/articles/${slug}`,
    `/v1/articles/${id}/corrections`,
    '/v1/articles?include=corrections&limit=100',
    '/v1/articles?q=zebra&include=corrections&limit=100',
    `/v1/articles?ids=${id}&fields=id,corrections&include=corrections`,
    '/v1/corrections?limit=100&count=exact',
    '/v1/corrections?section=world&kind=correction',
    '/v1/feeds/rss',
    '/v1/feeds/atom?content=full',
    '/v1/feeds/json',
  ])
    read[url] = (await request('GET', url)).text;
  for (const accept of ['application/ld+json', 'application/vnd.iptc.ninjs+json', 'text/markdown'])
    read[accept] = (await request('GET', `/v1/articles/${slug}`, { headers: { accept } })).text;
  return read;
}

t.test('shows a correction of a live article everywhere immediately, while the article is live', async (t) => {
  const story = await live('The pandas');
  const note = 'An earlier version gave a wrong quagga & price.';
  for (const [where, text] of Object.entries(await everywhere(story))) t.notMatch(text, 'quagga', where);
  const made = await correct(story.id, { note });
  t.match(made, { status: 201, headers: { location: `/v1/corrections/${made.body.id}`, etag: /^"1\./ } });
  t.match(made.body, {
    note,
    revisionBefore: null,
    revisionAfter: 1,
    madeBy: 'The editor',
    article: { id: story.id },
  });
  for (const [where, text] of Object.entries(await everywhere(story))) t.match(text, 'quagga', where);

  const { body } = await request('GET', `/v1/articles/${story.slug}`);
  t.strictSame(body.corrections, [{ id: made.body.id, kind: 'correction', note, at: made.body.at }]);
  t.ok(body.updatedAt > story.updatedAt, 'the list of articles that changed since includes it');
  t.equal(body.publishedAt, story.publishedAt);
  t.equal(body.version, story.version, 'the version of the article is unchanged');
  const linked = await request('GET', `/v1/articles/${story.slug}`, { headers: { accept: 'application/ld+json' } });
  t.match(linked.body.correction, [{ '@type': 'CorrectionComment', text: note, datePublished: made.body.at }]);
  t.match(
    (await request('GET', '/v1/feeds/rss')).text,
    `&lt;p&gt;Correction, ${made.body.at.slice(0, 10)}: An earlier version`,
  );
  t.match((await request('GET', '/v1/feeds/json')).body.items[0].summary, /^The pandas, in short\.\n\nCorrection, /);
  const one = (await request('GET', `/v1/corrections/${made.body.id}`)).body;
  t.strictSame(Object.keys(one), ['id', 'kind', 'note', 'at', 'article', 'version', 'updatedAt']);

  await request('POST', `/v1/articles/${story.id}/unpublish`, { as });
  for (const url of ['/v1/corrections?limit=100&count=exact', '/v1/corrections?section=world', '/v1/feeds/rss'])
    t.notMatch((await request('GET', url)).text, 'quagga', url);
  t.equal((await request('GET', `/v1/corrections/${made.body.id}`)).status, 404);
  t.equal((await request('GET', `/v1/articles/${story.slug}/corrections`)).status, 404);
  t.equal((await request('GET', `/v1/corrections?article=${story.slug}`)).status, 422);
  await request('POST', `/v1/articles/${story.id}/publish`, { as });
  for (const [where, text] of Object.entries(await everywhere(story))) t.match(text, 'quagga', `${where} again`);
  t.equal(
    (await request('GET', `/v1/corrections/${made.body.id}`)).status,
    200,
    'a correction that was missing before shows immediately',
  );

  await request('DELETE', `/v1/articles/${story.id}`, { as });
  t.notMatch(
    (await request('GET', '/v1/corrections?limit=100')).text,
    'quagga',
    'an article in the trash hides its corrections',
  );
  await request('DELETE', `/v1/articles/${story.id}?purge=true`, { as: 'admin' });
  t.equal(
    await database.prisma.correction.count({ where: { articleId: story.id } }),
    0,
    'a purge deletes the corrections',
  );
});

t.test('publishes the draft copy together with its correction when publish=true, or neither', async (t) => {
  const story = await live('The airliners');
  await request('PATCH', `/v1/articles/${story.id}`, { as, body: { headline: 'The 140 airliners' } });
  const refused = await correct(story.id, { note: 'The number.', publish: true, revisionBefore: 9 });
  t.match(refused, { status: 422, body: { code: 'unknown-reference', errors: [{ pointer: '/revisionBefore' }] } });
  t.equal((await request('GET', `/v1/articles/${story.slug}`)).body.headline, 'The airliners', 'neither takes effect');
  t.equal((await request('GET', `/v1/articles/${story.slug}/corrections?count=exact`)).body.page.total, 0);

  const stale = await correct(story.id, { note: 'The number.', publish: true }, { 'if-match': '"1"' });
  t.match(stale, { status: 412, body: { code: 'stale-version' } });
  const made = await correct(story.id, { note: 'The number.', publish: true });
  t.match(made.body, { revisionBefore: 1, revisionAfter: 2, version: 2 });
  const { body } = await request('GET', `/v1/articles/${story.slug}`);
  t.match(body, { headline: 'The 140 airliners', corrections: [{ note: 'The number.' }] }, 'both take effect');
  t.match(await desk(story.id), { hasUnpublishedChanges: false, corrections: [{ note: 'The number.' }] });
  const again = await correct(story.id, { note: 'Nothing else was changed.', publish: true });
  t.match(again.body, { revisionBefore: null, revisionAfter: 2 });
  t.equal((await request('GET', `/v1/articles/${story.slug}`)).body.corrections.length, 2);
});

t.test('keeps a correction private when publish=false, until the next publication', async (t) => {
  const story = await live('The zoo');
  await request('PATCH', `/v1/articles/${story.id}`, { as, body: { standfirst: 'Put right.' } });
  const { body: waiting } = await correct(story.id, { note: 'The okapi was one.', publish: false });
  t.match(waiting, { at: null, revisionBefore: null, revisionAfter: null });
  for (const [where, text] of Object.entries(await everywhere(story))) t.notMatch(text, 'okapi', where);
  t.equal((await request('GET', `/v1/corrections/${waiting.id}`)).status, 404);
  t.equal((await request('GET', `/v1/corrections/${waiting.id}`, { as })).status, 404, 'a token alone shows no more');
  t.match((await request('GET', `/v1/desk/corrections/${waiting.id}`, { as })).body, { id: waiting.id });
  t.match((await request('GET', `/v1/desk/articles/${story.id}/corrections`, { as })).text, 'okapi');
  t.notMatch((await desk(story.id)).corrections, [{}]);

  await correct(story.id, { note: 'Another, at once.' });
  t.notMatch(
    (await request('GET', `/v1/articles/${story.slug}`)).text,
    'okapi',
    'an immediate correction does not publish pending ones',
  );
  await request('POST', `/v1/articles/${story.id}/publish`, { as });
  for (const [where, text] of Object.entries(await everywhere(story))) t.match(text, 'okapi', where);
  t.match((await request('GET', `/v1/desk/corrections/${waiting.id}`, { as })).body, {
    revisionBefore: 1,
    revisionAfter: 2,
  });
  await correct(story.id, { note: 'The gnu, too.', publish: false });
  await request('POST', `/v1/articles/${story.id}/publish`, { as });
  t.match(
    (await request('GET', `/v1/articles/${story.slug}`)).text,
    'gnu',
    'a correction is published though the text stays the same',
  );
  const types = await database.prisma.event.findMany({
    where: { type: { startsWith: 'correction.' } },
    orderBy: { seq: 'asc' },
  });
  t.strictSame(
    types.slice(-5).map(({ type }) => type),
    [
      'correction.drafted',
      'correction.published',
      'correction.published',
      'correction.drafted',
      'correction.published',
    ],
  );
});

t.test('publishes a pending correction with the scheduled publication, and not before', async (t) => {
  const story = await live('The bamboo');
  await request('PATCH', `/v1/articles/${story.id}`, { as, body: { standfirst: 'Put right at noon.' } });
  await correct(story.id, { note: 'The tapir eats it, too.', publish: false });
  const at = new Date(Date.now() + 1_500).toISOString();
  t.equal((await request('POST', `/v1/articles/${story.id}/schedule`, { as, body: { at } })).status, 200);
  t.notMatch((await request('GET', `/v1/articles/${story.slug}`)).text, 'tapir');
  await sleep(1_600);
  await newsroom.articles.plans.queue.work();
  for (const [where, text] of Object.entries(await everywhere(story))) t.match(text, 'tapir', where);
  t.match((await request('GET', `/v1/desk/articles/${story.id}/corrections`, { as })).body.data, [
    { revisionBefore: 1, revisionAfter: 2 },
  ]);
  await request('POST', `/v1/articles/${story.id}/kill`, { as, body: { reason: 'Nothing in it was so.' } });
  t.notMatch(
    (await request('GET', '/v1/corrections?limit=100')).text,
    'tapir',
    'a killed article hides its corrections',
  );
});

t.test('updates and withdraws a correction under If-Match', async (t) => {
  const story = await live('The rent');
  const { id } = (await correct(story.id, { note: 'A dollar.' })).body;
  const headers = { 'if-match': (await request('GET', `/v1/corrections/${id}`)).headers.etag ?? '' };
  const changed = await request('PATCH', `/v1/corrections/${id}`, {
    as,
    headers,
    body: { kind: 'clarification', note: 'A million dollars.' },
  });
  t.match(changed, { status: 200, body: { kind: 'clarification', note: 'A million dollars.', version: 2 } });
  t.match((await request('GET', `/v1/articles/${story.slug}`)).body.corrections, [{ note: 'A million dollars.' }]);
  t.match(await told('?kind=clarification'), [{ id, article: { slug: story.slug } }]);
  t.match(await request('DELETE', `/v1/corrections/${id}`, { as, headers }), {
    status: 412,
    body: { currentVersion: 2 },
  });
  t.equal((await request('PATCH', `/v1/corrections/${id}`, { as, body: { note: null } })).status, 400);
  t.equal((await request('PATCH', `/v1/corrections/${id}`, { as: 'writer', body: { note: 'X' } })).status, 403);
  t.equal((await request('DELETE', `/v1/corrections/${id}`, { as })).status, 204);
  t.strictSame((await request('GET', `/v1/articles/${story.slug}`)).body.corrections, []);
  t.strictSame(await told('?kind=clarification'), []);
});

t.test('refuses to correct an article that no reader has seen', async (t) => {
  const draft = (await request('POST', '/v1/articles', { as, body: { headline: 'A draft' } })).body;
  for (const publish of [undefined, true, false])
    t.match(await correct(draft.id, { note: 'X', publish }), { status: 409, body: { code: 'not-correctable' } });
  t.equal((await request('GET', `/v1/articles/${draft.slug}/corrections`)).status, 404);
  t.equal((await request('GET', `/v1/desk/articles/${draft.slug}`, { as })).body.status, 'draft');
  const story = await live('Taken down');
  await request('POST', `/v1/articles/${story.id}/unpublish`, { as });
  t.match(await correct(story.id, { note: 'X' }), { status: 409, body: { currentStatus: 'unpublished' } });
  t.equal((await correct(story.id, { kind: 'retraction', note: 'Back, and told.', publish: true })).status, 201);
  t.match((await request('GET', `/v1/articles/${story.slug}`)).body.corrections, [{ kind: 'retraction' }]);
  await request('DELETE', `/v1/articles/${story.id}`, { as });
  for (const publish of [undefined, true, false])
    t.equal(
      (await correct(story.id, { note: 'X', publish })).status,
      409,
      'an article in the trash cannot be corrected',
    );
});

t.test('filters and pages the list, newest first, in one statement', async (t) => {
  const [one, two] = [await live('On the list'), await live('In sport', 'sport')];
  const made: string[] = [];
  for (const [story, kind] of [
    [one, 'update'],
    [two, 'update'],
    [one, 'correction'],
  ] as const)
    made.push((await correct(story.id, { kind, note: `A ${kind}.` })).body.id);
  const ids = async (query: string) => (await told(query)).map(({ id }: { id: string }) => id);
  t.strictSame(await ids('?limit=3'), made.toReversed());
  t.strictSame(await ids('?kind=update'), [made[1], made[0]]);
  t.strictSame(await ids(`?article=${one.slug}`), [made[2], made[0]]);
  t.strictSame(await ids('?section=sport'), [made[1]]);
  t.strictSame((await ids('?section=world'))[0], made[2], 'a section includes those below it');
  const { at } = (await request('GET', `/v1/corrections/${made[1]}`)).body;
  t.strictSame(await ids(`?at[gte]=${at}`), [made[2], made[1]]);
  t.strictSame(await ids(`?at[lt]=${at}&limit=1`), [made[0]]);
  const first = (await request('GET', '/v1/corrections?limit=1')).body;
  t.strictSame(await ids(`?limit=1&after=${first.page.next}`), [made[1]]);
  t.match((await request('GET', '/v1/corrections?section=nowhere')).body, { errors: [{ parameter: 'section' }] });
  statements();
  for (const url of [
    '/v1/corrections?limit=100&section=world',
    `/v1/articles/${one.slug}/corrections`,
    `/v1/corrections/${made[0]}`,
    `/v1/articles/${one.slug}`,
    '/v1/articles?limit=100&include=corrections,people',
  ]) {
    await request('GET', url);
    const sent = statements();
    t.equal(sent.length, 1, url);
    t.notMatch(sent[0], /\b(FROM|JOIN) (articles|revisions|corrections)\b/, `${url} reads only public tables`);
  }
});
