import t from 'tap';
import { readAll } from './arrivals.js';

type Fields = Record<string, string>;

const comment = (id: string, fields: Fields = {}, p = 'wp') => {
  const all: Fields = {
    comment_id: id,
    comment_author: 'Ada',
    comment_date_gmt: '2014-01-14 17:32:12',
    comment_content: '<![CDATA[Hello]]>',
    comment_approved: '1',
    comment_parent: '0',
    ...fields,
  };
  const elements = Object.entries(all).map(([name, text]) => `<${p}:${name}>${text}</${p}:${name}>`);
  return `<${p}:comment>${elements.join('\n')}</${p}:comment>`;
};
const about =
  '<title>A</title><link>https://paper.example/2014/01/night-ferry.html</link><wp:post_id>18</wp:post_id><wp:post_name>ferry</wp:post_name>';
const item = (comments: string, fields = about) => `<item>${fields}${comments}</item>`;
const file = (items: string, p = 'wp', version = '1.2') => `<?xml version="1.0" encoding="UTF-8" ?>
<!-- advice <rss> --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:${p}="http://wordpress.org/export/${version}/">
<channel><title>Paper</title><link>https://paper.example</link><${p}:base_blog_url>https://blog.paper.example/</${p}:base_blog_url>${items}</channel></rss>`;
const one = async (fields: Fields, about?: string) => {
  const { records, skipped } = await readAll(file(item(comment('7', fields), about)));
  return records[0] ?? skipped[0];
};

t.test('reads a comment with its article, author and parent', async (t) => {
  const { format, records, skipped } = await readAll(
    file(
      item(
        comment('2', { comment_author_email: ' ada@post.example\n', comment_author_url: 'https://ada.example/' }) +
          comment('3', { comment_parent: '2', comment_author: '', comment_author_url: 'ftp://x' }),
      ),
    ),
  );
  t.equal(format, 'wxr');
  t.strictSame(skipped, []);
  t.strictSame(records[0], {
    from: 'comment 2',
    source: 'wordpress:blog.paper.example',
    sourceId: '2',
    parentSourceId: null,
    article: { ids: [], externalIds: [{ source: 'wordpress', id: '18' }], slugs: ['ferry', 'night-ferry'] },
    authorName: 'Ada',
    authorUrl: 'https://ada.example/',
    authorEmail: 'ada@post.example',
    body: 'Hello',
    status: 'approved',
    createdAt: new Date('2014-01-14T17:32:12Z'),
    editedAt: null,
    deletedAt: null,
  });
  t.match(records[1], {
    sourceId: '3',
    parentSourceId: '2',
    authorName: 'Anonymous',
    authorUrl: null,
    authorEmail: null,
  });
});

t.test('keeps the statuses, and skips entries that are not comments with a reason', async (t) => {
  const states = {
    '1': 'approved',
    '0': 'pending',
    spam: 'spam',
    trash: 'rejected',
    'post-trashed': 'rejected',
    odd: 'pending',
  };
  for (const [approved, status] of Object.entries(states))
    t.match(await one({ comment_approved: approved }), { status }, approved);
  t.match(await one({ comment_type: 'comment' }), { sourceId: '7' });
  t.equal(await one({ comment_type: 'pingback' }), 'comment 7: pingback');
  t.equal(await one({ comment_type: 'trackback' }), 'comment 7: trackback');
  t.equal(await one({ comment_type: 'order_note' }), 'comment 7: not-a-comment');
  t.equal(await one({ comment_id: '' }), 'comment without an id: not-a-comment');
  t.equal(await one({ comment_content: '<![CDATA[ <img src="x"> ]]>' }), 'comment 7: no-text');
  t.equal(await one({ comment_content: 'x'.repeat(70_000) }), 'comment 7: too-long');
  t.equal(await one({ comment_content: '* '.repeat(3_000) }), 'comment 7: too-long');
  t.equal(await one({}, '<wp:post_type>attachment</wp:post_type>'), 'comment 7: not-on-a-story');
});

t.test('takes the time of a comment, or else of its item', async (t) => {
  const at = async (fields: Fields, more = '') => {
    const read = await one({ comment_date_gmt: '0000-00-00 00:00:00', ...fields }, more);
    return typeof read === 'object' ? read.createdAt.toISOString() : read;
  };
  t.equal(await at({ comment_date: '2014-04-29 15:21:27' }), '2014-04-29T15:21:27.000Z');
  t.equal(await at({}, '<wp:post_date_gmt>2013-01-02 03:04:05</wp:post_date_gmt>'), '2013-01-02T03:04:05.000Z');
  t.equal(await at({}, '<pubDate>Tue, 14 Jan 2014 17:31:03 +0000</pubDate>'), '2014-01-14T17:31:03.000Z');
  t.equal(await at({ comment_date: '2014-13-45 99:99:99' }), 'comment 7: bad-date');
  t.equal(await at({ comment_date_gmt: '+123456-01-01T00:00:00Z' }), 'comment 7: bad-date');
});

t.test('converts the text to Markdown, and names to plain text', async (t) => {
  const content =
    '<![CDATA[First line\nsecond *line*\n\n<a href="https://a.example">there</a> &amp; <b>back</b> ]]]]><![CDATA[>]]>';
  t.match(await one({ comment_content: content, comment_author: '<![CDATA[A &amp; O <b>Ltd</b>]]>' }), {
    body: 'First line\\\nsecond \\*line\\*\n\n[there](https://a.example) & **back** ]]>',
    authorName: 'A & O Ltd',
  });
  t.match(await one({ comment_author: `${'x'.repeat(99)}😀y` }), { authorName: 'x'.repeat(99) });
});

t.test('reads any prefix, version and order of elements, and the number in addresses with ?p=', async (t) => {
  for (const [prefix, version] of [
    ['wp', '1.0'],
    ['export', '1.2'],
    ['x', '1.1'],
  ] as const) {
    const text = file(item(comment('7', {}, prefix), '<link>https://paper.example/?p=4</link>'), prefix, version);
    const { records } = await readAll(text, 'x', { piece: 7 });
    t.match(records, [{ article: { externalIds: [{ id: '4' }], slugs: [] } }]);
  }
  const behind = file(`<item>${comment('7')}${about}</item>`);
  t.match((await readAll(behind)).records, [{ article: { slugs: ['ferry', 'night-ferry'] } }]);
  t.match((await readAll(behind, 'x', { source: 'wordpress:old' })).records, [{ source: 'wordpress:old' }]);
});

t.test('keeps the comments before the break in a broken file, and reports the place', async (t) => {
  const cut = file(item(comment('1') + comment('2') + comment('3')));
  for (const text of [
    cut.slice(0, cut.lastIndexOf('<wp:comment_content>')),
    cut.replace('<wp:comment_id>3', '</wrong><wp:comment_id>3'),
    `${cut.slice(0, cut.lastIndexOf('<wp:comment_content>'))}</item></channel></rss>`,
    cut.replace('<wp:comment_id>3', '&nbsp;<wp:comment_id>3'),
  ]) {
    const { records, skipped } = await readAll(text);
    t.strictSame(
      records.map(({ sourceId }) => sourceId),
      ['1', '2'],
    );
    t.match(skipped, [/^line \d+: .+: broken-file$/]);
  }
});

t.test('limits memory and time for hostile files', async (t) => {
  const lol = Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n};`.repeat(10)}">`).join('');
  const bomb = file(item(comment('1', { comment_content: '&lol9;' }))).replace(
    '<!-- advice <rss> -->',
    `<!DOCTYPE rss [<!ENTITY lol0 'lol'>${lol}]>`,
  );
  t.match((await readAll(bomb)).skipped, [/undefined entity\.: broken-file$/]);
  const deep = file(item(comment('1') + '<a>'.repeat(100_000)));
  t.match(await readAll(deep), { records: { length: 1 }, skipped: [/nests deeper than 64 levels: broken-file$/] });
  const wide = file(item(`${comment('1')}<a ${Array.from({ length: 5_000 }, (_, n) => `a${n}=""`).join(' ')}/>`));
  t.match((await readAll(wide)).skipped, [/more than 256 attributes: broken-file$/]);
  const long = file(item(`${comment('1')}<a>${'x'.repeat(17 * 2 ** 20)}</a>`));
  t.match(await readAll(long, 'x', { piece: 64 * 1024 }), {
    records: { length: 1 },
    skipped: [/a tag or text has more than 16777216 characters/],
  });
  const controls = file(item(comment('1', { comment_content: '<![CDATA[a\x0bb\x00]]>' })));
  t.match((await readAll(controls)).records, [{ body: 'ab' }]);
  const latin = Buffer.from(
    file(item(comment('1', { comment_author: 'Zoé' }))).replace('UTF-8', 'ISO-8859-1'),
    'latin1',
  );
  t.match((await readAll(latin)).records, [{ authorName: 'Zoé' }]);
});

t.test('yields comments before their item ends', async (t) => {
  const { records } = await readAll(
    file(item(Array.from({ length: 1_200 }, (_, n) => comment(String(n + 1))).join(''))),
  );
  t.equal(records.length, 1_200);
  t.strictSame(records[1_199]?.article, records[0]?.article);
});
