import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { countOn, decide, post, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const { request, database } = newsroom;
const edit = (id: string, editToken: string, body: string) =>
  request('POST', `/v1/comments/${id}/edit`, { body: { editToken, body } });
const retract = (id: string, editToken: string) =>
  request('POST', `/v1/comments/${id}/retract`, { body: { editToken } });

const story = await publishStory(newsroom);
await request('PUT', `/v1/articles/${story.id}/comment-policy`, {
  as: 'moderator',
  body: { mode: 'post', maxLinks: 0 },
});
let authors = 0;
const comment = async (more: object = {}) => {
  authors += 1;
  return (await post(newsroom, story.id, { authorEmail: `own${authors}@post.example`, ...more })).body;
};

t.test('lets authors edit their comment, and checks it again', async (t) => {
  const { id, editToken } = await comment();
  const answer = await edit(id, editToken, 'As I *meant* it.');
  t.equal(answer.status, 200);
  t.match(answer.body, { status: 'approved', bodyHtml: /<em>meant<\/em>/, editedAt: /^20/ });
  t.match((await request('GET', `/v1/comments/${id}`)).body.bodyHtml, /<em>meant/);
  const count = await countOn(newsroom, story.id);
  const held = await edit(id, editToken, 'Buy at [my shop](https://example.org/).');
  t.equal(held.body.status, 'pending');
  t.equal((await request('GET', `/v1/comments/${id}`)).status, 404);
  t.equal(await countOn(newsroom, story.id), count - 1);
});

t.test('refuses edits by others, late edits and edits of rejected comments', async (t) => {
  const { id, editToken } = await comment();
  const other = await comment();
  for (const token of ['wrong', other.editToken, 'x'.repeat(43)]) {
    t.equal((await edit(id, token, 'Mine now.')).body.code, 'wrong-edit-token');
    t.equal((await retract(id, token)).body.code, 'wrong-edit-token');
  }
  t.equal((await edit('0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', editToken, 'Nobody.')).status, 404);
  await decide(newsroom, id, 'rejected');
  t.equal((await edit(id, editToken, 'Better now.')).body.status, 'pending');
  const desk = await request('GET', `/v1/desk/comments/${id}`, { as: 'moderator' });
  t.equal(desk.body.status, 'rejected');
  await database.prisma.comment.update({ where: { id }, data: { createdAt: new Date(Date.now() - 16 * 60_000) } });
  t.equal((await edit(id, editToken, 'Too late.')).body.code, 'late-to-edit');
});

t.test('lets authors retract a comment, and keeps a placeholder when it has replies', async (t) => {
  const alone = await comment();
  const count = await countOn(newsroom, story.id);
  t.equal((await retract(alone.id, alone.editToken)).status, 204);
  t.equal((await request('GET', `/v1/comments/${alone.id}`)).status, 404);
  t.equal(await countOn(newsroom, story.id), count - 1);
  const top = await comment({ authorUrl: 'https://own.example/', body: 'Something private.' });
  const reply = await comment({ parentId: top.id });
  t.equal((await retract(top.id, top.editToken)).status, 204);
  const { body } = await request('GET', `/v1/comments/${top.id}`);
  t.match(body, { author: { name: '', url: null }, bodyHtml: '', replyCount: 1, deletedAt: /^20/ });
  t.equal((await request('GET', `/v1/comments/${reply.id}`)).body.parentId, top.id);
  const row = await database.prisma.comment.findUniqueOrThrow({ where: { id: top.id } });
  t.notMatch(JSON.stringify(row), /private|own\.example/);
  t.equal((await edit(top.id, top.editToken, 'Back again.')).status, 404);
});

t.test('keeps a refused comment refused when its author edits it, in every mode', async (t) => {
  for (const mode of ['post', 'pre', 'pre-new'])
    for (const status of ['rejected', 'spam'] as const) {
      await request('PUT', `/v1/articles/${story.id}/comment-policy`, { as: 'moderator', body: { mode } });
      const { id, editToken } = await comment();
      await decide(newsroom, id, status);
      for (const body of ['Better now.', 'And better still.'])
        t.equal((await edit(id, editToken, body)).status, 200, `${mode} ${status}`);
      const desk = await request('GET', `/v1/desk/comments/${id}`, { as: 'moderator' });
      t.match(desk.body, { status, body: 'And better still.' }, `${mode} ${status}`);
      t.equal((await request('GET', `/v1/comments/${id}`)).status, 404, `${mode} ${status}`);
      const queue = await request('GET', `/v1/desk/comments?queue=pending&ids=${id}`, { as: 'moderator' });
      t.same(queue.body.data, [], `${mode} ${status}`);
    }
});

t.test('shows the line breaks of a comment', async (t) => {
  await request('PUT', `/v1/articles/${story.id}/comment-policy`, { as: 'moderator', body: { mode: 'post' } });
  const { id, bodyHtml } = await comment({ body: 'Line one\nline two\n\nNew paragraph' });
  t.equal(bodyHtml, '<p>Line one<br>\nline two</p>\n<p>New paragraph</p>');
  t.equal((await request('GET', `/v1/comments/${id}`)).body.bodyHtml, bodyHtml);
  const desk = await request('GET', `/v1/desk/comments/${id}`, { as: 'moderator' });
  t.equal(desk.body.body, 'Line one\nline two\n\nNew paragraph', 'the Markdown stays as it was written');
});
