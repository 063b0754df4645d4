import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { request } = await openNewsroom(t, { environment: { RATE_LIMIT: 'on' } });

t.test('whoever asks too often is told when to come back; health is answered all the same', async (t) => {
  await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Story' } });
  await request('POST', '/v1/articles/story/publish', { as: 'editor' });
  const comment = (n: number) =>
    request('POST', '/v1/articles/story/comments', {
      body: { authorName: 'A', authorEmail: 'a@example.org', body: `Comment number ${n}` },
    });
  let posted = 0;
  let last = await comment(posted);
  while (last.status === 201 && posted < 100) last = await comment(++posted);
  t.equal(posted, 20, 'comments have a limit of their own');
  t.match(last, {
    status: 429,
    body: { code: 'too-many-requests' },
    headers: { 'retry-after': /^\d+$/, 'ratelimit-limit': '20', 'ratelimit-remaining': '0' },
  });
  t.equal((await request('GET', '/v1/articles')).status, 200, 'which does not keep anybody from reading');

  let read = await request('GET', '/v1/sections');
  for (let n = 0; n < 700 && read.status === 200; n++) read = await request('GET', '/v1/sections');
  t.equal(read.status, 429);
  t.equal((await request('GET', '/health/live')).status, 200);
});
