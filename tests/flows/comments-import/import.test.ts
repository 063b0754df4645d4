import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { arrivalsAt, story, threads, wrongCounts } from './arrivals.js';

const newsroom = await openNewsroom(t);
const { take } = arrivalsAt(newsroom);

let hour = 0;
const line = (id: string, slug: string, parentId: string | null = null, fields: object = {}) =>
  JSON.stringify({
    id,
    article: { slug },
    parentId,
    status: 'approved',
    author: { name: 'Ada', email: 'ada@post.example' },
    body: `I am ${id}.`,
    createdAt: new Date(Date.UTC(2017, 6, 7) + 3_600_000 * hour++).toISOString(),
    ...fields,
  });

t.test('imports a file once, however often it is sent', async (t) => {
  const id = await story(newsroom, 'once');
  const text = [
    line('a', 'once'),
    line('b', 'once', 'a'),
    line('c', 'once', 'b', { status: 'spam' }),
    line('d', 'once', 'c'),
    line('e', 'nowhere'),
    line('f', 'nowhere', 'e'),
    'broken',
    line('g', 'once', 'a', { body: '' }),
  ].join('\n');
  const report = await take(text);
  t.strictSame(report, {
    format: 'ndjson',
    created: 4,
    known: 0,
    orphaned: 0,
    skipped: [
      {
        reason: 'bad-line',
        why: 'The line is not a comment in the format of the export.',
        count: 1,
        examples: ['line 7'],
      },
      { reason: 'no-text', why: 'The comment has no visible text.', count: 1, examples: ['line 8'] },
      {
        reason: 'no-article',
        why: 'No article has one of the ids or slugs that the file gives. Import the articles first.',
        count: 2,
        examples: ['line 5', 'line 6'],
      },
    ],
  });
  const before = await threads(newsroom, id);
  t.strictSame(await take(text), { ...report, created: 0, known: 4 });
  t.strictSame(await threads(newsroom, id), before);
  t.strictSame(before, [
    { key: 'a', parent: null, depth: 0, status: 'approved' },
    { key: 'b', parent: 'a', depth: 1, status: 'approved' },
    { key: 'c', parent: 'b', depth: 2, status: 'spam' },
    { key: 'd', parent: 'c', depth: 3, status: 'approved' },
  ]);
  t.strictSame(await wrongCounts(newsroom), []);
});

t.test('accepts replies before their parents, even by more than a batch', async (t) => {
  const id = await story(newsroom, 'reversed');
  const lines = Array.from({ length: 1_300 }, (_, n) =>
    line(`r${n}`, 'reversed', n % 13 === 0 ? null : `r${n - (n % 7 === 0 ? 2 : 1)}`),
  );
  const straight = await take(lines.join('\n'), { source: 'straight' });
  const expected = (await threads(newsroom, id)).map(({ key, parent, depth }) => [key, parent, depth]);
  await newsroom.database.prisma.comment.deleteMany({ where: { articleId: id } });
  await newsroom.database.prisma.commentCount.deleteMany({ where: { articleId: id } });
  const reversed = await take(lines.toReversed().join('\n'), { source: 'straight' });
  t.match([straight, reversed], Array(2).fill({ created: 1_300, orphaned: 0, skipped: [] }));
  t.strictSame(
    (await threads(newsroom, id)).map(({ key, parent, depth }) => [key, parent, depth]),
    expected,
  );
  t.strictSame(await wrongCounts(newsroom), []);
});

t.test('moves replies to unknown comments to the top, with the replies below them', async (t) => {
  const id = await story(newsroom, 'orphans');
  await story(newsroom, 'elsewhere');
  const text = [
    line('z', 'elsewhere'),
    line('o1', 'orphans', 'unheard'),
    line('o2', 'orphans', 'o1'),
    line('o3', 'orphans', 'o2'),
    line('o4', 'orphans', 'z'),
    line('o5', 'orphans', 'o6'),
    line('o6', 'orphans', 'o5'),
  ].join('\n');
  t.match(await take(text), { created: 7, orphaned: 3, skipped: [] });
  t.strictSame(
    (await threads(newsroom, id)).map(({ key, parent }) => [key, parent]),
    [
      ['o1', null],
      ['o2', 'o1'],
      ['o3', 'o2'],
      ['o4', null],
      ['o5', null],
      ['o6', 'o5'],
    ],
  );
  t.match(await take(text), { created: 0, known: 7, orphaned: 0, skipped: [] });
  t.strictSame(await wrongCounts(newsroom), []);
});

t.test('imports each comment once when a file is imported twice at once', async (t) => {
  const id = await story(newsroom, 'both');
  const text = Array.from({ length: 700 }, (_, n) =>
    line(`w${n}`, 'both', n === 0 ? null : `w${Math.floor(n / 3)}`),
  ).join('\n');
  const reports = await Promise.all([take(text), take(text)]);
  t.equal(reports[0].created + reports[1].created, 700);
  t.equal(reports[0].known + reports[1].known, 700);
  t.equal(await newsroom.database.prisma.comment.count({ where: { articleId: id } }), 700);
  t.strictSame(await wrongCounts(newsroom), []);
});

t.test('keeps the comments before the break in a broken file', async (t) => {
  await story(newsroom, 'cut');
  const head =
    '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="1"><id>cut</id></thread>';
  const post =
    '<post dsq:id="5"><message>Hi</message><createdAt>2013-10-11T06:51:33Z</createdAt><thread dsq:id="1"/></post>';
  const report = await take(`${head}${post}<post`);
  t.match(report, {
    format: 'disqus',
    created: 1,
    skipped: [{ reason: 'broken-file', count: 1, examples: [/^line 1: /] }],
  });
});
