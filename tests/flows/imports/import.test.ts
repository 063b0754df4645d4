import t from 'tap';
import type { Draft, ReadResult } from '../../../src/flows/imports/draft.js';
import { importArticles, type Mode } from '../../../src/flows/imports/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { noTexts } from '../../support/drafts.js';
import { openNewsroom } from '../../support/newsroom.js';

const { newsroom, request, database } = await openNewsroom(t);

const draft = (id: string, more: Partial<Draft> = {}): ReadResult => ({
  kind: 'draft',
  draft: {
    from: `item ${id}`,
    key: { source: 'paper', id },
    headline: `Ferry ${id} sails`,
    slug: `ferry-${id}`,
    ...noTexts,
    type: null,
    body: `<p>Ferry ${id} sails again.</p><script>alert(1)</script>`,
    lang: 'en',
    section: {
      path: [
        { slug: 'world', name: 'World' },
        { slug: 'ports', name: 'Ports' },
      ],
    },
    tags: ['ferries'],
    people: [
      { name: 'Ines Carrow', relation: 'author', titleAsPrinted: null, key: null },
      { name: 'Tom Abel', relation: 'quoted', titleAsPrinted: 'Captain', key: null },
    ],
    sources: [],
    relatedKeys: [],
    leadImage: null,
    seo: null,
    commentsOpen: true,
    status: 'published',
    publishedAt: new Date('2017-07-07T18:00:00Z'),
    firstPublishedAt: null,
    updatedAt: null,
    comments: [],
    media: [],
    omissions: [],
    ...more,
  },
});

async function* given(reads: readonly ReadResult[]) {
  yield* reads;
}
const take = (reads: readonly ReadResult[], { mode = 'upsert' as Mode, dryRun = false } = {}) =>
  importArticles({
    newsroom,
    actor: systemActor,
    format: 'test',
    read: given(reads),
    options: { mode, dryRun, keepAddresses: false },
  });
const comment = (key: string, parentKey: string | null = null): Draft['comments'][number] => ({
  key,
  parentKey,
  authorName: 'Ada',
  authorUrl: null,
  authorEmail: 'ada@post.example',
  body: `Comment ${key}.`,
  status: 'approved',
  createdAt: new Date('2017-07-08T08:00:00Z'),
});

const stories = [
  draft('1', { comments: [comment('c2', 'c1'), comment('c1'), comment('c3', 'nowhere')] }),
  draft('2', { relatedKeys: [{ source: 'paper', id: '3' }] }),
  draft('3', { status: 'draft', publishedAt: null, section: null }),
];

t.test('imports articles with sections, people, comments and dates, and repeating it changes nothing', async (t) => {
  const first = await take(stories);
  t.match(first, { created: 3, updated: 0, unchanged: 0, sections: 2, people: 2, comments: { created: 3 } });
  t.same([first.failed, first.skipped], [[], []]);
  const { body } = await request('GET', '/v1/articles/ferry-1?include=mentions');
  t.match(body, {
    publishedAt: '2017-07-07T18:00:00.000Z',
    section: { path: 'world/ports' },
    body: '<p>Ferry 1 sails again.</p>',
    comments: { count: 3 },
    people: [
      { name: 'Ines Carrow', relation: 'author' },
      { name: 'Tom Abel', relation: 'quoted', titleAsPrinted: 'Captain' },
    ],
  });
  t.equal((await request('GET', '/v1/articles/ferry-3')).status, 404, 'a draft stays one');
  const desk = await request('GET', '/v1/desk/articles/ferry-2', { as: 'editor' });
  t.match(desk.body.related, [{ slug: 'ferry-3' }], 'related to one that came later');
  const events = await database.prisma.event.count();
  const again = await take(stories);
  t.match(again, { created: 0, updated: 0, unchanged: 3, sections: 0, people: 0, comments: { created: 0, known: 3 } });
  t.equal(await database.prisma.event.count(), events, 'nothing was written');
});

t.test('updates changed articles, or leaves or refuses known ones by the mode', async (t) => {
  const changed = draft('1', { headline: 'Ferry 1 sails at last' });
  t.match(await take([changed], { mode: 'skip' }), { created: 0, updated: 0, alreadyPresent: 1, failed: [] });
  t.match(await take([changed], { mode: 'create' }), { created: 0, updated: 0, failed: [{ reason: 'already-here' }] });
  t.match(await take([changed], { dryRun: true }), { updated: 1, failed: [] });
  t.match(await take([draft('new')], { dryRun: true }), { created: 1 });
  t.equal((await request('GET', '/v1/desk/articles/ferry-new', { as: 'editor' })).status, 404);
  t.match(await take([changed]), { updated: 1 });
  t.equal((await request('GET', '/v1/articles/ferry-1')).body.headline, 'Ferry 1 sails at last');
});

t.test('reports refused articles by their place, and continues', async (t) => {
  const report = await take([
    draft('4', { headline: 'x'.repeat(600) }),
    draft('5', { leadImage: { url: 'javascript:alert(1)', alt: '', caption: null, credit: null } }),
    { kind: 'skipped', from: 'item 6', pointer: null, reason: 'no-title', detail: 'It has no title.' },
    draft('7', { slug: 'ferry-1' }),
  ]);
  t.match(report, { created: 1, skipped: [{ reason: 'no-title', examples: ['item 6'] }] });
  t.equal(report.failed[0]?.count, 2);
  t.match(report.failed[0]?.examples, [/item 4.*headline/, /item 5.*leadImage/]);
  const other = await database.prisma.article.findFirst({ where: { headline: 'Ferry 7 sails' } });
  t.equal(other?.slug, 'ferry-7-sails', 'a slug of another article is not taken');
  t.match(await take([draft('7', { slug: 'ferry-1' })]), { unchanged: 1 });
});

t.test('leaves articles in the trash that are already there', async (t) => {
  await take([draft('8')]);
  await request('DELETE', '/v1/articles/ferry-8', { as: 'admin' });
  t.match(await take([draft('8')]), { created: 0, skipped: [{ reason: 'in-the-trash' }] });
  t.match(await take([draft('9', { status: 'trashed', publishedAt: null })]), { created: 1 });
  t.match(await database.prisma.article.findFirst({ where: { slug: 'ferry-9' } }), { status: 'trashed' });
});

t.test('relates articles to ones that come later in the file', async (t) => {
  const key = { source: 'paper', id: 'later' };
  await take([draft('earlier', { relatedKeys: [key] }), draft('later')]);
  t.match((await request('GET', '/v1/articles/ferry-earlier')).body, {
    related: [{ slug: 'ferry-later' }],
    publishedAt: '2017-07-07T18:00:00.000Z',
  });
});

t.test('reports related articles that are not in the newsroom when the file ends', async (t) => {
  const lost = draft('lonely', { relatedKeys: ['lonely-2', 'nowhere'].map((id) => ({ source: 'paper', id })) });
  for (const outcome of ['created', 'unchanged']) {
    const report = await take([lost, draft('lonely-2')]);
    t.match(report, {
      [outcome]: 2,
      dropped: [{ reason: 'related-not-found', count: 1, examples: [/related article nowhere$/] }],
    });
  }
  t.strictSame((await take([lost, draft('lonely-2'), draft('nowhere')])).dropped, []);
  t.match((await request('GET', '/v1/articles/ferry-lonely')).body, { related: { length: 2 } });
});

t.test('tells people of the same name apart by their slugs', async (t) => {
  const smith = (slug: string) => ({
    name: 'John Smith',
    relation: 'quoted' as const,
    titleAsPrinted: 'Farmer',
    key: null,
    slug,
  });
  const both = [
    draft('one-smith', { people: [smith('john-smith-farmer')] }),
    draft('two-smiths', { people: [smith('john-smith-farmer'), smith('john-smith')] }),
  ];
  t.match(await take(both), { people: 2 });
  t.match(await take(both), { people: 0, unchanged: 2 });
  const { body } = await request('GET', '/v1/articles/ferry-two-smiths');
  t.strictSame(
    body.people.map(({ slug }: { slug: string }) => slug),
    ['john-smith-farmer', 'john-smith'],
  );
  const elsewhere = {
    name: 'Ines Carrow',
    relation: 'quoted' as const,
    titleAsPrinted: null,
    key: null,
    slug: 'carrow-i',
  };
  await take([draft('carrow', { people: [elsewhere] })]);
  t.match(
    (await request('GET', '/v1/articles/ferry-carrow')).body.people,
    [{ slug: 'ines-carrow' }],
    'a known person is found by name',
  );
});

t.test('recognises an article of this newsroom by its id, and adds its external ids', async (t) => {
  const made = (await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'At home' } })).body;
  const key = { source: 'broadsheet', id: made.id };
  const home = { headline: 'At home again', slug: 'at-home', people: [], status: 'draft' as const, publishedAt: null };
  t.match(await take([draft('x', { ...home, key })]), { created: 0, updated: 1 });
  const read = await request('GET', `/v1/desk/articles/${made.id}`, { as: 'editor' });
  t.match(read.body, { headline: 'At home again', externalIds: [] });
  const otherKeys = [{ source: 'archive', id: '7' }];
  t.match(await take([draft('y', { otherKeys })]), { created: 1 });
  t.match((await request('GET', '/v1/desk/articles/ferry-y', { as: 'editor' })).body.externalIds, [
    { source: 'archive', id: '7' },
    { source: 'paper', id: 'y' },
  ]);
});
