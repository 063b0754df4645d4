import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database } = await openNewsroom(t);
const scopes = ['content:read', 'content:write', 'content:publish', 'import'];
const { token: publisher } = (
  await request('POST', '/v1/tokens', { as: 'admin', body: { name: 'Publishing importer', scopes } })
).body;
const put = (id: string, body: Record<string, unknown>, as?: 'importer' | 'editor' | 'writer' | 'reader') =>
  request(
    'PUT',
    `/v1/articles/by-external-id/wire/${id}`,
    as === undefined ? { token: publisher, body } : { as, body },
  );
const story = { headline: 'Ferry back in service', body: '<p>It sails again.</p>' };

t.test('returns the same article when the same PUT is repeated', async (t) => {
  const made = await put('a/1', story);
  t.equal(made.status, 404, 'a slash separates parts of the path');
  const first = await put('a%2F1', story);
  t.equal(first.status, 201);
  t.match(first.body, { unchanged: false, version: 1, status: 'draft', externalIds: [{ source: 'wire', id: 'a/1' }] });
  t.match(first.headers.location, `/v1/articles/${first.body.slug}`);
  const again = await put('a%2F1', story);
  t.equal(again.status, 200);
  t.match(again.body, { id: first.body.id, unchanged: true, version: 1 });
  const changed = await put('a%2F1', {
    ...story,
    headline: 'Ferry back at last',
    externalIds: [{ source: 'cms', id: '7' }],
  });
  t.match(changed.body, { id: first.body.id, unchanged: false, version: 2 });
  t.same(
    changed.body.externalIds.map((one: { source: string }) => one.source).sort(),
    ['cms', 'wire'],
    'the external id of the path is kept with the others',
  );
});

t.test('keeps a given date of publication and never moves firstPublishedAt', async (t) => {
  const at = '2017-07-07T18:00:00.000Z';
  const first = await put('dated', { ...story, publishedAt: at });
  t.equal(first.status, 201);
  t.match(first.body, { status: 'published', publishedAt: at, firstPublishedAt: at });
  const shown = await request('GET', `/v1/articles/${first.body.slug}`);
  t.equal(shown.body.publishedAt, at);
  t.match((await put('dated', { ...story, publishedAt: at })).body, { unchanged: true });
  const later = '2017-07-08T06:00:00.000Z';
  const moved = await put('dated', { ...story, publishedAt: later });
  t.match(moved.body, { unchanged: false, publishedAt: later, firstPublishedAt: at });
  t.equal((await request('GET', `/v1/articles/${first.body.slug}`)).body.publishedAt, later);
  const edited = await put('dated', { ...story, headline: 'Changed', publishedAt: later });
  t.match(edited.body, { headline: 'Changed', hasUnpublishedChanges: false });
  const since = await request('GET', '/v1/articles?updatedAt[gte]=2020-01-01T00:00:00Z');
  t.match(since.body.data, [{ headline: 'Changed' }], 'the list of changed articles contains it');
  t.equal((await request('GET', `/v1/articles/${edited.body.slug}`)).body.headline, 'Changed');
  t.match((await put('dated', { ...story, headline: 'On the desk only' })).body, { hasUnpublishedChanges: true });
});

t.test('refuses a publication date from a token that may not publish or import, and writes nothing', async (t) => {
  for (const [as, scope] of [
    ['writer', 'content:publish'],
    ['importer', 'content:publish'],
    ['editor', 'import'],
  ] as const)
    t.match(
      await put('undated', { ...story, publishedAt: '2017-07-07T18:00:00Z' }, as),
      { status: 403, body: { code: 'forbidden', scope } },
      as,
    );
  t.equal((await put('undated', story, 'writer')).status, 201);
  t.equal((await put('undated', story, 'reader')).status, 403);
});

t.test('changes only the draft copy of a public article without a publication date', async (t) => {
  const { slug } = (await put('public', { ...story, publishedAt: '2017-07-07T18:00:00Z' })).body;
  const changed = await put('public', { ...story, headline: 'Not approved' }, 'importer');
  t.match(changed, { status: 200, body: { status: 'published', hasUnpublishedChanges: true } });
  t.equal((await request('GET', `/v1/articles/${slug}`)).body.headline, story.headline);
});

t.test('creates one article when several requests PUT the same external id at once', async (t) => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => put('race', story)));
  t.same(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 200, 200, 201]);
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  t.equal(await database.prisma.articleExternalId.count({ where: { source: 'wire', externalId: 'race' } }), 1);
});

t.test('names invalid fields, and leaves external ids with the article that has them', async (t) => {
  t.match(await put('bad', { ...story, section: 'nowhere' }), { status: 422, body: { code: 'unknown-reference' } });
  t.match(await put('bad', { ...story, publishedAt: 'yesterday' }), { status: 400 });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  t.match(await put('bad', { ...story, publishedAt: tomorrow }), {
    status: 400,
    body: { errors: [{ pointer: '/publishedAt', code: 'ahead' }] },
  });
  t.match(await put('bad', { ...story, more: 1 }), { status: 400 });
  await put('mine', { ...story, externalIds: [{ source: 'cms', id: 'taken' }] });
  t.match(await put('yours', { ...story, externalIds: [{ source: 'cms', id: 'taken' }] }), {
    status: 409,
    body: { code: 'external-id-taken' },
  });
  const trashed = await put('gone', story);
  await request('DELETE', `/v1/articles/${trashed.body.id}`, { as: 'admin' });
  t.match(await put('gone', story), { status: 409, body: { code: 'illegal-move' } });
});

t.test('does not write the article when it may not be published', async (t) => {
  const made = await put('planned', story);
  const { id } = made.body;
  const at = new Date(Date.now() + 3_600_000).toISOString();
  await request('POST', `/v1/articles/${id}/schedule`, { as: 'editor', body: { at } });
  const before = (await request('GET', `/v1/desk/articles/${id}`, { as: 'editor' })).body;
  const changed = { headline: 'Refused', publishedAt: '2017-07-07T18:00:00Z' };
  t.match(await put('planned', changed, 'importer'), { status: 403, body: { code: 'forbidden' } });
  const bulk = {
    operations: [{ op: 'put', type: 'article', externalId: { source: 'wire', id: 'planned' }, body: changed }],
  };
  t.match((await request('POST', '/v1/bulk', { as: 'importer', body: bulk })).body, { data: [{ status: 403 }] });
  t.strictSame((await request('GET', `/v1/desk/articles/${id}`, { as: 'editor' })).body, before);

  await request('POST', `/v1/articles/${id}/unschedule`, { as: 'editor' });
  await request('POST', `/v1/articles/${id}/embargo`, { as: 'editor', body: { until: at } });
  t.match(await put('planned', changed), { status: 409, body: { code: 'embargoed' } });
  t.equal((await request('GET', `/v1/desk/articles/${id}`, { as: 'editor' })).body.headline, story.headline);
});

t.test('finds an article by an external id with decomposed letters', async (t) => {
  const first = await put(encodeURIComponent('Fähre-é'.normalize('NFC')), story);
  t.equal(first.status, 201);
  const again = await put(encodeURIComponent('Fähre-é'.normalize('NFD')), story);
  t.match(again, { status: 200, body: { id: first.body.id, unchanged: true } });
});
