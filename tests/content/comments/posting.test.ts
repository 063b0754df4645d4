import { createHash } from 'node:crypto';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, decide, email, post, posted, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const story = await publishStory(newsroom);

t.test('returns the comment, its status and an edit token to a guest, but no e-mail address', async (t) => {
  const answer = await post(newsroom, story.slug, { authorUrl: 'https://ada.example/', body: 'It *rained*.' });
  t.equal(answer.status, 202);
  t.match(answer.body, {
    articleId: story.id,
    parentId: null,
    depth: 0,
    author: { name: 'Ada Reader', url: 'https://ada.example/' },
    status: 'pending',
    editedAt: null,
    replyCount: 0,
    editToken: /^[\w-]{43}$/,
  });
  t.match(answer.body.bodyHtml, /<em>rained<\/em>/);
  t.match(answer.headers.location, new RegExp(`/v1/comments/${answer.body.id}$`));
  t.notMatch(JSON.stringify(answer), email);
  const row = await newsroom.database.prisma.comment.findUniqueOrThrow({ where: { id: answer.body.id } });
  t.equal(
    row.editTokenHash,
    createHash('sha256').update(answer.body.editToken).digest('hex'),
    'only the hash is stored',
  );
});

t.test('approves comments of moderators but not of editors, and refuses a status from anyone', async (t) => {
  const body = { authorName: 'Mo Derator', authorEmail: 'mo@post.example', body: 'As I said.' };
  const answer = await newsroom.request('POST', `/v1/articles/${story.id}/comments`, { as: 'moderator', body });
  t.equal(answer.status, 201);
  t.equal(answer.body.status, 'approved');
  const other = { ...body, body: 'As I said, too.' };
  t.equal(
    (await newsroom.request('POST', `/v1/articles/${story.id}/comments`, { as: 'editor', body: other })).status,
    202,
  );
  t.match((await post(newsroom, story.id, { status: 'approved' })).body.errors, [
    { pointer: '/status', code: 'unknown-field' },
  ]);
});

t.test('returns 404 for a comment on an article that is not live, as if it did not exist', async (t) => {
  const draft = await newsroom.request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Not yet' } });
  for (const ref of [draft.body.id, draft.body.slug, 'no-such-story', '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11']) {
    const answer = await post(newsroom, ref);
    t.equal(answer.status, 404);
    t.equal(answer.body.code, 'not-found');
  }
});

t.test('refuses comments on a closed article and keeps its existing comments', async (t) => {
  const open = await publishStory(newsroom);
  const id = await approved(newsroom, open.id);
  await newsroom.request('PATCH', `/v1/articles/${open.id}`, { as: 'editor', body: { commentsOpen: false } });
  await newsroom.request('POST', `/v1/articles/${open.id}/publish`, { as: 'editor' });
  const refused = await post(newsroom, open.id);
  t.equal(refused.status, 403);
  t.equal(refused.body.code, 'comments-closed');
  t.equal((await newsroom.request('GET', `/v1/comments/${id}`)).status, 200);
});

t.test('refuses each invalid field and names it', async (t) => {
  const cases: [Record<string, unknown>, string][] = [
    [{ authorName: undefined }, '/authorName'],
    [{ authorName: '   ' }, '/authorName'],
    [{ authorName: 'x'.repeat(101) }, '/authorName'],
    [{ authorName: 'A\u0000da' }, '/authorName'],
    [{ authorName: 7 }, '/authorName'],
    [{ authorEmail: undefined }, '/authorEmail'],
    [{ authorEmail: 'ada' }, '/authorEmail'],
    [{ authorEmail: `ada@${'x'.repeat(250)}.example` }, '/authorEmail'],
    [{ authorEmail: 'ada@post.example\nBcc: all@post.example' }, '/authorEmail'],
    [{ body: undefined }, '/body'],
    [{ body: 'x' }, '/body'],
    [{ body: 'x'.repeat(5_001) }, '/body'],
    [{ body: 'half \ud800 pair' }, '/body'],
    [{ authorUrl: 'javascript:alert(1)' }, '/authorUrl'],
    [{ authorUrl: 'ada.example' }, '/authorUrl'],
    [{ parentId: 'first' }, '/parentId'],
    [{ nickname: 'ada' }, '/nickname'],
  ];
  for (const [input, pointer] of cases) {
    const answer = await post(newsroom, story.id, input);
    t.equal(answer.status, 400, pointer);
    t.equal(answer.body.code, 'invalid-request');
    t.match(answer.body.errors, [{ pointer }]);
    t.notMatch(JSON.stringify(answer.body), 'post.example', 'the response does not contain the address');
  }
});

t.test('renders every comment as inert text', async (t) => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '[click](<JaVaScRiPt:alert(1)>)',
    '![x](https://tracker.example/pixel.gif)',
    '<a href="https://good.example" onclick="alert(1)">x</a>',
    '<svg/onload=alert(1)>',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
  ];
  for (const body of attacks) {
    const { status, body: comment } = await post(newsroom, story.id, { body });
    t.equal(status, 202, body);
    t.notMatch(comment.bodyHtml, /<(?:script|img|svg|iframe|style)|<[^>]+\son\w+=|href="(?!https?:|mailto:)/i, body);
  }
  const linked = await post(newsroom, story.id, { body: 'See [this](https://elsewhere.example/).' });
  t.match(linked.body.bodyHtml, /rel="[^"]*nofollow[^"]*"/, 'links have rel=nofollow');
});

t.test('accepts replies only to approved comments on the same article', async (t) => {
  const parentId = await approved(newsroom, story.id);
  const reply = await post(newsroom, story.id, { parentId });
  t.match(reply.body, { parentId, depth: 1 });
  const elsewhere = await publishStory(newsroom);
  const pending = await posted(newsroom, story.id);
  const refusals = [
    await post(newsroom, elsewhere.id, { parentId }),
    await post(newsroom, story.id, { parentId: pending }),
    await post(newsroom, story.id, { parentId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11' }),
  ];
  const details = refusals.map(({ status, body }) => {
    t.equal(status, 422);
    t.match(body, { code: 'unknown-reference', errors: [{ pointer: '/parentId' }] });
    return body.detail;
  });
  t.equal(new Set(details).size, 1, 'a hidden parent is refused like a missing one');
  t.equal((await post(newsroom, story.id, { parentId: null })).status, 202, 'null means no parent');
});

t.test('limits a thread to four levels below its top', async (t) => {
  let parentId = await approved(newsroom, story.id);
  for (let depth = 1; depth <= 4; depth++) parentId = await approved(newsroom, story.id, { parentId });
  const deepest = (await newsroom.request('GET', `/v1/comments/${parentId}`)).body;
  t.equal(deepest.depth, 4);
  const reply = await post(newsroom, story.id, { parentId });
  t.match(
    reply.body,
    { depth: 4, parentId: deepest.parentId, inReplyToId: parentId },
    'the reply is placed beside the comment that it answers',
  );
});

t.test('creates one comment for repeated requests with one key, and returns the same edit token', async (t) => {
  const fresh = await publishStory(newsroom);
  const headers = { 'idempotency-key': 'reader-once-1' };
  const once = { body: 'Sent with a key.' };
  const first = await post(newsroom, fresh.id, once, headers);
  const again = await post(newsroom, fresh.id, once, headers);
  t.equal(again.status, 202);
  t.equal(again.headers['idempotency-replayed'], 'true');
  t.strictSame(again.body, first.body);
  t.equal(await newsroom.database.prisma.comment.count({ where: { articleId: fresh.id } }), 1);
  t.equal((await post(newsroom, fresh.id, { body: 'Something else.' }, headers)).status, 422);
});

t.test('writes events that do not reveal the author', async (t) => {
  const { body } = await post(newsroom, story.id, { authorName: 'Nameless Person' });
  await decide(newsroom, body.id, 'spam');
  const events = await newsroom.database.prisma.event.findMany({
    where: { subjectId: body.id },
    orderBy: { seq: 'asc' },
  });
  t.strictSame(
    events.map(({ type, payload }) => ({ type, payload })),
    [
      { type: 'comment.created', payload: { id: body.id, articleId: story.id, parentId: null, status: 'pending' } },
      {
        type: 'comment.moderated',
        payload: { id: body.id, articleId: story.id, parentId: null, status: 'spam', previousStatus: 'pending' },
      },
    ],
  );
  const all = await newsroom.database.prisma.event.findMany();
  t.notMatch(
    JSON.stringify(all, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    /private\.reader|Nameless/,
  );
});
