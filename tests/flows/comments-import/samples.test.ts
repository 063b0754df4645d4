import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { arrivalsAt, story, threads, wrongCounts } from './arrivals.js';

const folder = new URL('../../../../shared/samples/', import.meta.url);
const skip = existsSync(folder) ? false : 'the sample files are not here';
const file = (path: string) => readFileSync(new URL(path, folder));

const shown = (list: Awaited<ReturnType<typeof threads>>) =>
  list.map(({ key, parent, status }) => `${key}<${parent ?? ''} ${status}`);

t.test('imports the test data of WordPress themes', { skip }, async (t) => {
  const newsroom = await openNewsroom(t);
  const { take } = arrivalsAt(newsroom);
  const comments = await story(newsroom, 'template-comments');
  await story(newsroom, 'by-its-number', { externalIds: [{ source: 'wordpress', id: '1149' }] });
  await story(newsroom, 'page-with-comments');
  await story(newsroom, 'theme-block-category', {}, false);
  const text = file('wxr/theme-test-data-2024.wordpress.xml');
  const report = await take(text);
  // There are 33 comments on seven articles. Four are pings, and 3 belong to articles that do not exist here.
  t.match(report, { format: 'wxr', created: 26, known: 0, orphaned: 0 });
  t.strictSame(Object.fromEntries(report.skipped.map(({ reason, count }) => [reason, count])), {
    trackback: 2,
    pingback: 2,
    'no-article': 3,
  });
  const laid = await threads(newsroom, comments);
  t.equal(laid.length, 20);
  t.equal(laid.filter(({ status }) => status === 'approved').length, 19);
  t.strictSame(
    laid
      .filter(({ key }) => Number(key) >= 904 && Number(key) <= 915)
      .map(({ key, parent, depth }) => [key, parent, depth]),
    [
      ['904', null, 0],
      ['905', '904', 1],
      ['906', '905', 2],
      ['907', '906', 3],
      ['910', '907', 4],
      ['911', '910', 5],
      ['912', '911', 6],
      ['913', '912', 7],
      ['914', '913', 8],
      ['915', '913', 8],
    ],
  );
  t.match(laid.at(-1), { key: '1015', status: 'pending' });
  t.equal((await newsroom.request('GET', '/v1/articles/template-comments')).body.comments.count, 19);
  const { body } = await newsroom.request('GET', '/v1/articles/template-comments/comments?sort=createdAt&limit=1');
  t.match(body.data[0].bodyHtml, /^<p><strong>Headings<\/strong><\/p>\n<p>Header one<\/p>/);
  t.strictSame(await wrongCounts(newsroom), []);
  t.strictSame(await take(text), { ...report, created: 0, known: 26 });
  t.equal(await newsroom.database.prisma.comment.count(), 26);
  t.equal((await newsroom.request('GET', '/v1/articles/template-comments')).body.comments.count, 19);
});

t.test('imports small files of WordPress and Disqus', { skip }, async (t) => {
  const newsroom = await openNewsroom(t);
  const { take } = arrivalsAt(newsroom);
  const test = await story(newsroom, 'test');
  await story(newsroom, 'hello-world');
  await story(newsroom, 'fourth', { externalIds: [{ source: 'wordpress', id: '4' }] });
  const isso = await take(file('wxr/isso-wordpress-comments.xml'));
  // Number 11 appears twice and is one comment.
  t.match(isso, { format: 'wxr', created: 7, known: 1, orphaned: 0, skipped: [] });
  t.strictSame(shown(await threads(newsroom, test)), [
    '2< approved',
    '6< approved',
    '7<6 approved',
    '8<7 approved',
    '9<7 approved',
    '10< approved',
    '11< approved',
  ]);
  t.match(await take(file('wxr/isso-wordpress-comments.xml')), { created: 0, known: 8 });
  t.match(await take(file('wxr/importer-valid-wxr-1.1.xml')), { created: 1, known: 0, skipped: [] });
  t.match(await take(file('wxr/importer-valid-wxr-1.1.xml')), { created: 0, known: 1 });

  const first = await story(newsroom, 'some-id');
  const second = await story(newsroom, 'redacted');
  const disqus = await take(file('disqus/isso-disqus.xml'));
  t.match(disqus, { format: 'disqus', created: 5, known: 0, orphaned: 0 });
  t.match(disqus.skipped, [{ reason: 'no-thread', count: 1, examples: ['post 6'] }]);
  t.strictSame(shown(await threads(newsroom, first)), ['4< approved', '9< rejected', '5<4 approved', '11<9 approved']);
  t.strictSame(shown(await threads(newsroom, second)), ['8< approved']);
  t.strictSame(await take(file('disqus/isso-disqus.xml')), { ...disqus, created: 0, known: 5 });
  t.equal((await newsroom.request('GET', '/v1/articles/some-id')).body.comments.count, 3);
  t.strictSame(await wrongCounts(newsroom), []);
});
