import t from 'tap';
import { networkOf } from '../../../src/lib/network-address.js';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, posted, publishStory } from './readers.js';

// A request from this address states the real address of the reader.
const newsroom = await openNewsroom(t, { environment: { TRUST_PROXY: '127.0.0.1' } });
const { request, database } = newsroom;
const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });

const react = (id: string, ip: string, type: string | null) =>
  type === null
    ? request('DELETE', `/v1/comments/${id}/reaction`, from(ip))
    : request('PUT', `/v1/comments/${id}/reaction`, { ...from(ip), body: { type } });
const shown = async (id: string) => (await request('GET', `/v1/comments/${id}`)).body;

t.test('keeps one reaction per reader, which can be replaced and removed', async (t) => {
  const { id: article } = await publishStory(newsroom);
  const id = await approved(newsroom, article);
  t.strictSame((await shown(id)).reactions, { like: 0, insightful: 0, funny: 0, dislike: 0 });
  t.match((await react(id, '203.0.113.1', 'like')).body, { reactions: { like: 1 }, score: 1 });
  t.match((await react(id, '203.0.113.1', 'like')).body, { reactions: { like: 1 }, score: 1 });
  t.match((await react(id, '203.0.113.2', 'like')).body, { reactions: { like: 2 }, score: 2 });
  t.match((await shown(id)).reactions, { like: 2 }, 'the reaction is public immediately');
  t.match((await react(id, '203.0.113.1', 'dislike')).body, { reactions: { like: 1, dislike: 1 }, score: 0 });
  t.match((await react(id, '203.0.113.1', null)).body, { reactions: { like: 1, dislike: 0 }, score: 1 });
  t.match((await react(id, '203.0.113.1', null)).body, { score: 1 });
  t.equal((await shown(id)).score, 1);
});

t.test('counts simultaneous reactions exactly', async (t) => {
  const { id: article } = await publishStory(newsroom);
  const id = await approved(newsroom, article);
  await Promise.all(
    Array.from({ length: 40 }, (_, n) => react(id, `203.0.113.${n}`, n % 4 === 0 ? 'dislike' : 'insightful')),
  );
  t.match(await shown(id), { reactions: { insightful: 30, dislike: 10 }, score: 20 });
});

t.test('counts one report per reader and comment, and reveals the reporter nowhere', async (t) => {
  const { id: article } = await publishStory(newsroom);
  const id = await approved(newsroom, article);
  const flag = (ip: string, body: unknown) => request('POST', `/v1/comments/${id}/flags`, { ...from(ip), body });
  for (const ip of ['203.0.113.1', '203.0.113.1', '2001:db8::1', '2001:db8::2'])
    t.equal((await flag(ip, { reason: 'spam' })).status, 204);
  const desk = await request('GET', `/v1/desk/comments/${id}`, { as: 'moderator' });
  t.equal(desk.body.openFlags, 2, 'one network, one reader');
  t.equal(desk.body.version, 2, 'nobody has edited it');
  const { body, text } = await request('GET', `/v1/comments/${id}/flags`, { as: 'moderator' });
  t.equal(body.data.length, 2);
  t.notMatch(text, /203\.0\.113|2001:db8|reader/i);
  t.equal(
    (await flag('203.0.113.9', { reason: 'words' })).status,
    400,
    'the reason "words" is reserved for word rules',
  );
  t.equal((await flag('203.0.113.9', { reason: 'boring' })).status, 400);
  t.equal((await request('GET', `/v1/comments/${id}/flags`, { as: 'editor' })).status, 403);
});

t.test('accepts reactions only to public comments', async (t) => {
  const { id: article } = await publishStory(newsroom);
  const held = await posted(newsroom, article);
  t.equal((await react(held, '203.0.113.1', 'like')).status, 404);
  t.equal((await request('POST', `/v1/comments/${held}/flags`, { body: { reason: 'spam' } })).status, 404);
  const id = await approved(newsroom, article);
  await request('POST', `/v1/articles/${article}/unpublish`, { as: 'editor' });
  t.equal((await react(id, '203.0.113.1', 'like')).status, 404);
});

t.test('flags a comment for a word with the action flag, without holding it', async (t) => {
  const { id: article } = await publishStory(newsroom);
  await request('POST', '/v1/comment-words', { as: 'moderator', body: { phrase: 'lizard people', action: 'flag' } });
  const id = await posted(newsroom, article, { body: 'The Lizard  People again.' });
  t.match((await request('GET', `/v1/comments/${id}/flags`, { as: 'moderator' })).body.data, [
    { reason: 'words', note: 'contains “lizard people”' },
  ]);
  const reported = await database.prisma
    .$queryRaw`SELECT 1 FROM events WHERE type = 'comment.reported' AND subject_id = ${id}::uuid`;
  t.equal((reported as unknown[]).length, 1);
});

t.test('derives the network of an address', async (t) => {
  for (const [address, network] of [
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['not an address', 'not an address'],
  ] as const)
    t.equal(networkOf(address), network, address);
});
