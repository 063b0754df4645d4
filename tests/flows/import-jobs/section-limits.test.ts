import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, newsroom, database } = await openNewsroom(t);

const make = async (path: string, body: object) => (await request('POST', path, { as: 'admin', body })).body;
await make('/v1/sections', { name: 'Sport' });
await make('/v1/sections', { name: 'Football', parent: 'sport' });
await make('/v1/sections', { name: 'Politics' });
await make('/v1/people', { name: 'Ada Lovelace' });
const scopes = ['content:read', 'content:write', 'content:publish', 'import', 'comments:moderate'];
const { token: limited } = await make('/v1/tokens', { name: 'Sport', scopes, sections: ['sport'] });
const { token: unlimited } = await make('/v1/tokens', { name: 'All', scopes });

const line = (id: string, more: object = {}) =>
  `${JSON.stringify({ externalIds: [{ source: 'wire', id }], headline: `Ferry ${id}`, ...more })}\n`;

/** Imports a file and returns its items. */
async function send(token: string, raw: string, query = '') {
  const headers = { 'content-type': 'application/x-ndjson' };
  const { body } = await request('POST', `/v1/imports${query}`, { token, raw, headers });
  while ((await newsroom.imports.queue.work()) === 'more');
  t.match((await request('GET', `/v1/imports/${body.id}`, { token })).body, { status: 'done' });
  return (await request('GET', `/v1/imports/${body.id}/items?limit=100`, { token })).body.data as {
    outcome: string;
    reason: string | null;
    detail: string | null;
    articleId: string;
  }[];
}
const outcomes = (items: Awaited<ReturnType<typeof send>>) =>
  items.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome}: ${reason}`));
const counts = async () => ({
  sections: await database.prisma.section.count(),
  people: await database.prisma.person.count(),
});

const published = { status: 'published', publishedAt: '2020-01-01T00:00:00Z' };
const refused = 'failed: outside-sections';

t.test('imports the articles in the sections of the token, and reports why others fail', async (t) => {
  const before = await counts();
  const author = (name: string) => [{ name, relation: 'author' }];
  const file = [
    line('inside', { section: 'sport', ...published }),
    line('below', { section: 'football', people: author('Ada Lovelace') }),
    line('outside', { section: 'politics' }),
    line('nowhere'),
    line('new-section', { section: { path: [{ slug: 'sport' }, { slug: 'rowing' }], slug: 'rowing', name: 'Rowing' } }),
    line('new-person', { section: 'sport', people: author('Grace Hopper') }),
    line('last', { section: 'sport' }),
  ].join('');
  const dry = await send(limited, file, '?dryRun=true');
  t.same(outcomes(dry).slice(0, 5), ['created', 'created', refused, refused, refused]);
  const items = await send(limited, file);
  t.same(outcomes(items), ['created', 'created', refused, refused, refused, refused, 'created']);
  t.equal(items[2]?.detail, 'The token may only change articles in the section sport, with those below.');
  t.equal(await database.prisma.article.count(), 3);
  t.same(await counts(), before, 'it creates no section and no person');
  t.same(outcomes(await send(limited, line('default'), '?section=football')), ['created']);
});

t.test('leaves articles in other sections as they are, also if the file has not changed', async (t) => {
  const comments = [
    { id: '1', status: 'approved', author: { name: 'A' }, body: 'Hi', createdAt: '2020-01-02T00:00:00Z' },
  ];
  const corrections = [{ kind: 'update', note: 'More.', at: '2020-01-02T00:00:00Z' }];
  const file = line('theirs', { section: 'politics', ...published });
  t.same(outcomes(await send(unlimited, file)), ['created']);
  const articleId = (await send(unlimited, file))[0]?.articleId;
  const before = await request('GET', `/v1/desk/articles/${articleId}`, { as: 'admin' });
  for (const more of [{ section: 'politics' }, { section: 'sport' }]) {
    t.same(outcomes(await send(limited, line('theirs', { ...more, ...published }))), [refused]);
    t.same(outcomes(await send(limited, line('theirs', { ...more, ...published, comments, corrections }))), [refused]);
  }
  const own = JSON.stringify({ id: articleId, headline: 'Taken over', section: 'sport', comments, corrections });
  t.same(outcomes(await send(limited, `${own}\n`, '?source=broadsheet')), [refused]);
  const after = await request('GET', `/v1/desk/articles/${articleId}`, { as: 'admin' });
  t.equal(after.text, before.text);
  t.equal(await database.prisma.comment.count(), 0);
  t.equal(await database.prisma.correction.count(), 0);
});

t.test('continues after a crash without changing articles in other sections', async (t) => {
  const articleId = (await send(unlimited, line('earlier', { section: 'politics' })))[0]?.articleId;
  const more = {
    section: 'politics',
    related: [{ source: 'wire', id: 'later' }],
    corrections: [{ kind: 'update', note: 'More.', at: '2020-01-02T00:00:00Z' }],
    ...published,
  };
  const byOwnId = `${JSON.stringify({ id: articleId, headline: 'Ferry earlier', ...more })}\n`;
  for (const [item, query] of [
    [line('earlier', more), ''],
    [byOwnId, '?source=broadsheet'],
  ]) {
    const headers = { 'content-type': 'application/x-ndjson' };
    const raw = `${item}${line('later', { section: 'sport' })}`;
    const { body } = await request('POST', `/v1/imports${query}`, { token: limited, raw, headers });
    // As if another process had stored the first item and died.
    await database.prisma.importJob.update({ where: { id: body.id }, data: { done: 1 } });
    while ((await newsroom.imports.queue.work()) === 'more');
    t.match((await request('GET', `/v1/imports/${body.id}`, { token: limited })).body, { status: 'done', failed: 0 });
    t.match((await request('GET', `/v1/desk/articles/${articleId}`, { as: 'admin' })).body, {
      version: 1,
      related: [],
      corrections: [],
    });
  }
});
