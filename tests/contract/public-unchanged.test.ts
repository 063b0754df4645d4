import fc from 'fast-check';
import t from 'tap';
import { noRequest } from '../../src/platform/db/index.js';
import { settle } from '../flows/changes/log.js';
import { createAsset, pngOf } from '../support/assets.js';
import { type Body, openNewsroom } from '../support/newsroom.js';
import { type Operation, unprivilegedWrites } from './unprivileged-writes.js';

const testNewsroom = await openNewsroom(t, { environment: { DIRECTORY_VISIBILITY: 'draft' } });
const { request, newsroom, database, statements, tokens } = testNewsroom;

/** A time in the future. */
const later = new Date(Date.now() + 365 * 86_400_000).toISOString();

async function make(method: string, path: string, body?: unknown): Promise<Body> {
  const answer = await request(method, path, { as: 'admin', ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}

const sectionIds: string[] = [];
for (const [name, parent] of [['News'], ['Sport'], ['Football', 'sport'], ['Hidden'], ['Inner', 'hidden']])
  sectionIds.push((await make('POST', '/v1/sections', { name, ...(parent === undefined ? {} : { parent }) })).id);
const personIds: string[] = [];
for (const name of ['Ada Lumen', 'Bo Strand', 'Cleo Park', 'Secret Source', 'Double Agent'])
  personIds.push((await make('POST', '/v1/people', { name, bio: `About ${name}.` })).id);

const shownAsset = await createAsset(request);
const expiredAsset = await createAsset(request);
const draftAsset = await createAsset(request, 'draft');
const plannedAsset = await createAsset(request, 'draft');
const unusedAsset = await createAsset(request, 'draft');
await make('PATCH', `/v1/assets/${shownAsset}`, {
  alt: { en: 'The harbour' },
  people: ['ada-lumen', 'secret-source'],
  creator: 'double-agent',
});
await make('PATCH', `/v1/assets/${draftAsset}`, { caption: 'Nobody knows.', people: ['cleo-park'] });
const assets = [shownAsset, expiredAsset, draftAsset, plannedAsset, unusedAsset];

const text = 'Ada Lumen met Bo Strand. Secret Source and Cleo Park said no. Ada Lumen said: “We are happy.”';
const articleIds: string[] = [];
async function draft(slug: string, section: string, person: string, more: object = {}): Promise<void> {
  const { id } = await make('POST', '/v1/articles', {
    headline: `About ${slug}`,
    slug,
    section,
    people: [{ person, relation: 'quoted' }],
    body: `<p>${text}</p>`,
    externalIds: [{ source: 'wire', id: slug }],
    ...more,
  });
  articleIds.push(id);
}
await draft('first', 'news', 'ada-lumen', { tags: ['harbour'], leadImage: { asset: shownAsset } });
await draft('second', 'football', 'bo-strand', { related: ['first'], leadImage: { asset: expiredAsset } });
await draft('planned', 'news', 'cleo-park', { leadImage: { asset: plannedAsset } });
await draft('killed', 'news', 'ada-lumen');
await draft('draft', 'inner', 'secret-source', { related: ['second'], leadImage: { asset: draftAsset } });
for (const slug of ['first', 'second', 'killed']) await make('POST', `/v1/articles/${slug}/publish`);
await make('PATCH', `/v1/assets/${expiredAsset}`, { availableUntil: '2018-01-01T00:00:00Z' });
await make('PATCH', '/v1/articles/first', { headline: 'Not published yet', leadImage: { asset: draftAsset } });
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
await make('POST', '/v1/lists', { name: 'Later', rule, items: [{ article: 'draft' }] });
const comment = await make('POST', '/v1/articles/first/comments', {
  authorName: 'Reader',
  authorEmail: 'reader@example.org',
  body: 'I was there.',
});
await make('PATCH', `/v1/comments/${comment.id}`, { status: 'approved' });
const note = await make('POST', '/v1/articles/first/notes', { text: 'Ask the ministry.' });
const mentions: string[] = (await make('GET', '/v1/desk/articles/first/mentions')).data.map(({ id }: Body) => id);
const plannedMentions = (await make('POST', '/v1/articles/planned/mentions/relink')).data.map(({ id }: Body) => id);
const limited = (await make('POST', '/v1/tokens', { name: 'Sports desk', role: 'writer', sections: ['sport'] })).token;
const otherToken = (await make('POST', '/v1/tokens', { name: 'Other', role: 'reader' })).id;
await make('PUT', '/v1/roles/desk', { scopes: ['content:read'] });

const user = await make('POST', '/v1/users', { name: 'Freelancer', email: 'free@paper.example', role: 'contributor' });
const { token: contributor } = await database.transaction(noRequest, (tx) => newsroom.tokens.createSession(tx, user));
const writingUser = await make('POST', '/v1/users', { name: 'Writer', email: 'writer@paper.example', role: 'writer' });
const { token: session } = await database.transaction(noRequest, (tx) =>
  newsroom.tokens.createSession(tx, writingUser),
);
await database.prisma.article.updateMany({
  where: { slug: { in: ['first', 'planned', 'draft'] } },
  data: { assigneeId: user.id },
});

const articles = ['first', 'second', 'planned', 'killed', 'draft'];
const people = ['ada-lumen', 'bo-strand', 'cleo-park', 'secret-source', 'double-agent'];
const sections = ['news', 'sport', 'football', 'hidden', 'inner'];

/** The slugs that writes may create, too. */
const shownArticles = [...articles, 'new-story'];
const shownPeople = [...people, 'new-person'];
const shownSections = [...sections, 'new-section'];

/** The addresses of everything that is public, and of everything that must not become public. */
const addresses = [
  ...['articles', 'people', 'sections', 'lists', 'corrections', 'assets', 'changes'].map(
    (path) => `/v1/${path}?limit=100`,
  ),
  ...['q=lumen', 'q=secret', 'tag=harbour', 'tag=secret', 'include=people,mentions,corrections,related'].map(
    (q) => `/v1/articles?${q}`,
  ),
  ...['lumen', 'secret', 'agent', 'new'].map((name) => `/v1/people?q=${name}`),
  ...shownArticles.flatMap((slug) =>
    [
      '',
      '?annotate=people&include=mentions',
      ...['/mentions', '/comments', '/corrections', '/json-ld', '/ninjs', '/markdown'],
    ].map((rest) => `/v1/articles/${slug}${rest}`),
  ),
  ...shownPeople.flatMap((slug) =>
    ['', '/articles', '/mentions', '/quotes'].map((rest) => `/v1/people/${slug}${rest}`),
  ),
  ...shownSections.flatMap((slug) => [
    `/v1/sections/${slug}`,
    `/v1/articles?section=${slug}`,
    `/v1/feeds/atom?section=${slug}`,
  ]),
  ...articleIds.map((id) => `/v1/articles/${id}`),
  ...[...personIds.map((id) => `people/${id}`), ...sectionIds.map((id) => `sections/${id}`)].map(
    (path) => `/v1/${path}`,
  ),
  ...assets.flatMap((id) => [`/v1/assets/${id}`, `/media/${id}/w160`]),
  ...shownPeople.map((slug) => `/v1/assets?person=${slug}`),
  ...['front', 'later', 'leak'].map((slug) => `/v1/lists/${slug}`),
  ...['/v1/feeds/rss', '/v1/feeds/json', '/sitemap.xml', '/news-sitemap.xml', `/v1/comments/${comment.id}`],
  ...[correction, waiting].map(({ id }) => `/v1/corrections/${id}`),
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

const pictures = [await pngOf('#102030'), await pngOf('#405060'), await pngOf('#708090'), await pngOf('#a0b0c0')];
const operations = unprivilegedWrites({
  articles: [...articleIds, ...articles],
  people: [...personIds, ...people],
  sections: [...sectionIds, ...sections],
  assets,
  mentions: [...mentions, ...plannedMentions],
  corrections: [correction.id, waiting.id],
  lists: ['front', 'later'],
  note: { article: 'first', id: note.id },
  comment: comment.id,
  user: user.id,
  token: otherToken,
  role: 'desk',
  text,
  later,
});

const actors = { writer: tokens.writer, importer: tokens.importer, limited, contributor, session };
type ActorName = keyof typeof actors;

/** Sends a write, and returns the status of the response. For bulk operations, also returns the statuses of the operations. */
async function send(actor: ActorName, { method, path, body, lines, picture }: Operation): Promise<number[]> {
  const raw = picture === undefined ? lines : pictures[picture];
  const type = picture === undefined ? 'application/x-ndjson' : 'application/octet-stream';
  const answer = await request(method, path, {
    token: actors[actor],
    ...(body === undefined ? {} : { body }),
    ...(raw === undefined ? {} : { raw, headers: { 'content-type': type } }),
  });
  const results = path === '/v1/bulk' && answer.status === 200 ? answer.body.data : [];
  const statuses = [answer.status, ...results.map(({ status }: Body) => status)];
  if (statuses.some((status) => status >= 500))
    throw new Error(`${method} ${path} as ${actor} → ${statuses}: ${answer.text}`);
  return statuses;
}

t.test('shows the public the same after any writes without the right to publish', async (t) => {
  const seed = Number(process.env.FAST_CHECK_SEED ?? 20170707);
  const numRuns = Number(process.env.FAST_CHECK_SEQUENCES ?? 25);
  t.comment(`FAST_CHECK_SEED=${seed} FAST_CHECK_SEQUENCES=${numRuns}`);
  const before = await readPublic();
  const isPublic = [
    ...['/v1/articles/first', '/v1/people/ada-lumen', '/v1/sections/football', '/v1/lists/front', '/sitemap.xml'],
    ...[`/v1/assets/${shownAsset}`, `/media/${shownAsset}/w160`, `/v1/comments/${comment.id}`],
  ];
  for (const address of isPublic) t.match(before.get(address), /^200 /, address);
  const isHidden = [
    ...['/v1/articles/draft', '/v1/people/secret-source', '/v1/people/cleo-park', '/v1/sections/hidden'],
    ...['/v1/lists/later', `/v1/assets/${draftAsset}`, `/media/${draftAsset}/w160`, `/v1/assets/${expiredAsset}`],
  ];
  for (const address of isHidden) t.match(before.get(address), /^404 /, address);
  t.match(before.get('/v1/people/ada-lumen/quotes'), /We are happy/);
  const statuses = new Map<number, number>();
  const kinds = new Map<string, number[]>();
  const accepted = new Set<string>();
  let count = 0;

  const names: ActorName[] = ['writer', 'writer', 'importer', 'importer', 'limited', 'contributor', 'session'];
  const write = fc.record({ actor: fc.constantFrom(...names), operation: operations });
  const outcome = await fc.check(
    fc.asyncProperty(fc.array(write, { minLength: 6, maxLength: 10 }), async (writes) => {
      for (const { actor, operation } of writes) {
        const results = await send(actor, operation);
        for (const status of results) statuses.set(status, (statuses.get(status) ?? 0) + 1);
        kinds.set(operation.kind, [...(kinds.get(operation.kind) ?? []), ...results.slice(0, 1)]);
        if ((results[0] ?? 0) < 300) accepted.add(`${operation.method} ${operation.path}`);
      }
      while ((await newsroom.imports.queue.work()) === 'more');
      const after = await readPublic();
      for (const [address, shown] of before) {
        const now = after.get(address);
        if (now !== shown) throw new Error(`${JSON.stringify(writes)}\nchanged ${address}\n${shown}\n${now}`);
      }
      count += 1;
      if (count % 100 === 0) t.comment(`${count} sequences`);
    }),
    // Writes stay in the database, so a shorter sequence would not start from the same state.
    { numRuns, seed, endOnFailure: true },
  );
  if (outcome.failed) throw outcome.errorInstance;
  t.comment(
    `${JSON.stringify(Object.fromEntries([...statuses].sort()))}, ${accepted.size} different writes were accepted`,
  );
  t.ok(accepted.size > 10);
  for (const [kind, results] of kinds)
    t.notOk(results.length >= 5 && results.every((status) => status === 400), `the schema of ${kind} accepts its body`);
});
