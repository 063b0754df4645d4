import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import t from 'tap';
import { commentNotices } from '../../../src/flows/comment-notices/index.js';
import { type EventConsumer, startBackground } from '../../../src/platform/background/index.js';
import { approved, posted, publishStory } from '../../content/comments/readers.js';
import { moderator, openHouse, publicUrl } from './house.js';
import { Mailbox, until } from './mailbox.js';

const credentials = { user: 'news@desk', pass: 'p%a/s:s w' };
const mailbox = new Mailbox({
  authOptional: false,
  allowInsecureAuth: true,
  onAuth({ username, password }, _, done) {
    const known = username === credentials.user && password === credentials.pass;
    done(known ? null : new Error('Who are you?'), known ? { user: username } : undefined);
  },
});
await mailbox.open();
const { user, pass } = credentials;
const url = `smtp://${encodeURIComponent(user)}:${encodeURIComponent(pass)}@127.0.0.1:${mailbox.port}`;
await mailbox.close();
const mail = { url, from: 'comments@news.example', moderators: [moderator] };
const house = await openHouse(t, { mailbox, mail });
const { newsroom, settled, kinds, failures, warnings, notices } = house;
const { database } = newsroom;
const story = await publishStory(newsroom, { headline: 'Rain over Hamburg' });

let readers = 0;
const somebody = () => {
  readers += 1;
  return { authorEmail: `reader${readers}@post.example` };
};
const asks = async () => {
  const { authorEmail } = somebody();
  return { id: await approved(newsroom, story.id, { authorEmail, notify: true }), email: authorEmail };
};
const answered = (parentId: string) => approved(newsroom, story.id, { ...somebody(), parentId });

/** Returns the same consumer in a new process, which checks deferred mail immediately. */
const restarted = () => {
  const flow = commentNotices({ notices, mail, publicUrl });
  t.teardown(() => flow.close());
  return flow as Required<EventConsumer>;
};

t.test('skips a recipient whom the server rejects for good, without delaying the others', async (t) => {
  const [one, refused, three] = [await asks(), await asks(), await asks()];
  mailbox.refusals.set(refused.email, 550);
  const ids = [await answered(one.id), await answered(refused.id), await answered(three.id)];
  await settled();
  t.equal(mailbox.to(one.email).length, 1);
  t.equal(mailbox.to(three.email).length, 1);
  t.ok((await kinds(ids[1] ?? '')).includes('answered-refused'));
  t.match(warnings, [{ comments: [ids[1]], reason: /^550 / }], 'the operator is notified once');
  t.notMatch(JSON.stringify(warnings), refused.email, 'the log does not contain the address');
  mailbox.refusals.clear();
  await house.again();
  t.same(mailbox.to(refused.email), []);
  t.same(failures, []);
});

t.test('retries a deferred recipient separately, for a day', async (t) => {
  const [put, other] = [await asks(), await asks()];
  mailbox.refusals.set(put.email, 452);
  const answer = await answered(put.id);
  await answered(other.id);
  await settled();
  t.equal(mailbox.to(other.email).length, 1);
  t.ok((await kinds(answer)).includes('answered-deferred'));
  t.equal(await restarted().work(), 'idle');
  t.ok((await kinds(answer)).includes('answered-deferred'), 'the e-mail is deferred again');
  mailbox.refusals.clear();
  await restarted().work();
  t.equal(mailbox.to(put.email).length, 1);
  t.notOk((await kinds(answer)).includes('answered-deferred'));

  mailbox.refusals.set(put.email, 452);
  const never = await answered(put.id);
  await settled();
  const where = { commentId: never, kind: 'answered-deferred' };
  const { count } = await database.prisma.commentNotice.updateMany({
    where,
    data: { sentAt: new Date(Date.now() - 25 * 3_600_000) },
  });
  t.equal(count, 1);
  await restarted().work();
  const kept = await kinds(never);
  t.ok(kept.includes('answered-refused') && !kept.includes('answered-deferred'), 'the e-mail is given up');
  mailbox.refusals.clear();

  mailbox.refusals.set(moderator, 450);
  const waiting = await posted(newsroom, story.id, somebody());
  await settled();
  t.same(await kinds(waiting), ['moderators-deferred']);
  await database.prisma.comment.update({ where: { id: waiting }, data: { status: 'rejected' } });
  mailbox.refusals.clear();
  const before = mailbox.mails.length;
  await restarted().work();
  t.same(await kinds(waiting), [], 'a reply that is no longer public is not announced');
  t.equal(mailbox.mails.length, before);
});

t.test('loses no mail while the server is away, and does not stop other consumers', async (t) => {
  await settled();
  const asked = await asks();
  await settled();
  await mailbox.close();
  const seen: string[] = [];
  const beside = startBackground(
    database,
    {
      consumers: [
        { name: 'test.beside', handle: async (events) => void seen.push(...events.map(({ subjectId }) => subjectId)) },
      ],
    },
    { error: () => {} },
  );
  const ids = [await answered(asked.id), await answered(asked.id)];
  await until(() => failures.length >= 2, 'the consumer fails again');
  await until(() => ids.every((id) => seen.includes(id)), 'the other consumer continues');
  await beside.stop();
  t.match(failures[0]?.message, /^The mail server accepts no mail: .*ECONNREFUSED/);
  t.notMatch(failures.map((error) => JSON.stringify([error.message, error.cause])).join(), /post\.example|p%a/);
  t.same(mailbox.to(asked.email), []);
  await mailbox.open();
  t.equal((await mailbox.arrived(asked.email, 2)).length, 2);
  await settled();
  t.equal(mailbox.to(asked.email).length, 2);
  failures.length = 0;
});

t.test("gives up no mail when the server stops accepting the newsroom's login", async (t) => {
  const asked = await asks();
  await settled();
  const answer = await answered(asked.id);
  await settled();
  await database.prisma.commentNotice.deleteMany({ where: { commentId: answer } });
  const flow = commentNotices({ notices, mail: { ...mail, url: mailbox.url }, publicUrl });
  const stranger = commentNotices({
    notices,
    mail: { ...mail, url: mailbox.url.replace('//', '//a:wrong@') },
    publicUrl,
  });
  const event = { position: 1n, type: 'comment.created', subjectId: answer, actor: null, createdAt: new Date() };
  const payload = { id: answer, articleId: story.id, parentId: asked.id, status: 'approved' };
  for (const one of [flow, stranger]) {
    await t.rejects(one.handle([{ ...event, payload }]), /accepts no mail: .*53[05]/);
    one.close();
  }
  t.same(await kinds(answer), []);
});

t.test('gives up on a silent mail server without trying every letter', async (t) => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const asked = await asks();
  const ids = [];
  for (let n = 0; n < 8; n++) ids.push(await posted(newsroom, story.id, { ...somebody(), parentId: asked.id }));
  await database.prisma.comment.updateMany({ where: { id: { in: ids } }, data: { status: 'approved' } });
  const { port } = silent.address() as AddressInfo;
  const flow = commentNotices({ notices, mail: { ...mail, url: `smtp://127.0.0.1:${port}` }, publicUrl });
  const events = ids.map((id) => ({
    position: 1n,
    type: 'comment.created',
    subjectId: id,
    payload: { id, articleId: story.id, parentId: asked.id, status: 'approved' },
    actor: null,
    createdAt: new Date(),
  }));
  await t.rejects(flow.handle(events), /accepts no mail/);
  // Two connections, each opened again once. A consumer that tried every letter would open eight at least.
  t.ok(sockets.size <= 4, `${sockets.size} connections for ${ids.length} e-mails`);
  flow.close();
});

t.test('retries a single e-mail when the server hangs up on it', async (t) => {
  const [bad, good] = [await asks(), await asks()];
  const rude = new Mailbox({
    onRcptTo({ address }, _, done) {
      if (address !== bad.email) return done();
      done(Object.assign(new Error('Good bye'), { responseCode: 421 }));
    },
  });
  await rude.open();
  t.teardown(() => rude.close());
  const ids = [
    await posted(newsroom, story.id, { ...somebody(), parentId: bad.id }),
    await posted(newsroom, story.id, { ...somebody(), parentId: good.id }),
  ];
  await database.prisma.comment.updateMany({ where: { id: { in: ids } }, data: { status: 'approved' } });
  const flow = commentNotices({ notices, mail: { ...mail, url: rude.url }, publicUrl });
  const events = ids.map((id, at) => ({
    position: 1n,
    type: 'comment.created',
    subjectId: id,
    payload: { id, articleId: story.id, parentId: [bad, good][at]?.id, status: 'approved' },
    actor: null,
    createdAt: new Date(),
  }));
  await flow.handle(events);
  flow.close();
  t.equal(rude.to(good.email).length, 1);
  t.ok((await kinds(ids[0] ?? '')).includes('answered-deferred'));
});

t.test('sends an e-mail again when the process ended before it recorded the outcome', async (t) => {
  const asked = await asks();
  const id = await posted(newsroom, story.id, { ...somebody(), parentId: asked.id });
  await database.prisma.comment.update({ where: { id }, data: { status: 'approved' } });
  const dying = { ...notices, recordOutcomes: () => Promise.reject(new Error('The process ends.')) };
  const first = commentNotices({ notices: dying, mail, publicUrl });
  const next = commentNotices({ notices, mail, publicUrl });
  const payload = { id, articleId: story.id, parentId: asked.id, status: 'approved' };
  const event = { position: 1n, type: 'comment.created', subjectId: id, payload, actor: null, createdAt: new Date() };
  await t.rejects(first.handle([event]), { message: 'The process ends.' });
  await next.handle([event]);
  await next.handle([event]);
  first.close();
  next.close();
  const ids = mailbox.to(asked.email).map(({ headers }) => headers.get('message-id')?.[0]);
  t.same(
    ids,
    Array(2).fill(`<answered.${id}@news.example>`),
    'mail programs recognise the repeated e-mail by its Message-ID',
  );
});
