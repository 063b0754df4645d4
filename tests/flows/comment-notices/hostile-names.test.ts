import t from 'tap';
import { createEmailComposer } from '../../../src/flows/comment-notices/emails.js';
import { approved, publishStory } from '../../content/comments/readers.js';
import { moderator, openHouse, publicUrl } from './house.js';

// One database is enough: it does not write e-mails, and notices.test.ts sends notices from both.
const { newsroom, mailbox, settled, flow } = await openHouse(t);
const { database } = newsroom;
const evil = 'evil@bad.example';

/** Headers that the server writes itself. */
const expected = new Set(
  'from to subject message-id date mime-version content-type auto-submitted x-auto-response-suppress list-unsubscribe list-unsubscribe-post content-transfer-encoding'.split(
    ' ',
  ),
);

const names = [
  `Ada\r\nBcc: ${evil}`,
  `Ada\nTo: ${evil}\n\nIt is a body`,
  `Ada\u2028Bcc: ${evil}\u2029\u0085x`,
  `=?utf-8?q?Ada=0D=0ABcc:_${evil}?=`,
  `Ada <${evil}>, "x" <${evil}>`,
  '\u202egnp.exe\u2066',
  '<script>alert(1)</script>"\'&',
  '$& $1 {slug}',
  '🗞️'.repeat(2_000),
  `${'long'.repeat(1_000)}\r\n.\r\nMAIL FROM:<${evil}>`,
  'Жана 李 É\u0301 ﷽',
];

t.test('keeps names and headlines to one line in headers and escapes them in HTML', async (t) => {
  const story = await publishStory(newsroom);
  for (const [at, name] of names.entries()) {
    const authorEmail = `reader${at}@post.example`;
    const asked = await approved(newsroom, story.id, { authorEmail, notify: true });
    await settled();
    const headline = names[(at + 1) % names.length] ?? '';
    await database.prisma.publication.update({ where: { articleId: story.id }, data: { headline } });
    await database.prisma.article.update({ where: { id: story.id }, data: { headline } });
    const answer = await newsroom.request('POST', `/v1/articles/${story.id}/comments`, {
      body: {
        authorName: 'Eve',
        authorEmail: `eve${at}@post.example`,
        body: `.\r\n\r\nQUIT\r\n\r\n.\r\n\r\n${name}`.slice(0, 5_000),
        parentId: asked,
      },
    });
    const { id } = answer.body;
    await settled();
    await database.prisma.comment.update({ where: { id }, data: { authorName: name } });
    await database.prisma.commentNotice.deleteMany({ where: { commentId: id } });
    const payload = { id, articleId: story.id, parentId: asked, status: 'pending' };
    const event = { position: 1n, type: 'comment.created', subjectId: id, payload, actor: null, createdAt: new Date() };
    await flow.handle([event]);
    const digest = mailbox.to(moderator).at(-1);
    t.match(digest?.text, `/v1/desk/comments/${id}`);
    t.match(digest?.text, '> QUIT', 'a text that looks like SMTP is a text');
    t.notMatch(digest?.html, /<script/);
    await newsroom.request('PATCH', `/v1/comments/${id}`, {
      as: 'moderator',
      body: { status: 'approved' },
    });
    const [mail] = await mailbox.arrived(authorEmail, 1);
    t.same(mail?.to, [authorEmail]);
    for (const { headers } of [mail, digest].filter((one) => one !== undefined)) {
      for (const header of headers.keys()) t.ok(expected.has(header), `${header} is an expected header`);
      t.ok([...headers.values()].every((values) => values.length === 1));
    }
    t.ok(
      (mail?.subject.length ?? 0) < 600 && !/[\r\n\u2028\u202e]/.test(mail?.subject ?? ''),
      'the subject is one line',
    );
    t.notMatch(mail?.html, /<script/);
    t.ok(
      mail?.source.split('\r\n').every((one) => Buffer.byteLength(one, 'latin1') <= 998),
      'lines are no longer than RFC 5322 allows',
    );
    const own = [...name.replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u202e\u2066]+/gu, ' ').trim()].slice(0, 119).join('');
    t.ok(mail?.subject.startsWith(own), `the subject decodes to ${own.slice(0, 40)}`);
  }
  await settled();
  t.ok(mailbox.mails.every(({ to }) => !to.includes(evil)));
});

t.test('builds links from the configured template', (t) => {
  const notice = {
    id: '0197f3c0-9a00-7b6e-9c55-0d1f6f2a4b77',
    authorName: '',
    headline: 'Rain',
    slug: 'rain-$&',
    text: 'So it does.',
    to: 'ada@post.example',
    unsubscribeToken: 'a.b',
  };
  const from = 'comments@news.example';
  const letter = (articleUrl: string | undefined) =>
    createEmailComposer({ from, publicUrl, articleUrl }).composeReplyEmail(notice);
  t.match(
    letter('https://www.news.example/{slug}.html#comments').text,
    'https://www.news.example/rain-%24%26.html#comments',
  );
  t.match(letter(undefined).text, 'https://news.example/v1/articles/rain-%24%26');
  t.match(letter(undefined).subject, 'Somebody replied to your comment on “Rain”');
  t.end();
});

t.test('lists some comments in an e-mail to moderators and counts all', (t) => {
  const notices = Array.from({ length: 60 }, (_, at) => ({
    id: `0197f3c0-9a00-7b6e-9c55-0d1f6f2a4b${at + 10}`,
    authorName: 'Ada',
    headline: `Story ${at}`,
    slug: 'story',
    text: 'So it does.',
    waits: at % 2 === 0,
    reasons: at % 2 === 0 ? [] : ['spam'],
  }));
  const { composeModeratorEmail: toModerators } = createEmailComposer({
    from: 'comments@news.example',
    publicUrl,
    articleUrl: undefined,
  });
  const letter = toModerators([moderator], notices);
  t.equal(letter.subject, '30 comments await moderation, 30 comments were reported');
  t.match(letter.text, 'And 10 more.');
  t.equal(
    toModerators([moderator], [...notices].reverse()).messageId,
    letter.messageId,
    'the same comments give the same Message-ID',
  );
  t.not(toModerators([moderator], notices.slice(1)).messageId, letter.messageId);
  t.equal(toModerators([moderator], notices.slice(0, 1)).subject, 'A comment awaits moderation: Story 0');
  t.end();
});
