import t from 'tap';
import { noRequest, toJson } from '../../../src/platform/db/index.js';
import { approved, decide, posted, publishStory } from '../../content/comments/readers.js';
import { moderator, openHouse, publicUrl } from './house.js';

const house = await openHouse(t);
const { newsroom, mailbox, settled, kinds } = house;
const { request, database } = newsroom;
const story = await publishStory(newsroom, { headline: 'Rain over Hamburg' });

let readers = 0;
const somebody = (name = 'Ada Reader') => {
  readers += 1;
  return { authorName: name, authorEmail: `reader${readers}@post.example` };
};
/** Creates a public comment whose author subscribes to replies. */
const asks = async (ref = story.id) => {
  const author = somebody('Johanna Weiss');
  return { id: await approved(newsroom, ref, { ...author, notify: true }), email: author.authorEmail };
};

t.test('sends moderators one e-mail about all pending and reported comments', async (t) => {
  await settled();
  const before = mailbox.to(moderator).length;
  const { authorEmail } = somebody();
  const [first, second] = await Promise.all([
    posted(newsroom, story.id, { authorName: 'Ben', authorEmail, body: `It **rained** <all> day. ${'x'.repeat(300)}` }),
    posted(newsroom, story.id, somebody('Cleo')),
  ]);
  await settled();
  const mails = mailbox.to(moderator).slice(before);
  const all = mails.map(({ text }) => text).join('');
  for (const one of ['Ben wrote:', 'Cleo wrote:', 'Rain over Hamburg', '> It rained <all> day. xxx', 'x…\n'])
    t.ok(all.includes(one), one);
  for (const id of [first, second]) t.ok(all.includes(`${publicUrl}/v1/desk/comments/${id}`));
  t.notOk(all.includes('x'.repeat(200)), 'the first 200 characters');
  t.notMatch(mails.map(({ source }) => source).join(), /post\.example/, 'nobody is told the address of a reader');
  t.match(mails[0]?.html, /It rained &lt;all&gt; day/);
  t.match(mails[0]?.from, 'comments@news.example');
  t.same(mails[0]?.headers.get('auto-submitted'), ['auto-generated']);
  t.same(await kinds(first), ['moderators']);

  await decide(newsroom, first, 'approved');
  await settled();
  const reported = mailbox.to(moderator).length;
  await request('POST', `/v1/comments/${first}/flags`, { body: { reason: 'abusive', note: 'Look at it' } });
  await settled();
  const report = (await mailbox.arrived(moderator, reported + 1)).at(-1);
  t.match(report?.subject, 'A comment was reported: Rain over Hamburg');
  t.match(report?.text, /Reported: abusive\./);
  t.same(await kinds(first), ['moderators', 'reported']);
});

t.test('notifies moderators of reports that follow a decision', async (t) => {
  const id = await approved(newsroom, story.id, somebody());
  const report = (reason: string, from: string) =>
    database.transaction(noRequest, async (tx) => {
      await tx.query
        .insertInto('commentFlags')
        .values({ id: crypto.randomUUID(), commentId: id, readerKey: from, reason })
        .execute();
      await tx.query
        .updateTable('comments')
        .set(({ eb }) => ({ openFlags: eb('openFlags', '+', 1) }))
        .where('id', '=', id)
        .execute();
      const payload = { id, articleId: story.id, parentId: null, status: 'approved', reason };
      await tx.query
        .insertInto('events')
        .values({ type: 'comment.reported', subjectId: id, payload: toJson(payload), actor: 'anonymous' })
        .execute();
    });
  const about = () =>
    mailbox.to(moderator).filter(({ text }) => text.includes(id) && text.includes('Reported:')).length;
  await report('spam', 'one');
  await settled();
  t.equal(about(), 1);
  await report('false', 'two');
  await settled();
  t.equal(about(), 1, 'moderators are not notified again');
  await decide(newsroom, id, 'approved');
  await report('other', 'three');
  await settled();
  t.equal(about(), 2);
  const ids = mailbox.mails.map(({ headers }) => headers.get('message-id')?.[0]);
  t.ok(ids.every((one) => /^<[\w.-]+@news\.example>$/.test(one ?? '')));
});

t.test('notifies a subscriber of a public reply, with its source and the reason', async (t) => {
  const asked = await asks();
  const answer = await posted(newsroom, story.id, {
    ...somebody('Zoë Müller'),
    parentId: asked.id,
    body: 'I saw *that*, too.',
  });
  await settled();
  t.same(mailbox.to(asked.email), [], 'nothing is sent while the comment is pending');
  await decide(newsroom, answer, 'approved');
  const [mail] = await mailbox.arrived(asked.email, 1);
  t.same(mail?.to, [asked.email]);
  t.equal(mail?.subject, 'Zoë Müller replied to your comment on “Rain over Hamburg”');
  t.match(mail?.headers.get('subject')?.[0], /^=\?utf-8\?[bq]\?/i, 'the subject is encoded');
  t.match(mail?.text, '> I saw that, too.');
  t.match(mail?.text, `${publicUrl}/v1/articles/${story.slug}`);
  t.match(mail?.text, 'You receive this e-mail from news.example because');
  t.match(mail?.html, `<a href="${publicUrl}/v1/articles/${story.slug}">`);
  t.same(mail?.headers.get('message-id'), [`<answered.${answer}@news.example>`]);
  t.same(mail?.headers.get('auto-submitted'), ['auto-generated']);
  t.same(mail?.headers.get('list-unsubscribe-post'), ['List-Unsubscribe=One-Click']);
  t.match(
    mail?.headers.get('list-unsubscribe')?.[0],
    /^<https:\/\/news\.example\/v1\/comment-unsubscribes\?token=[\w.-]+>$/,
  );
  await settled();
  t.same(await kinds(answer), ['answered', 'moderators']);
});

t.test('notifies the author whom a reply answers, even where the thread gets no deeper', async (t) => {
  const deep = await publishStory(newsroom);
  await request('PUT', `/v1/articles/${deep.id}/comment-policy`, { as: 'moderator', body: { maxDepth: 1 } });
  const top = await asks(deep.id);
  const middle = { email: 'middle@post.example', id: '' };
  middle.id = await approved(newsroom, deep.id, { authorEmail: middle.email, notify: true, parentId: top.id });
  await approved(newsroom, deep.id, { ...somebody(), parentId: middle.id });
  await settled();
  t.equal((await mailbox.arrived(middle.email, 1)).length, 1);
  t.equal(mailbox.to(top.email).length, 1, 'the top author is notified only of a direct reply');
});

t.test('sends nothing for own replies, without a subscription or for retracted comments', async (t) => {
  const own = await asks();
  await approved(newsroom, story.id, { authorEmail: own.email.toUpperCase(), parentId: own.id });
  const silent = somebody();
  const unasked = await approved(newsroom, story.id, silent);
  await approved(newsroom, story.id, { ...somebody(), parentId: unasked });
  const gone = somebody();
  const sent = await request('POST', `/v1/articles/${story.id}/comments`, {
    body: { ...gone, notify: true, body: 'I take it back.' },
  });
  await decide(newsroom, sent.body.id, 'approved');
  const late = await posted(newsroom, story.id, { ...somebody(), parentId: sent.body.id });
  const { editToken } = sent.body;
  await request('POST', `/v1/comments/${sent.body.id}/retract`, { body: { editToken } });
  await decide(newsroom, late, 'approved');
  const refused = await asks();
  const answer = await posted(newsroom, story.id, { ...somebody(), parentId: refused.id });
  await decide(newsroom, refused.id, 'rejected');
  await decide(newsroom, answer, 'approved');
  const withdrawn = await asks();
  const hidden = await posted(newsroom, story.id, { ...somebody(), parentId: withdrawn.id });
  await database.prisma.comment.update({ where: { id: hidden }, data: { status: 'rejected' } });
  await settled();
  for (const email of [own.email, silent.authorEmail, gone.authorEmail, refused.email, withdrawn.email])
    t.same(mailbox.to(email), [], email);
});

t.test('notifies once when events are delivered twice', async (t) => {
  const asked = await asks();
  await approved(newsroom, story.id, { ...somebody(), parentId: asked.id });
  await posted(newsroom, story.id, somebody());
  await settled();
  const before = mailbox.mails.length;
  await house.again();
  t.equal(mailbox.mails.length, before);
});

t.test('sends nothing for old events and imported comments', async (t) => {
  const old = await asks();
  const answer = await posted(newsroom, story.id, { ...somebody(), parentId: old.id });
  await settled();
  const before = mailbox.mails.length;
  const long = new Date(Date.now() - 4 * 24 * 60 * 60 * 1000);
  const event = (subjectId: string, status: string, createdAt: Date) =>
    database.prisma.event.create({
      data: {
        type: 'comment.created',
        subjectId,
        payload: { id: subjectId, articleId: story.id, parentId: null, status },
        createdAt,
      },
    });
  await database.prisma.comment.update({ where: { id: answer }, data: { status: 'approved' } });
  await event(answer, 'approved', long);
  const imported = await posted(newsroom, story.id, somebody());
  await settled();
  await database.prisma.commentNotice.deleteMany({ where: { commentId: imported } });
  await database.prisma.comment.update({ where: { id: imported }, data: { source: 'disqus:forum', sourceId: '1' } });
  await event(imported, 'pending', new Date());
  await settled();
  t.equal(mailbox.mails.length, before + 1, 'only the comment from before the import is announced');
});

t.test('takes the same number of statements for any number of events', async (t) => {
  await settled();
  const asked = await asks();
  const story2 = await publishStory(newsroom);
  await settled();
  const count = async (comments: number) => {
    const ids: string[] = [];
    for (let n = 0; n < comments; n++) {
      ids.push(await posted(newsroom, story.id, { ...somebody(), parentId: asked.id }));
      ids.push(await posted(newsroom, story2.id, somebody()));
    }
    await settled();
    await database.prisma.commentNotice.deleteMany({ where: { commentId: { in: ids } } });
    await database.prisma.comment.updateMany({
      where: { id: { in: ids }, parentId: { not: null } },
      data: { status: 'approved' },
    });
    const rows = await database.prisma.comment.findMany({ where: { id: { in: ids } } });
    const events = rows.map((row) => ({
      position: 0n,
      type: 'comment.created',
      subjectId: row.id,
      payload: { id: row.id, articleId: row.articleId, parentId: row.parentId, status: row.status },
      actor: 'anonymous',
      createdAt: new Date(),
    }));
    const before = mailbox.to(moderator).length;
    newsroom.sent();
    await house.flow.handle(events);
    t.equal(mailbox.to(moderator).length, before + 1, 'moderators get one e-mail');
    const sent = newsroom.sent().filter((sql) => /comment_notices/.test(sql));
    t.equal(await database.prisma.commentNotice.count({ where: { commentId: { in: ids } } }), comments * 2);
    return sent.length;
  };
  t.equal(await count(1), 3, 'the statements read pending, answered and sent comments');
  t.equal(await count(5), 3);
});

t.test("leaves no failure in the relay's log", async (t) => t.same(house.failures, []));
