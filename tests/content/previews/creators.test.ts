import t from 'tap';
import { noRequest } from '../../../src/platform/db/index.js';
import { type Body, openNewsroom } from '../../support/newsroom.js';

const { request, newsroom, database } = await openNewsroom(t);

async function manage(method: string, path: string, body?: object): Promise<Body> {
  const answer = await request(method, path, body === undefined ? { as: 'admin' } : { as: 'admin', body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}

let count = 0;
async function createUser(role: string, more: object = {}): Promise<{ id: string; session: string }> {
  count += 1;
  const user = await manage('POST', '/v1/users', {
    ...{ name: `User ${count}`, email: `user-${count}@paper.example`, role },
    ...more,
  });
  const { token } = await database.transaction(noRequest, (tx) => newsroom.tokens.createSession(tx, user));
  return { id: user.id, session: token };
}
async function createArticle(more: object = {}): Promise<string> {
  count += 1;
  return (await manage('POST', '/v1/articles', { headline: `Secret ${count}`, ...more })).id;
}
async function createLink(token: string, article: string): Promise<string> {
  const answer = await request('POST', `/v1/articles/${article}/previews`, { token, body: {} });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body.url;
}
const statusOf = async (url: string) => (await request('GET', url)).status;

await manage('POST', '/v1/sections', { name: 'News' });
await manage('POST', '/v1/sections', { name: 'Sport' });

t.test('the link of a contributor works only while the article is theirs', async (t) => {
  const { id, session } = await createUser('contributor');
  const article = await createArticle();
  await manage('PUT', `/v1/articles/${article}/assignee`, { user: id });
  const url = await createLink(session, article);
  t.equal(await statusOf(url), 200);
  await manage('PUT', `/v1/articles/${article}/assignee`, { user: null });
  const gone = await request('GET', url);
  t.equal(gone.status, 404);
  const unknown = await request('GET', `/v1/previews/pv_${'x'.repeat(43)}`);
  t.equal(gone.body.detail, unknown.body.detail, 'the response is that of an unknown link');
  await manage('PUT', `/v1/articles/${article}/assignee`, { user: id });
  t.equal(await statusOf(url), 200);
  t.equal((await manage('GET', `/v1/articles/${article}/previews`)).data[0].openedCount, 2, 'a refusal is not counted');
});

t.test('a link ends with the rights of its creator', async (t) => {
  const article = await createArticle({ section: 'sport' });
  const changes: Record<string, (id: string) => Promise<unknown>> = {
    'a deactivation': (id) => manage('POST', `/v1/users/${id}/deactivate`),
    'a deletion': (id) => manage('DELETE', `/v1/users/${id}`),
    'a role without drafts': (id) => manage('PATCH', `/v1/users/${id}`, { role: 'moderator' }),
    'a role for own articles': (id) => manage('PATCH', `/v1/users/${id}`, { role: 'contributor' }),
    'a limit to another section': (id) => manage('PATCH', `/v1/users/${id}`, { sections: ['news'] }),
    async 'a role with hidden fields'(id) {
      await manage('PUT', '/v1/roles/blind', { scopes: ['content:write'], hiddenFields: ['articles.seo'] });
      await manage('PATCH', `/v1/users/${id}`, { role: 'blind' });
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    const { id, session } = await createUser('writer');
    const url = await createLink(session, article);
    t.equal(await statusOf(url), 200);
    await change(id);
    t.equal(await statusOf(url), 404, name);
  }
});

t.test('a link of a token of the newsroom ends with the token', async (t) => {
  const article = await createArticle();
  const { id, token } = await manage('POST', '/v1/tokens', { name: 'A script', role: 'writer' });
  const url = await createLink(token, article);
  t.equal(await statusOf(url), 200);
  await manage('DELETE', `/v1/tokens/${id}`);
  t.equal(await statusOf(url), 404);
});

t.test('a link outlives the session in which its creator created it', async (t) => {
  const { session } = await createUser('writer');
  const url = await createLink(session, await createArticle());
  const cookie = `broadsheet=${session}`;
  const answer = await request('DELETE', '/v1/session', { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
  t.equal(answer.status, 204);
  t.equal((await request('GET', '/v1/desk/articles', { token: session })).status, 401);
  t.equal(await statusOf(url), 200);
});

t.test('a link shows an article under embargo only while its creator may publish', async (t) => {
  const { id, session } = await createUser('editor');
  const article = await createArticle();
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await manage('POST', `/v1/articles/${article}/embargo`, { until });
  const url = await createLink(session, article);
  t.equal(await statusOf(url), 200);
  await manage('PATCH', `/v1/users/${id}`, { role: 'writer' });
  t.equal(await statusOf(url), 404);
  await manage('POST', `/v1/articles/${article}/embargo`, { until: null });
  t.equal(await statusOf(url), 200);
});

t.test('a link from before creators were stored works until it expires', async (t) => {
  const { id, session } = await createUser('writer');
  const article = await createArticle();
  const url = await createLink(session, article);
  await database.prisma.preview.updateMany({ where: { articleId: article }, data: { creatorUserId: null } });
  await manage('POST', `/v1/users/${id}/deactivate`);
  t.equal(await statusOf(url), 200);
});
