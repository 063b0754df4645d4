import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, countOn, decide, ids, post, posted, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const { request, statements } = newsroom;

type Decision = { id: string; version: number; status: string; reason?: string };
const decideAll = (decisions: Decision[], as: 'moderator' | 'admin' = 'moderator') =>
  request('POST', '/v1/comment-decisions', { as, body: { decisions } });
const queues = async () => (await request('GET', '/v1/comment-queues', { as: 'moderator' })).body;
const queue = async (name: string) =>
  ids(await request('GET', `/v1/desk/comments?queue=${name}&sort=createdAt&limit=100`, { as: 'moderator' }));
const atDesk = async (id: string) => (await request('GET', `/v1/desk/comments/${id}`, { as: 'moderator' })).body;
const history = async (id: string) =>
  (await request('GET', `/v1/comments/${id}/history`, { as: 'moderator' })).body.data;

t.test('takes as many statements for a hundred decisions as for one, and returns each result', async (t) => {
  const { id } = await publishStory(newsroom);
  const parent = await approved(newsroom, id);
  const all: string[] = [];
  for (let n = 0; n < 40; n++)
    all.push(await posted(newsroom, id, { authorEmail: `r${n}@post.example`, ...(n % 2 ? { parentId: parent } : {}) }));
  const decision = (comment: string) => ({ id: comment, version: 1, status: 'approved', reason: 'fine' });
  statements();
  await decideAll([decision(all[0] ?? '')]);
  const one = statements().length;
  const { status, body } = await decideAll(all.slice(1).map(decision));
  t.equal(statements().length, one + 1, 'replies take one statement more');
  t.equal(status, 200);
  t.strictSame(
    body.data.map((result: { id: string; status: number }) => [result.id, result.status]),
    all.slice(1).map((comment) => [comment, 200]),
  );
  t.match(body.data[0].comment, { status: 'approved', version: 2 });
  t.equal(await countOn(newsroom, id), 41);
  t.equal((await request('GET', `/v1/comments/${parent}`)).body.replyCount, 20);
  t.match(await history(all[5] ?? ''), [
    { phase: 'mode' },
    { phase: 'moderator', reason: 'fine', decidedBy: 'The moderator' },
  ]);
});

t.test('returns the first decision to a moderator who comes second, and changes nothing', async (t) => {
  const { id } = await publishStory(newsroom);
  const [one, other] = [await posted(newsroom, id), await posted(newsroom, id)];
  await decideAll([{ id: one, version: 1, status: 'rejected', reason: 'Off topic' }], 'admin');
  const { body } = await decideAll([
    { id: one, version: 1, status: 'approved' },
    { id: other, version: 1, status: 'approved' },
    { id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', version: 1, status: 'spam' },
  ]);
  t.strictSame(
    body.data.map((result: { status: number }) => result.status),
    [409, 200, 404],
  );
  t.match(body.data[0], {
    comment: { status: 'rejected', version: 2 },
    problem: { code: 'decided-otherwise' },
    decided: { decidedBy: 'The admin', status: 'rejected', reason: 'Off topic', phase: 'moderator' },
  });
  const single = await request('PATCH', `/v1/comments/${one}`, {
    as: 'moderator',
    body: { status: 'approved', version: 1 },
  });
  t.equal(single.status, 409);
  t.match(single.body, { code: 'decided-otherwise', currentVersion: 2, decided: { decidedBy: 'The admin' } });
  t.equal((await atDesk(one)).status, 'rejected');
  const again = await request('PATCH', `/v1/comments/${one}`, {
    as: 'moderator',
    body: { status: 'approved', version: 2 },
  });
  t.equal(again.status, 200);
});

t.test('decides each comment once when two moderators decide the same batch; counts are exact', async (t) => {
  const { id } = await publishStory(newsroom);
  const all: string[] = [];
  for (let n = 0; n < 30; n++) all.push(await posted(newsroom, id, { authorEmail: `twice${n}@post.example` }));
  const by = (status: string) => all.map((comment) => ({ id: comment, version: 1, status }));
  const [first, second] = await Promise.all([decideAll(by('approved')), decideAll(by('spam').reverse(), 'admin')]);
  const won = (answer: typeof first) =>
    answer.body.data.filter((result: { status: number }) => result.status === 200).length;
  t.equal(won(first) + won(second), 30);
  t.equal(await countOn(newsroom, id), won(first));
});

t.test('lists pending comments in queues until they are decided', async (t) => {
  const before = await queues();
  const { id } = await publishStory(newsroom);
  await request('PUT', `/v1/articles/${id}/comment-policy`, { as: 'moderator', body: { mode: 'post' } });
  const author = { authorEmail: 'queues@post.example' };
  const { body: open } = await post(newsroom, id, author);
  t.equal(open.status, 'approved');
  await request('PUT', `/v1/articles/${id}/comment-policy`, { as: 'moderator', body: { mode: 'pre' } });
  const held = await posted(newsroom, id, author);
  const trapped = await posted(newsroom, id, { ...author, confirmEmail: 'yes' });
  const flag = { body: { reason: 'abusive', note: 'Look.' } };
  t.equal((await request('POST', `/v1/comments/${open.id}/flags`, flag)).status, 204);
  t.strictSame(await queues(), {
    pending: before.pending + 1,
    reported: before.reported + 1,
    spam: before.spam + 1,
    unreviewed: before.unreviewed + 1,
  });
  t.ok((await queue('pending')).includes(held));
  t.ok((await queue('spam')).includes(trapped));
  t.ok((await queue('reported')).includes(open.id));
  t.ok((await queue('unreviewed')).includes(open.id));
  const fine = await decideAll([{ id: open.id, version: 1, status: 'approved', reason: 'within the rules' }]);
  t.match(fine.body.data[0].comment, { openFlags: 0, version: 2 });
  t.match(fine.body.data[0].comment.reviewedAt, /^20/);
  t.match((await request('GET', `/v1/comments/${open.id}/flags`, { as: 'moderator' })).body.data, [
    { reason: 'abusive', note: 'Look.', resolvedAt: /^20/ },
  ]);
  await decideAll([
    { id: held, version: 1, status: 'rejected' },
    { id: trapped, version: 1, status: 'rejected' },
  ]);
  t.strictSame(await queues(), before);
  const nothing = await decideAll([{ id: open.id, version: 2, status: 'approved' }]);
  t.match(nothing.body.data[0], { status: 200, comment: { version: 2 } }, 'a repeated decision succeeds');
});

t.test('refuses an invalid batch of decisions', async (t) => {
  const { id } = await publishStory(newsroom);
  const comment = await posted(newsroom, id);
  const decision = { id: comment, version: 1, status: 'approved' };
  for (const decisions of [
    [],
    [decision, decision],
    [{ ...decision, status: 'deleted' }],
    [{ ...decision, version: 0 }],
    [{ id: comment, status: 'approved' }],
    Array.from({ length: 101 }, () => decision),
  ])
    t.equal((await decideAll(decisions as Decision[])).status, 400);
  t.equal(
    (await request('POST', '/v1/comment-decisions', { as: 'editor', body: { decisions: [decision] } })).status,
    403,
  );
  t.equal((await atDesk(comment)).status, 'pending');
  await decide(newsroom, comment, 'rejected');
});
