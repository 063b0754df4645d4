import fc from 'fast-check';
import t from 'tap';
import { noRequest } from '../../src/platform/db/index.js';
import { settle } from '../flows/changes/log.js';
import { openNewsroom } from '../support/newsroom.js';

const testNewsroom = await openNewsroom(t, { environment: { DIRECTORY_VISIBILITY: 'draft' } });
const { request, newsroom, database, statements, tokens } = testNewsroom;

// biome-ignore lint/suspicious/noExplicitAny: responses of every shape
type Body = any;

/** A time in the future. */
const later = new Date(Date.now() + 365 * 86_400_000).toISOString();

async function make(method: string, path: string, body?: unknown): Promise<Body> {
  const answer = await request(method, path, { as: 'admin', ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}

for (const [name, parent] of [['News'], ['Sport'], ['Football', 'sport'], ['Hidden'], ['Inner', 'hidden']])
  await make('POST', '/v1/sections', { name, ...(parent === undefined ? {} : { parent }) });
for (const name of ['Ada Lumen', 'Bo Strand', 'Cleo Park', 'Secret Source', 'Double Agent'])
  await make('POST', '/v1/people', { name, bio: `About ${name}.` });
const text = 'Ada Lumen met Bo Strand. Secret Source and Cleo Park said no.';
const draft = (slug: string, section: string, person: string, more: object = {}) =>
  make('POST', '/v1/articles', {
    headline: `About ${slug}`,
    slug,
    section,
    people: [{ person, relation: 'quoted' }],
    body: `<p>${text}</p>`,
    externalIds: [{ source: 'wire', id: slug }],
    ...more,
  });
await draft('first', 'news', 'ada-lumen', { tags: ['harbour'] });
await draft('second', 'football', 'bo-strand', { related: ['first'] });
await draft('planned', 'news', 'cleo-park');
await draft('killed', 'news', 'ada-lumen');
await draft('draft', 'inner', 'secret-source', { related: ['second'] });
for (const slug of ['first', 'second', 'killed']) await make('POST', `/v1/articles/${slug}/publish`);
await make('POST', '/v1/articles/planned/schedule', { at: later });
await make('POST', '/v1/articles/killed/kill', { reason: 'Wrong.' });
for (const slug of ['first', 'second']) await make('POST', `/v1/articles/${slug}/mentions/relink`);
const correction = await make('POST', '/v1/articles/first/corrections', { kind: 'update', note: 'More is known.' });
const waiting = await make('POST', '/v1/articles/second/corrections', {
  kind: 'update',
  note: 'Soon.',
  publish: false,
});
const rule = { section: 'news' };
await make('POST', '/v1/lists', { name: 'Front', published: true, rule, items: [{ article: 'second' }] });
const comment = await make('POST', '/v1/articles/first/comments', {
  authorName: 'Reader',
  authorEmail: 'reader@example.org',
  body: 'I was there.',
});
const mentions: string[] = (await make('GET', '/v1/desk/articles/first/mentions')).data.map(({ id }: Body) => id);
const plannedMentions = (await make('POST', '/v1/articles/planned/mentions/relink')).data.map(({ id }: Body) => id);
const limited = (await make('POST', '/v1/tokens', { name: 'Sports desk', role: 'writer', sections: ['sport'] })).token;

const user = await make('POST', '/v1/users', { name: 'Freelancer', email: 'free@paper.example', role: 'contributor' });
const { token: contributor } = await database.transaction(noRequest, (tx) => newsroom.tokens.createSession(tx, user));
await database.prisma.article.updateMany({
  where: { slug: { in: ['first', 'planned', 'draft'] } },
  data: { assigneeId: user.id },
});

const articles = ['first', 'second', 'planned', 'killed', 'draft', 'new-story'];
const people = ['ada-lumen', 'bo-strand', 'cleo-park', 'secret-source', 'double-agent', 'new-person'];
const sections = ['news', 'sport', 'football', 'hidden', 'inner', 'new-section'];

/** The addresses of everything that is public, and of everything that must not become public. */
const addresses = [
  ...['articles', 'people', 'sections', 'lists', 'corrections', 'changes'].map((path) => `/v1/${path}?limit=100`),
  ...['q=lumen', 'q=secret', 'tag=harbour', 'include=people,mentions,corrections,body'].map((q) => `/v1/articles?${q}`),
  ...['lumen', 'secret', 'agent', 'new'].map((name) => `/v1/people?q=${name}`),
  ...articles.flatMap((slug) =>
    ['', '?annotate=people&include=mentions', '/mentions', '/comments', '/corrections', '/json-ld', '/ninjs'].map(
      (rest) => `/v1/articles/${slug}${rest}`,
    ),
  ),
  ...people.flatMap((slug) => ['', '/articles', '/mentions', '/quotes'].map((rest) => `/v1/people/${slug}${rest}`)),
  ...sections.flatMap((slug) => [
    `/v1/sections/${slug}`,
    `/v1/articles?section=${slug}`,
    `/v1/feeds/atom?section=${slug}`,
  ]),
  ...['/v1/lists/front', '/v1/feeds/rss', '/v1/feeds/json', '/v1/sitemap.xml', `/v1/corrections/${waiting.id}`],
];

/** Reads everything without a token and without the cache. Ids of requests differ. */
async function readPublic(): Promise<Map<string, string>> {
  await settle(testNewsroom);
  statements();
  const shown = new Map<string, string>();
  for (const address of addresses) {
    const { status, text: body } = await request('GET', address);
    shown.set(address, `${status} ${body.replace(/"requestId":"[^"]*"/, '')}`);
  }
  const names = { names: ['Ada Lumen', 'Secret Source', 'New Person'].map((name) => ({ name })) };
  shown.set('resolve', (await request('POST', '/v1/people/resolve', { body: names })).text);
  shown.set(
    'analyze',
    (await request('POST', '/v1/mentions/analyze', { body: { text: `${text} New Person left.` } })).text,
  );
  return shown;
}

type Operation = { method: string; path: string; body?: unknown; raw?: string; type?: string };

const one = <Value>(...values: Value[]) => fc.constantFrom(...values);
const article = one(...articles);
const person = one(...people);
const section = one(...sections);
const operation = (method: string, path: fc.Arbitrary<string>, body?: fc.Arbitrary<unknown>): fc.Arbitrary<Operation> =>
  fc
    .tuple(path, body ?? fc.constant(undefined))
    .map(([at, sent]) => ({ method, path: at, ...(sent === undefined ? {} : { body: sent }) }));
const some = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });
const freeSlug = (word: string) => fc.nat(100_000).map((number) => `${word}-${number}`);
const named = fc.array(fc.record({ person, relation: one('quoted', 'author', 'mentioned') }), { maxLength: 2 });
const articleFields = {
  headline: one('Changed', 'Ada Lumen resigns', 'New Story'),
  slug: fc.oneof(one('first', 'new-story'), freeSlug('story')),
  section,
  people: named,
  related: fc.array(one('first', 'second', 'draft'), { maxLength: 2 }),
  tags: one([], ['harbour'], ['secret']),
  body: one('<p>Changed.</p>', `<p>${text} Double Agent.</p>`),
  commentsOpen: fc.boolean(),
  seo: one({ title: 'Changed' }),
};
const personFields = {
  name: one('Ada Lumen', 'New Person', 'Secret Source'),
  slug: fc.oneof(one('ada-lumen', 'new-person'), freeSlug('person')),
  bio: one('Changed.'),
  visibility: one('draft', 'draft', 'draft', 'public'),
  aliases: one([{ name: 'Bo Strand', kind: 'alias' }]),
};
const sectionFields = {
  name: one('Changed', 'New Section'),
  slug: fc.oneof(one('news', 'new-section'), freeSlug('section')),
  parent: section,
  position: fc.nat(3),
  visibility: one('draft', 'draft', 'draft', 'public'),
};
const time = one('2017-07-07T18:00:00Z');
const inArticle = (...rest: string[]) =>
  fc.tuple(article, one(...rest)).map((parts) => `/v1/articles/${parts.join('/')}`);
const importLine = fc
  .tuple(
    some({ ...articleFields, publishedAt: time, status: one('published', 'draft', 'unpublished', 'trashed') }),
    article,
  )
  .map(
    ([fields, id]) => `${JSON.stringify({ headline: 'Imported', ...fields, externalIds: [{ source: 'wire', id }] })}\n`,
  );

/** Writes that these actors may do as long as nothing public changes. */
const edits = fc.oneof(
  operation(
    'POST',
    fc.constant('/v1/articles'),
    some(articleFields).map((fields) => ({ headline: 'New Story', ...fields })),
  ),
  operation(
    'PUT',
    article.map((slug) => `/v1/articles/${slug}`),
    some(articleFields).map((fields) => ({ headline: 'Put', ...fields })),
  ),
  operation(
    'PATCH',
    article.map((slug) => `/v1/articles/${slug}`),
    some(articleFields),
  ),
  operation(
    'DELETE',
    fc.tuple(article, one('', '?purge=true')).map((parts) => `/v1/articles/${parts.join('')}`),
  ),
  operation(
    'PUT',
    article.map((id) => `/v1/articles/by-external-id/wire/${id}`),
    some({ ...articleFields, publishedAt: time }).map((fields) => ({ headline: 'Put', ...fields })),
  ),
  operation(
    'POST',
    fc.constant('/v1/people'),
    some(personFields).map((fields) => ({ name: 'New Person', ...fields })),
  ),
  operation(
    'PATCH',
    person.map((slug) => `/v1/people/${slug}`),
    some(personFields),
  ),
  operation(
    'PUT',
    person.map((slug) => `/v1/people/${slug}`),
    some(personFields).map((fields) => ({ name: 'New Person', ...fields })),
  ),
  operation(
    'PUT',
    person.map((id) => `/v1/people/by-external-id/wire/${id}`),
    some(personFields).map((fields) => ({ name: 'New Person', ...fields })),
  ),
  operation(
    'POST',
    person.map((slug) => `/v1/people/${slug}/merge`),
    person.map((into) => ({ into })),
  ),
  operation(
    'POST',
    person.map((slug) => `/v1/people/${slug}/unmerge`),
  ),
  operation(
    'DELETE',
    person.map((slug) => `/v1/people/${slug}`),
  ),
  operation(
    'POST',
    fc.constant('/v1/sections'),
    some(sectionFields).map((fields) => ({ name: 'New Section', ...fields })),
  ),
  operation(
    'PATCH',
    section.map((slug) => `/v1/sections/${slug}`),
    some(sectionFields),
  ),
  operation(
    'PUT',
    section.map((slug) => `/v1/sections/${slug}`),
    some(sectionFields).map((fields) => ({ name: 'Put', ...fields })),
  ),
  operation(
    'DELETE',
    fc.tuple(section, section).map(([slug, to]) => `/v1/sections/${slug}?moveTo=${to}`),
  ),
  importLine.map((raw): Operation => ({ method: 'POST', path: '/v1/imports', raw, type: 'application/x-ndjson' })),
);

/** Writes that are refused most of the time. */
const publications = fc.oneof(
  operation(
    'POST',
    inArticle('publish', 'unpublish', 'unschedule', 'unkill', 'restore', 'discard-changes', 'mentions/relink'),
  ),
  operation('POST', inArticle('publish'), one({ updateType: 'minor' }, { at: '2017-07-07T18:00:00Z' })),
  operation('POST', inArticle('schedule'), one({ at: later }, { unpublishAt: later })),
  operation('POST', inArticle('kill'), one({ reason: 'Gone.' })),
  operation('POST', inArticle('embargo'), one({ until: later }, { until: null })),
  operation('POST', inArticle('revisions/1/restore', 'locks', 'previews'), one({})),
  operation(
    'POST',
    inArticle('corrections'),
    one({ kind: 'update', note: 'Leak.' }, { kind: 'update', note: 'Leak.', publish: false }),
  ),
  operation(
    'POST',
    inArticle('mentions'),
    fc.record({ field: one('body'), start: one(0, 14), end: one(9, 23), person }),
  ),
  operation(
    'PATCH',
    one(...mentions, ...plannedMentions).map((id) => `/v1/mentions/${id}`),
    some({ status: one('rejected', 'confirmed', 'auto'), person }),
  ),
  operation(
    'PATCH',
    one(correction.id, waiting.id).map((id) => `/v1/corrections/${id}`),
    one({ note: 'Leak.' }),
  ),
  operation(
    'DELETE',
    one(correction.id, waiting.id).map((id) => `/v1/corrections/${id}`),
  ),
  operation('POST', fc.constant('/v1/lists'), one({ name: 'Leak', published: true, rule })),
  operation('PATCH', fc.constant('/v1/lists/front'), one({ name: 'Leak' }, { published: false })),
  operation('DELETE', fc.constant('/v1/lists/front')),
  operation('PATCH', fc.constant(`/v1/comments/${comment.id}`), one({ status: 'approved' }, { body: 'Leak.' })),
  operation(
    'PUT',
    one('articles/first', 'sections/news').map((path) => `/v1/${path}/comment-policy`),
    one({ mode: 'closed' }),
  ),
  operation(
    'POST',
    fc.constant('/v1/tokens'),
    one(
      { name: 'Leak', role: 'admin' },
      { name: 'Leak', scopes: ['content:write'] },
      { name: 'Leak', role: 'writer', owner: 'newsroom' },
    ),
  ),
  operation('PATCH', fc.constant(`/v1/users/${user.id}`), one({ role: 'admin' })),
  operation('PUT', fc.constant('/v1/roles/leak'), one({ scopes: ['admin'] })),
  operation(
    'POST',
    fc.constant('/v1/bulk'),
    fc
      .array(
        fc.record({
          op: one('publish', 'unpublish', 'patch', 'delete', 'put'),
          kind: one('article', 'person', 'section'),
          ref: fc.oneof(article, person, section),
          body: fc.oneof(some(articleFields), some(personFields)),
        }),
        { minLength: 1, maxLength: 3 },
      )
      .map((all) => ({ operations: all })),
  ),
);

const operations = fc.oneof({ arbitrary: edits, weight: 4 }, { arbitrary: publications, weight: 1 });

const actors = { writer: tokens.writer, importer: tokens.importer, limited, contributor };

t.test('shows the public the same after any writes without the right to publish', async (t) => {
  const seed = Number(process.env.FAST_CHECK_SEED ?? 20170707);
  const numRuns = Number(process.env.FAST_CHECK_SEQUENCES ?? 25);
  t.comment(`FAST_CHECK_SEED=${seed} FAST_CHECK_SEQUENCES=${numRuns}`);
  const before = await readPublic();
  for (const address of ['/v1/articles/first', '/v1/people/ada-lumen', '/v1/sections/football', '/v1/lists/front'])
    t.match(before.get(address), /^200 /, address);
  for (const address of [
    '/v1/articles/draft',
    '/v1/people/secret-source',
    '/v1/people/cleo-park',
    '/v1/sections/hidden',
  ])
    t.match(before.get(address), /^404 /, address);
  const statuses = new Map<number, number>();
  const accepted = new Set<string>();

  const write = fc.record({
    actor: one<keyof typeof actors>('writer', 'writer', 'importer', 'importer', 'limited', 'contributor'),
    operation: operations,
  });
  const outcome = await fc.check(
    fc.asyncProperty(fc.array(write, { minLength: 6, maxLength: 10 }), async (writes) => {
      for (const {
        actor,
        operation: { method, path, body, raw, type },
      } of writes) {
        const answer = await request(method, path, {
          token: actors[actor],
          ...(body === undefined ? {} : { body }),
          ...(raw === undefined ? {} : { raw, headers: { 'content-type': type ?? '' } }),
        });
        if (answer.status >= 500) throw new Error(`${method} ${path} as ${actor} → ${answer.status}: ${answer.text}`);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status < 300) accepted.add(`${method} ${path}`);
      }
      while ((await newsroom.imports.queue.work()) === 'more');
      const after = await readPublic();
      for (const [address, shown] of before) {
        const now = after.get(address);
        if (now !== shown) throw new Error(`${JSON.stringify(writes)}\nchanged ${address}\n${shown}\n${now}`);
      }
    }),
    // Writes stay in the database, so a shorter sequence would not start from the same state.
    { numRuns, seed, endOnFailure: true },
  );
  if (outcome.failed) throw outcome.errorInstance;
  t.comment(
    `${JSON.stringify(Object.fromEntries([...statuses].sort()))}, ${accepted.size} different writes were accepted`,
  );
  t.ok(accepted.size > 10);
});
