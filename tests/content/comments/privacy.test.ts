import t from 'tap';
import { commentPrivacy } from '../../../src/content/comments/privacy/privacy.service.js';
import { createAuthorIdentity } from '../../../src/content/comments/threads/author-identity.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { createOutbox } from '../../../src/platform/events/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, countOn, decide, ids, post, posted, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const { prisma } = newsroom.database;
const keeper = createAuthorIdentity('k'.repeat(32));

let readers = 0;
const somebody = () => `reader.${++readers}@post.example`;

const ask = (body: Record<string, unknown>) => newsroom.request('POST', '/v1/privacy/requests', { as: 'admin', body });
const held = async (email: string) => (await ask({ email, kind: 'export' })).body.data;
const rowOf = (id: string) => prisma.comment.findUniqueOrThrow({ where: { id } });

t.test('requires an administrator and a valid request', async (t) => {
  const body = { email: somebody(), kind: 'export' };
  t.equal((await newsroom.request('POST', '/v1/privacy/requests', { body })).status, 401);
  for (const as of ['editor', 'moderator', 'importer'] as const) {
    t.equal((await newsroom.request('POST', '/v1/privacy/requests', { as, body })).status, 403, as);
    t.equal((await newsroom.request('GET', '/v1/privacy/requests', { as })).status, 403, as);
  }
  for (const wrong of [
    { ...body, email: 'nobody' },
    { ...body, kind: 'forget' },
    { ...body, texts: 'remove' },
    { ...body, kind: 'erase', texts: 'some' },
    { ...body, name: 'Ada' },
    { kind: 'export' },
  ])
    t.equal((await ask(wrong)).status, 400, JSON.stringify(wrong));
});

t.test('exports all data about a person, and no data about others', async (t) => {
  const email = somebody();
  const story = await publishStory(newsroom, { headline: 'The story of the export' });
  const top = await approved(newsroom, story.id, {
    authorName: 'Otto Export',
    authorEmail: email.toUpperCase(),
    authorUrl: 'https://otto.example/',
    notify: true,
  });
  const other = await approved(newsroom, story.id, { parentId: top, authorEmail: somebody() });
  const reply = await posted(newsroom, story.id, { parentId: other, authorEmail: email });
  const flag = { body: { reason: 'false', note: 'It did not rain.' } };
  t.equal((await newsroom.request('POST', `/v1/comments/${top}/flags`, flag)).status, 204);
  await prisma.commentNotice.create({ data: { commentId: top, kind: 'reply' } });
  await prisma.commentUnsubscribe.create({ data: { authorKey: keeper.key(email) } });
  const ban = { comment: top, reason: 'Threats' };
  t.equal((await newsroom.request('POST', '/v1/comment-bans', { as: 'moderator', body: ban })).status, 201);

  const answer = await ask({ email: ` ${email}`.trim().replace('reader', 'Reader'), kind: 'export' });
  t.match(answer, { status: 201, headers: { 'cache-control': /no-store/ } });
  t.match(answer.body, { kind: 'export', comments: 2, askedBy: 'The admin', data: { unsubscribed: true } });
  const { data } = answer.body;
  t.match(data.ban, { reason: 'Threats', until: null, bannedBy: 'The moderator' });
  t.match(data.comments, [
    {
      id: top,
      article: { id: story.id, slug: story.slug, headline: 'The story of the export' },
      parentId: null,
      status: 'approved',
      name: 'Otto Export',
      email: email.toUpperCase(),
      url: 'https://otto.example/',
      body: (await rowOf(top)).body,
      editedAt: null,
      deletedAt: null,
      notify: true,
      pinned: false,
      source: null,
      decisions: [{ statusBefore: null }, { statusBefore: 'pending', status: 'approved', decidedBy: 'The moderator' }],
      flags: [{ reason: 'false', note: 'It did not rain.' }],
      notices: [{ kind: 'reply' }],
    },
    { id: reply, parentId: other, status: 'pending' },
  ]);
  const row = await rowOf(top);
  for (const secret of [row.editTokenHash, row.authorKey, row.fingerprint, row.readerKey, row.authorEmail])
    t.notOk(secret !== null && answer.text.includes(secret), 'the export contains no secrets');
  t.strictSame(await held(somebody()), { comments: [], ban: null, unsubscribed: false });
});

t.test('finds comments whose address is not sealed yet', async (t) => {
  const email = somebody();
  const story = await publishStory(newsroom);
  const id = await posted(newsroom, story.id, { authorEmail: email });
  await prisma.comment.update({ where: { id }, data: { authorEmail: email.toUpperCase(), authorKey: null } });
  t.match((await held(email)).comments, [{ id, email: email.toUpperCase() }]);
  t.equal((await ask({ email, kind: 'erase' })).body.comments, 1);
  t.match(await rowOf(id), { authorKey: '', authorName: '' });
});

t.test('erases the author of comments, and keeps threads, texts and counts', async (t) => {
  const email = somebody();
  const story = await publishStory(newsroom);
  const sent = await post(newsroom, story.id, {
    authorName: 'Emma Erased',
    authorUrl: 'https://emma.example/',
    authorEmail: email,
  });
  const top = sent.body.id;
  await decide(newsroom, top, 'approved');
  const reply = await approved(newsroom, story.id, { parentId: top, authorEmail: somebody() });
  await prisma.comment.update({ where: { id: top }, data: { source: 'elsewhere', sourceId: '17', notify: true } });
  const list = `/v1/articles/${story.id}/comments?sort=createdAt`;
  t.match((await newsroom.request('GET', list)).body.data[0], { author: { name: 'Emma Erased' } });
  const before = await rowOf(top);

  t.match(await ask({ email, kind: 'erase' }), { status: 201, body: { kind: 'erase', comments: 1, data: null } });

  const page = await newsroom.request('GET', list);
  t.strictSame(ids(page), [top, reply], 'the cached thread is refreshed');
  t.match(page.body.data[0], {
    author: { name: '', url: null },
    bodyHtml: before.bodyHtml,
    removed: false,
    deletedAt: null,
    replyCount: 1,
  });
  t.equal(await countOn(newsroom, story.id), 2);
  const row = await rowOf(top);
  t.match(row, {
    status: 'approved',
    authorKey: '',
    fingerprint: null,
    readerKey: null,
    notify: false,
    source: 'elsewhere',
    sourceId: '17',
    version: before.version + 1,
  });
  t.equal(keeper.open(row.authorEmail), null);
  t.notOk(JSON.stringify(row).includes('mma'));
  const own = { body: { editToken: sent.body.editToken, body: 'It is mine.' } };
  t.equal((await newsroom.request('POST', `/v1/comments/${top}/edit`, own)).status, 403);
  t.not(row.editTokenHash, before.editTokenHash);
  const [decision] = await prisma.commentDecision.findMany({ where: { commentId: top }, orderBy: { id: 'desc' } });
  t.match(decision, {
    phase: 'privacy',
    reason: 'erased at the request of the author',
    statusBefore: 'approved',
    status: 'approved',
    decidedBy: 'The admin',
  });
  const events = await prisma.event.findMany({ where: { subjectId: top, type: 'comment.erased' } });
  t.strictSame(
    events.map(({ payload }) => payload),
    [{ id: top, articleId: story.id, parentId: null, status: 'approved', previousStatus: 'approved' }],
  );
  t.strictSame((await held(email)).comments, []);
  t.equal((await ask({ email, kind: 'erase' })).body.comments, 0, 'a second erasure finds nothing');
  t.equal((await rowOf(top)).version, row.version);
});

t.test('keeps bans and unsubscriptions after an erasure', async (t) => {
  const email = somebody();
  const story = await publishStory(newsroom);
  const comment = await posted(newsroom, story.id, { authorEmail: email });
  await newsroom.request('POST', '/v1/comment-bans', { as: 'moderator', body: { comment, reason: 'Threats' } });
  await prisma.commentUnsubscribe.create({ data: { authorKey: keeper.key(email) } });
  await ask({ email, kind: 'erase', texts: 'remove' });
  t.equal((await post(newsroom, story.id, { authorEmail: email })).status, 403);
  t.match(await held(email), { comments: [], ban: { reason: 'Threats' }, unsubscribed: true });
});

t.test('removes comments when texts are erased too, and keeps placeholders where replies exist', async (t) => {
  const email = somebody();
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id, { authorEmail: email });
  const reply = await approved(newsroom, story.id, { parentId: top, authorEmail: somebody() });
  const leaf = await approved(newsroom, story.id, { parentId: reply, authorEmail: email });
  const waiting = await posted(newsroom, story.id, { authorEmail: email });
  const spam = await posted(newsroom, story.id, { authorEmail: email });
  await decide(newsroom, spam, 'spam');
  t.equal((await newsroom.request('POST', `/v1/comments/${top}/flags`, { body: { reason: 'false' } })).status, 204);
  t.equal(
    (await newsroom.request('PATCH', `/v1/comments/${top}`, { as: 'moderator', body: { pinned: true } })).status,
    200,
  );
  t.equal(await countOn(newsroom, story.id), 3);

  t.equal((await ask({ email, kind: 'erase', texts: 'remove' })).body.comments, 4);

  t.equal(await countOn(newsroom, story.id), 1);
  const page = await newsroom.request('GET', `/v1/articles/${story.id}/comments?sort=createdAt`);
  t.match(page.body.data, [
    { id: top, author: { name: '' }, bodyHtml: '', pinned: false, replyCount: 1, descendantCount: 1 },
    { id: reply, replyCount: 0, descendantCount: 0 },
  ]);
  t.not(page.body.data[0].deletedAt, null);
  t.equal((await newsroom.request('GET', `/v1/comments/${leaf}`)).status, 404);
  for (const [id, status] of [
    [top, 'rejected'],
    [leaf, 'rejected'],
    [waiting, 'rejected'],
    [spam, 'spam'],
  ] as const)
    t.match(await rowOf(id), { status, body: '', bodyHtml: '', authorName: '', openFlags: 0 });
  t.equal(await prisma.commentFlag.count({ where: { commentId: top, resolvedAt: null } }), 0, 'no report is left open');
  t.equal((await decide(newsroom, top, 'approved')).status, 409, 'an erased comment cannot be approved');
});

t.test('records that a request was made, but not about whom', async (t) => {
  const email = somebody();
  const story = await publishStory(newsroom);
  await posted(newsroom, story.id, { authorEmail: email });
  const exported = await ask({ email, kind: 'export' });
  const erased = await ask({ email, kind: 'erase' });
  const list = (query: string) => newsroom.request('GET', `/v1/privacy/requests?${query}`, { as: 'admin' });
  const first = await list('limit=1&count=exact');
  t.match(first, { status: 200, headers: { 'cache-control': /no-store/ } });
  t.strictSame(first.body.data, [
    { id: erased.body.id, kind: 'erase', comments: 1, askedBy: 'The admin', createdAt: erased.body.createdAt },
  ]);
  t.ok(first.body.page.total >= 2);
  const second = await list(`limit=1&after=${first.body.page.next}`);
  t.strictSame(ids(second), [exported.body.id]);
  t.strictSame(ids(await list(`limit=1&before=${second.body.page.previous}`)), [erased.body.id]);
  t.equal((await list('limit=100&sort=createdAt')).body.data.at(-1).id, erased.body.id);
  const requests = await prisma.privacyRequest.findMany();
  const events = await prisma.event.findMany();
  const kept = JSON.stringify([requests, events.map(({ payload }) => payload)]);
  t.notOk(kept.includes(email) || kept.includes(keeper.key(email)));
});

/** Creates comments by one author on one article, every second one approved. */
async function many(email: string, articleId: string, count: number): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO comments (id, article_id, status, author_name, author_email, author_key, body, body_html, edit_token_hash)
    SELECT gen_random_uuid(), ${articleId}::uuid, CASE WHEN n % 2 = 0 THEN 'approved' ELSE 'pending' END, 'Mary Many',
      ${keeper.seal(email)}, ${keeper.key(email)}, 'Text ' || n, '<p>Text ' || n || '</p>', 'x' FROM generate_series(1, ${count}::int) n`;
  await newsroom.newsroom.comments.recount({ repair: true });
}

t.test('takes as many statements per batch for many comments as for few', async (t) => {
  const cost = async (count: number, body: Record<string, unknown>) => {
    const email = somebody();
    await many(email, (await publishStory(newsroom)).id, count);
    newsroom.statements();
    t.equal((await ask({ email, ...body })).body.comments, count);
    return newsroom.statements().length;
  };
  const exporting = { kind: 'export' };
  await cost(1, exporting);
  t.equal(await cost(900, exporting), await cost(2, exporting));
  const erasing = { kind: 'erase', texts: 'remove' };
  t.equal(await cost(450, erasing), await cost(4, erasing));
});

t.test('continues an interrupted erasure when it is requested again', async (t) => {
  const email = somebody();
  const story = await publishStory(newsroom);
  await many(email, story.id, 1_201);
  const events = createOutbox(newsroom.newsroom.signals, () => {});
  let batches = 0;
  const breaking: typeof events = {
    ...events,
    appendAll(...told) {
      batches += 1;
      if (batches === 2) throw new Error('The process ends here.');
      return events.appendAll(...told);
    },
  };
  const requests = await prisma.privacyRequest.count();
  const privacy = commentPrivacy({ database: newsroom.database, events: breaking, authors: keeper });
  const input = { email, kind: 'erase', texts: 'remove' } as const;
  await t.rejects(privacy.ask(systemActor, input), /ends here/);
  t.equal((await held(email)).comments.length, 701, 'one batch is erased and the interrupted one is rolled back');
  t.equal(await prisma.privacyRequest.count(), requests + 1, 'only the export is recorded');
  t.equal((await ask(input)).body.comments, 701);
  t.equal(await prisma.comment.count({ where: { articleId: story.id, authorName: { not: '' } } }), 0);
  t.equal(await countOn(newsroom, story.id), 0);
  t.equal((await newsroom.newsroom.comments.recount({ repair: false })).wrongCount, 0);
});

t.test('does not repeat a stored response that contains erased or retracted comments', async (t) => {
  const story = await publishStory(newsroom);
  const body = (authorEmail: string) => ({
    authorName: 'Replayed Name',
    authorEmail,
    body: `Replayed words of ${authorEmail.split('@')[0]}.`,
  });
  const send = (key: string, email: string) =>
    newsroom.request('POST', `/v1/articles/${story.slug}/comments`, {
      body: body(email),
      headers: { 'idempotency-key': key },
    });
  const [gone, kept] = [somebody(), somebody()];
  const first = await send('replay-gone', gone);
  await send('replay-kept', kept);
  t.equal((await send('replay-gone', gone)).text, first.text);
  const exportRequest = () =>
    newsroom.request('POST', '/v1/privacy/requests', {
      as: 'admin',
      body: { email: gone, kind: 'export' },
      headers: { 'idempotency-key': 'replay-export' },
    });
  t.match((await exportRequest()).text, /Replayed Name/);

  t.equal((await ask({ email: gone, kind: 'erase', texts: 'remove' })).body.comments, 1);
  for (const again of [await send('replay-gone', gone), await exportRequest()]) {
    t.match(again, { status: 410, body: { code: 'response-erased' } });
    t.notMatch(again.text, /Replayed/);
  }
  const other = await send('replay-kept', kept);
  t.match(other, { status: 202, headers: { 'idempotency-replayed': 'true' } }, 'other responses are kept');
  t.equal(await prisma.comment.count({ where: { articleId: story.id, authorName: 'Replayed Name' } }), 1);

  const { id, editToken } = other.body;
  t.equal((await newsroom.request('POST', `/v1/comments/${id}/retract`, { body: { editToken } })).status, 204);
  t.match(await send('replay-kept', kept), { status: 410, body: { code: 'response-erased' } });
});
