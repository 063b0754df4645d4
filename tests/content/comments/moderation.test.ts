import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, countOn, decide, email, ids, posted, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const unknownId = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';

t.test('requires the scope comments:moderate', async (t) => {
  const story = await publishStory(newsroom);
  const id = await approved(newsroom, story.id);
  const calls: [string, string, unknown?][] = [
    ['GET', '/v1/desk/comments'],
    ['GET', `/v1/desk/comments/${id}`],
    ['GET', `/v1/desk/articles/${story.id}/comments`],
    ['PATCH', `/v1/comments/${id}`, { status: 'rejected' }],
    ['DELETE', `/v1/comments/${id}`],
  ];
  for (const [method, url, body] of calls) {
    const options = body === undefined ? {} : { body };
    const anonymous = await newsroom.request(method, url, options);
    t.equal(anonymous.status, 401, `${method} ${url}`);
    t.match(anonymous.headers['www-authenticate'], /Bearer/);
    for (const as of ['reader', 'writer', 'editor'] as const) {
      const refused = await newsroom.request(method, url, { ...options, as });
      t.match(
        refused,
        { status: 403, body: { code: 'forbidden', scope: 'comments:moderate' } },
        `${as} ${method} ${url}`,
      );
    }
  }
  t.equal((await newsroom.request('GET', `/v1/comments/${id}`)).status, 200, 'the comment is unchanged');
});

t.test('shows moderators every status, the source and the e-mail address', async (t) => {
  const story = await publishStory(newsroom);
  const pending = await posted(newsroom, story.id, { body: 'It *rained*.' });
  const shown = await approved(newsroom, story.id);
  const list = (query = '') =>
    newsroom.request('GET', `/v1/desk/articles/${story.slug}/comments?limit=20${query}`, { as: 'moderator' });
  const all = await list();
  t.strictSame(ids(all), [shown, pending]);
  t.match(all.body.data[1], {
    status: 'pending',
    body: 'It *rained*.',
    version: 1,
    author: { name: 'Ada Reader', email },
  });
  t.match(all.headers['cache-control'], /no-store/);
  t.strictSame(ids(await list('&status=pending')), [pending]);
  t.strictSame(ids(await list('&status=pending,approved')), [shown, pending]);
  t.equal((await list('&count=exact')).body.page.total, 2);
  const one = await newsroom.request('GET', `/v1/desk/comments/${pending}`, { as: 'moderator' });
  t.match(one.body, { status: 'pending', author: { email } });
  const missing = await newsroom.request('GET', '/v1/desk/articles/no-such-story/comments', { as: 'moderator' });
  t.equal(missing.status, 404);
});

t.test('shows comments on an unpublished article only in the desk view', async (t) => {
  const story = await publishStory(newsroom);
  const id = await approved(newsroom, story.id);
  await newsroom.request('POST', `/v1/articles/${story.id}/unpublish`, { as: 'editor' });
  const list = await newsroom.request('GET', `/v1/desk/articles/${story.id}/comments?include=replies`, {
    as: 'moderator',
  });
  t.strictSame(ids(list), [id]);
});

t.test('filters and sorts the queue of all articles, and includes the article', async (t) => {
  const story = await publishStory(newsroom, { headline: 'The queue story' });
  const first = await posted(newsroom, story.id);
  const second = await posted(newsroom, story.id);
  await decide(newsroom, first, 'spam');
  const list = (query: string) =>
    newsroom.request('GET', `/v1/desk/comments?article=${story.slug}&${query}`, { as: 'moderator' });
  t.strictSame(ids(await list('')), [second, first]);
  t.strictSame(ids(await list('sort=createdAt')), [first, second]);
  t.strictSame(ids(await list('sort=-updatedAt')), [first, second], 'a decision counts as a change');
  t.strictSame(ids(await list('sort=updatedAt')), [second, first]);
  t.strictSame(ids(await list('status=spam')), [first]);
  t.strictSame(ids(await list(`ids=${second},${unknownId}`)), [second]);
  t.strictSame(ids(await list('createdAt[lt]=2001-01-01T00:00:00Z')), []);
  t.equal(ids(await list('createdAt[gte]=2001-01-01T00:00:00Z')).length, 2);
  t.equal((await list('count=exact')).body.page.total, 2);
  const included = await list('include=article&fields=id,article');
  t.strictSame(included.body.data[0], {
    id: second,
    article: { id: story.id, slug: story.slug, headline: 'The queue story' },
  });
  const page = await list('limit=1');
  t.strictSame(ids(await list(`limit=1&after=${page.body.page.next}`)), [first]);
  const unknown = await newsroom.request('GET', '/v1/desk/comments?article=no-such-story', { as: 'moderator' });
  t.match(unknown, { status: 422, body: { code: 'unknown-reference', errors: [{ parameter: 'article' }] } });
  for (const query of [
    'status=deleted',
    'ids=x',
    'sort=authorEmail',
    'createdAt[gte]=yesterday',
    `authorEmail=${email}`,
  ]) {
    t.equal((await list(query)).status, 400, query);
  }
});

t.test('takes as many statements for a queue of many comments as for one', async (t) => {
  const story = await publishStory(newsroom);
  const cost = async () => {
    newsroom.statements();
    await newsroom.request('GET', `/v1/desk/comments?article=${story.slug}&include=article`, { as: 'moderator' });
    return newsroom.statements().length;
  };
  await posted(newsroom, story.id);
  await cost();
  const one = await cost();
  for (let n = 0; n < 8; n++) await posted(newsroom, story.id);
  t.equal(await cost(), one);
});

t.test('counts a comment once when several moderators approve it at once', async (t) => {
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const id = await posted(newsroom, story.id, { parentId: top });
  const decisions = await Promise.all(Array.from({ length: 6 }, () => decide(newsroom, id, 'approved')));
  t.strictSame(
    decisions.map(({ status }) => status),
    [200, 200, 200, 200, 200, 200],
  );
  t.equal(await countOn(newsroom, story.id), 2);
  t.equal((await newsroom.request('GET', `/v1/comments/${top}`)).body.replyCount, 1);
  t.equal(
    await newsroom.database.prisma.event.count({ where: { subjectId: id, type: 'comment.moderated' } }),
    1,
    'one decision writes one event',
  );
});

t.test('keeps counts exact when many decisions on a thread run at once', async (t) => {
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const middle = await approved(newsroom, story.id, { parentId: top });
  const replies: string[] = [];
  for (let n = 0; n < 4; n++) replies.push(await posted(newsroom, story.id, { parentId: middle }));
  const turns = [top, middle, ...replies].flatMap((id) =>
    ['rejected', 'approved'].map((status) => decide(newsroom, id, status)),
  );
  for (const { status } of await Promise.all(turns)) t.equal(status, 200);
  const rows = await newsroom.database.prisma.comment.findMany({ where: { articleId: story.id } });
  t.equal(await countOn(newsroom, story.id), rows.filter(({ status }) => status === 'approved').length);
  for (const row of rows) {
    t.equal(row.replyCount, rows.filter(({ parentId, status }) => parentId === row.id && status === 'approved').length);
  }
});

t.test('creates no new version when a decision changes nothing', async (t) => {
  const story = await publishStory(newsroom);
  const id = await approved(newsroom, story.id);
  const before = await newsroom.request('GET', `/v1/desk/comments/${id}`, { as: 'moderator' });
  const again = await decide(newsroom, id, 'approved');
  t.strictSame(again.body, before.body);
  t.equal(
    (await newsroom.request('PATCH', `/v1/comments/${id}`, { as: 'moderator', body: {} })).body.version,
    before.body.version,
  );
});

t.test('renders an edited comment again and shows when it was edited', async (t) => {
  const story = await publishStory(newsroom);
  const id = await approved(newsroom, story.id);
  const body = { body: 'Now it is **dry** <script>alert(1)</script>.' };
  const edited = await newsroom.request('PATCH', `/v1/comments/${id}`, { as: 'moderator', body });
  t.equal(edited.status, 200);
  t.equal(edited.body.version, 3);
  t.match(edited.body.bodyHtml, '<strong>dry</strong>');
  t.notMatch(edited.body.bodyHtml, '<script');
  const seen = (await newsroom.request('GET', `/v1/comments/${id}`)).body;
  t.equal(seen.editedAt, edited.body.editedAt);
  t.not(seen.editedAt, null);
  t.equal(await countOn(newsroom, story.id), 1, 'an edit does not change the count');
  const events = await newsroom.database.prisma.event.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
  t.strictSame(
    events.map(({ type }) => type),
    ['comment.created', 'comment.moderated', 'comment.edited'],
  );
});

t.test('refuses an invalid patch and names the field', async (t) => {
  const story = await publishStory(newsroom);
  const id = await posted(newsroom, story.id);
  for (const [body, pointer] of [
    [{ status: 'deleted' }, '/status'],
    [{ status: null }, '/status'],
    [{ body: null }, '/body'],
    [{ body: 'x' }, '/body'],
    [{ authorEmail: 'other@post.example' }, '/authorEmail'],
    [{ articleId: unknownId }, '/articleId'],
  ] as const) {
    const answer = await newsroom.request('PATCH', `/v1/comments/${id}`, { as: 'moderator', body });
    t.match(answer, { status: 400, body: { errors: [{ pointer }] } }, JSON.stringify(body));
  }
  t.equal((await decide(newsroom, unknownId, 'approved')).status, 404);
});

t.test('rejects a decision with an outdated If-Match', async (t) => {
  const story = await publishStory(newsroom);
  const id = await posted(newsroom, story.id);
  const read = await newsroom.request('GET', `/v1/desk/comments/${id}`, { as: 'moderator' });
  const etag = String(read.headers.etag);
  const decision = await decide(newsroom, id, 'approved', { 'if-match': etag });
  t.equal(decision.status, 200);
  const stale = await decide(newsroom, id, 'spam', { 'if-match': etag });
  t.match(stale, { status: 412, body: { code: 'stale-version', currentVersion: 2 } });
  const staleDelete = await newsroom.request('DELETE', `/v1/comments/${id}`, {
    as: 'moderator',
    headers: { 'if-match': etag },
  });
  t.equal(staleDelete.status, 412);
  const publicTag = String((await newsroom.request('GET', `/v1/comments/${id}`)).headers.etag);
  t.equal(
    (await decide(newsroom, id, 'spam', { 'if-match': publicTag })).status,
    200,
    'the tag of the public response is accepted',
  );
});

t.test('deletes and uncounts a comment, but keeps one that has replies', async (t) => {
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const reply = await approved(newsroom, story.id, { parentId: top });
  const hidden = await posted(newsroom, story.id, { parentId: top });
  const remove = (id: string) => newsroom.request('DELETE', `/v1/comments/${id}`, { as: 'moderator' });
  t.match(await remove(top), { status: 409, body: { code: 'comment-has-replies' } });
  t.equal((await remove(reply)).status, 204);
  t.equal(await countOn(newsroom, story.id), 1);
  t.equal((await newsroom.request('GET', `/v1/comments/${top}`)).body.replyCount, 0);
  t.equal((await remove(top)).status, 409, 'a reply that is not public counts, too');
  t.equal((await remove(hidden)).status, 204);
  t.equal((await remove(top)).status, 204);
  t.equal((await remove(top)).status, 404);
  t.equal(await countOn(newsroom, story.id), 0);
  const deleted = await newsroom.database.prisma.event.findMany({
    where: { subjectId: reply, type: 'comment.deleted' },
  });
  t.strictSame(
    deleted.map(({ payload }) => payload),
    [{ id: reply, articleId: story.id, parentId: top, status: 'approved' }],
  );
});
