import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, countOn, decide, email, ids, post, posted, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);

t.test('shows an unapproved comment nowhere in public', async (t) => {
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const list = `/v1/articles/${story.slug}/comments`;
  for (const status of ['pending', 'rejected', 'spam']) {
    const hidden = await posted(newsroom, story.id, { parentId: top, body: `Words of a ${status} comment.` });
    if (status !== 'pending') await decide(newsroom, hidden, status);
    t.equal((await newsroom.request('GET', `/v1/comments/${hidden}`)).status, 404, status);
  }
  const all = await newsroom.request('GET', `${list}?count=exact&include=replies`);
  t.strictSame(ids(all), [top]);
  t.equal(all.body.page.total, 1);
  t.strictSame(all.body.data[0].replies, []);
  t.equal(all.body.data[0].replyCount, 0);
  t.strictSame(ids(await newsroom.request('GET', `${list}?parent=${top}`)), []);
  t.equal(await countOn(newsroom, story.id), 1);
});

t.test('shows and counts an approved comment, and hides and uncounts a rejected one', async (t) => {
  const story = await publishStory(newsroom);
  const id = await posted(newsroom, story.id);
  const list = () => newsroom.request('GET', `/v1/articles/${story.id}/comments?count=exact`);
  await decide(newsroom, id, 'approved');
  t.strictSame(ids(await list()), [id]);
  t.equal((await list()).body.page.total, 1);
  t.equal(await countOn(newsroom, story.id), 1);
  t.equal((await newsroom.request('GET', `/v1/comments/${id}`)).status, 200);
  await decide(newsroom, id, 'rejected');
  t.strictSame(ids(await list()), []);
  t.equal((await list()).body.page.total, 0);
  t.equal(await countOn(newsroom, story.id), 0);
  t.equal((await newsroom.request('GET', `/v1/comments/${id}`)).status, 404);
});

t.test('shows comments only while their article is live', async (t) => {
  const story = await publishStory(newsroom);
  const id = await approved(newsroom, story.id);
  await newsroom.request('POST', `/v1/articles/${story.id}/unpublish`, { as: 'editor' });
  t.equal((await newsroom.request('GET', `/v1/comments/${id}`)).status, 404);
  t.equal((await newsroom.request('GET', `/v1/articles/${story.id}/comments`)).status, 404);
  t.equal((await newsroom.request('GET', `/v1/articles/${story.slug}/comments`)).status, 404);
  t.equal((await newsroom.request('GET', `/v1/desk/comments/${id}`, { as: 'moderator' })).status, 200);
  await newsroom.request('POST', `/v1/articles/${story.id}/publish`, { as: 'editor' });
  t.strictSame(
    ids(await newsroom.request('GET', `/v1/articles/${story.id}/comments`)),
    [id],
    'the comments are public again with their article',
  );
});

t.test('returns the same comments with a token as without one', async (t) => {
  const story = await publishStory(newsroom);
  const shown = await approved(newsroom, story.id);
  const hidden = await posted(newsroom, story.id);
  const list = await newsroom.request('GET', `/v1/articles/${story.id}/comments`, { as: 'moderator' });
  t.strictSame(ids(list), [shown]);
  t.notMatch(JSON.stringify(list.body), email);
  t.equal((await newsroom.request('GET', `/v1/comments/${hidden}`, { as: 'admin' })).status, 404);
});

t.test('returns the e-mail address only with the scope comments:moderate', async (t) => {
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const reply = await approved(newsroom, story.id, { parentId: top });
  const answers = [await post(newsroom, story.id, { parentId: reply })];
  const urls = [
    `/v1/articles/${story.id}/comments`,
    `/v1/articles/${story.id}/comments?include=replies&count=exact`,
    `/v1/articles/${story.id}/comments?fields=author,body,status,id`,
    `/v1/desk/articles/${story.id}/comments`,
    `/v1/articles/${story.id}`,
    `/v1/comments/${top}`,
    `/v1/comments/${top}?fields=author`,
    `/v1/desk/comments/${top}`,
    '/v1/desk/comments',
  ];
  for (const url of urls) {
    for (const as of [undefined, 'reader', 'writer', 'editor'] as const) {
      answers.push(await newsroom.request('GET', url, as === undefined ? {} : { as }));
    }
  }
  for (const answer of answers)
    t.notMatch(JSON.stringify([answer.body, answer.headers]), /private\.reader|editTokenHash|authorEmail/);
});

t.test('cannot be filtered, sorted or searched by e-mail address', async (t) => {
  const story = await publishStory(newsroom);
  await approved(newsroom, story.id);
  const list = `/v1/articles/${story.id}/comments`;
  for (const query of [
    `authorEmail=${email}`,
    `email=${email}`,
    `q=${email}`,
    'sort=authorEmail',
    'fields=authorEmail',
    'include=email',
  ]) {
    t.equal((await newsroom.request('GET', `${list}?${query}`)).status, 400, query);
  }
});

t.test('lists replies in threads, and counts the public replies of each comment', async (t) => {
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const other = await approved(newsroom, story.id);
  const replies = [
    await approved(newsroom, story.id, { parentId: top }),
    await approved(newsroom, story.id, { parentId: top }),
  ];
  const below = await approved(newsroom, story.id, { parentId: replies[0] });
  await posted(newsroom, story.id, { parentId: top });
  const list = `/v1/articles/${story.id}/comments`;

  const tops = await newsroom.request('GET', `${list}?parent=none&sort=createdAt&include=replies`);
  t.strictSame(ids(tops), [top, other]);
  const [thread, lonely] = tops.body.data;
  t.equal(thread.replyCount, 2);
  t.strictSame(
    thread.replies.map(({ id }: { id: string }) => id),
    replies,
    'replies are listed oldest first',
  );
  t.match(thread.replies[0], {
    parentId: top,
    depth: 1,
    replyCount: 1,
    author: { name: 'Ada Reader', url: null },
    editedAt: null,
  });
  t.strictSame(lonely.replies, []);
  t.strictSame(ids(await newsroom.request('GET', `${list}?parent=${replies[0]}`)), [below]);
  t.equal(ids(await newsroom.request('GET', list)).length, 5, 'the list is flat without a filter');
  t.notOk('replies' in (await newsroom.request('GET', list)).body.data[0], 'replies are included only on request');
  t.equal(await countOn(newsroom, story.id), 5);

  await decide(newsroom, replies[1] as string, 'spam');
  t.equal((await newsroom.request('GET', `/v1/comments/${top}`)).body.replyCount, 1);
});

t.test('includes at most twenty replies to a comment in a list', async (t) => {
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const replies = [];
  for (let n = 0; n < 22; n++) replies.push(await approved(newsroom, story.id, { parentId: top }));
  const { body } = await newsroom.request('GET', `/v1/articles/${story.id}/comments?parent=none&include=replies`);
  t.strictSame(
    body.data[0].replies.map(({ id }: { id: string }) => id),
    replies.slice(0, 20),
  );
  t.equal(body.data[0].replyCount, 22);
});

t.test('pages through all comments forwards and backwards, while others are posted', async (t) => {
  const story = await publishStory(newsroom);
  const all: string[] = [];
  for (let n = 0; n < 7; n++) all.push(await approved(newsroom, story.id));
  const newest = [...all].reverse();
  const url = `/v1/articles/${story.id}/comments?limit=3`;
  const first = await newsroom.request('GET', url);
  t.strictSame(ids(first), newest.slice(0, 3));
  t.equal(first.body.page.previous, null);
  t.match(first.headers.link, 'rel="next"');
  await approved(newsroom, story.id);
  const second = await newsroom.request('GET', `${url}&after=${first.body.page.next}`);
  t.strictSame(ids(second), newest.slice(3, 6), 'a new comment does not shift the next page');
  const third = await newsroom.request('GET', `${url}&after=${second.body.page.next}`);
  t.strictSame(ids(third), newest.slice(6));
  t.equal(third.body.page.next, null);
  const back = await newsroom.request('GET', `${url}&before=${third.body.page.previous}`);
  t.strictSame(ids(back), newest.slice(3, 6));

  const oldest = await newsroom.request('GET', `${url}&sort=createdAt`);
  t.strictSame(ids(oldest), all.slice(0, 3));
  const wrongWay = await newsroom.request('GET', `${url}&after=${oldest.body.page.next}`);
  t.equal(wrongWay.status, 400, 'a cursor of another order is refused');
  t.equal((await newsroom.request('GET', `${url}&after=nonsense`)).status, 400);
});

t.test('lists comments of the same time once each', async (t) => {
  const story = await publishStory(newsroom);
  const all: string[] = [];
  for (let n = 0; n < 5; n++) all.push(await approved(newsroom, story.id));
  const { prisma } = newsroom.database;
  await prisma.comment.updateMany({
    where: { articleId: story.id },
    data: { createdAt: new Date('2017-07-07T12:00:00Z') },
  });
  const seen: string[] = [];
  let after = '';
  do {
    const page = await newsroom.request('GET', `/v1/articles/${story.id}/comments?limit=2${after}`);
    seen.push(...ids(page));
    after = page.body.page.next === null ? '' : `&after=${page.body.page.next}`;
  } while (after !== '');
  t.strictSame([...seen].sort(), [...all].sort());
});

t.test('reads a list in one statement, whatever its length and includes', async (t) => {
  const story = await publishStory(newsroom);
  const url = (query: string) => `/v1/articles/${story.slug}/comments?${query}`;
  const top = await approved(newsroom, story.id);
  const cost = async (query: string) => {
    newsroom.statements();
    t.equal((await newsroom.request('GET', url(query))).status, 200);
    return newsroom.statements().length;
  };
  t.equal(await cost('include=replies'), 1);
  for (let n = 0; n < 10; n++) await approved(newsroom, story.id, { parentId: n % 2 === 0 ? top : null });
  t.equal(await cost(''), 1);
  t.equal(await cost('include=replies'), 1);
  t.equal(await cost('include=replies&count=exact'), 2);
});

t.test('reads only public tables for public requests', async (t) => {
  const story = await publishStory(newsroom);
  const id = await approved(newsroom, story.id);
  newsroom.statements();
  await newsroom.request('GET', `/v1/articles/${story.slug}/comments?include=replies&count=exact`);
  await newsroom.request('GET', `/v1/articles/${story.slug}/comments?parent=${id}`);
  await newsroom.request('GET', '/v1/articles/no-such-story/comments');
  await newsroom.request('GET', `/v1/comments/${id}`);
  const sql = newsroom.statements();
  t.ok(sql.length > 0);
  for (const statement of sql)
    t.notMatch(statement, /(?:FROM|JOIN)\s+"?(?:public"?\."?)?(?:comments|articles|article_slugs)\b/i);
});

t.test('returns an empty list for an article without comments, and 404 for a missing article', async (t) => {
  const story = await publishStory(newsroom);
  const empty = await newsroom.request('GET', `/v1/articles/${story.slug}/comments?count=exact`);
  t.equal(empty.status, 200);
  t.strictSame(empty.body, { data: [], page: { next: null, previous: null, total: 0 } });
  const missing = await newsroom.request('GET', '/v1/articles/no-such-story/comments');
  t.equal(missing.status, 404);
  t.equal(missing.body.code, 'not-found');
  t.equal((await newsroom.request('GET', '/v1/comments/0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11')).status, 404);
  t.equal((await newsroom.request('GET', '/v1/comments/first')).status, 400);
});

t.test('finds comments by an old slug of the article', async (t) => {
  const story = await publishStory(newsroom);
  const id = await approved(newsroom, story.id);
  await newsroom.request('PATCH', `/v1/articles/${story.id}`, {
    as: 'editor',
    body: { slug: `${story.slug}-renamed` },
  });
  await newsroom.request('POST', `/v1/articles/${story.id}/publish`, { as: 'editor' });
  t.strictSame(ids(await newsroom.request('GET', `/v1/articles/${story.slug}/comments`)), [id]);
  t.strictSame(ids(await newsroom.request('GET', `/v1/articles/${story.slug}-renamed/comments`)), [id]);
});

t.test('returns only the requested fields, and refuses unknown parameters', async (t) => {
  const story = await publishStory(newsroom);
  const id = await approved(newsroom, story.id);
  const list = `/v1/articles/${story.id}/comments`;
  t.strictSame((await newsroom.request('GET', `${list}?fields=id,depth`)).body.data, [{ id, depth: 0 }]);
  t.strictSame((await newsroom.request('GET', `/v1/comments/${id}?fields=id`)).body, { id });
  for (const [query, parameter] of [
    ['status=approved', 'status'],
    ['sort=updatedAt', 'sort'],
    ['parent=first', 'parent'],
    ['include=article', 'include'],
    ['limit=0', 'limit'],
    ['colour=red', 'colour'],
  ] as const) {
    const answer = await newsroom.request('GET', `${list}?${query}`);
    t.equal(answer.status, 400, query);
    t.match(answer.body.errors, [{ parameter }]);
  }
});

t.test('returns 304 to a reader who has the current comment', async (t) => {
  const story = await publishStory(newsroom);
  const id = await approved(newsroom, story.id);
  const first = await newsroom.request('GET', `/v1/comments/${id}`);
  t.match(first.headers['cache-control'], /public/);
  t.ok(first.headers['last-modified']);
  const etag = String(first.headers.etag);
  t.equal((await newsroom.request('GET', `/v1/comments/${id}`, { headers: { 'if-none-match': etag } })).status, 304);
  await approved(newsroom, story.id, { parentId: id });
  t.equal(
    (await newsroom.request('GET', `/v1/comments/${id}`, { headers: { 'if-none-match': etag } })).status,
    200,
    'a reply changes the ETag',
  );
});
