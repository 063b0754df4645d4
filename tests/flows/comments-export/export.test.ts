import t from 'tap';
import { ndjsonExport } from '../../../src/flows/comments-export/ndjson.js';
import { wxrExport } from '../../../src/flows/comments-export/wxr.js';
import { openNewsroom } from '../../support/newsroom.js';
import { arrivalsAt, readAll, story, wrongCounts } from '../comments-import/arrivals.js';

const text = async (parts: AsyncIterable<string>) => {
  let whole = '';
  for await (const part of parts) whole += part;
  return whole;
};
const base = 'https://paper.example';

const newsroom = await openNewsroom(t);
const { take, exported } = arrivalsAt(newsroom);
await story(newsroom, 'ferry', { headline: 'Ferry & <Sons>', externalIds: [{ source: 'wordpress', id: '18' }] });
await story(newsroom, 'rain', {}, false);

let minute = 0;
const line = (id: string, slug: string, parentId: string | null = null, fields: object = {}) =>
  JSON.stringify({
    id,
    article: { slug },
    parentId,
    status: 'approved',
    author: { name: 'Ada & <Co>', url: 'https://ada.example/?a=1&b=2', email: 'ada@post.example' },
    body: 'It *rained*\nall day.\\\nAgain.\n\n> ]]> said\n\n- one\n- two',
    createdAt: new Date(Date.UTC(2017, 6, 7) + 60_000 * minute++).toISOString(),
    ...fields,
  });
const lines = [
  ...Array.from({ length: 12 }, (_, n) => line(`f${n}`, 'ferry', n === 0 ? null : `f${n - 1}`)),
  line('g', 'ferry', 'f1', { inReplyToId: 'f3', status: 'spam' }),
  line('h', 'ferry', 'f0', { status: 'pending', editedAt: '2017-07-08T00:00:00.000Z' }),
  line('i', 'ferry', 'h', { deletedAt: '2017-07-09T00:00:00.000Z' }),
  line('j', 'ferry', 'i', { author: { name: '\u007f Zoé', url: null } }),
  line('top', 'ferry', null, { inReplyToId: 'f0' }),
  ...Array.from({ length: 1_100 }, (_, n) =>
    line(`r${n}`, 'rain', n < 10 ? null : `r${n % 10}`, {
      status: n % 5 === 0 ? 'rejected' : 'approved',
      body: `It rained ${n} times.`,
    }),
  ),
];
await take(lines.join('\n'), { source: 'first', keepAddresses: true });
const laidOut = async (at: typeof newsroom, articleId?: string) => {
  const rows = await at.database.prisma.comment.findMany({
    ...(articleId ? { where: { articleId } } : {}),
    orderBy: { createdAt: 'asc' },
  });
  const order = new Map(rows.map(({ id }, index) => [id, index]));
  return rows.map((row) => ({
    parent: order.get(row.parentId ?? '') ?? null,
    answered: order.get(row.inReplyToId ?? '') ?? null,
    root: order.get(row.rootId ?? '') ?? null,
    depth: row.depth,
    status: row.status,
    gone: row.deletedAt?.toISOString() ?? null,
    replies: row.replyCount,
    descendants: row.descendants,
    author: row.authorName,
    // A line break in a paragraph is white space.
    html: row.bodyHtml.replace(/\s+/g, ' '),
  }));
};

t.test('exports every comment once, in batches of one statement each', async (t) => {
  newsroom.sent();
  const sizes: number[] = [];
  const all: string[] = [];
  for await (const batch of exported({ includePrivate: false })) {
    sizes.push(batch.length);
    all.push(...batch.map(({ sourceId }) => sourceId ?? ''));
    t.notOk(batch.some(({ author }) => 'email' in author));
  }
  t.strictSame(sizes, [500, 500, 117]);
  t.equal(newsroom.sent().length, 4);
  t.equal(new Set(all).size, 1_117);
  const { id } = await newsroom.database.prisma.article.findFirstOrThrow({ where: { slug: 'ferry' } });
  const some: string[] = [];
  for await (const batch of exported({ includePrivate: true, article: id }))
    some.push(...batch.map(({ author }) => author.email ?? ''));
  t.equal(some.length, 17);
  t.equal(some[0], 'ada@post.example');
});

for (const [format, written] of [
  ['ndjson', () => text(ndjsonExport(exported({ includePrivate: false })))],
  ['wxr', () => text(wxrExport(exported({ includePrivate: false }), { base, title: 'Paper' }))],
] as const)
  t.test(`exports ${format} that imports into another newsroom with the same threads`, async (t) => {
    const other = await openNewsroom(t);
    const arrivals = arrivalsAt(other);
    for (const slug of ['ferry', 'rain']) await story(other, slug);
    const file = await written();
    t.notMatch(file, /ada@post/);
    t.match(await arrivals.take(file), { format, created: 1_117, known: 0, orphaned: 0, skipped: [] });
    t.match(await arrivals.take(file), { created: 0, known: 1_117, orphaned: 0, skipped: [] });
    t.strictSame(await laidOut(other), await laidOut(newsroom));
    t.strictSame(await wrongCounts(other), []);
    t.match(await take(file), { created: 0, known: 1_117 }, 'the import recognises its own comments');
  });

t.test('exports WXR with the elements of WordPress', async (t) => {
  const file = await text(wxrExport(exported({ includePrivate: true }), { base, title: 'A & B' }));
  t.match(file, /<title>A &amp; B<\/title>/);
  t.match(
    file,
    /<title>Ferry &amp; &lt;Sons&gt;<\/title>\n<link>https:\/\/paper\.example\/v1\/articles\/ferry<\/link>/,
  );
  t.match(file, /<wp:post_id>18<\/wp:post_id>\n<wp:post_name>ferry</);
  t.match(file, /<wp:post_id>1000000001<\/wp:post_id>\n<wp:post_name>rain</);
  t.match(file, /<wp:comment_author><!\[CDATA\[Ada &amp; &lt;Co&gt;\]\]></);
  t.match(file, /<wp:comment_author_email>ada@post\.example</);
  t.match(file, /<wp:comment_author_url>https:\/\/ada\.example\/\?a=1&amp;b=2</);
  t.match(file, 'It <em>rained</em><br>\nall day.<br>\nAgain.</p>\n\n<blockquote>\n<p>]]');
  t.match(file, ']]]]><![CDATA[> said');
  for (const status of ['1', '0', 'spam', 'trash']) t.match(file, `<wp:comment_approved>${status}<`);
  const numbers = [...file.matchAll(/<wp:comment_id>(\d+)</g)].map(([, number]) => Number(number));
  t.strictSame(
    numbers,
    Array.from({ length: 1_117 }, (_, index) => index + 1),
  );
  const withoutOurs = file.replace(/<wp:(?:comment|post)meta>.*\n/g, '').replace(/<wp:comment_author_email>.*\n/g, '');
  const { records, skipped } = await readAll(withoutOurs, 'x', { piece: 64 * 1024 });
  t.equal(records.length, 1_116);
  t.match(skipped, [/: no-text$/], 'WordPress has no text for deleted comments');
  t.match(records[0], { source: 'wordpress:paper.example', sourceId: /^\d+$/ });
});

t.test('escapes or drops characters that would break the XML', async (t) => {
  const id = await story(newsroom, 'odd', { headline: 'Odd' });
  const article = { id, slug: 'odd', headline: 'a\ufffeb\u0000]]>', externalIds: [{ source: 'wordpress', id: '<&' }] };
  const comment = {
    id: 'x',
    article,
    parentId: null,
    inReplyToId: null,
    depth: 0,
    status: 'approved' as const,
    author: { name: 'a\u0007b\ud800]]>\u{1ffff}', url: null },
    body: '',
    bodyHtml: ']]>]]>\uffff\u000b',
    createdAt: '2017-07-07T00:00:00.000Z',
    editedAt: null,
    deletedAt: null,
    source: null,
    sourceId: null,
  };
  const batches = (async function* () {
    yield [comment];
  })();
  const { records } = await readAll(await text(wxrExport(batches, { base: '', title: '' })));
  t.match(records, [{ authorName: 'ab]]>\u{1ffff}', body: ']]>]]>' }]);
  const none = await text(wxrExport((async function* () {})(), { base, title: '' }));
  t.match(await readAll(none), { format: 'wxr', records: [], skipped: [] });
});
