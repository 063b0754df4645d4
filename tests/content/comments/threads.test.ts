import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, countOn, decide, ids, post, posted, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const { request, database, statements } = newsroom;

type Shown = { id: string; parentId: string | null; removed: boolean; descendantCount: number; replyCount: number };
const list = async (ref: string, query = '') => request('GET', `/v1/articles/${ref}/comments?${query}`);
const shown = async (id: string) => request('GET', `/v1/comments/${id}`);

/** Creates a chain of approved comments, each a reply to the one before. */
async function chain(ref: string, length: number): Promise<string[]> {
  const all: string[] = [];
  for (let n = 0; n < length; n++) all.push(await approved(newsroom, ref, n === 0 ? {} : { parentId: all[n - 1] }));
  return all;
}

t.test('updates the counts of all ancestors after every decision', async (t) => {
  const { id } = await publishStory(newsroom);
  const [top = '', second = '', third = '', last = ''] = await chain(id, 4);
  const counts = async () =>
    Promise.all(
      [top, second, third, last].map(async (comment) => {
        const { status, body } = await shown(comment);
        return status === 404 ? 404 : [body.replyCount, body.descendantCount];
      }),
    );
  t.strictSame(await counts(), [
    [1, 3],
    [1, 2],
    [1, 1],
    [0, 0],
  ]);
  await decide(newsroom, last, 'spam');
  t.strictSame(await counts(), [[1, 2], [1, 1], [0, 0], 404]);
  await decide(newsroom, third, 'rejected');
  await decide(newsroom, third, 'approved');
  await decide(newsroom, last, 'approved');
  t.strictSame(await counts(), [
    [1, 3],
    [1, 2],
    [1, 1],
    [0, 0],
  ]);
  t.equal(await countOn(newsroom, id), 4);
});

t.test('leaves a placeholder for a removed comment while a comment below it is shown', async (t) => {
  const { id } = await publishStory(newsroom);
  const [top = '', second = '', third = ''] = await chain(id, 3);
  await decide(newsroom, top, 'rejected');
  await decide(newsroom, second, 'spam');
  for (const gone of [top, second]) {
    const { status, body } = await shown(gone);
    t.equal(status, 200);
    t.match(body, { removed: true, author: { name: '', url: null }, bodyHtml: '' });
  }
  t.match((await shown(third)).body, { removed: false, parentId: second });
  t.strictSame(ids(await list(id, 'parent=none')), [top], 'the thread stays connected');
  t.equal(await countOn(newsroom, id), 1, 'placeholders are not counted');
  const refused = await post(newsroom, id, { parentId: second });
  t.equal(refused.body.code, 'unknown-reference', 'a placeholder takes no replies');
  await decide(newsroom, third, 'rejected');
  t.equal((await shown(top)).status, 404, 'a placeholder without visible replies disappears');
  t.strictSame(ids(await list(id)), []);
  t.equal(await countOn(newsroom, id), 0);
});

t.test('refuses to approve a comment that its author retracted', async (t) => {
  const { id } = await publishStory(newsroom);
  const answer = await post(newsroom, id);
  await decide(newsroom, answer.body.id, 'approved');
  await approved(newsroom, id, { parentId: answer.body.id });
  const body = { editToken: answer.body.editToken };
  t.equal((await request('POST', `/v1/comments/${answer.body.id}/retract`, { body })).status, 204);
  t.match((await shown(answer.body.id)).body, { removed: true, bodyHtml: '', author: { name: '' } });
  t.match((await shown(answer.body.id)).body.deletedAt, /^20/);
  t.equal(await countOn(newsroom, id), 1, 'only the reply is counted');
  t.equal((await decide(newsroom, answer.body.id, 'approved')).body.code, 'comment-is-gone');
});

t.test('returns top comments with the comments below them, and where to continue', async (t) => {
  const { id } = await publishStory(newsroom);
  const top = await approved(newsroom, id);
  const replies: string[] = [];
  for (let n = 0; n < 5; n++) replies.push(await approved(newsroom, id, { parentId: top }));
  const deep = await approved(newsroom, id, { parentId: replies[0] });
  const alone = await approved(newsroom, id);
  const direct = (await list(id, 'parent=none&include=replies&repliesPerRoot=2')).body.data;
  t.strictSame(
    direct.map((one: Shown) => one.id),
    [alone, top],
  );
  t.strictSame(ids({ body: { data: direct[1].replies } }), replies.slice(0, 2), 'the oldest comes first');
  t.strictSame(direct[0].replies, []);
  t.equal(direct[0].nextReplies, null);
  const seen = [...replies.slice(0, 2)];
  let after = direct[1].nextReplies;
  while (after !== null) {
    const page = await list(id, `parent=${top}&sort=createdAt&limit=2&after=${after}`);
    seen.push(...ids(page));
    after = page.body.page.next;
  }
  t.strictSame(seen, replies, 'each comment is listed once');
  const whole = (await list(id, 'parent=none&include=thread&repliesPerRoot=6')).body.data[1];
  t.strictSame(ids({ body: { data: whole.thread } }), [...replies, deep]);
  t.equal(whole.nextInThread, null);
  const cut = (await list(id, 'parent=none&include=thread&repliesPerRoot=5')).body.data[1];
  t.strictSame(ids(await list(id, `root=${top}&sort=createdAt&after=${cut.nextInThread}`)), [deep]);
  const atDesk = await request('GET', `/v1/desk/articles/${id}/comments?parent=none&include=thread`, {
    as: 'moderator',
  });
  t.strictSame(ids({ body: { data: atDesk.body.data[1].thread } }), [...replies, deep]);
});

t.test('sorts by score, best first', async (t) => {
  const { id } = await publishStory(newsroom);
  const all = [];
  for (let n = 0; n < 5; n++) all.push(await approved(newsroom, id));
  await database.prisma.$executeRaw`UPDATE comments SET score = 7 WHERE id = ${all[1]}::uuid`;
  await database.prisma.$executeRaw`UPDATE comments SET score = -2 WHERE id = ${all[4]}::uuid`;
  const expected = [all[1], all[3], all[2], all[0], all[4]];
  t.strictSame(ids(await list(id, 'parent=none&sort=-score')), expected);
  const first = await list(id, 'parent=none&sort=-score&limit=2');
  const second = await list(id, `parent=none&sort=-score&limit=2&after=${first.body.page.next}`);
  const third = await list(id, `parent=none&sort=-score&limit=2&after=${second.body.page.next}`);
  t.strictSame([first, second, third].flatMap(ids), expected);
  t.strictSame(ids(await list(id, `parent=none&sort=-score&limit=2&before=${third.body.page.previous}`)), ids(second));
  for (const query of ['sort=-score', `sort=-score&parent=${all[0]}`]) {
    const { status, body } = await list(id, query);
    t.equal(status, 400);
    t.match(body.errors, [{ parameter: 'sort' }]);
  }
});

t.test('includes the ancestors of a comment, from the top', async (t) => {
  const { id } = await publishStory(newsroom);
  const [top = '', second = '', third = '', last = ''] = await chain(id, 4);
  await decide(newsroom, second, 'rejected');
  const { body } = await request('GET', `/v1/comments/${last}?include=ancestors`);
  t.strictSame(ids({ body: { data: body.ancestors } }), [top, second, third]);
  t.strictSame(
    body.ancestors.map((one: Shown) => one.removed),
    [false, true, false],
  );
  const atDesk = await request('GET', `/v1/desk/comments/${last}?include=ancestors`, { as: 'moderator' });
  t.strictSame(ids({ body: { data: atDesk.body.ancestors } }), [top, second, third]);
  const narrow = await request('GET', `/v1/comments/${last}?include=ancestors&fields=id,ancestors`);
  t.strictSame(Object.keys(narrow.body), ['id', 'ancestors']);
});

t.test('reads in one statement, whatever it includes', async (t) => {
  const { id } = await publishStory(newsroom);
  const chained = await chain(id, 5);
  for (let n = 0; n < 10; n++) await approved(newsroom, id, { parentId: chained[0] });
  for (const url of [
    `/v1/articles/${id}/comments`,
    `/v1/articles/${id}/comments?parent=none&include=thread,replies&repliesPerRoot=100`,
    `/v1/articles/${id}/comments?parent=none&sort=-score&include=thread`,
    `/v1/articles/${id}/comments?root=${chained[0]}&sort=createdAt`,
    `/v1/comments/${chained[4]}?include=ancestors`,
  ]) {
    statements();
    t.equal((await request('GET', url)).status, 200);
    const heard = statements();
    t.equal(heard.length, 1, url);
    t.notMatch(heard.join(), /author_email|FROM comments\b/, 'public requests read only the public view');
  }
});

t.test('lists pinned comments separately, and refuses to pin a rejected one', async (t) => {
  const { id } = await publishStory(newsroom);
  const [one, other] = [await approved(newsroom, id), await approved(newsroom, id)];
  const pin = (comment: string, pinned: boolean) =>
    request('PATCH', `/v1/comments/${comment}`, { as: 'moderator', body: { pinned } });
  t.strictSame(ids(await list(id, 'pinned=true')), []);
  t.equal((await pin(one, true)).body.pinned, true);
  t.strictSame(ids(await list(id, 'pinned=true')), [one], 'the change shows immediately, whatever was cached');
  t.strictSame(ids(await list(id, 'pinned=false')), [other]);
  await decide(newsroom, one, 'rejected');
  await decide(newsroom, one, 'approved');
  t.strictSame(ids(await list(id, 'pinned=true')), []);
  const held = await posted(newsroom, id);
  t.equal((await pin(held, true)).body.pinned, false);
});

t.test('marks comments by staff', async (t) => {
  const { id } = await publishStory(newsroom);
  const body = { authorName: 'The desk', authorEmail: 'desk@paper.example', body: 'Thank you, that is corrected.' };
  const { status, body: comment } = await request('POST', `/v1/articles/${id}/comments`, { as: 'moderator', body });
  t.equal(status, 201);
  t.equal(comment.author.staff, true);
  t.equal((await shown(await approved(newsroom, id))).body.author.staff, false);
});
