import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { minute, openApprovals, planned, type State, type Story } from './approved-articles.js';

// One database is enough: rights do not depend on it, and the tests of each operation send it to both.

const { request, tokens, list, approved, seen, must, pass, later } = await openApprovals(t);
const { token: bystander } = (
  await request('POST', '/v1/tokens', { as: 'admin', body: { name: 'Bystander', role: 'reader' } })
).body;

type Operation = {
  id: string;
  /** States in which the operation is only for holders of the publish scope. */
  refused?: readonly State[];
  act(story: Story, token: string): Promise<{ status: number }>;
};

const always: readonly State[] = [...planned, 'published'];
const changed = { headline: 'Not approved', slug: 'not-approved', body: '<p>Nobody has read this.</p>' };
const on =
  (method: string, path: string, body?: object | ((story: Story) => object)) =>
  ({ url, ...story }: Story, token: string) => {
    const sent = typeof body === 'function' ? body({ url, ...story }) : body;
    return request(method, `${url}${path}`, sent === undefined ? { token } : { token, body: sent });
  };
const inBulk = (operation: (story: Story) => object) => async (story: Story, token: string) => {
  const answer = await request('POST', '/v1/bulk', { token, body: { operations: [operation(story)] } });
  return answer.status === 200 ? answer.body.data[0] : answer;
};

const operations: readonly Operation[] = [
  { id: 'replaceArticle', act: on('PUT', '', changed) },
  { id: 'updateArticle', act: on('PATCH', '', { ...changed, section: null, tags: [], people: [], related: [] }) },
  { id: 'deleteArticle', refused: always, act: on('DELETE', '') },
  {
    id: 'putArticleByExternalId',
    act: ({ key }, token) =>
      request('PUT', `/v1/articles/by-external-id/wire/${key}`, { token, body: { headline: 'Not approved' } }),
  },
  { id: 'unpublishArticle', refused: always, act: on('POST', '/unpublish') },
  { id: 'discardArticleChanges', act: on('POST', '/discard-changes') },
  {
    id: 'discardArticleChanges',
    async act(story, token) {
      await request('PATCH', story.url, { token, body: changed });
      return on('POST', '/discard-changes')(story, token);
    },
  },
  { id: 'unscheduleArticle', refused: always, act: on('POST', '/unschedule') },
  { id: 'unkillArticle', refused: always, act: on('POST', '/unkill') },
  { id: 'restoreArticle', act: on('POST', '/restore') },
  { id: 'publishArticle', refused: always, act: on('POST', '/publish') },
  { id: 'scheduleArticle', refused: always, act: on('POST', '/schedule', () => ({ at: later(5 * minute) })) },
  { id: 'embargoArticle', act: on('POST', '/embargo', () => ({ until: later(5 * minute) })) },
  { id: 'embargoArticle', act: on('POST', '/embargo', () => ({ until: later(60 * minute) })) },
  { id: 'killArticle', refused: always, act: on('POST', '/kill', { reason: 'Not approved.' }) },
  {
    id: 'restoreArticleRevision',
    async act(story, token) {
      await request('PATCH', story.url, { token, body: changed });
      await request('PATCH', story.url, { token, body: { headline: 'Not approved either' } });
      const { revision } = (await request('GET', `${story.url.replace('/v1/', '/v1/desk/')}`, { token })).body;
      return request('POST', `${story.url}/revisions/${revision - 1}/restore`, { token, body: {} });
    },
  },
  {
    id: 'submitArticle',
    async act(story, token) {
      await request('PATCH', story.url, { token, body: changed });
      return on('POST', '/submit', { note: 'Not approved.' })(story, token);
    },
  },
  { id: 'returnArticle', refused: always, act: on('POST', '/return', { note: 'Not approved.' }) },
  { id: 'approveArticle', refused: always, act: on('POST', '/approve') },
  { id: 'assignArticle', act: on('PUT', '/assignee', { user: null }) },
  { id: 'addArticleNote', act: on('POST', '/notes', { text: 'Not approved.' }) },
  {
    id: 'deleteArticleNote',
    async act(story, token) {
      const { id } = (await on('POST', '/notes', { text: 'Not approved.' })(story, token)).body;
      return on('DELETE', `/notes/${id}`)(story, token);
    },
  },
  { id: 'lockArticle', act: on('POST', '/locks') },
  { id: 'unlockArticle', act: on('DELETE', '/locks') },
  { id: 'createArticlePreview', act: on('POST', '/previews', {}) },
  { id: 'relinkArticle', act: on('POST', '/mentions/relink') },
  {
    id: 'correctArticle',
    refused: always,
    act: on('POST', '/corrections', { kind: 'correction', note: 'Not approved.', publish: false }),
  },
  {
    id: 'createArticle',
    async act({ slug, url }, token) {
      // The approved slug stays reserved when the draft gets another one.
      await request('PATCH', url, { token, body: { slug: 'somewhere-else' } });
      const taken = await request('POST', '/v1/articles', { token, body: { headline: 'Thief', slug } });
      t.match(taken, { status: 409, body: { code: 'slug-taken' } });
      return taken;
    },
  },
  {
    id: 'deleteSection',
    async act({ section, url }, token) {
      await request('PATCH', url, { token, body: { section: null } });
      const answer = await request('DELETE', `/v1/sections/${section}`, { token });
      // An entry that is public already needs the scope directory:write.
      t.ok(['section-in-use', 'forbidden'].includes(answer.body.code), answer.body.code);
      return answer;
    },
  },
  {
    id: 'deletePerson',
    async act({ person, url }, token) {
      await request('PATCH', url, { token, body: { people: [] } });
      const answer = await request('DELETE', `/v1/people/${person}`, { token });
      // An entry that is public already needs the scope directory:write.
      t.ok(['person-in-use', 'forbidden'].includes(answer.body.code), answer.body.code);
      return answer;
    },
  },
  {
    id: 'doInBulk',
    act: inBulk(({ id }) => ({ op: 'update', type: 'article', ref: id, body: changed })),
  },
  {
    id: 'doInBulk',
    act: inBulk(({ key }) => ({
      op: 'put',
      type: 'article',
      externalId: { source: 'wire', id: key },
      body: { headline: 'Not approved' },
    })),
  },
  { id: 'doInBulk', refused: always, act: inBulk(({ id }) => ({ op: 'trash', type: 'article', ref: id })) },
  { id: 'doInBulk', refused: always, act: inBulk(({ id }) => ({ op: 'publish', type: 'article', ref: id })) },
  { id: 'doInBulk', refused: always, act: inBulk(({ id }) => ({ op: 'unpublish', type: 'article', ref: id })) },
  {
    id: 'createList',
    refused: always,
    act: ({ id }, token) =>
      request('POST', '/v1/lists', { token, body: { name: 'Mine', published: true, items: [{ article: id }] } }),
  },
  {
    id: 'updateList',
    refused: always,
    act: (_, token) => request('PATCH', `/v1/lists/${list.slug}`, { token, body: { name: 'Mine' } }),
  },
  {
    id: 'orderList',
    refused: always,
    act: ({ id }, token) =>
      request('PUT', `/v1/lists/${list.slug}/order`, { token, body: { version: 1, items: [{ article: id }] } }),
  },
];

/** Checks that the public gets what the editor approved, at the time that was planned. */
async function checkPublished(t: Test, story: Story): Promise<void> {
  const { article } = await must('GET', `${story.url}/revisions/${story.revision}`);
  await pass(10 * minute);
  const { body: live } = await request('GET', `${story.url}?include=related`);
  const { externalIds: _, commentsOpen, ...content } = article;
  for (const [field, value] of Object.entries(content)) t.same(live[field], value, field);
  t.equal(live.comments.open, commentsOpen);
  t.match(live, { headline: /^Approved/, slug: /^approved/, tags: [`tag-${story.number}`] });
  t.equal(live.section.slug, story.section);
  t.equal(live.authors[0].slug, story.person);
  for (const path of [
    `/v1/articles?section=${story.section}`,
    `/v1/articles?tag=tag-${story.number}`,
    `/v1/people/${story.person}/articles`,
    `/v1/articles?q=ferry&section=${story.section}`,
  ])
    t.match((await request('GET', path)).body.data, [{ id: story.id, slug: story.slug }], path);
  t.same(live.corrections, []);
  t.notMatch((await request('GET', `/v1/changes?limit=100`, { token: bystander })).text, /not-approved/);
}

for (const state of always) {
  for (const { id, refused = [], act } of operations) {
    if (refused.includes(state)) continue;
    t.test(`keeps what the public sees of an article that is ${state} when a writer does ${id}`, async (t) => {
      const story = await approved(state);
      const before = await seen(story);
      const answer = await act(story, tokens.writer);
      t.ok(answer.status < 500, `the response has status ${answer.status}`);
      t.same(await seen(story), before, 'the public sees the same now');
      if (state !== 'published') await checkPublished(t, story);
    });
  }

  t.test(`refuses a writer what only editors may do with an article that is ${state}`, async (t) => {
    const story = await approved(state);
    const before = await seen(story);
    const desk = () => must('GET', `/v1/desk/articles/${story.id}`);
    const atDesk = await desk();
    // Refused operations change nothing, so all of them get the same article.
    for (const { id, refused = [], act } of operations) {
      if (!refused.includes(state)) continue;
      t.equal((await act(story, tokens.writer)).status, 403, id);
      t.same(await seen(story), before, `the public sees the same after ${id}`);
      t.same(await desk(), atDesk, `the desk sees the same after ${id}`);
    }
    if (state !== 'published') await checkPublished(t, story);
  });
}

t.test('covers every write operation on articles in the table, or restricts it by scope', (t) => {
  const { paths } = JSON.parse(readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8'));
  const writes = Object.entries(paths as Record<string, Record<string, { operationId: string }>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).flatMap(([method, { operationId }]) =>
        ['post', 'put', 'patch', 'delete'].includes(method) && /^\/v1\/(articles|bulk)\b/.test(path)
          ? [operationId]
          : [],
      ),
  );
  const elsewhere = ['postComment', 'setArticleCommentPolicy', 'addMention'];
  const walked = new Set([...operations.map(({ id }) => id), ...elsewhere]);
  t.same(
    writes.filter((id) => !walked.has(id)),
    [],
  );
  t.end();
});
