import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { comment, file, item } from '../imports/formats/fixtures/wxr.js';

const { request, newsroom, database, tokens } = await openNewsroom(t);

async function tokenWith(name: string, scopes: string[]): Promise<string> {
  return (await request('POST', '/v1/tokens', { as: 'admin', body: { name, scopes } })).body.token;
}
const importer = tokens.importer;
const importScopes = ['content:read', 'content:write', 'import'];
const publisher = await tokenWith('Publishing importer', [...importScopes, 'content:publish']);
const moderator = await tokenWith('Moderating importer', [...importScopes, 'comments:moderate']);

const time = '2017-07-07T18:00:00.000Z';
const line = (id: string, more: object = {}) => ({
  externalIds: [{ source: 'paper', id }],
  headline: `Ferry ${id} sails`,
  slug: `ferry-${id}`,
  body: '<p>It sails again.</p>',
  status: 'published',
  publishedAt: time,
  ...more,
});

/** Imports lines of NDJSON, or another file, and returns the items. */
async function importing(token: string, lines: readonly object[] | string, query = '') {
  const isText = typeof lines === 'string';
  const sent = await request('POST', `/v1/imports${query}`, {
    token,
    raw: isText ? lines : lines.map((one) => JSON.stringify(one)).join('\n'),
    headers: { 'content-type': isText ? 'application/xml' : 'application/x-ndjson' },
  });
  while ((await newsroom.imports.queue.work()) === 'more');
  return (await request('GET', `/v1/imports/${sent.body.id}/items?limit=100`, { token })).body.data;
}
const desk = async (slug: string) => (await request('GET', `/v1/desk/articles/${slug}`, { as: 'editor' })).body;
const shown = (slug: string) => request('GET', `/v1/articles/${slug}`);
type Item = { outcome: string; dropped: { reason: string }[] };
/** Returns the outcome of each item, with the reasons why parts were left out. */
const outcomesOf = (items: readonly Item[]) =>
  items.map(({ outcome, dropped }) => [outcome, ...dropped.map(({ reason }) => reason)].join(' '));
const notPublished = { what: 'publication', reason: 'not-published', detail: /draft copy .* content:publish\. Import/ };

t.test('imports a published article as a draft, until a token that may publish imports it again', async (t) => {
  const lines = [line('new'), line('draft', { status: 'draft', publishedAt: undefined })];
  const first = await importing(importer, lines);
  t.same(outcomesOf(first), ['created not-published', 'created']);
  t.match(first[0], { reason: null, detail: null, dropped: [notPublished] });
  t.match(await desk('ferry-new'), { status: 'draft', version: 1, publishedAt: null, firstPublishedAt: null });
  t.equal((await shown('ferry-new')).status, 404);

  const events = () => database.prisma.event.count({ where: { type: { startsWith: 'article.' } } });
  const eventCount = await events();
  t.same(outcomesOf(await importing(importer, lines)), ['unchanged not-published', 'unchanged']);
  t.equal(await events(), eventCount, 'repeating it writes nothing');

  t.same(outcomesOf(await importing(publisher, lines)), ['updated', 'unchanged']);
  t.match((await shown('ferry-new')).body, { publishedAt: time, firstPublishedAt: time });
  t.same(outcomesOf(await importing(publisher, lines)), ['unchanged', 'unchanged']);
  t.same(outcomesOf(await importing(importer, lines)), ['unchanged', 'unchanged']);
});

t.test('changes only the draft copy of an article that is public', async (t) => {
  await importing(publisher, [line('live')]);
  const read = async (slug: string) => {
    const { version: _, ...article } = (await shown(slug)).body;
    return article;
  };
  const before = await read('ferry-live');
  const changed = [line('live', { headline: 'Changed', slug: 'changed', publishedAt: '2017-07-08T18:00:00.000Z' })];
  t.same(outcomesOf(await importing(importer, changed)), ['updated not-published']);
  t.same(await read('ferry-live'), before);
  t.match(await desk('changed'), { status: 'published', headline: 'Changed', hasUnpublishedChanges: true });
  t.same(outcomesOf(await importing(importer, changed)), ['unchanged not-published']);
  t.same(outcomesOf(await importing(publisher, changed)), ['updated']);
  t.match(await read('changed'), { headline: 'Changed', publishedAt: '2017-07-08T18:00:00.000Z' });
});

t.test('neither unpublishes nor trashes an article that is public', async (t) => {
  await importing(publisher, [line('kept')]);
  for (const status of ['unpublished', 'trashed'])
    t.match(
      await importing(importer, [line('kept', { status })]),
      [{ outcome: 'failed', reason: 'forbidden', detail: /content:publish/ }],
      status,
    );
  t.equal((await shown('ferry-kept')).status, 200);
});

t.test('leaves killed articles as they are, and changes only the draft copy under embargo', async (t) => {
  await importing(publisher, [line('killed')]);
  await request('POST', '/v1/articles/ferry-killed/kill', { as: 'editor', body: { reason: 'Wrong.' } });
  t.match(await importing(importer, [line('killed', { headline: 'Back' })]), [
    { outcome: 'skipped', reason: 'killed' },
  ]);
  await importing(importer, [line('embargoed')]);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await request('POST', '/v1/articles/ferry-embargoed/embargo', { as: 'editor', body: { until } });
  const changed = [line('embargoed', { headline: 'Changed' })];
  t.same(outcomesOf(await importing(importer, changed)), ['updated not-published']);
  t.match(await importing(publisher, changed), [{ outcome: 'failed', reason: 'embargoed' }]);
});

t.test('does not publish relations to articles that come later in the file', async (t) => {
  const lines = [line('first', { related: [{ source: 'paper', id: 'second' }] })];
  await importing(publisher, lines);
  t.same((await shown('ferry-first')).body.related, []);
  await importing(importer, [...lines, line('second')]);
  await importing(publisher, [line('second')]);
  t.same((await shown('ferry-first')).body.related, []);
  t.match(await desk('ferry-first'), { hasUnpublishedChanges: true, related: [{ slug: 'ferry-second' }] });
  t.same(outcomesOf(await importing(publisher, lines)), ['updated']);
  t.match((await shown('ferry-first')).body.related, [{ slug: 'ferry-second' }]);
});

t.test('reports on a dry run what it would not publish', async (t) => {
  const before = await database.prisma.article.count();
  const [made] = await importing(importer, [line('dry')], '?dryRun=true');
  t.match(made, { outcome: 'created', dropped: [notPublished] });
  t.match(
    made.changes.find(({ field }: { field: string }) => field === 'status'),
    { after: 'draft' },
  );
  t.same(outcomesOf(await importing(publisher, [line('dry')], '?dryRun=true')), ['created']);
  t.equal(await database.prisma.article.count(), before);
});

t.test('leaves out corrections without the right to publish', async (t) => {
  const corrections = [{ kind: 'correction', note: 'It sailed on Monday.', at: '2017-07-09T08:00:00.000Z' }];
  await importing(publisher, [line('corrected')]);
  t.match(await importing(importer, [line('corrected', { corrections })]), [
    { outcome: 'unchanged', dropped: [{ what: '1 correction', reason: 'corrections-not-imported' }] },
  ]);
  t.same((await request('GET', '/v1/articles/ferry-corrected/corrections')).body.data, []);
  t.same(outcomesOf(await importing(publisher, [line('corrected', { corrections })])), ['unchanged']);
  t.match((await request('GET', '/v1/articles/ferry-corrected/corrections')).body.data, [corrections[0] ?? {}]);
});

t.test('leaves out the comments of a file without the right to moderate', async (t) => {
  const wordpress = file(
    item({ 'wp:post_date_gmt': '2017-07-07 18:00:00', 'wp:post_name': 'discussed' }, comment(1) + comment(2)),
  );
  const leftOut = { what: '2 comments', reason: 'comments-not-imported', detail: /comments:moderate/ };
  const [first] = await importing(importer, wordpress, '?format=wxr');
  t.match(first, { outcome: 'created', dropped: [leftOut, notPublished] });
  await importing(publisher, wordpress, '?format=wxr');
  const counted = async () => (await shown('discussed')).body.comments.count;
  t.equal(await counted(), 0);
  t.same(outcomesOf(await importing(moderator, wordpress, '?format=wxr')), ['unchanged']);
  t.equal(await counted(), 2);
});

t.test('lists only the items of which parts were left out', async (t) => {
  await importing(importer, [line('listed'), line('whole', { status: 'draft', publishedAt: undefined })]);
  const { id } = (await request('GET', '/v1/imports?limit=1', { token: importer })).body.data[0];
  const items = async (dropped: boolean) =>
    (await request('GET', `/v1/imports/${id}/items?dropped=${dropped}`, { token: importer })).body.data;
  t.same(outcomesOf(await items(true)), ['created not-published']);
  t.same(outcomesOf(await items(false)), ['created']);
});
