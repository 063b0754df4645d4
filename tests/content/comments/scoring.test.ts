import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { post, publishStory } from './readers.js';

/** The requests to the scorer, and its response. */
let said: string | 'nothing' | 'hang up' = 'false';
let asked: URLSearchParams[] = [];
const service = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  asked.push(new URLSearchParams(Buffer.concat(chunks).toString()));
  if (said === 'hang up') request.socket.destroy();
  else if (said !== 'nothing') response.end(said);
});
service.listen(0, '127.0.0.1');
await once(service, 'listening');
t.teardown(() => {
  service.closeAllConnections();
  service.close();
});

const newsroom = await openNewsroom(t, {
  environment: {
    AKISMET_KEY: 'key-of-the-paper',
    AKISMET_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}/1.1/comment-check`,
    PUBLIC_URL: 'https://api.paper.example',
    ARTICLE_URL: 'https://paper.example/{slug}',
    TRUST_PROXY: '127.0.0.1',
  },
});
const { request } = newsroom;
const story = await publishStory(newsroom);
const policy = (body: unknown) => request('PUT', `/v1/articles/${story.id}/comment-policy`, { as: 'moderator', body });
await policy({ mode: 'post' });

const history = async (id: string) =>
  (await request('GET', `/v1/comments/${id}/history`, { as: 'moderator' })).body.data;
const sendComment = (input: Record<string, unknown> = {}) => {
  asked = [];
  return post(newsroom, story.id, input, { 'x-forwarded-for': '203.0.113.7', 'user-agent': 'Reading 1.0' });
};

t.test('sends a comment to the external spam scorer and follows its verdict', async (t) => {
  said = 'false';
  const fine = await sendComment({ authorUrl: 'https://ada.example/' });
  t.equal(fine.status, 201);
  t.match(Object.fromEntries(asked[0] ?? []), {
    api_key: 'key-of-the-paper',
    user_ip: '203.0.113.7',
    user_agent: 'Reading 1.0',
    permalink: `https://paper.example/${story.slug}`,
    comment_author: 'Ada Reader',
    comment_author_email: 'private.reader@post.example',
  });
  said = 'true';
  const spam = await sendComment({ authorEmail: 'other@post.example' });
  t.equal(spam.status, 202, 'the response is that for a held comment');
  t.equal(spam.body.status, 'pending');
  t.match(await history(spam.body.id), [{ status: 'spam', phase: 'scorer', reason: /akismet/ }]);
});

t.test('holds a comment when the scorer is silent, hangs up or sends nonsense', async (t) => {
  for (const [answer, reason] of [
    ['nothing', /no response within 2 s/],
    ['hang up', /akismet gave no verdict/],
    ['maybe', /akismet gave no verdict/],
  ] as const) {
    said = answer;
    const started = Date.now();
    const { status, body } = await sendComment({ authorEmail: `${answer.replace(' ', '-')}@post.example` });
    t.equal(status, 202, answer);
    t.ok(Date.now() - started < 30_000);
    const [decision] = await history(body.id);
    t.match(decision, { status: 'pending', phase: 'scorer', reason });
    t.notMatch(decision.reason, /key-of-the-paper/);
  }
});

t.test('does not send comments to the scorer that are already decided or refused', async (t) => {
  said = 'true';
  const body = { authorName: 'Mo', authorEmail: 'mo@paper.example', body: 'From the desk.' };
  asked = [];
  const staff = await request('POST', `/v1/articles/${story.id}/comments`, { as: 'moderator', body });
  t.equal(staff.status, 201);
  await sendComment({ confirmEmail: 'filled in', authorEmail: 'a1@post.example' });
  t.equal(asked.length, 0);
  await sendComment({ body: '[a](https://a.example) [b](https://b.example) [c](https://c.example)' });
  t.equal(asked.length, 0);
  await policy({ mode: 'off' });
  t.equal((await sendComment()).status, 403);
  t.equal(asked.length, 0);
  await policy({ mode: 'post' });
});

t.test('scores a comment again after its author edits it', async (t) => {
  said = 'false';
  const { body } = await sendComment({ authorEmail: 'editor@post.example', body: 'An honest remark.' });
  t.equal(body.status, 'approved');
  said = 'true';
  asked = [];
  const edited = await request('POST', `/v1/comments/${body.id}/edit`, {
    body: { editToken: body.editToken, body: 'Buy my watches.' },
  });
  t.equal(edited.body.status, 'pending');
  t.equal(asked[0]?.get('comment_content'), 'Buy my watches.');
  t.equal(asked[0]?.get('comment_author_email'), 'editor@post.example');
  t.match((await history(body.id)).at(-1), { status: 'spam', phase: 'scorer' });
  const wrong = await request('POST', `/v1/comments/${body.id}/edit`, { body: { editToken: 'x', body: 'Mine.' } });
  t.equal(wrong.status, 403);
});
