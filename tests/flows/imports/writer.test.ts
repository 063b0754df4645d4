import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { Draft, ReadResult } from '../../../src/flows/imports/draft.js';
import { type Checkpoint, type ItemOutcome, importArticles, type Mode } from '../../../src/flows/imports/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { noTexts } from '../../support/drafts.js';
import { openNewsroom, type TestNewsroom } from '../../support/newsroom.js';

const names = ['Ines Carrow', 'Tom Abel', 'Zoë Łęcka', 'Jürgen Müller', 'Juergen Mueller', 'INES CARROW', 'Ada Wong'];
const relations = ['author', 'quoted', 'mentioned'] as const;
const every = <Value>(n: number, at: number, value: Value): Value | null => (at % n === 0 ? value : null);

/** Articles that use many features, with refused, trashed and repeated ones and relations in both directions. */
function draftAt(at: number): Draft {
  const day = new Date(Date.UTC(2017, 0, 1 + (at % 300), 12));
  const status =
    (['published', 'published', 'published', 'draft', 'unpublished', 'trashed'] as const)[at % 6] ?? 'draft';
  return {
    from: `item ${at}`,
    key: { source: 'paper', id: String(at) },
    ...(at % 5 === 0 ? { otherKeys: [{ source: 'archive', id: `a-${at}` }] } : {}),
    headline: at % 17 === 16 ? 'x'.repeat(600) : at % 4 === 0 ? 'The daily briefing' : `Ferry ${at} sails`,
    slug: every(3, at, `ferry-${at - (at % 9)}`),
    ...noTexts,
    standfirst: every(2, at, `It sails: ${at}.`),
    type: every(4, at, 'analysis'),
    body: at % 3 === 0 ? `<p>Ferry ${at} &amp; <strong>all</strong>.</p>` : `<div>Ferry ${at}<script>alert(1)</script>`,
    lang: every(2, at, 'de-AT'),
    dateline: every(5, at, 'KÖLN'),
    section: every(2, at, {
      path: [
        { slug: 'world', name: 'World' },
        { slug: at % 4 === 0 ? 'ports' : 'seas', name: at % 4 === 0 ? 'Ports' : 'Seas' },
      ],
    }),
    tags: ['ferries', `n-${at % 7}`],
    people: names.slice(at % 4, (at % 4) + (at % 3) + 1).map((name, place) => ({
      name,
      relation: relations[(at + place) % 3] ?? 'author',
      titleAsPrinted: every(2, at + place, 'Captain'),
      key: null,
    })),
    sources: at % 4 === 0 ? [{ name: 'Reuters', url: null, relation: 'cited' }] : [],
    relatedKeys: [at - 1, at + 3, at + 400].slice(0, at % 4).map((other) => ({ source: 'paper', id: String(other) })),
    leadImage: every(3, at, { url: 'https://img.example/a.jpg', alt: 'A', caption: null, credit: 'Jo' }),
    seo: every(6, at, { title: 'T', description: null, canonicalUrl: null }),
    commentsOpen: every(3, at, false),
    status,
    publishedAt: status === 'draft' || status === 'trashed' ? null : day,
    firstPublishedAt: status === 'unpublished' ? day : null,
    updatedAt: every(2, at, new Date(day.getTime() + 3_600_000)),
    comments:
      at % 10 === 0
        ? [
            {
              key: `c-${at}`,
              parentKey: null,
              authorName: 'Ada',
              authorUrl: null,
              authorEmail: null,
              body: 'Well.',
              status: 'approved',
              createdAt: day,
            },
          ]
        : [],
    media: [],
    omissions: at % 8 === 0 ? [{ what: 'field "x"', reason: 'unknown-field' }] : [],
  };
}

const readAt = (at: number): ReadResult =>
  at % 23 === 22
    ? { kind: 'skipped', from: `item ${at}`, pointer: '/body', reason: 'no-text', detail: 'There is no text.' }
    : { kind: 'draft', draft: draftAt(at) };

const file = (count: number): ReadResult[] => Array.from({ length: count }, (_, at) => readAt(at));

/** Yields to the event loop now and then, as reading a file does. */
async function* given(reads: readonly ReadResult[]) {
  for (const [at, read] of reads.entries()) {
    if (at % 20 === 0) await sleep(0);
    yield read;
  }
}

type Options = { mode?: Mode; dryRun?: boolean; section?: string; checkpoint?: Checkpoint };

const take = ({ newsroom }: TestNewsroom, reads: readonly ReadResult[], { checkpoint, ...options }: Options = {}) =>
  importArticles({
    newsroom,
    actor: systemActor,
    format: 'test',
    read: given(reads),
    options: { mode: 'upsert', dryRun: false, keepAddresses: false, ...options },
    checkpoint,
  });

/** Returns all content of a newsroom, without ids and what an import does not contain. */
async function contentOf({ database }: TestNewsroom): Promise<string[]> {
  const rows = await database.prisma.$queryRaw<{ story: object }[]>`
    SELECT jsonb_build_object('key', e.external_id, 'slug', a.slug, 'status', a.status, 'headline', a.headline, 'standfirst', a.standfirst, 'type', a.type,
      'body', a.body, 'text', a.body_text, 'lang', a.lang, 'dateline', a.dateline, 'tags', a.tags, 'sources', a.sources, 'image', a.lead_image, 'seo', a.seo,
      'open', a.comments_open, 'published', a.published_at, 'first', a.first_published_at, 'section', (SELECT path FROM sections s WHERE s.id = a.section_id),
      'people', ARRAY(SELECT p.slug || l.relation || coalesce(l.title_as_printed, '') FROM article_people l JOIN people p ON p.id = l.person_id WHERE l.article_id = a.id ORDER BY l.position),
      'ids', ARRAY(SELECT x.source || x.external_id FROM article_external_ids x WHERE x.article_id = a.id ORDER BY 1),
      'related', ARRAY(SELECT x.external_id FROM unnest(a.related) WITH ORDINALITY AS r (id, place) JOIN article_external_ids x ON x.article_id = r.id AND x.source = 'paper' ORDER BY r.place),
      'changed', CASE WHEN a.status IN ('published', 'unpublished') THEN a.updated_at END,
      'live', (SELECT jsonb_build_object('slug', p.slug, 'body', p.body, 'words', p.search::text, 'people', ARRAY(SELECT n.slug FROM publication_people l JOIN people n ON n.id = l.person_id WHERE l.article_id = p.article_id ORDER BY l.position),
        'tags', ARRAY(SELECT tag FROM publication_tags WHERE article_id = p.article_id ORDER BY 1), 'sections', ARRAY(SELECT s.path FROM publication_sections l JOIN sections s ON s.id = l.section_id WHERE l.article_id = p.article_id ORDER BY 1),
        'related', cardinality(p.related)) FROM publications p WHERE p.article_id = a.id),
      'archive', (SELECT r.snapshot->>'headline' FROM revisions r WHERE r.article_id = a.id AND r.number = a.revision),
      'comments', (SELECT count(*) FROM comments c WHERE c.article_id = a.id)) AS story
    FROM articles a JOIN article_external_ids e ON e.article_id = a.id AND e.source = 'paper' ORDER BY e.external_id`;
  return rows.map(({ story }) => JSON.stringify(story));
}

const keeping = (into: ItemOutcome[]): Checkpoint => ({
  processedCount: 0,
  saveOutcomes: async (_, some) => void into.push(...some),
});

const count = 260;

t.test('imports articles together as it imports them one by one', async (t) => {
  const [together, alone] = [await openNewsroom(t), await openNewsroom(t)];
  const reads = file(80);
  const report = await take(together, reads);
  t.match(report, { failed: [{ reason: 'does-not-fit' }], skipped: [{ reason: 'no-text' }] });
  // It imports twice, because articles refer to ones that come later.
  for (let time = 0; time < 2; time++) for (const read of reads.slice(0, 20)) await take(alone, [read]);
  const of = (stories: readonly string[]) =>
    new Map(
      stories
        .map((one) => JSON.parse(one))
        .map(({ key, related: _, slug: __, changed: ___, live, ...rest }) => [
          key,
          { ...rest, live: live === null ? null : { ...live, related: null, slug: null } },
        ]),
    );
  const [many, few] = [of(await contentOf(together)), of(await contentOf(alone))];
  t.ok(few.size > 15);
  for (const [key, story] of few) t.strictSame(many.get(key), story, key);
  const before = await contentOf(together);
  const { length } = before;

  together.sent();
  const again = await take(together, reads);
  t.match(again, { created: 0, updated: 0, unchanged: length - Number(trashedIn(reads)), people: 0, sections: 0 });
  const writes = together.sent().filter((sql) => /\b(?:INSERT|UPDATE|DELETE)\b/.test(sql));
  t.strictSame(writes, [], 'repeating the import writes nothing');
  t.strictSame(await contentOf(together), before);
});

const trashedIn = (reads: readonly ReadResult[]) =>
  reads.filter((read) => read.kind === 'draft' && read.draft.status === 'trashed' && read.draft.headline.length < 500)
    .length;

class Killed extends Error {}

/** Repeats items as in files with duplicates: each repetition ends a batch, because it has to find the first item. */
const inSmallBatches = (reads: readonly ReadResult[]): ReadResult[] =>
  reads.flatMap((read, at) => (at % 20 === 10 && read.kind === 'draft' ? [read, read] : [read]));

t.test('loses and duplicates no article when it is killed at any point and continued', async (t) => {
  const [whole, broken] = [await openNewsroom(t), await openNewsroom(t)];
  const reads = inSmallBatches(file(count));
  await take(whole, reads);
  const kept: ItemOutcome[] = [];
  const ways = ['before', 'after', 'comments', 'aborted'] as const;
  let [runs, kills, isDone] = [0, 0, false];
  while (!isDone) {
    const way = ways[runs % ways.length];
    const last = runs > 12 ? Number.POSITIVE_INFINITY : 1 + ((runs * 5) % 3);
    runs += 1;
    let calls = 0;
    /** Outcomes of the current transaction. They count as kept once the import continues. */
    let underWay: readonly ItemOutcome[] = [];
    const ending = new AbortController();
    const comments = { ...broken.newsroom.comments };
    const checkpoint: Checkpoint = {
      processedCount: kept.length,
      signal: ending.signal,
      async saveOutcomes(tx, some) {
        kept.push(...underWay);
        underWay = [];
        calls += 1;
        if (calls === last && way === 'before') throw new Killed();
        if (tx !== undefined) await tx.run({ text: 'SELECT 1', values: [] });
        if (calls === last && way === 'after') throw new Killed();
        if (calls >= last && way === 'comments') comments.importRecords = () => Promise.reject(new Killed());
        if (calls === last && way === 'aborted') ending.abort();
        underWay = some;
      },
    };
    try {
      await take({ ...broken, newsroom: { ...broken.newsroom, comments } }, reads, { checkpoint });
      isDone = !ending.signal.aborted;
    } catch (error) {
      if (!(error instanceof Killed) && !((error as Error).cause instanceof Killed)) throw error;
      kills += 1;
      // The process died after the transaction and before the comments of its articles.
      if (!(error instanceof Killed)) continue;
    }
    kept.push(...underWay);
  }
  t.ok(kills >= 8, `${kills} kills`);
  t.strictSame(
    kept.map(({ index }) => index),
    reads.map((_, index) => index),
    'each outcome is stored once and in order',
  );
  t.strictSame(await contentOf(broken), await contentOf(whole));
});

t.test('imports each article once when a file is imported twice at once', async (t) => {
  const newsroom = await openNewsroom(t);
  const reads = file(60);
  const reports = await Promise.all([take(newsroom, reads), take(newsroom, reads)]);
  const one = await openNewsroom(t);
  await take(one, reads);
  t.equal((await contentOf(newsroom)).length, (await contentOf(one)).length);
  const created = reports.reduce((sum, report) => sum + report.created, 0);
  t.equal(created, (await contentOf(one)).length);
  t.equal(await newsroom.database.prisma.person.count(), await one.database.prisma.person.count());
});

t.test('writes a batch in a few statements, whatever it holds', async (t) => {
  const newsroom = await openNewsroom(t);
  const plain = (from: number, many: number): ReadResult[] =>
    Array.from({ length: many }, (_, at) => ({
      kind: 'draft',
      draft: {
        ...draftAt(0),
        key: { source: 'paper', id: `plain-${from + at}` },
        otherKeys: [],
        headline: `Ferry ${from + at} sails`,
        slug: `plain-${from + at}`,
        related: [],
        comments: [],
      },
    }));
  await take(newsroom, plain(0, 1));
  newsroom.sent();
  await take(newsroom, plain(10, 2));
  const few = newsroom.sent().length;
  await take(newsroom, plain(100, 150));
  t.equal(newsroom.sent().length, few);
  t.ok(few <= 16, `${few} statements`);
});

t.test('imports the other articles when the database refuses one', async (t) => {
  const newsroom = await openNewsroom(t);
  const reads = Array.from(
    { length: 12 },
    (_, at): ReadResult => ({
      kind: 'draft',
      draft: {
        ...draftAt(at * 6),
        headline: `Ferry ${at} sails`,
        // The database cannot store this year.
        ...(at === 7 ? { publishedAt: new Date(Date.UTC(-9_000, 0, 1)) } : {}),
      },
    }),
  );
  const kept: ItemOutcome[] = [];
  const keep: Checkpoint['saveOutcomes'] = async (_, some) => void kept.push(...some);
  const report = await take(newsroom, reads, { checkpoint: { processedCount: 0, saveOutcomes: keep } });
  t.match(report, { created: 11, failed: [{ reason: 'not-stored', count: 1 }] });
  const last = kept.slice(-12);
  t.strictSame(
    last.map(({ index, outcome }) => [index, outcome]),
    reads.map((_, index) => [index, index === 7 ? 'failed' : 'created']),
  );
  t.equal(await newsroom.database.prisma.publication.count(), 11);
});

t.test('reports changes field by field on a dry run, and writes nothing', async (t) => {
  const newsroom = await openNewsroom(t);
  const draft = draftAt(0);
  const first: ItemOutcome[] = [];
  await take(newsroom, [{ kind: 'draft', draft }], { dryRun: true, checkpoint: keeping(first) });
  t.match(first, [{ outcome: 'created', articleId: null }]);
  t.match(
    first[0]?.changes?.find(({ field }) => field === 'headline'),
    { before: null, after: draft.headline },
  );
  t.equal(await newsroom.database.prisma.article.count(), 0);
  t.equal(await newsroom.database.prisma.person.count(), 0);
  await take(newsroom, [{ kind: 'draft', draft }]);
  const second: ItemOutcome[] = [];
  newsroom.sent();
  const changed = { ...draft, headline: 'Another', body: `<p>${'long '.repeat(100)}</p>` };
  await take(newsroom, [{ kind: 'draft', draft: changed }], { dryRun: true, checkpoint: keeping(second) });
  t.strictSame(
    newsroom.sent().filter((sql) => /^\s*(?:INSERT|UPDATE|DELETE)/.test(sql)),
    [],
  );
  t.strictSame(second[0]?.changes?.map(({ field }) => field).sort(), ['body', 'headline']);
  t.ok(String(second[0]?.changes?.find(({ field }) => field === 'body')?.after).length < 210);
  await take(
    newsroom,
    [{ kind: 'draft', draft: { ...draft, key: { source: 'paper', id: 'x' }, otherKeys: [], section: null } }],
    {
      section: 'world/rivers',
    },
  );
  t.match(await newsroom.database.prisma.section.findFirst({ where: { slug: 'rivers' } }), { path: 'world/rivers' });
});

t.test('imports an article with a future date as a draft, and publishes it when imported after that', async (t) => {
  const newsroom = await openNewsroom(t);
  const hour = new Date(Date.now() + 6_000);
  const draft: Draft = {
    ...draftAt(2),
    relatedKeys: [],
    status: 'published',
    publishedAt: hour,
    firstPublishedAt: null,
  };
  const reads: ReadResult[] = [{ kind: 'draft', draft }];
  const became: ItemOutcome[] = [];
  await take(newsroom, reads, { checkpoint: keeping(became) });
  t.match(became, [
    {
      outcome: 'created',
      dropped: [{ what: `status published, for ${hour.toISOString()}`, reason: 'becomes-a-draft' }],
    },
  ]);
  const { articleId } = became[0] ?? {};
  const desk = async () => (await newsroom.request('GET', `/v1/desk/articles/${articleId}`, { as: 'editor' })).body;
  t.match(await desk(), { status: 'draft', publishedAt: null });
  await take(newsroom, reads);
  t.match(await desk(), { status: 'draft', version: 1 }, 'repeating it changes nothing');
  await sleep(Math.max(0, hour.getTime() - Date.now()) + 10);
  await take(newsroom, reads);
  t.match(await desk(), { status: 'published', publishedAt: hour.toISOString() });
});
