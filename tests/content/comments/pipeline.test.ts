import t from 'tap';
import { hasPhrase } from '../../../src/content/comments/policy/policy.rules.js';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, countOn, decide, post, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const { request, database } = newsroom;

const say = (url: string, body: Record<string, unknown>) => request('PUT', `/v1${url}`, { as: 'moderator', body });
const reasons = async (id: string): Promise<string[]> =>
  (await request('GET', `/v1/comments/${id}/history`, { as: 'moderator' })).body.data.map(
    (one: { phase: string; status: string }) => `${one.phase}: ${one.status}`,
  );
const statusOf = async (id: string) =>
  (await request('GET', `/v1/desk/comments/${id}`, { as: 'moderator' })).body.status;
let authors = 0;
const somebody = () => {
  authors += 1;
  return { authorEmail: `reader${authors}@post.example` };
};

t.test('uses the nearest policy for each value, and applies a change to old articles immediately', async (t) => {
  await request('POST', '/v1/sections', { as: 'editor', body: { name: 'World' } });
  await request('POST', '/v1/sections', { as: 'editor', body: { name: 'Europe', parent: 'world' } });
  await request('PATCH', '/v1/sections/europe', { as: 'editor', body: { parent: 'world' } });
  const story = await publishStory(newsroom, { section: 'europe' });
  const policy = async () => (await request('GET', `/v1/articles/${story.slug}/comment-policy`)).body;
  t.match(await policy(), { mode: 'pre', closeAfterDays: 14, maxLinks: 2, maxDepth: 4, guests: true, open: true });
  await say('/comment-policy', { mode: 'post', maxLinks: 5 });
  t.match(await policy(), { mode: 'post', maxLinks: 5 });
  await say('/sections/world/comment-policy', { mode: 'pre-new', closeAfterDays: 0 });
  t.match(await policy(), { mode: 'pre-new', maxLinks: 5, closesAt: null });
  await say('/sections/europe/comment-policy', { mode: 'off' });
  t.match(await policy(), { mode: 'off', open: false });
  t.equal((await post(newsroom, story.id)).body.code, 'comments-closed');
  await say(`/articles/${story.slug}/comment-policy`, { mode: 'post' });
  t.match(await policy(), { mode: 'post', maxLinks: 5, open: true });
  t.equal((await post(newsroom, story.id, somebody())).status, 201);
  t.strictSame((await request('GET', '/v1/sections/europe/comment-policy', { as: 'moderator' })).body.mode, 'off');
  await say('/comment-policy', {});
  t.match(await policy(), { maxLinks: 2 });
  for (const [url, body] of [
    ['/comment-policy', { mode: 'maybe' }],
    ['/comment-policy', { maxLinks: -1 }],
    ['/comment-policy', { more: 1 }],
  ] as const)
    t.equal((await say(url, body)).status, 400);
  t.equal((await say('/sections/nowhere/comment-policy', {})).status, 404);
  t.equal((await request('PUT', '/v1/comment-policy', { as: 'editor', body: {} })).status, 403);
});

t.test('closes comments on old articles, and can refuse guests', async (t) => {
  const { id } = await publishStory(newsroom);
  await database.prisma.publication.update({ where: { articleId: id }, data: { publishedAt: new Date('2017-07-07') } });
  t.equal((await post(newsroom, id)).body.code, 'comments-closed');
  await say(`/articles/${id}/comment-policy`, { closeAfterDays: 0, guests: false });
  t.equal((await post(newsroom, id)).body.code, 'guests-refused');
  const body = { authorName: 'A', authorEmail: 'a@post.example', body: 'With a token.' };
  t.equal((await request('POST', `/v1/articles/${id}/comments`, { as: 'reader', body })).status, 202);
});

t.test('approves comments immediately in mode post, and of known authors in mode pre-new', async (t) => {
  const { id } = await publishStory(newsroom);
  await say(`/articles/${id}/comment-policy`, { mode: 'post' });
  const first = await post(newsroom, id, somebody());
  t.equal(first.status, 201);
  t.equal(first.body.status, 'approved');
  t.equal(await countOn(newsroom, id), 1, 'the count changes in the same transaction');
  t.equal((await request('GET', `/v1/comments/${first.body.id}`)).status, 200);
  await say(`/articles/${id}/comment-policy`, { mode: 'pre-new' });
  const author = somebody();
  const held = await post(newsroom, id, author);
  t.equal(held.status, 202);
  t.strictSame(await reasons(held.body.id), ['mode: pending']);
  await decide(newsroom, held.body.id, 'approved');
  t.equal((await post(newsroom, id, author)).status, 201, 'the author is known now');
  t.equal(
    (await post(newsroom, id, { authorEmail: author.authorEmail.toUpperCase() })).status,
    201,
    'case does not matter in addresses',
  );
  t.equal((await post(newsroom, id, somebody())).status, 202);
});

t.test('detects bots, and responds to them as if the comment were pending', async (t) => {
  const { id } = await publishStory(newsroom);
  await say(`/articles/${id}/comment-policy`, { mode: 'post', minSeconds: 3 });
  const { formToken } = (await request('GET', `/v1/articles/${id}/comment-policy`)).body;
  for (const trap of [{ confirmEmail: 'me@spam.example' }, { formToken }]) {
    const answer = await post(newsroom, id, { ...somebody(), ...trap });
    t.equal(answer.status, 202);
    t.equal(answer.body.status, 'pending', 'the response looks like that for a held comment');
    t.equal(await statusOf(answer.body.id), 'spam');
    t.strictSame(await reasons(answer.body.id), ['trap: spam']);
  }
  t.equal(
    (await post(newsroom, id, { ...somebody(), formToken: 'made.up' })).status,
    201,
    'an invalid token is ignored',
  );
  await say(`/articles/${id}/comment-policy`, { mode: 'post', minSeconds: 0 });
  t.equal((await post(newsroom, id, { ...somebody(), formToken, confirmEmail: '' })).status, 201);
});

t.test('matches whole words in any script, and applies the strictest rule', async (t) => {
  const { id } = await publishStory(newsroom);
  await say(`/articles/${id}/comment-policy`, { mode: 'post' });
  const rule = async (phrase: string, action: string) =>
    request('POST', '/v1/comment-words', { as: 'moderator', body: { phrase, action } });
  t.equal((await rule('scunthorpe deals', 'reject')).status, 201);
  await rule('ass', 'hold');
  await rule('Überfall', 'hold');
  await rule('harmless', 'flag');
  const told = async (body: string) => statusOf((await post(newsroom, id, { ...somebody(), body })).body.id);
  t.equal(await told('A classic assessment of grass.'), 'approved', 'a part of a word does not match');
  t.equal(await told('What an ASS!'), 'pending');
  t.equal(await told('Der überfall war gestern.'), 'pending');
  t.equal(await told('Der Überfallene lebt.'), 'approved');
  t.equal(await told('Scunthorpe   deals, and an ass'), 'rejected');
  t.equal(await told('Harmless it is.'), 'approved');
  t.equal(await told('a **ass** in bold'), 'pending', 'a word is found inside markup');
  const list = (await request('GET', '/v1/comment-words', { as: 'moderator' })).body.data;
  t.equal(list.length, 4);
  t.equal((await rule('ass', 'flag')).body.id, list.find(({ phrase }: { phrase: string }) => phrase === 'ass').id);
  t.equal((await request('DELETE', `/v1/comment-words/${list[0].id}`, { as: 'moderator' })).status, 204);
  t.equal((await request('DELETE', `/v1/comment-words/${list[0].id}`, { as: 'moderator' })).status, 404);
  for (const phrase of ['a.b', 'c++', '(x', '[', '\\d', 'a|b']) t.ok(hasPhrase(`so ${phrase} it is`, phrase), phrase);
  t.notOk(hasPhrase('acb', 'a.b'));
});

t.test('holds a comment with too many links or from an author with rejected comments', async (t) => {
  const { id } = await publishStory(newsroom);
  await say(`/articles/${id}/comment-policy`, { mode: 'post', maxLinks: 1 });
  const link = (n: number) => `[here](https://example.org/${n})`;
  t.equal((await post(newsroom, id, { ...somebody(), body: `One ${link(1)}.` })).status, 201);
  const held = await post(newsroom, id, { ...somebody(), body: `Two ${link(1)} ${link(2)}.` });
  t.strictSame(await reasons(held.body.id), ['links: pending']);
  const author = somebody();
  for (let n = 0; n < 2; n += 1) await decide(newsroom, (await post(newsroom, id, author)).body.id, 'rejected');
  const third = await post(newsroom, id, author);
  t.strictSame(await reasons(third.body.id), ['history: pending']);
});

t.test('stores a comment that is sent several times only once', async (t) => {
  const { id } = await publishStory(newsroom);
  const comment = { ...somebody(), body: 'Sent by an impatient finger.' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(newsroom, id, comment)));
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  t.equal(answers.filter(({ body }) => body.editToken !== null).length, 1, 'only one response has an edit token');
  t.not((await post(newsroom, id, { ...comment, body: 'Another one.' })).body.id, answers[0]?.body.id);
  const underOtherName = await post(newsroom, id, { ...comment, authorName: 'Somebody Else' });
  t.not(underOtherName.body.id, answers[0]?.body.id, 'the same text under another name is a new comment');
});

t.test('gives the same response to a repeated comment whether or not its e-mail address is right', async (t) => {
  const { id } = await publishStory(newsroom);
  const comment = { ...somebody(), body: 'Everybody can read this text.' };
  const first = (await post(newsroom, id, comment)).body;
  const right = await post(newsroom, id, comment);
  const wrong = await post(newsroom, id, { ...comment, ...somebody() });
  t.equal(right.body.id, first.id);
  t.strictSame(wrong.body, right.body);
  t.equal(wrong.status, right.status);
});

t.test('bans an address until the ban is lifted, without showing it', async (t) => {
  const { id } = await publishStory(newsroom);
  const author = { authorEmail: 'Trouble.Maker@post.example' };
  const first = (await post(newsroom, id, author)).body.id;
  const ban = await request('POST', '/v1/comment-bans', {
    as: 'moderator',
    body: { comment: first, reason: 'Threats' },
  });
  t.equal(ban.status, 201);
  t.notMatch(ban.text, /trouble/i);
  t.equal((await post(newsroom, id, { authorEmail: 'trouble.maker@post.example' })).body.code, 'banned');
  t.equal((await post(newsroom, id, somebody())).status, 202);
  t.notMatch((await request('GET', '/v1/comment-bans', { as: 'moderator' })).text, /trouble/i);
  await request('DELETE', `/v1/comment-bans/${ban.body.id}`, { as: 'moderator' });
  t.equal((await post(newsroom, id, author)).status, 202);
  const past = { comment: first, until: '2020-01-01T00:00:00Z' };
  await request('POST', '/v1/comment-bans', { as: 'moderator', body: past });
  t.equal((await post(newsroom, id, author)).status, 202, 'a ban that has ended does not apply');
});

t.test('limits threads to the depth of the policy, and keeps which comment a reply answers', async (t) => {
  const { id } = await publishStory(newsroom);
  await say(`/articles/${id}/comment-policy`, { mode: 'post', maxDepth: 2 });
  let parentId: string | null = null;
  const chain: { id: string; parentId: string | null; inReplyToId: string | null; depth: number }[] = [];
  for (let n = 0; n < 5; n += 1) {
    const { body } = await post(newsroom, id, { ...somebody(), parentId });
    chain.push(body);
    parentId = body.id;
  }
  t.strictSame(
    chain.map(({ depth }) => depth),
    [0, 1, 2, 2, 2],
  );
  t.strictSame(
    chain.map(({ parentId: above }) => chain.findIndex((one) => one.id === above)),
    [-1, 0, 1, 1, 1],
  );
  t.strictSame(
    chain.map(({ inReplyToId }) => chain.findIndex((one) => one.id === inReplyToId)),
    [-1, 0, 1, 2, 3],
  );
  const shown = (await request('GET', `/v1/comments/${chain[4]?.id}`)).body;
  t.equal(shown.inReplyToId, chain[3]?.id);
});

t.test('stores addresses sealed, and seals addresses that were stored in clear', async (t) => {
  const { id } = await publishStory(newsroom);
  const comment = await post(newsroom, id, { authorEmail: 'sealed.reader@post.example' });
  const row = await database.prisma.comment.findUniqueOrThrow({ where: { id: comment.body.id } });
  t.notMatch(JSON.stringify(row), /sealed\.reader/);
  const seen = await request('GET', `/v1/desk/comments/${row.id}`, { as: 'moderator' });
  t.equal(seen.body.author.email, 'sealed.reader@post.example');
  await database.prisma.comment.update({
    where: { id: row.id },
    data: { authorEmail: 'old.reader@post.example', authorKey: null },
  });
  while ((await newsroom.newsroom.comments.addressSealingJob.work()) === 'more');
  const later = await database.prisma.comment.findUniqueOrThrow({ where: { id: row.id } });
  t.match(later.authorEmail, /^sealed:/);
  t.ok(later.authorKey);
  const still = await request('GET', `/v1/desk/comments/${row.id}`, { as: 'moderator' });
  t.equal(still.body.author.email, 'old.reader@post.example');
  t.equal(await database.prisma.comment.count({ where: { authorEmail: { contains: '@' } } }), 0);
  await database.prisma.comment.update({ where: { id: row.id }, data: { authorEmail: 'sealed:by-another-key' } });
  const lost = await request('GET', `/v1/desk/comments/${row.id}`, { as: 'moderator' });
  t.equal(lost.body.author.email, null, 'a key that is lost breaks no list');
});

t.test('records the whole history, with who decided and why', async (t) => {
  const { id } = await publishStory(newsroom);
  const comment = await approved(newsroom, id);
  await request('PATCH', `/v1/comments/${comment}`, {
    as: 'moderator',
    body: { status: 'rejected', reason: 'Off topic' },
  });
  const { data } = (await request('GET', `/v1/comments/${comment}/history`, { as: 'moderator' })).body;
  t.match(data, [
    { statusBefore: null, status: 'pending', phase: 'mode', decidedBy: 'anonymous' },
    { statusBefore: 'pending', status: 'approved', phase: 'moderator', decidedBy: 'The moderator' },
    { statusBefore: 'approved', status: 'rejected', phase: 'moderator', reason: 'Off topic' },
  ]);
  t.equal((await request('GET', `/v1/comments/${comment}/history`)).status, 401);
});
