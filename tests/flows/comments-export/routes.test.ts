import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { arrivalsAt, story } from '../comments-import/arrivals.js';

const newsroom = await openNewsroom(t);
const { take } = arrivalsAt(newsroom);
await story(newsroom, 'ferry');
const line = (n: number) =>
  JSON.stringify({
    id: String(n),
    article: { slug: 'ferry' },
    status: n % 2 === 0 ? 'pending' : 'approved',
    author: { name: 'Ada', email: 'ada@post.example' },
    body: 'It rained.',
    createdAt: '2017-07-07T20:15:00Z',
  });
await take(Array.from({ length: 1_200 }, (_, n) => line(n)).join('\n'), { keepAddresses: true });

t.test('returns all comments to moderators as a file', async (t) => {
  const url = '/v1/comment-exports';
  const { status, headers, text } = await newsroom.request('GET', url, { as: 'moderator' });
  t.equal(status, 200);
  t.match(headers, {
    'content-type': /^application\/x-ndjson/,
    'content-disposition': 'attachment; filename="comments.ndjson"',
    'cache-control': 'private, no-store',
  });
  t.equal(text.trimEnd().split('\n').length, 1_200);
  t.notMatch(text, /ada@post/);
  const xml = await newsroom.request('GET', `${url}?format=wxr`, { as: 'moderator' });
  t.match(xml.headers, {
    'content-type': /^application\/xml/,
    'content-disposition': 'attachment; filename="comments.xml"',
  });
  t.equal(xml.text.split('<wp:comment>').length, 1_201);
  const head = await newsroom.request('HEAD', url, { as: 'moderator' });
  t.match(head, { status: 200, text: '', headers: { 'content-type': /ndjson/ } });
});

t.test('includes addresses only for administrators', async (t) => {
  const url = '/v1/comment-exports?private=true';
  t.equal((await newsroom.request('GET', url)).status, 401);
  t.match(await newsroom.request('GET', url, { as: 'editor' }), { status: 403, body: { scope: 'comments:moderate' } });
  t.match(await newsroom.request('GET', url, { as: 'moderator' }), {
    status: 403,
    body: { code: 'forbidden', scope: 'admin' },
  });
  const { text } = await newsroom.request('GET', url, { as: 'admin' });
  t.equal(text.split('"email":"ada@post.example"').length, 1_201);
  t.match(await newsroom.request('GET', '/v1/comment-exports?format=csv', { as: 'admin' }), { status: 400 });
});
