import t from 'tap';
import { createNewsroom } from '../../../src/newsroom.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openLoggedApp } from '../../support/logged-app.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, statements, sent, cache, newsroom } = await openNewsroom(t);
const as = 'editor';

const section = (await request('POST', '/v1/sections', { as, body: { name: 'World' } })).body;
const ada = (await request('POST', '/v1/people', { as, body: { name: 'Ada Ferry' } })).body;

async function story(headline: string, more: object = {}) {
  const people = [{ person: ada.id, relation: 'author' }];
  const body = { headline, section: 'world', people, body: '<p>First <strong>words</strong>.</p>', ...more };
  const made = (await request('POST', '/v1/articles', { as, body })).body;
  return { slug: made.slug as string, id: made.id as string };
}

async function link(slug: string, body: object = {}, role: 'writer' | 'editor' = 'writer') {
  const made = await request('POST', `/v1/articles/${slug}/previews`, { as: role, body });
  if (made.status !== 201) throw new Error(made.text);
  return made.body as { id: string; token: string; url: string; revision: number; expiresAt: string };
}

const told = async (type: string) =>
  (await database.prisma.event.findMany({ where: { type }, orderBy: { seq: 'asc' } })).map(({ payload }) => payload);

t.test('shows a draft like a published article to anyone who has the link', async (t) => {
  const other = await story('Another draft');
  const { slug, id } = await story('Night ferry', { related: [other.id], tags: ['ferries'] });
  const made = await request('POST', `/v1/articles/${slug}/previews`, {
    as: 'writer',
    body: { name: 'For the lawyers' },
  });
  t.match(made, {
    status: 201,
    body: {
      articleId: id,
      revision: 1,
      name: 'For the lawyers',
      createdBy: 'The writer',
      openedCount: 0,
      lastOpenedAt: null,
    },
    headers: { location: made.body.url },
  });
  t.match(made.body.token, /^pv_[\w-]{43}$/);
  t.equal(made.body.url, `/v1/previews/${made.body.token}`);
  const days = (Date.parse(made.body.expiresAt) - Date.parse(made.body.createdAt)) / 86_400_000;
  t.equal(days, 7, 'the default is one week');

  statements();
  const shown = await request('GET', made.body.url);
  t.match(
    statements(),
    [/"previews"/, /"tokens"/, /UPDATE previews/],
    'the creator is checked, then one statement reads it',
  );
  t.match(shown, {
    status: 200,
    body: {
      id,
      slug,
      headline: 'Night ferry',
      body: '<p>First <strong>words</strong>.</p>',
      section: { id: section.id, slug: 'world', name: 'World' },
      authors: [{ name: 'Ada Ferry' }],
      people: [{ name: 'Ada Ferry', relation: 'author' }],
      related: [{ slug: other.slug, headline: 'Another draft' }],
      tags: ['ferries'],
      commentCount: 0,
      comments: { open: true, count: 0 },
      preview: { revision: 1, expiresAt: made.body.expiresAt },
    },
  });
  for (const time of ['publishedAt', 'firstPublishedAt', 'updatedAt'])
    t.ok(Date.parse(shown.body[time]) > 0, `${time} has a value for the front end`);
  for (const desk of ['status', 'externalIds', 'hasUnpublishedChanges', 'revision', 'lock'])
    t.notOk(desk in shown.body, `${desk} is left out, as it is private`);

  await request('POST', `/v1/articles/${slug}/publish`, { as });
  const published = (await request('GET', `/v1/articles/${slug}`)).body;
  const { preview: _, ...same } = (await request('GET', made.body.url)).body;
  t.same(Object.keys(same), Object.keys(published), 'the preview has the fields of a published article');
});

t.test('keeps showing its revision after later edits and publications', async (t) => {
  const { slug } = await story('Fixed');
  const first = await link(slug);
  await request('PATCH', `/v1/articles/${slug}`, { as, body: { headline: 'Changed secretly' } });
  await request('POST', `/v1/articles/${slug}/publish`, { as });
  const second = await link(slug);
  t.equal(second.revision, 2);
  t.match((await request('GET', first.url)).body, { headline: 'Fixed', preview: { revision: 1 } });
  t.match((await request('GET', second.url)).body, { headline: 'Changed secretly' });
  t.equal((await link(slug, { revision: 1 })).revision, 1);
  t.match(await request('POST', `/v1/articles/${slug}/previews`, { as, body: { revision: 9 } }), {
    status: 422,
    body: { code: 'unknown-reference', errors: [{ pointer: '/revision' }] },
  });
});

t.test('is never cached, indexed or sent as a referrer', async (t) => {
  const { slug } = await story('Uncached');
  const { url, id } = await link(slug);
  const entries = cache.stats.entries;
  const first = await request('GET', url);
  const many = await Promise.all(Array.from({ length: 5 }, () => request('GET', url)));
  for (const { status } of many) t.equal(status, 200);
  t.equal(cache.stats.entries, entries, 'the preview is not cached');
  sent();
  await request('GET', url);
  t.equal(sent().length, 3, 'each request reads the database');
  await request('DELETE', `/v1/previews/${id}`, { as: 'writer' });
  const gone = await request('GET', url);
  for (const { headers } of [first, gone]) {
    t.match(headers['cache-control'], /no-store/);
    t.match(headers['x-robots-tag'], /noindex/);
    t.equal(headers['referrer-policy'], 'no-referrer');
    t.equal(headers['surrogate-key'], undefined);
  }
  t.equal(gone.status, 404, 'a revoked link stops immediately');
});

t.test('gives the same response for wrong, expired and revoked links', async (t) => {
  const { slug } = await story('Same words');
  const [revoked, ended, trashed] = [await link(slug), await link(slug), await link((await story('Thrown away')).slug)];
  await request('DELETE', `/v1/previews/${revoked.token}`, { as: 'writer' });
  await database.prisma.preview.update({ where: { id: ended.id }, data: { expiresAt: new Date(Date.now() - 1) } });
  await request('DELETE', '/v1/articles/thrown-away', { as });
  const wrong = [revoked.token, ended.token, trashed.token, `pv_${'a'.repeat(43)}`, ended.id];
  const answers = await Promise.all(wrong.map((token) => request('GET', `/v1/previews/${token}`)));
  const said = new Set(
    answers.map(({ status, body }) => JSON.stringify({ ...body, status, requestId: '', instance: '' })),
  );
  t.equal(said.size, 1, [...said].join('\n'));
  t.match(answers[0], { status: 404, body: { code: 'not-found' } });
  const names = answers.map(({ headers }) => Object.keys(headers).sort().join());
  t.equal(new Set(names).size, 1, 'the headers are the same');
  for (const text of [
    revoked.token.slice(0, 30),
    `${revoked.token}x`,
    slug,
    'x',
    '%20',
    '%F0%9F%98%80',
    "'--",
    'x'.repeat(199),
  ])
    t.match(
      await request('GET', `/v1/previews/${text}`),
      { status: 400, body: { errors: [{ parameter: 'preview' }] }, headers: { 'cache-control': /no-store/ } },
      `${text} cannot be a token`,
    );
});

t.test('gives access to nothing else', async (t) => {
  const { slug, id } = await story('Nothing else');
  const { token } = await link(slug);
  const headers = { authorization: `Bearer ${token}` };
  for (const url of [`/v1/desk/articles/${slug}`, `/v1/articles/${id}/revisions`, '/v1/me', `/v1/previews/${token}`])
    t.equal((await request('GET', url, { headers })).status, 401, `${url}: it is no token of the API`);
  for (const path of ['comments', 'revisions', 'locks', 'mentions', 'publish', 'previews']) {
    for (const method of ['GET', 'POST'])
      t.equal((await request(method, `/v1/previews/${token}/${path}`)).status, 404, `${method} ${path}`);
  }
  for (const method of ['PUT', 'PATCH', 'POST']) t.equal((await request(method, `/v1/previews/${token}`)).status, 405);
  t.equal((await request('DELETE', `/v1/previews/${token}`)).status, 401, 'it does not even revoke itself');
  for (const query of ['view=desk', 'fields=id', 'revision=2', 'include=mentions', 'annotate=people'])
    t.equal((await request('GET', `/v1/previews/${token}?${query}`)).status, 400, query);
  t.equal((await request('GET', `/v1/articles/${slug}`)).status, 404, 'the article is still a draft');
  t.equal((await request('GET', `/v1/articles?q=nothing`)).body.data.length, 0);
});

t.test('returns the body in the requested format, and the whole section when included', async (t) => {
  const { slug } = await story('Formats');
  const { url } = await link(slug);
  t.match((await request('GET', `${url}?bodyFormat=text`)).body, { body: 'First words.', bodyFormat: 'text' });
  t.match((await request('GET', `${url}?bodyFormat=markdown`)).body, { body: /^First \*\*words\*\*\.\n?$/ });
  t.match((await request('GET', `${url}?include=section`)).body.section, { description: null, parentId: null });
});

t.test('does not show or link to trashed articles', async (t) => {
  const other = await story('Led to');
  const { slug } = await story('Leads', { related: [other.id] });
  const { url } = await link(slug);
  await request('DELETE', `/v1/articles/${other.slug}`, { as });
  t.same((await request('GET', url)).body.related, []);
  await request('DELETE', `/v1/articles/${slug}`, { as });
  t.equal((await request('GET', url)).status, 404);
  t.match(await request('POST', `/v1/articles/${slug}/previews`, { as, body: {} }), {
    status: 409,
    body: { code: 'not-previewable', currentStatus: 'trashed' },
  });
  await request('POST', `/v1/articles/${slug}/restore`, { as });
  t.equal((await request('GET', url)).status, 200, 'a restored article is shown again');
});

t.test('shows embargoed articles only by links of holders of the publish scope', async (t) => {
  const other = await story('Related and held');
  const { slug } = await story('Held', { related: [other.id] });
  const before = await link(slug);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  for (const held of [slug, other.slug])
    t.equal((await request('POST', `/v1/articles/${held}/embargo`, { as, body: { until } })).status, 200);
  t.equal((await request('GET', before.url)).status, 404, 'the link of a writer stops during the embargo');
  t.match(await request('POST', `/v1/articles/${slug}/previews`, { as: 'writer', body: {} }), {
    status: 409,
    body: { code: 'embargoed', embargoedUntil: until },
  });
  const { url } = await link(slug, {}, 'editor');
  t.match(await request('GET', url), { status: 200, body: { headline: 'Held', related: [] } });
  await database.prisma.article.update({ where: { slug }, data: { embargoedUntil: new Date(Date.now() - 1) } });
  t.equal((await request('GET', before.url)).status, 200, 'every link works after the embargo');
});

t.test('does not show a killed article', async (t) => {
  const { slug } = await story('To be killed');
  const { url } = await link(slug, {}, 'editor');
  const killed = await request('POST', `/v1/articles/${slug}/kill`, { as, body: { reason: 'Legal' } });
  t.equal(killed.status, 200, killed.text);
  t.equal((await request('GET', url)).status, 404);
  t.match(await request('POST', `/v1/articles/${slug}/previews`, { as, body: {} }), {
    status: 409,
    body: { code: 'not-previewable', currentStatus: 'killed' },
  });
});

t.test('expires after the requested time, within limits', async (t) => {
  const { slug } = await story('Lasting');
  const post = (body: object) => request('POST', `/v1/articles/${slug}/previews`, { as, body });
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  t.equal((await post({ expiresAt: soon })).body.expiresAt, soon);
  const made = (await post({ expiresIn: 60 })).body;
  t.equal(Date.parse(made.expiresAt) - Date.parse(made.createdAt), 60_000);
  const wrong: [object, string][] = [
    [{ expiresIn: 59 }, '/expiresIn'],
    [{ expiresIn: 90 * 86_400 + 1 }, '/expiresIn'],
    [{ expiresAt: '2017-07-07T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: new Date(Date.now() + 91 * 86_400_000).toISOString() }, '/expiresAt'],
    [{ expiresAt: soon, expiresIn: 60 }, '/expiresAt'],
    [{ revision: 0 }, '/revision'],
    [{ name: '' }, '/name'],
  ];
  for (const [body, pointer] of wrong)
    t.match(await post(body), { status: 400, body: { errors: [{ pointer }] } }, pointer);
});

t.test('lists links and how often they were opened, but never the links themselves', async (t) => {
  const { slug, id } = await story('Listed');
  const [one, two] = [await link(slug, { name: 'One' }), await link(slug, { name: 'Two' })];
  await request('GET', one.url);
  await request('GET', one.url);
  statements();
  const { body, text } = await request('GET', `/v1/articles/${slug}/previews`, { as: 'reader' });
  t.equal(statements().filter((sql) => !/tokens/.test(sql)).length, 1, 'it is read in one statement');
  t.match(body.data, [
    { id: two.id, name: 'Two', openedCount: 0, lastOpenedAt: null },
    { id: one.id, name: 'One', openedCount: 2, lastOpenedAt: /^\d{4}-/, articleId: id },
  ]);
  t.notMatch(text, /pv_|hash|byPublisher/);
  const page = (await request('GET', `/v1/articles/${slug}/previews?limit=1&count=exact`, { as })).body.page;
  t.equal(page.total, 2);
  const next = await request('GET', `/v1/articles/${slug}/previews?limit=1&after=${page.next}`, { as });
  t.match(next.body.data, [{ id: one.id }]);
  t.same((await request('GET', `/v1/articles/${(await story('Without')).slug}/previews`, { as })).body.data, []);
  t.equal((await request('GET', '/v1/articles/no-such-story/previews', { as })).status, 404);
  const rows = JSON.stringify(await database.prisma.preview.findMany());
  t.notMatch(rows, one.token, 'the database does not contain the token');
});

t.test('writes events without the token when a link is created or revoked, and requires the scope', async (t) => {
  const { slug, id } = await story('Told');
  const made = await link(slug);
  t.match((await told('preview.created')).at(-1), {
    id: made.id,
    articleId: id,
    revision: 1,
    expiresAt: made.expiresAt,
  });
  t.equal((await request('POST', `/v1/articles/${slug}/previews`, { as: 'reader', body: {} })).status, 403);
  t.equal((await request('POST', `/v1/articles/${slug}/previews`, { body: {} })).status, 401);
  t.equal((await request('DELETE', `/v1/previews/${made.id}`, { as: 'reader' })).status, 403);
  t.equal((await request('DELETE', `/v1/previews/${made.id.toUpperCase()}`, { as: 'writer' })).status, 204);
  t.match((await told('preview.revoked')).at(-1), { id: made.id, articleId: id });
  t.equal((await request('DELETE', `/v1/previews/${made.id}`, { as: 'writer' })).status, 404);
  const events = await database.prisma.event.findMany({ where: { type: { startsWith: 'preview.' } } });
  t.notMatch(JSON.stringify(events.map(({ payload }) => payload)), made.token);
});

t.test('keeps its token out of logs and problems', async (t) => {
  const { app, lines } = await openLoggedApp(t, { newsroom, database });
  const { token } = await link((await story('Logged')).slug);
  const cut = token.slice(0, 30);
  for (const url of [
    `/v1/previews/${token}`,
    `/v1/previews/${cut}`,
    `/v1/previews/${token}/comments`,
    `/v1/articles?x=${token}`,
    `/v1/articles/${token}`,
  ]) {
    const { body } = await app.inject({ url });
    t.notMatch(body, cut, url);
  }
  const { instance } = (await app.inject({ url: `/v1/previews/${cut}` })).json();
  t.equal(instance, '/v1/previews/pv_redacted');
  t.ok(lines.some((line) => line.includes('/v1/previews/pv_redacted')));
  t.notMatch(lines.join(''), cut);
});

t.test('has an address on this server, absolute when the public URL is known', async (t) => {
  const { previews } = createNewsroom(database, { secret: 'k'.repeat(32), publicUrl: 'https://api.paper.example' });
  const { slug } = await story('Addressed');
  const { url, token } = await previews.create(systemActor, slug, {});
  t.equal(url, `https://api.paper.example/v1/previews/${token}`);
});

t.test('is deleted a month after it expires', async (t) => {
  const { slug } = await story('Forgotten');
  const [old, recent] = [await link(slug), await link(slug)];
  const ended = (days: number) => new Date(Date.now() - days * 86_400_000);
  await database.prisma.preview.update({ where: { id: old.id }, data: { expiresAt: ended(31) } });
  await database.prisma.preview.update({ where: { id: recent.id }, data: { expiresAt: ended(29) } });
  while ((await newsroom.previews.expiry.work()) === 'more');
  const { data } = (await request('GET', `/v1/articles/${slug}/previews`, { as })).body;
  t.same(
    data.map(({ id }: { id: string }) => id),
    [recent.id],
  );
});
