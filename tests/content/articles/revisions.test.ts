import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, statements } = await openNewsroom(t);
const as = 'editor';
const desk = (slug: string) => `/v1/desk/articles/${slug}`;

await request('POST', '/v1/sections', { as, body: { name: 'World' } });
const ada = (await request('POST', '/v1/people', { as, body: { name: 'Ada Ferry' } })).body;

/** Creates an article with four revisions, of which the second is live. */
async function story(headline: string) {
  const people = [{ person: ada.id, relation: 'author' }];
  const made = await request('POST', '/v1/articles', {
    as: 'writer',
    body: { headline, section: 'world', people, body: '<p>The old ferry sails.</p>', revisionNote: 'First draft' },
  });
  const { slug } = made.body;
  const patch = (body: object) => request('PATCH', `/v1/articles/${slug}`, { as, body });
  await patch({ body: '<p>The new ferry sails.</p>', revisionNote: 'It is another ferry' });
  await request('POST', `/v1/articles/${slug}/publish`, { as });
  await patch({ headline: `${headline} again`, tags: ['ferries'] });
  await patch({ standfirst: 'From Wexley.', revisionNote: null });
  return { slug: slug as string, id: made.body.id as string, patch };
}

t.test('creates a revision for each save that changes something, with who, when, note and fields', async (t) => {
  const { slug, patch } = await story('Night ferry');
  await patch({});
  await patch({ standfirst: 'From Wexley.', revisionNote: 'Nothing changes by this' });
  statements();
  const { status, body } = await request('GET', `/v1/articles/${slug}/revisions`, { as: 'reader' });
  // One statement reads the token, and another records its last use.
  t.equal(statements().filter((sql) => !/tokens/.test(sql)).length, 1, 'it is read in one statement');
  t.equal(status, 200);
  t.match(body.data, [
    {
      number: 4,
      savedBy: 'The editor',
      note: null,
      changed: ['standfirst'],
      publishedAt: null,
      isLive: false,
      restoredFrom: null,
    },
    { number: 3, note: null, changed: ['headline', 'tags'], isLive: false },
    { number: 2, note: 'It is another ferry', changed: ['body'], publishedAt: /^\d{4}-/, isLive: true },
    { number: 1, savedBy: 'The writer', note: 'First draft', changed: null, publishedAt: null },
  ]);
  t.equal(body.data.length, 4);
  t.same(Object.keys(body.data[0]).includes('id'), false);
});

t.test('lists revisions page by page in either order', async (t) => {
  const { slug } = await story('Paged');
  const all: number[] = [];
  let url = `/v1/articles/${slug}/revisions?limit=3&count=exact`;
  for (;;) {
    const { body, headers } = await request('GET', url, { as });
    t.equal(body.page.total, 4);
    all.push(...body.data.map(({ number }: { number: number }) => number));
    if (body.page.next === null) break;
    t.match(headers.link, /rel="next"/);
    url = `/v1/articles/${slug}/revisions?limit=3&count=exact&after=${body.page.next}`;
  }
  t.same(all, [4, 3, 2, 1]);
  const { body } = await request('GET', `/v1/articles/${slug}/revisions?sort=number&limit=1`, { as });
  t.equal(body.data[0].number, 1);
  t.match(await request('GET', '/v1/articles/no-such-story/revisions', { as }), { status: 404 });
});

t.test('returns a whole revision, with its references as they are now', async (t) => {
  const { slug, id } = await story('Whole');
  statements();
  const { body } = await request('GET', `/v1/articles/${slug}/revisions/1`, { as: 'reader' });
  t.equal(statements().filter((sql) => !/tokens/.test(sql)).length, 1, 'it is read in one statement');
  t.match(body, {
    articleId: id,
    number: 1,
    note: 'First draft',
    article: {
      headline: 'Whole',
      slug,
      body: '<p>The old ferry sails.</p>',
      bodyFormat: 'html',
      section: { slug: 'world', name: 'World' },
      people: [{ name: 'Ada Ferry', relation: 'author', role: null }],
      commentsOpen: true,
      externalIds: [],
    },
    missing: [],
  });
  for (const [format, text] of [
    ['text', 'The old ferry sails.'],
    ['markdown', /^The old ferry sails\.\n?$/],
  ])
    t.match((await request('GET', `/v1/articles/${slug}/revisions/1?bodyFormat=${format}`, { as })).body.article, {
      body: text,
      bodyFormat: format,
    });
  for (const number of ['5', '999999999'])
    t.match(await request('GET', `/v1/articles/${slug}/revisions/${number}`, { as }), { status: 404 });
  for (const number of ['0', '-1', 'x', '1e3', '01', '9999999999'])
    t.match(await request('GET', `/v1/articles/${slug}/revisions/${number}`, { as }), {
      status: 400,
      body: { errors: [{ parameter: 'number' }] },
    });
});

t.test('requires the scope content:read for revisions', async (t) => {
  const { slug } = await story('Guarded');
  for (const path of ['revisions', 'revisions/1', 'diff?from=1']) {
    t.match(await request('GET', `/v1/articles/${slug}/${path}`), { status: 401 });
    t.match(await request('GET', `/v1/articles/${slug}/${path}`, { as: 'moderator' }), { status: 403 });
    const { headers } = await request('GET', `/v1/articles/${slug}/${path}`, { as: 'reader' });
    t.equal(headers['cache-control'], 'private, no-store');
  }
  const restore = `/v1/articles/${slug}/revisions/1/restore`;
  t.match(await request('POST', restore, { as: 'reader', body: {} }), {
    status: 403,
    body: { scope: 'content:write' },
  });
});

t.test('restores content as a new revision; slug, external ids and the publication stay', async (t) => {
  const { slug, patch } = await story('Restored');
  await patch({ slug: 'restored-elsewhere', externalIds: [{ source: 'wire', id: 'r-1' }] });
  const url = '/v1/articles/restored-elsewhere';
  const restored = await request('POST', `${url}/revisions/1/restore`, { as, body: { note: 'It was right' } });
  t.match(restored, {
    status: 200,
    body: {
      slug: 'restored-elsewhere',
      headline: 'Restored',
      body: '<p>The old ferry sails.</p>',
      standfirst: null,
      tags: [],
      externalIds: [{ source: 'wire', id: 'r-1' }],
      revision: 6,
      hasUnpublishedChanges: true,
    },
  });
  const { data } = (await request('GET', `${url}/revisions`, { as })).body;
  t.match(data[0], {
    number: 6,
    restoredFrom: 1,
    note: 'It was right',
    changed: ['headline', 'standfirst', 'body', 'tags'],
  });
  t.equal(
    (await request('GET', `/v1/articles/${slug}`)).body.body,
    '<p>The new ferry sails.</p>',
    'the publication stays',
  );

  const again = await request('POST', `${url}/revisions/1/restore`, { as, body: {} });
  t.match(
    again,
    { status: 200, body: { revision: 6, version: restored.body.version } },
    'restoring the same revision again changes nothing',
  );
  const types = await database.prisma.event.findMany({ orderBy: { seq: 'desc' }, take: 1 });
  t.match(types, [{ type: 'article.updated' }]);
});

t.test("checks If-Match, the article's state and the revision's existence when restoring", async (t) => {
  const { slug } = await story('Heeding');
  const url = `/v1/articles/${slug}/revisions/1/restore`;
  const headers = { 'if-match': '"1"' };
  t.match(await request('POST', url, { as, body: {}, headers }), { status: 412, body: { code: 'stale-version' } });
  t.match(await request('POST', `/v1/articles/${slug}/revisions/9/restore`, { as, body: {} }), { status: 404 });
  await request('DELETE', `/v1/articles/${slug}`, { as });
  t.match(await request('POST', url, { as, body: {} }), { status: 409, body: { code: 'illegal-move' } });
  t.equal(
    (await request('GET', `/v1/articles/${slug}/revisions/1`, { as })).status,
    200,
    'the revision can still be read',
  );
});

t.test('refuses to restore a revision with deleted references, or drops them when asked to', async (t) => {
  const section = (await request('POST', '/v1/sections', { as, body: { name: 'Short-lived' } })).body;
  const person = (await request('POST', '/v1/people', { as, body: { name: 'Gone Person' } })).body;
  const other = (await request('POST', '/v1/articles', { as, body: { headline: 'Gone story' } })).body;
  const people = [
    { person: ada.id, relation: 'author' },
    { person: person.id, relation: 'quoted' },
  ];
  const { slug } = (
    await request('POST', '/v1/articles', {
      as,
      body: { headline: 'Refers', section: section.id, people, related: [other.id] },
    })
  ).body;
  const url = `/v1/articles/${slug}`;
  await request('PATCH', url, { as, body: { section: 'world', people: [], related: [] } });
  for (const path of [`/v1/sections/${section.id}`, `/v1/people/${person.id}`, `/v1/articles/${other.id}?purge=true`])
    t.equal((await request('DELETE', path, { as: 'admin' })).status, 204, path);

  const shown = (await request('GET', `${url}/revisions/1`, { as })).body;
  t.match(shown.article, { section: null, people: [{ id: ada.id }], related: [] });
  t.same(shown.missing.map(({ field, id }: { field: string; id: string }) => [field, id]).sort(), [
    ['people', person.id],
    ['related', other.id],
    ['section', section.id],
  ]);
  const refused = await request('POST', `${url}/revisions/1/restore`, { as, body: {} });
  t.match(refused, { status: 422, body: { code: 'unknown-reference' } });
  t.same(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
    '/people/1',
    '/related/0',
    '/section',
  ]);
  t.match(await request('POST', `${url}/revisions/1/restore`, { as, body: { missing: 'drop' } }), {
    status: 200,
    body: { section: null, people: [{ id: ada.id, relation: 'author' }], related: [], revision: 3 },
  });
});

t.test('shows the merged person in revisions from before the merge', async (t) => {
  const [one, two] = await Promise.all(
    ['Grace H.', 'Grace Hopper'].map(
      async (name) => (await request('POST', '/v1/people', { as, body: { name } })).body,
    ),
  );
  const people = [one, two].map(({ id }) => ({ person: id, relation: 'quoted' }));
  const { slug } = (await request('POST', '/v1/articles', { as, body: { headline: 'Two in one', people } })).body;
  await request('PATCH', `/v1/articles/${slug}`, { as, body: { people: [] } });
  const merged = await request('POST', `/v1/people/${one.id}/merge`, { as: 'admin', body: { into: two.id } });
  t.equal(merged.status, 200, merged.text);
  const { body } = await request('GET', `/v1/articles/${slug}/revisions/1`, { as });
  t.same(
    body.article.people.map(({ id }: { id: string }) => id),
    [two.id, two.id],
  );
  t.match(await request('POST', `/v1/articles/${slug}/revisions/1/restore`, { as, body: {} }), {
    status: 200,
    body: { people: [{ id: two.id, relation: 'quoted' }] },
  });
});

t.test('compares two revisions field by field, and texts word by word', async (t) => {
  const { slug } = await story('Compared');
  statements();
  const { body } = await request('GET', `/v1/articles/${slug}/diff?from=1&to=desk`, { as: 'reader' });
  t.equal(statements().filter((sql) => !/tokens/.test(sql)).length, 1, 'it is read in one statement');
  t.match(body, {
    from: { number: 1 },
    to: { number: 4 },
    changes: [
      {
        field: 'headline',
        before: 'Compared',
        after: 'Compared again',
        words: [
          { op: 'equal', text: 'Compared' },
          { op: 'insert', text: ' again' },
        ],
      },
      { field: 'standfirst', before: null, after: 'From Wexley.', words: [{ op: 'insert', text: 'From Wexley.' }] },
      {
        field: 'body',
        words: [
          { op: 'equal', text: 'The' },
          { op: 'delete', text: ' old' },
          { op: 'insert', text: ' new' },
          { op: 'equal', text: ' ferry sails.' },
        ],
      },
      { field: 'tags', before: [], after: ['ferries'] },
    ],
  });
  t.equal(body.changes.length, 4);

  const inHtml = (await request('GET', `/v1/articles/${slug}/diff?from=1&format=html`, { as })).body;
  t.match(inHtml.changes, [
    { field: 'headline', html: 'Compared<ins> again</ins>' },
    { field: 'standfirst', html: '<ins>From Wexley.</ins>' },
    { field: 'body', html: '<p>The<del> old</del><ins> new</ins> ferry sails.</p>' },
    { field: 'tags' },
  ]);
  t.notOk(inHtml.changes.some((change: object) => 'words' in change));

  const live = (await request('GET', `/v1/articles/${slug}/diff`, { as })).body;
  t.match(live, {
    from: { number: 2, isLive: true },
    changes: [{ field: 'headline' }, { field: 'standfirst' }, { field: 'tags' }],
  });
  t.same((await request('GET', `/v1/articles/${slug}/diff?from=2&to=2`, { as })).body.changes, []);
  const back = (await request('GET', `/v1/articles/${slug}/diff?from=desk&to=1`, { as })).body;
  t.match(back, { from: { number: 4 }, to: { number: 1 } });
});

t.test('returns 404 for missing revisions in a comparison, and 400 for invalid names of revisions', async (t) => {
  const { slug } = (await request('POST', '/v1/articles', { as, body: { headline: 'Never published' } })).body;
  for (const query of ['', 'from=live', 'from=1&to=2', 'from=7'])
    t.match(await request('GET', `/v1/articles/${slug}/diff?${query}`, { as }), { status: 404 }, query);
  for (const query of ['from=0', 'from=draft', 'from=1&to=-1', 'from=1&format=xml'])
    t.match(await request('GET', `/v1/articles/${slug}/diff?${query}`, { as }), { status: 400 }, query);
});

t.test('returns sanitised markup in comparisons', async (t) => {
  const body = '<p>One <script>alert(1)</script><a href="javascript:alert(1)" onclick="x()">two</a></p>';
  const { slug } = (await request('POST', '/v1/articles', { as, body: { headline: 'A <i>b</i>', body: '<p>One</p>' } }))
    .body;
  await request('PATCH', `/v1/articles/${slug}`, { as, body: { headline: 'A <script>b</script>', body } });
  const { changes } = (await request('GET', `/v1/articles/${slug}/diff?from=1&format=html`, { as })).body;
  for (const { html } of changes) t.notMatch(html, /<script|javascript:|onclick|<i>/);
});

t.test('compares articles of a megabyte without delaying other requests', { timeout: 20_000 }, async (t) => {
  const words = (letter: string) =>
    Array.from({ length: 130_000 }, (_, n) => `${letter}${n}`)
      .join(' ')
      .slice(0, 900_000);
  const { slug } = (
    await request('POST', '/v1/articles', { as, body: { headline: 'Huge', body: `<p>${words('a')}</p>` } })
  ).body;
  await request('PATCH', `/v1/articles/${slug}`, { as, body: { body: `<p>${words('b')}</p>` } });
  for (const format of ['json', 'html']) {
    const { status, body } = await request('GET', `/v1/articles/${slug}/diff?from=1&format=${format}`, { as });
    t.equal(status, 200);
    t.equal(body.changes.length, 1);
  }
});

t.test('records which revision was restored when changes are discarded', async (t) => {
  const { slug } = await story('Discarded');
  await request('POST', `/v1/articles/${slug}/discard-changes`, { as });
  const { data } = (await request('GET', `/v1/articles/${slug}/revisions`, { as })).body;
  t.match(data[0], { number: 5, restoredFrom: 2, isLive: true, publishedAt: /^\d{4}-/ });
  t.match(
    data[3],
    { number: 2, isLive: false, publishedAt: /^\d{4}-/ },
    'the revision keeps the time of its publication',
  );
});

t.test('stores a revision note with its save and shows it nowhere else', async (t) => {
  const made = await request('POST', '/v1/articles', {
    as,
    body: { headline: 'Noted', revisionNote: 'Secret of the desk' },
  });
  t.equal('revisionNote' in made.body, false);
  await request('PUT', '/v1/articles/noted', { as, body: { headline: 'Noted well', revisionNote: 'Better' } });
  await request('POST', '/v1/articles/noted/publish', { as });
  for (const url of [desk('noted'), '/v1/articles/noted', '/v1/articles'])
    t.notMatch((await request('GET', url, url.includes('desk') ? { as } : {})).text, /Secret of the desk|Better/);
  t.match((await request('GET', '/v1/articles/noted/revisions', { as })).body.data, [
    { note: 'Better' },
    { note: 'Secret of the desk' },
  ]);
  t.match(await request('PATCH', '/v1/articles/noted', { as, body: { revisionNote: 'x'.repeat(501) } }), {
    status: 400,
    body: { errors: [{ pointer: '/revisionNote' }] },
  });
});

t.test('does not report a field that is newer than the revision as changed', async (t) => {
  const { slug, id, patch } = await story('Older than a field');
  await database.prisma.$executeRaw`UPDATE revisions SET snapshot = snapshot - 'kicker' WHERE article_id = ${id}::uuid`;
  await patch({ tags: ['later'] });
  const { body } = await request('GET', `/v1/articles/${slug}/revisions`, { as });
  t.strictSame(body.data[0].changed, ['tags']);
  const diff = (await request('GET', `/v1/articles/${slug}/diff?from=4&to=5`, { as })).body;
  t.strictSame(
    diff.changes.map(({ field }: { field: string }) => field),
    ['tags'],
  );
  t.equal((await request('GET', `/v1/articles/${slug}/revisions/1`, { as })).body.article.kicker, null);
});
