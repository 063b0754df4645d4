import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { post, publishStory } from './readers.js';

const newsroom = await openNewsroom(t, { environment: { RATE_LIMIT: 'on', TRUST_PROXY: '127.0.0.1' } });
const { database } = newsroom;
const story = await publishStory(newsroom);
const from = (ip: string) => ({ 'x-forwarded-for': ip });

t.test('limits an author to ten comments in ten minutes, from any network', async (t) => {
  for (let n = 0; n < 10; n++)
    t.equal(
      (await post(newsroom, story.id, { authorEmail: 'often@post.example' }, from(`198.51.100.${n}`))).status,
      202,
    );
  const refused = await post(newsroom, story.id, { authorEmail: 'Often@post.example' }, from('198.51.100.99'));
  t.equal(refused.status, 429);
  t.equal(refused.headers['retry-after'], '600');
  t.match(refused.body.detail, /author/);
});

t.test('limits a network to forty comments by any authors, and counts a /64 as one network', async (t) => {
  await database.prisma.$executeRaw`UPDATE comments SET author_key = 'many', reader_key = (
    SELECT reader_key FROM comments ORDER BY id LIMIT 1)`;
  await database.prisma.$executeRaw`
    INSERT INTO comments (id, article_id, author_name, author_email, author_key, body, body_html, edit_token_hash, reader_key)
    SELECT gen_random_uuid(), article_id, 'A', '', '', 'a', 'a', '', reader_key FROM comments, generate_series(1, 3)`;
  const refused = await post(newsroom, story.id, { authorEmail: 'new@post.example' }, from('198.51.100.0'));
  t.equal(refused.status, 429);
  t.match(refused.body.detail, /network/);
  t.equal((await post(newsroom, story.id, { authorEmail: 'new@post.example' }, from('198.51.100.1'))).status, 202);
});

t.test('reveals nothing about an author to someone who sends the same text from elsewhere', async (t) => {
  const body = 'Something that I have read under a story.';
  const first = await post(newsroom, story.id, { body, authorEmail: 'victim@post.example' }, from('203.0.113.1'));
  const again = await post(newsroom, story.id, { body, authorEmail: 'victim@post.example' }, from('203.0.113.1'));
  t.equal(again.body.id, first.body.id, 'a repeated comment of the same reader returns the first');
  const right = await post(newsroom, story.id, { body, authorEmail: 'victim@post.example' }, from('203.0.113.66'));
  const wrong = await post(newsroom, story.id, { body, authorEmail: 'guess@post.example' }, from('203.0.113.67'));
  t.not(right.body.id, first.body.id);
  t.strictSame(
    [right, wrong].map((one) => [one.status, typeof one.body.editToken, Object.keys(one.body)]),
    [right, right].map((one) => [one.status, 'string', Object.keys(one.body)]),
  );
});
