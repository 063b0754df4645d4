import t from 'tap';
import { readAll } from './arrivals.js';

const thread = (id: string, fields = '', p = 'dsq') =>
  `<thread ${p}:id="${id}"><forum>paper</forum>${fields}<author><name>Desk</name></author></thread>`;
const post = (id: string, fields = '', above = '<thread dsq:id="2"/>') =>
  `<post dsq:id="${id}"><message><![CDATA[<p>Hello</p>]]></message><createdAt>2013-10-11T06:51:33Z</createdAt>${fields}<author><name>Ada</name><email>ada@post.example</email></author>${above}</post>`;
const file = (content: string, p = 'dsq') =>
  `<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:${p}="http://disqus.com/disqus-internals">${content}</disqus>`;
const ferry = thread(
  '2',
  '<id>Night-Ferry</id><link>https://paper.example/2017/night-ferry-returns/index.html</link><title>The night ferry</title>',
);
const one = async (fields: string, above?: string) => {
  const { records, skipped } = await readAll(file(ferry + post('7', fields, above)));
  return records[0] ?? skipped[0];
};

t.test('reads a comment with its thread, author and parent', async (t) => {
  const { format, records } = await readAll(
    file(ferry + post('4') + post('5', '', '<thread dsq:id="2"/><parent dsq:id="4"/>')),
  );
  t.equal(format, 'disqus');
  t.strictSame(records[0], {
    from: 'post 4',
    source: 'disqus:paper',
    sourceId: '4',
    parentSourceId: null,
    article: {
      ids: [],
      externalIds: [{ source: 'disqus', id: 'Night-Ferry' }],
      slugs: ['night-ferry', 'night-ferry-returns', 'the-night-ferry'],
    },
    createdAt: new Date('2013-10-11T06:51:33Z'),
    editedAt: null,
    authorName: 'Ada',
    authorUrl: null,
    authorEmail: 'ada@post.example',
    body: 'Hello',
    status: 'approved',
    deletedAt: null,
  });
  t.match(records[1], { parentSourceId: '4' });
});

t.test('keeps the statuses, and only a placeholder of a deleted comment', async (t) => {
  t.match(await one('<isSpam>true</isSpam>'), { status: 'spam' });
  t.match(await one('<isApproved>false</isApproved>'), { status: 'pending' });
  t.match(await one('<isDeleted>true</isDeleted><isSpam>true</isSpam>'), {
    status: 'rejected',
    body: '',
    authorName: '',
    authorEmail: null,
    deletedAt: new Date('2013-10-11T06:51:33Z'),
  });
});

t.test('skips entries that are not comments, with a reason', async (t) => {
  t.equal(await one('<message> </message>'), 'post 7: no-text');
  t.equal(await one('<createdAt>soon</createdAt>'), 'post 7: bad-date');
  t.equal(await one('', '<thread dsq:id="9"/>'), 'post 7: no-thread');
  t.equal(await one('', ''), 'post 7: no-thread');
  t.strictSame((await readAll(file(ferry + post('').replace(' dsq:id=""', '')))).skipped, [
    'post without an id: not-a-comment',
  ]);
});

t.test('reads threads without an identifier, and any namespace prefix', async (t) => {
  const { records } = await readAll(
    file(`${thread('2', '<id/><title/>', 'q')}${post('7').replaceAll('dsq:', 'q:')}`, 'q'),
  );
  t.match(records, [{ sourceId: '7', article: { externalIds: [], slugs: [] } }]);
});

t.test('keeps plain text and its line breaks', async (t) => {
  t.match(await one('<message>1. *one*\ntwo &amp;lt;b&amp;gt;</message>'), { body: '1\\. \\*one\\*\\\ntwo \\<b>' });
});

t.test('keeps the comments before the end of a truncated file', async (t) => {
  const { records, skipped } = await readAll(file(ferry + post('4') + post('5')).replace(/<\/post><\/disqus>$/, ''));
  t.match(records, [{ sourceId: '4' }]);
  t.match(skipped, [/^line 1: unclosed tag: post: broken-file$/]);
});
