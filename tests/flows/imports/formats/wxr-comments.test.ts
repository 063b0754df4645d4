import t from 'tap';
import { wxr } from '../../../../src/flows/imports/formats/wxr/index.js';
import { only, reasonsOf } from './fixtures/reading.js';
import { comment, file, item } from './fixtures/wxr.js';

t.test('reads comments of any depth as Markdown', async (t) => {
  const draft = await only(
    wxr,
    file(
      item(
        { 'wp:post_date_gmt': '2017-07-07 18:00:00' },
        comment(1, {
          author: 'A &amp; B',
          author_url: 'https://a.example/',
          author_email: 'a@example.org',
          content: 'First\nline\n\n<b>second</b> & <a href="https://x.example/">link</a><script>x</script>',
        }) +
          comment(2, { parent: '1', approved: '0', author: '', author_url: 'javascript:1' }) +
          comment(3, { parent: '2', approved: 'spam', date_gmt: '0000-00-00 00:00:00' }) +
          comment(4, { type: 'pingback' }) +
          comment(5, { parent: '4', approved: 'trash', content: '*no* emphasis' }) +
          comment(6, { parent: '9', content: ' ' }) +
          comment(7, { parent: '6' }) +
          comment(3) +
          comment(8, { parent: '9' }) +
          comment(9, { parent: '8' }) +
          comment(10, { parent: '404' }) +
          comment('', {}) +
          comment(11, { type: 'trackback' }) +
          comment(12, { content: 'x'.repeat(70_000) }),
      ),
    ),
  );
  t.strictSame(
    draft.comments.map(({ key, parentKey, status }) => [key, parentKey, status]),
    [
      ['1', null, 'approved'],
      ['2', '1', 'pending'],
      ['3', '2', 'spam'],
      ['5', null, 'rejected'],
      ['7', '9', 'approved'],
      ['8', null, 'approved'],
      ['9', '8', 'approved'],
      ['10', null, 'approved'],
    ],
    "a reply to a missing comment moves to that comment's parent; cycles are cut",
  );
  t.match(draft.comments[0], {
    authorName: 'A & B',
    authorUrl: 'https://a.example/',
    authorEmail: 'a@example.org',
    body: 'First\\\nline\n\n**second** & [link](https://x.example/)',
    createdAt: new Date('2017-07-08T10:00:00Z'),
  });
  t.match(draft.comments[1], { authorName: 'Anonymous', authorUrl: null, authorEmail: null });
  t.match(draft.comments[2]?.createdAt, new Date('2017-07-07T18:00:00Z'));
  t.equal(draft.comments[3]?.body, '\\*no\\* emphasis');
  t.strictSame(reasonsOf(draft), [
    '1 comments: pingback',
    '1 comments: no-text',
    '1 comments: duplicate-id',
    '1 comments: not-a-comment',
    '1 comments: trackback',
    '1 comments: too-long',
  ]);
});

t.test('keeps as many comments as fit into an article', async (t) => {
  const many = Array.from({ length: 260 }, (_, index) => comment(index + 1, { content: 'x'.repeat(65_000) })).join('');
  const draft = await only(wxr, file(item({}, many)));
  t.ok(draft.comments.length > 200);
  t.match(reasonsOf(draft), [`${260 - draft.comments.length} comments: too-many`]);
});
