import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

// Cached responses are not counted, because the limit protects only what costs something.
const counted = { RATE_LIMIT: 'on', CACHE_MB: '0' };

const comment = { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello there' };
const refusal = (limit: string) => ({
  status: 429,
  body: { code: 'too-many-requests', type: '/problems/too-many-requests' },
  headers: {
    'content-type': /^application\/problem\+json/,
    'cache-control': /no-store/,
    'retry-after': /^([1-9]|[1-5]\d|60)$/,
    'ratelimit-limit': limit,
    'ratelimit-remaining': '0',
    'ratelimit-reset': /^([1-9]|[1-5]\d|60)$/,
  },
});

t.test('returns 429 with Retry-After above the limit, except for health checks', async (t) => {
  const { request } = await openNewsroom(t, { environment: counted });
  const first = await request('GET', '/v1/sections');
  t.match(first, { status: 200, headers: { 'ratelimit-limit': '600', 'ratelimit-remaining': '599' } });
  let answered = 1;
  let last = first;
  while (last.status === 200 && answered < 1000) {
    last = await request('GET', '/v1/sections');
    if (last.status === 200) answered++;
  }
  t.equal(answered, 600);
  t.match(last, refusal('600'));
  t.match(await request('GET', '/v1/articles'), refusal('600'), 'the limit covers the whole API');
  t.match(await request('HEAD', '/v1/articles'), { status: 429, text: '' });
  t.match(await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'X' } }), refusal('600'));
  for (const url of ['/health/live', '/health/ready']) {
    const health = await request('GET', url);
    t.equal(health.status, 200, url);
    t.equal(health.headers['ratelimit-limit'], undefined, `${url} is not counted`);
  }
});

t.test('limits comments more strictly, without limiting reads', async (t) => {
  const { request, database } = await openNewsroom(t, { environment: counted });
  await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Story' } });
  await request('POST', '/v1/articles/story/publish', { as: 'editor' });
  const post = () => request('POST', '/v1/articles/story/comments', { body: comment });
  let posted = 0;
  let last = await post();
  while (last.status === 202 && posted < 100) {
    posted++;
    last = await post();
  }
  t.equal(posted, 20);
  t.match(last, refusal('20'));
  t.equal(await database.prisma.comment.count(), 1, 'a repeated comment is stored once');
  t.equal((await request('GET', '/v1/articles/story/comments')).status, 200);
});

t.test('limits guesses of tokens', async (t) => {
  const { request, statements } = await openNewsroom(t, { environment: counted });
  const guess = (n: number) => request('GET', '/v1/me', { token: `bs_guess${n}` });
  let guesses = 0;
  let last = await guess(0);
  while (last.status === 401 && guesses < 1000) last = await guess(++guesses);
  t.equal(guesses, 600);
  t.match(last, refusal('600'));
  statements();
  await guess(0);
  t.same(statements(), [], 'a refused request takes no statement');
  await request('GET', '/v1/nowhere', { token: 'bs_guess' });
  t.same(statements(), [], 'an invalid address takes no statement');
});

t.test('does not count cached responses', async (t) => {
  const { request } = await openNewsroom(t, { environment: { RATE_LIMIT: 'on' } });
  for (let n = 0; n < 650; n++) t.equal((await request('GET', '/v1/sections')).status, 200);
  t.equal((await request('GET', '/v1/people')).headers['ratelimit-remaining'], '598');
});

t.test('applies no limit with RATE_LIMIT=off', async (t) => {
  const { request } = await openNewsroom(t);
  await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Story' } });
  await request('POST', '/v1/articles/story/publish', { as: 'editor' });
  for (let n = 0; n < 25; n++) {
    const answer = await request('POST', '/v1/articles/story/comments', {
      body: { ...comment, body: `Number ${n}` },
    });
    t.equal(answer.status, 202);
    t.equal(answer.headers['ratelimit-limit'], undefined);
  }
});
