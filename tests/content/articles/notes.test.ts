import { randomUUID } from 'node:crypto';
import t from 'tap';
import { type Body, openNewsroom } from '../../support/newsroom.js';

const { request, database, sent } = await openNewsroom(t);

type Role = 'reader' | 'writer' | 'editor' | 'admin';

const send = (as: Role, method: string, url: string, body?: object) =>
  request(method, url, body === undefined ? { as } : { as, body });
async function must(as: Role, method: string, url: string, body?: object): Promise<Body> {
  const answer = await send(as, method, url, body);
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
}
let count = 0;
async function draft(): Promise<{ id: string; url: string; notes: string }> {
  const { id } = await must('writer', 'POST', '/v1/articles', { headline: `Ferry ${count++}` });
  return { id, url: `/v1/articles/${id}`, notes: `/v1/articles/${id}/notes` };
}

t.test('keeps notes with their author and revision, newest first, page by page', async (t) => {
  const { url, notes } = await draft();
  const first = await send('writer', 'POST', notes, { text: '  The ministry calls back.\nAt four. ' });
  t.match(first, {
    status: 201,
    headers: { location: notes },
    body: { kind: 'note', text: 'The ministry calls back.\nAt four.', revision: 1, by: 'The writer', userId: null },
  });
  await must('writer', 'PATCH', url, { standfirst: 'Changed' });
  await must('editor', 'POST', notes, { text: 'They did.' });
  await must('editor', 'POST', notes, { text: 'Twice.' });
  const list = await must('reader', 'GET', `${notes}?count=exact`);
  t.match(
    list.data.map(({ text, revision }: Body) => [text, revision]),
    [
      ['Twice.', 2],
      ['They did.', 2],
      ['The ministry calls back.\nAt four.', 1],
    ],
  );
  t.equal(list.page.total, 3);
  t.same(list.data[2], first.body);
  const page = await must('reader', 'GET', `${notes}?limit=2`);
  const rest = await must('reader', 'GET', `${notes}?limit=2&after=${page.page.next}`);
  t.same([...page.data, ...rest.data], list.data);
  t.equal(rest.page.next, null);
  t.same((await must('reader', 'GET', `${notes}?limit=2&before=${rest.page.previous}`)).data, page.data);
  sent();
  await must('reader', 'GET', notes);
  t.equal(sent().filter((sql) => /article_notes/.test(sql)).length, 1);
});

t.test('does not change the version of the article, and works in every state', async (t) => {
  const { url, notes } = await draft();
  await must('editor', 'POST', `${url}/kill`, { reason: 'Wrong.' });
  const before = await must('editor', 'GET', url.replace('/v1/', '/v1/desk/'));
  await must('writer', 'POST', notes, { text: 'Why?' });
  t.same(await must('editor', 'GET', url.replace('/v1/', '/v1/desk/')), before);
  await must('editor', 'POST', `${url}/unkill`);
  await must('editor', 'DELETE', url);
  await must('writer', 'POST', notes, { text: 'In the trash.' });
  t.equal((await must('writer', 'GET', notes)).data.length, 2);
});

t.test('lets everybody delete their own notes, and editors all notes', async (t) => {
  const { id, notes } = await draft();
  const own = await must('writer', 'POST', notes, { text: 'Mine' });
  const foreign = await must('editor', 'POST', notes, { text: 'Theirs' });
  t.match(await send('writer', 'DELETE', `${notes}/${foreign.id}`), {
    status: 403,
    body: { code: 'forbidden', scope: 'content:publish' },
  });
  t.equal((await send('writer', 'DELETE', `${notes}/${own.id}`)).status, 204);
  t.equal((await send('writer', 'DELETE', `${notes}/${own.id}`)).status, 404);
  const another = await must('writer', 'POST', notes, { text: 'Mine again' });
  t.equal((await send('editor', 'DELETE', `${notes}/${another.id}`)).status, 204);
  const elsewhere = await draft();
  t.equal((await send('editor', 'DELETE', `${elsewhere.notes}/${foreign.id}`)).status, 404, 'of another article');
  t.equal((await must('writer', 'GET', notes)).data.length, 1);
  const events = await database.prisma.event.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
  t.same(
    events.map(({ type }) => type),
    [
      'article.created',
      'article.noted',
      'article.noted',
      'article.note-deleted',
      'article.noted',
      'article.note-deleted',
    ],
  );
  t.notMatch(JSON.stringify(events.map(({ payload }) => payload)), 'Mine');
});

t.test('keeps a step of the review in the history when its note is deleted', async (t) => {
  const { url, notes } = await draft();
  await must('writer', 'POST', `${url}/submit`, { note: 'The number of my source is 555' });
  const { id } = (await must('writer', 'GET', notes)).data[0];
  for (let time = 0; time < 2; time++) t.equal((await send('writer', 'DELETE', `${notes}/${id}`)).status, 204);
  t.match((await must('writer', 'GET', notes)).data, [{ id, kind: 'submitted', text: null }]);
  const desk = await send('writer', 'GET', url.replace('/v1/', '/v1/desk/'));
  t.match(desk.body, { status: 'submitted', review: { state: 'submitted', note: null } });
});

t.test('refuses texts that are empty or too long, and articles that do not exist', async (t) => {
  const { notes } = await draft();
  for (const body of [{}, { text: ' ' }, { text: 'x'.repeat(5_001) }, { text: 'a\u0000' }, { text: 'a', kind: 'note' }])
    t.equal((await send('writer', 'POST', notes, body)).status, 400);
  t.equal((await send('writer', 'POST', notes, { text: 'x'.repeat(5_000) })).status, 201);
  for (const ref of ['nothing', randomUUID()]) {
    t.equal((await send('writer', 'GET', `/v1/articles/${ref}/notes`)).status, 404);
    t.equal((await send('writer', 'POST', `/v1/articles/${ref}/notes`, { text: 'x' })).status, 404);
  }
  t.same((await must('writer', 'GET', (await draft()).notes)).data, []);
});

t.test('needs a scope for each operation', async (t) => {
  const { notes } = await draft();
  t.equal((await request('GET', notes)).status, 401);
  t.equal((await request('GET', notes, { as: 'moderator' })).status, 403);
  t.equal((await send('reader', 'POST', notes, { text: 'x' })).status, 403);
  t.equal((await send('reader', 'DELETE', `${notes}/${randomUUID()}`)).status, 403);
});

t.test('deletes the notes with their article', async (t) => {
  const { id, url, notes } = await draft();
  await must('writer', 'POST', notes, { text: 'Gone soon' });
  await must('admin', 'DELETE', `${url}?purge=true`);
  t.equal(await database.prisma.articleNote.count({ where: { articleId: id } }), 0);
});
