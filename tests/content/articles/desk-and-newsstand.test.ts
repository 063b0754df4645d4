import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements } = await openNewsroom(t);
const as = 'editor';

await request('POST', '/v1/sections', { as, body: { name: 'World' } });
await request('POST', '/v1/sections', { as, body: { name: 'Europe', parent: 'world' } });
await request('POST', '/v1/people', { as, body: { name: 'Angela Merkel' } });

async function draft(headline: string, more: object = {}) {
  const answer = await request('POST', '/v1/articles', {
    as,
    body: {
      headline,
      section: 'europe',
      tags: ['g20', 'summit'],
      body: `<p>${headline}: the zebra text.</p>`,
      people: [
        { person: 'angela-merkel', relation: 'author' },
        { person: 'angela-merkel', relation: 'quoted', titleAsPrinted: 'Chancellor' },
      ],
      ...more,
    },
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

t.test('shows a draft in no public list, search, include, filter, count or address', async (t) => {
  const live = await draft('The live one', { related: [] });
  const hidden = await draft('The hidden one');
  await request('PATCH', `/v1/articles/${live.id}`, { as, body: { related: [hidden.id] } });
  await request('POST', `/v1/articles/${live.id}/publish`, { as });

  for (const query of [
    '',
    '?q=zebra',
    '?section=world',
    '?section=europe',
    '?tag=g20',
    '?person=angela-merkel',
    '?author=angela-merkel',
    `?ids=${hidden.id}`,
    '?lang=en',
    '?include=people,related,section,body',
  ]) {
    const { body, text } = await request('GET', `/v1/articles${query}${query === '' ? '?' : '&'}count=exact`);
    t.notMatch(text, hidden.id, query);
    t.notMatch(text, 'hidden', query);
    t.equal(body.page.total, query.startsWith('?ids') ? 0 : 1, query);
  }
  t.notMatch((await request('GET', '/v1/people/angela-merkel/articles')).text, hidden.id);
  t.equal((await request('GET', `/v1/articles/${hidden.id}`)).status, 404);
  t.equal((await request('GET', `/v1/articles/${hidden.slug}`)).status, 404);
  t.same(
    (await request('GET', `/v1/articles/${live.slug}`)).body.related,
    [],
    'a draft that is related to it is not named',
  );
  t.equal((await request('GET', `/v1/articles/${hidden.id}`, { as })).status, 404, 'a token alone shows no more');
  t.equal((await request('GET', `/v1/desk/articles/${hidden.id}`, { as })).status, 200);
});

t.test('keeps an edit of a published article private until it is published again', async (t) => {
  const { id, slug } = await draft('Before the edit');
  await request('POST', `/v1/articles/${id}/publish`, { as });
  const edited = await request('PATCH', `/v1/articles/${id}`, {
    as,
    body: { headline: 'After the edit', slug: 'after-the-edit' },
  });
  t.match(edited.body, { headline: 'After the edit', hasUnpublishedChanges: true, status: 'published', revision: 2 });
  t.match((await request('GET', `/v1/articles/${slug}`)).body, { headline: 'Before the edit' });
  t.equal((await request('GET', '/v1/articles/after-the-edit')).status, 404, 'the new address does not work yet');

  await request('POST', `/v1/articles/${id}/publish`, { as });
  const now = await request('GET', '/v1/articles/after-the-edit');
  t.match(now.body, { headline: 'After the edit' });
  const old = await request('GET', `/v1/articles/${slug}?fields=id`);
  t.equal(old.status, 308);
  t.equal(old.headers.location, '/v1/articles/after-the-edit?fields=id');
  t.equal(now.body.publishedAt, now.body.firstPublishedAt, 'publishing again does not change the date');
});

t.test('restores the published content as a new revision when changes are discarded', async (t) => {
  const { id } = await draft('Kept', { leadImage: { url: 'https://example.org/a.jpg', alt: 'A' }, dateline: 'BERLIN' });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  const before = (await request('GET', `/v1/desk/articles/${id}`, { as })).body;
  await request('PATCH', `/v1/articles/${id}`, {
    as,
    body: { headline: 'Thrown away', people: [], tags: [], section: null, leadImage: null },
  });
  const { status, body } = await request('POST', `/v1/articles/${id}/discard-changes`, { as });
  t.equal(status, 200);
  t.match(body, { revision: 3, hasUnpublishedChanges: false });
  for (const field of ['headline', 'people', 'tags', 'section', 'leadImage', 'dateline', 'body', 'slug'])
    t.same(body[field], before[field], field);
});

t.test('removes an unpublished article from every public list, and brings it back', async (t) => {
  const { id, slug } = await draft('Now you see me', { tags: ['only-here'] });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  t.equal((await request('GET', '/v1/articles?tag=only-here&count=exact')).body.page.total, 1);
  t.equal((await request('POST', `/v1/articles/${id}/unpublish`, { as })).body.status, 'unpublished');
  t.equal((await request('GET', '/v1/articles?tag=only-here&count=exact')).body.page.total, 0);
  t.equal((await request('GET', `/v1/articles/${slug}`)).status, 404);
  t.equal((await request('POST', `/v1/articles/${id}/unpublish`, { as })).body.code, 'illegal-move');
  await request('PATCH', `/v1/articles/${id}`, { as, body: { slug: 'back-again' } });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  t.equal((await request('GET', `/v1/articles/${slug}`)).status, 308, 'the address that readers used redirects');
});

t.test('removes trashed articles from the public, and restores them without publishing them', async (t) => {
  const { id } = await draft('To the trash');
  await request('POST', `/v1/articles/${id}/publish`, { as });
  t.equal(
    (await request('DELETE', `/v1/articles/${id}`, { as: 'writer' })).status,
    403,
    'a writer may not remove an article from the public',
  );
  t.equal((await request('DELETE', `/v1/articles/${id}`, { as })).status, 204);
  t.equal((await request('GET', `/v1/articles/${id}`)).status, 404);
  const desk = (await request('GET', '/v1/desk/articles?limit=100', { as })).body.data;
  t.notOk(desk.some((article: { id: string }) => article.id === id));
  const trash = (await request('GET', '/v1/desk/articles?status=trashed', { as })).body.data;
  t.ok(trash.some((article: { id: string }) => article.id === id));
  t.equal((await request('PATCH', `/v1/articles/${id}`, { as, body: { headline: 'X' } })).body.code, 'illegal-move');
  t.equal((await request('POST', `/v1/articles/${id}/restore`, { as })).body.status, 'unpublished');

  t.equal((await request('DELETE', `/v1/articles/${id}?purge=true`, { as })).status, 403);
  t.equal((await request('DELETE', `/v1/articles/${id}?purge=true`, { as: 'admin' })).status, 204);
  t.equal((await request('GET', `/v1/desk/articles/${id}`, { as })).status, 404);
});

t.test('reads public articles in one statement, whatever the length of the list and the includes', async (t) => {
  for (let i = 0; i < 5; i++) {
    const { id } = await draft(`Counted ${i}`);
    await request('POST', `/v1/articles/${id}/publish`, { as });
  }
  for (const url of [
    '/v1/articles?limit=1',
    '/v1/articles?limit=100',
    '/v1/articles?limit=100&include=section,people,related,body',
    '/v1/articles?limit=100&q=zebra&section=world&tag=g20,-x&person=angela-merkel',
    '/v1/people/angela-merkel/articles?relation=quoted&include=people',
    '/v1/articles/counted-0',
    '/v1/articles/counted-0?include=section&bodyFormat=text',
  ]) {
    statements();
    t.equal((await request('GET', url)).status, 200, url);
    t.equal(statements().length, 1, url);
  }
  statements();
  await request('GET', '/v1/articles?count=exact');
  t.equal(statements().length, 2, 'a requested count takes a second statement');
});

t.test('creates no version and no revision when a save changes nothing', async (t) => {
  const article = await draft('The same again');
  const again = await request('PATCH', `/v1/articles/${article.id}`, { as, body: { headline: 'The same again' } });
  t.equal(again.body.version, article.version);
  t.equal(again.body.revision, article.revision);
});

t.test('applies a merge patch: null removes, omitted fields stay, lists are replaced', async (t) => {
  const { id } = await draft('Patched', { standfirst: 'S', seo: { title: 'T', description: 'D' }, dateline: 'PARIS' });
  const { body } = await request('PATCH', `/v1/articles/${id}`, {
    as,
    body: { standfirst: null, seo: { title: null }, tags: ['New Tag'] },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  t.match(body, {
    standfirst: null,
    seo: { title: null, description: 'D' },
    tags: ['New Tag'],
    dateline: 'PARIS',
    headline: 'Patched',
  });
  const refused = await request('PATCH', `/v1/articles/${id}`, { as, body: { headline: null } });
  t.equal(refused.status, 400);
  t.match(refused.body.errors, [{ pointer: '/headline' }]);
});

t.test('refuses unknown references and points to each one', async (t) => {
  const unknown = [
    [{ section: 'nowhere' }, '/section'],
    [{ people: [{ person: 'nobody', relation: 'quoted' }] }, '/people/0/person'],
    [{ related: ['nothing'] }, '/related/0'],
  ] as const;
  for (const [fields, pointer] of unknown) {
    const { status, body } = await request('POST', '/v1/articles', { as, body: { headline: 'H', ...fields } });
    t.equal(status, 422);
    t.match(body, { code: 'unknown-reference', errors: [{ pointer }] });
  }
  t.match((await request('GET', '/v1/articles?section=nowhere')).body, {
    code: 'unknown-reference',
    errors: [{ parameter: 'section' }],
  });
  t.match((await request('GET', '/v1/articles?person=nobody')).body, {
    code: 'unknown-reference',
    errors: [{ parameter: 'person' }],
  });
});

t.test('refuses an external id that another article has', async (t) => {
  await draft('First of that id', { externalIds: [{ source: 'wire', id: '1' }] });
  const second = await request('POST', '/v1/articles', {
    as,
    body: { headline: 'Second', externalIds: [{ source: 'wire', id: '1' }] },
  });
  t.equal(second.status, 409);
  t.equal(second.body.code, 'external-id-taken');
});

t.test('sanitises HTML, converts Markdown, and returns bodies in three formats', async (t) => {
  const long = await request('POST', '/v1/articles', {
    as,
    body: { headline: 'Long', bodyFormat: 'markdown', body: 'a '.repeat(60_000) },
  });
  t.match(long, { status: 400, body: { errors: [{ pointer: '/body' }] } }, 'Markdown above the limit is refused');
  const html = await draft('Safe', { body: '<p onclick="x()">Hi <script>alert(1)</script><b>there</b></p>' });
  t.notMatch(html.body, /script|onclick|alert/);
  const markdown = await draft('From Markdown', {
    bodyFormat: 'markdown',
    body: '## Title\n\nSome **bold** text\n\n- one\n- two',
  });
  t.match(markdown.body, /<h2>Title<\/h2>[\s\S]*<strong>bold<\/strong>[\s\S]*<li>one<\/li>/);
  t.match(
    (await request('GET', `/v1/desk/articles/${markdown.id}?bodyFormat=text`, { as })).body.body,
    /^Title\n\nSome bold text/,
  );
  t.match(
    (await request('GET', `/v1/desk/articles/${markdown.id}?bodyFormat=markdown`, { as })).body.body,
    /## Title\n\nSome \*\*bold\*\* text/,
  );
});
