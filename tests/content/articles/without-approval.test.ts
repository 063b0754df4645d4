import { readFileSync } from 'node:fs';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const minute = 60_000;
let now = new Date();
const { request, newsroom, tokens } = await openNewsroom(t, {
  clock: () => now,
  environment: { DIRECTORY_VISIBILITY: 'draft' },
});
const timetable = newsroom.articles.plans.queue;
const as = 'editor';

async function pass(milliseconds: number): Promise<void> {
  now = new Date(now.getTime() + milliseconds);
  while ((await timetable?.work()) === 'more');
}
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds).toISOString();

async function must(method: string, url: string, body?: object) {
  const answer = await request(method, url, body === undefined ? { as } : { as, body });
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.text}`);
  return answer.body;
}

const other = await must('POST', '/v1/articles', { headline: 'Another story' });
await must('POST', `/v1/articles/${other.id}/publish`);
const list = await must('POST', '/v1/lists', { name: 'Front page', published: true, size: 5, rule: {} });
const { token: bystander } = (
  await request('POST', '/v1/tokens', { as: 'admin', body: { name: 'Bystander', role: 'reader' } })
).body;

type Story = { id: string; url: string; slug: string; section: string; person: string; key: string; revision: number };
type State = 'scheduled' | 'published with planned changes' | 'published';

let count = 0;

/** Creates an article as an editor has approved it, with a distinct value in everything that the public sees. */
async function approved(state: State): Promise<Story> {
  count += 1;
  const section = await must('POST', '/v1/sections', { name: `Section ${count}` });
  const person = await must('POST', '/v1/people', { name: `Author ${count}` });
  const key = `key-${count}`;
  const write = {
    headline: `Approved ${count}`,
    slug: `approved-${count}`,
    standfirst: 'As the editor read it.',
    type: 'analysis',
    body: '<p>The ferry sails on Tuesday.</p>',
    lang: 'en',
    dateline: 'BERGEN',
    section: section.slug,
    tags: [`tag-${count}`],
    people: [{ person: person.slug, relation: 'author', titleAsPrinted: 'Correspondent' }],
    sources: [{ name: 'Harbour office' }],
    related: [other.id],
    leadImage: { url: 'https://example.org/ferry.jpg', alt: 'A ferry' },
    seo: { title: 'Ferry' },
    externalIds: [{ source: 'wire', id: key }],
    commentsOpen: false,
  };
  const { id, slug } = await must('POST', '/v1/articles', write);
  const url = `/v1/articles/${id}`;
  if (state !== 'scheduled') await must('POST', `${url}/publish`);
  if (state === 'published with planned changes')
    await must('PATCH', url, { headline: `Approved ${count}, changed`, slug: `approved-${count}-changed` });
  if (state !== 'published') await must('POST', `${url}/schedule`, { at: later(10 * minute) });
  const desk = await must('GET', `${url.replace('/v1/', '/v1/desk/')}`);
  return { id, url, slug: desk.slug ?? slug, section: section.slug, person: person.slug, key, revision: desk.revision };
}

/** Returns what the public sees of an article, in each format and in the lists that may include it. */
async function seen({ id, url, section, person, slug }: Story): Promise<unknown[]> {
  const paths = [
    `${url}?include=section,people,related,corrections`,
    `/v1/articles/${slug}`,
    `/v1/articles?section=${section}&include=body,people,related,corrections`,
    `/v1/people/${person}/articles?include=body`,
    `/v1/articles?tag=tag-${count}`,
    `/v1/articles?q=ferry&section=${section}`,
    `/v1/feeds/rss?section=${section}`,
    `/v1/articles/${id}/corrections`,
    `/v1/lists/${list.slug}`,
  ];
  const found: unknown[] = [];
  for (const path of paths) {
    const answer = await request('GET', path);
    found.push([path, answer.status, withoutCounters(answer.body)]);
  }
  for (const accept of ['application/ld+json', 'text/markdown'])
    found.push(withoutCounters((await request('GET', url, { headers: { accept } })).body));
  return found;
}

/** Removes the version, which each save increments, and the time at which the feed was made. */
function withoutCounters(body: unknown): unknown {
  if (typeof body === 'string') return body.replace(/<lastBuildDate>.*?<\/lastBuildDate>/, '');
  return JSON.parse(
    JSON.stringify(body, (name, value) => (['version', 'requestId'].includes(name) ? undefined : value)),
  );
}

type Operation = {
  id: string;
  /** States in which the operation is only for holders of the publish scope. */
  refused?: readonly State[];
  act(story: Story, token: string): Promise<{ status: number }>;
};

const planned: readonly State[] = ['scheduled', 'published with planned changes'];
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

for (const state of always)
  for (const { id, refused = [], act } of operations)
    t.test(`keeps what the public sees of an article that is ${state} when a writer does ${id}`, async (t) => {
      const story = await approved(state);
      const before = await seen(story);
      const answer = await act(story, tokens.writer);
      t.ok(answer.status < 500, `the response has status ${answer.status}`);
      if (refused.includes(state)) t.equal(answer.status, 403);
      t.same(await seen(story), before, 'the public sees the same now');
      if (state === 'published') return;
      const { article } = await must('GET', `${story.url}/revisions/${story.revision}`);
      await pass(10 * minute);
      const { body: live } = await request('GET', `${story.url}?include=related`);
      const { externalIds: _, commentsOpen, ...content } = article;
      for (const [field, value] of Object.entries(content)) t.same(live[field], value, field);
      t.equal(live.comments.open, commentsOpen);
      t.match(live, { headline: /^Approved/, slug: /^approved/, tags: [`tag-${count}`] });
      t.equal(live.section.slug, story.section);
      t.equal(live.authors[0].slug, story.person);
      for (const path of [
        `/v1/articles?section=${story.section}`,
        `/v1/articles?tag=tag-${count}`,
        `/v1/people/${story.person}/articles`,
        `/v1/articles?q=ferry&section=${story.section}`,
      ])
        t.match((await request('GET', path)).body.data, [{ id: story.id, slug: story.slug }], path);
      t.same(live.corrections, []);
      t.notMatch((await request('GET', `/v1/changes?limit=100`, { token: bystander })).text, /not-approved/);
    });

t.test('prevents importers from replacing or cancelling a plan', async (t) => {
  for (const state of planned) {
    const story = await approved(state);
    const before = await seen(story);
    const put = await request('PUT', `/v1/articles/by-external-id/wire/${story.key}`, {
      as: 'importer',
      body: { headline: 'Not approved', publishedAt: later(-minute) },
    });
    t.match(put, { status: 403, body: { scope: 'content:publish' } }, state);
    for (const [status, item] of [
      ['published', { outcome: 'updated', dropped: [{ reason: 'not-published', detail: /content:publish/ }] }],
      ['trashed', { outcome: 'failed', detail: /content:publish/ }],
    ] as const) {
      const publishedAt = '2017-07-07T18:00:00.000Z';
      const line = { externalIds: [{ source: 'wire', id: story.key }], headline: 'Not approved', status };
      const sent = await request('POST', '/v1/imports', {
        as: 'importer',
        raw: JSON.stringify({ ...line, ...(status === 'published' ? { publishedAt } : {}) }),
        headers: { 'content-type': 'application/x-ndjson' },
      });
      t.equal(sent.status, 202);
      while ((await newsroom.imports.queue.work()) === 'more');
      const items = (await request('GET', `/v1/imports/${sent.body.id}/items`, { as: 'importer' })).body.data;
      t.match(items, [item], `${state}, ${status}`);
    }
    t.same(await seen(story), before, state);
  }
});

t.test('shows editors that later edits exist, and lets them schedule again', async (t) => {
  const story = await approved('scheduled');
  const { scheduledFor: at } = await must('GET', `${story.url.replace('/v1/', '/v1/desk/')}`);
  await request('PATCH', story.url, { as: 'writer', body: { headline: 'Better' } });
  t.match(await must('GET', `${story.url.replace('/v1/', '/v1/desk/')}`), {
    scheduledRevision: 1,
    revision: 2,
    scheduledFor: at,
  });
  t.match(await must('POST', `${story.url}/schedule`, { unpublishAt: later(60 * minute) }), { scheduledRevision: 1 });
  t.match(await must('POST', `${story.url}/schedule`, { at }), { scheduledRevision: 2, scheduledFor: at });
  await pass(10 * minute);
  t.match((await request('GET', story.url)).body, { headline: 'Better' });
  t.match(await must('GET', `${story.url.replace('/v1/', '/v1/desk/')}`), {
    hasUnpublishedChanges: false,
    scheduledRevision: null,
  });
});

t.test('publishes a scheduled article in the moved section and under the merged author', async (t) => {
  const story = await approved('scheduled');
  const into = await must('POST', '/v1/sections', { name: 'Where it goes' });
  const winner = await must('POST', '/v1/people', { name: 'The same author' });
  await request('PATCH', story.url, { as: 'writer', body: { headline: 'Later', section: null, people: [] } });
  await must('DELETE', `/v1/sections/${story.section}?moveTo=${into.slug}`);
  await must('POST', `/v1/people/${story.person}/merge`, { into: winner.slug });
  await pass(10 * minute);
  const { body } = await request('GET', story.url);
  t.match(body, { headline: `Approved ${count}`, section: { slug: into.slug }, authors: [{ slug: winner.slug }] });
  t.match((await request('GET', `/v1/articles?section=${into.slug}`)).body.data, [{ id: story.id }]);
});

t.test('frees the reserved slug when a plan ends', async (t) => {
  for (const [how, method, path, body] of [
    ['unscheduled', 'POST', '/unschedule', undefined],
    ['scheduled again', 'POST', '/schedule', { at: later(20 * minute) }],
    ['published', 'POST', '/publish', undefined],
    ['trashed', 'DELETE', '', undefined],
    ['killed', 'POST', '/kill', { reason: 'No.' }],
  ] as const) {
    const story = await approved('scheduled');
    await must('PATCH', story.url, { slug: `renamed-${count}` });
    const again = () => request('POST', '/v1/articles', { as, body: { headline: 'Heir', slug: story.slug } });
    t.equal((await again()).status, 409, how);
    await must(method, `${story.url}${path}`, body);
    t.equal((await again()).status, 201, how);
  }
});

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
