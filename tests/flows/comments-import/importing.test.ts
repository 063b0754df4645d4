import t from 'tap';
import type { ImportedComment } from '../../../src/content/comments/transfer/import.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { arrivalsAt, story, threads, wrongCounts } from './arrivals.js';

const newsroom = await openNewsroom(t);
const { importRecords, keeper } = arrivalsAt(newsroom);
const { database } = newsroom;

let sent = 0;
const record = (sourceId: string, slug: string, fields: Partial<ImportedComment> = {}): ImportedComment => ({
  from: sourceId,
  source: 'test:paper',
  sourceId,
  parentSourceId: null,
  article: { ids: [], externalIds: [], slugs: [slug] },
  authorName: 'Ada',
  authorUrl: null,
  authorEmail: 'ada@post.example',
  body: 'It *rained*.',
  status: 'approved',
  createdAt: new Date(Date.UTC(2014, 0, 1) + 1_000 * sent++),
  editedAt: null,
  deletedAt: null,
  ...fields,
});
const take = (records: ImportedComment[], keepAddresses = false) =>
  importRecords(systemActor, records, { keepAddresses });
const chain = (slug: string, name: string, length: number) =>
  Array.from({ length }, (_, n) => record(`${name}${n}`, slug, { parentSourceId: n === 0 ? null : `${name}${n - 1}` }));

t.test('builds threads in any order, no deeper than the limit', async (t) => {
  const id = await story(newsroom, 'deep');
  const records = chain('deep', 'd', 12);
  t.strictSame(new Set(await take(records.toReversed())), new Set(['created']));
  const laid = await threads(newsroom, id);
  t.strictSame(
    laid.map(({ depth }) => depth),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8],
  );
  t.strictSame(new Set(laid.slice(8).map(({ parent }) => parent)), new Set(['d7']));
  const last = await database.prisma.comment.findFirstOrThrow({ where: { sourceId: 'd11' } });
  const answered = await database.prisma.comment.findFirstOrThrow({ where: { sourceId: 'd10' } });
  t.equal(last.inReplyToId, answered.id);
  t.strictSame(await wrongCounts(newsroom), []);
  const { body } = await newsroom.request('GET', '/v1/articles/deep');
  t.equal(body.comments.count, 12);
});

t.test('continues the threads of an earlier batch', async (t) => {
  const id = await story(newsroom, 'later');
  const records = chain('later', 'l', 11);
  await take(records.slice(0, 4));
  await take(records.slice(4, 10));
  await take([records[10]!, record('side', 'later', { parentSourceId: 'l2', status: 'pending' })]);
  t.strictSame(
    (await threads(newsroom, id)).map(({ depth }) => depth),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 3],
  );
  t.strictSame(await wrongCounts(newsroom), []);
});

t.test('recognises known comments by their source, and repeats nothing', async (t) => {
  await story(newsroom, 'twice');
  const records = [record('t1', 'twice'), record('t2', 'twice', { parentSourceId: 't1' }), record('t1', 'twice')];
  t.strictSame(await take(records), ['created', 'created', 'known']);
  const before = await database.prisma.comment.findMany({ orderBy: { id: 'asc' } });
  const events = await database.prisma.event.count();
  t.strictSame(await take(records), ['known', 'known', 'known']);
  t.strictSame(await database.prisma.comment.findMany({ orderBy: { id: 'asc' } }), before);
  t.equal(await database.prisma.event.count(), events);
  const own = await database.prisma.comment.findFirstOrThrow({ where: { sourceId: 't1' } });
  const asOwn = { source: 'broadsheet', sourceId: own.id };
  const reply = record('t3', 'twice', { source: 'broadsheet', parentSourceId: own.id });
  t.strictSame(
    await take([record('x', 'twice', asOwn), reply]),
    ['known', 'created'],
    'a comment is recognised by its own id',
  );
  t.match(
    await take([record('t1', 'twice', { source: 'test:other' })]),
    ['created'],
    'another source is another comment',
  );
});

t.test('does not store comments without an article or without their parent', async (t) => {
  await story(newsroom, 'here');
  await story(newsroom, 'there');
  const outcomes = await take([
    record('h1', 'here'),
    record('h2', 'nowhere'),
    record('h3', 'here', { parentSourceId: 'h2' }),
    record('h4', 'here', { parentSourceId: 'unheard' }),
    record('h5', 'there', { parentSourceId: 'h1' }),
    record('h6', 'here', { parentSourceId: 'h7' }),
    record('h7', 'here', { parentSourceId: 'h6' }),
    record('h8', 'here', { parentSourceId: 'h8' }),
    record('h9', 'here', { parentSourceId: 'h4' }),
  ]);
  t.strictSame(outcomes, ['created', 'no-article', ...Array(7).fill('no-parent')]);
  t.strictSame(await take([]), []);
  await t.rejects(take(chain('here', 'm', 501)), RangeError);
});

t.test('finds the article by id, external id or any slug, drafts included', async (t) => {
  const id = await story(newsroom, 'found', { externalIds: [{ source: 'wordpress', id: '18' }] });
  const draft = await story(newsroom, 'draft-story', {}, false);
  const on = async (article: Partial<ImportedComment['article']>) => {
    const sourceId = `a${sent}`;
    await take([record(sourceId, '', { article: { ids: [], externalIds: [], slugs: [], ...article } })]);
    return (await database.prisma.comment.findFirst({ where: { sourceId } }))?.articleId;
  };
  t.equal(await on({ ids: [id.toUpperCase(), id] }), id);
  t.equal(await on({ externalIds: [{ source: 'wordpress', id: '18' }], slugs: ['draft-story'] }), id);
  t.equal(await on({ externalIds: [{ source: 'disqus', id: '18' }], slugs: ['unheard', 'draft-story'] }), draft);
  t.equal(await on({ ids: ['18'], slugs: ['unheard'] }), undefined);
});

t.test('drops addresses unless they are requested, and keeps no text of deleted comments', async (t) => {
  await story(newsroom, 'private');
  const gone = { deletedAt: new Date('2015-01-01T00:00:00Z'), body: 'Forget it.' };
  await take([record('p1', 'private'), record('p2', 'private', gone)]);
  await take(
    [
      record('p3', 'private', { createdAt: new Date('1960-01-01T00:00:00Z') }),
      record('p4', 'private', { authorEmail: null }),
      record('p5', 'private', gone),
    ],
    true,
  );
  const rows = await database.prisma.comment.findMany({
    where: { sourceId: { startsWith: 'p' } },
    orderBy: { sourceId: 'asc' },
  });
  t.strictSame(
    rows.map(({ authorEmail, authorKey }) => [keeper.open(authorEmail) ?? '', authorKey !== '']),
    [
      ['', false],
      ['', false],
      ['ada@post.example', true],
      ['', false],
      ['', false],
    ],
  );
  t.match(rows[0], { bodyHtml: '<p>It <em>rained</em>.</p>', status: 'approved', deletedAt: null });
  t.match(rows[1], { authorName: '', body: '', bodyHtml: '', status: 'rejected', deletedAt: gone.deletedAt });
  t.equal(rows[0]?.updatedAt.getTime(), rows[0]?.createdAt.getTime());
  t.match(rows[0]?.reviewedAt, Date);
  const decisions = await database.prisma.commentDecision.findMany({ where: { commentId: rows[1]?.id ?? '' } });
  t.match(decisions, [
    {
      statusBefore: null,
      status: 'rejected',
      phase: 'import',
      reason: 'rejected at test:paper',
      decidedBy: systemActor.name,
    },
  ]);
});

t.test('takes as many statements for a batch as for one comment', async (t) => {
  await story(newsroom, 'counted');
  await take([record('c0', 'counted')]);
  const statements = async (records: ImportedComment[]) => {
    newsroom.sent();
    await take(records);
    return newsroom.sent().length;
  };
  const few = await statements(chain('counted', 'few', 2));
  t.equal(await statements([...chain('counted', 'many', 200), ...chain('counted', 'more', 200)]), few);
  t.equal(few, 11);
});

t.test('creates each comment once when the same batch is imported in parallel', async (t) => {
  await story(newsroom, 'race');
  const records = [...chain('race', 'r', 40), ...chain('race', 's', 40)];
  const all = await Promise.all([take(records), take(records.toReversed()), take(records)]);
  t.equal(all.flat().filter((outcome) => outcome === 'created').length, 80);
  t.equal(all.flat().filter((outcome) => outcome === 'known').length, 160);
  t.strictSame(await wrongCounts(newsroom), []);
});

t.test('keeps counts exact while moderators decide', async (t) => {
  const id = await story(newsroom, 'busy');
  await take(chain('busy', 'b', 8));
  const rows = await database.prisma.comment.findMany({ where: { articleId: id } });
  const more = Array.from({ length: 10 }, (_, at) =>
    Array.from({ length: 20 }, (_, n) => record(`b-${at}-${n}`, 'busy', { parentSourceId: `b${n % 8}` })),
  );
  const deciding = rows.map((row) =>
    newsroom.request('PATCH', `/v1/comments/${row.id}`, { as: 'moderator', body: { status: 'rejected' } }),
  );
  const all = await Promise.all([...more.map((records) => take(records)), ...deciding]);
  t.ok(all.slice(10).every((answer) => (answer as { status: number }).status === 200));
  t.strictSame(await wrongCounts(newsroom), []);
});
