import { randomUUID } from 'node:crypto';
import t from 'tap';
import { systemActor } from '../../../src/platform/auth/index.js';
import { type Body, openNewsroom } from '../../support/newsroom.js';

let now: Date | undefined;
const { request, newsroom, database, sent } = await openNewsroom(t, { clock: () => now ?? new Date() });

async function must(method: string, url: string, body?: object, as: 'writer' | 'editor' = 'editor'): Promise<Body> {
  const answer = await request(method, url, body === undefined ? { as } : { as, body });
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
}

let count = 0;
async function draft(more: object = {}): Promise<{ id: string; url: string; desk: string }> {
  const { id } = await must('POST', '/v1/articles', { headline: `Ferry ${count++}`, ...more }, 'writer');
  return { id, url: `/v1/articles/${id}`, desk: `/v1/desk/articles/${id}` };
}

async function addUser(name: string, status = 'active'): Promise<string> {
  const id = randomUUID();
  await database.prisma.user.create({ data: { id, name, email: `${id}@paper.example`, role: 'editor', status } });
  return id;
}
const marta = await addUser('Marta Lindqvist');
const invited = await addUser('Ines Invited', 'invited');
const gone = await addUser('Greta Gone', 'deactivated');

const idsIn = async (query: string): Promise<string[]> =>
  (await must('GET', `/v1/desk/articles?limit=100&${query}`)).data.map(({ id }: Body) => id);
const eventsOf = async (id: string) =>
  (await database.prisma.event.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } })).map(
    ({ type, payload }) => ({ type, payload: payload as Body }),
  );

t.test('takes an article from draft to published, with every step in one history', async (t) => {
  const { id, url, desk } = await draft();
  const submitted = await must('POST', `${url}/submit`, { note: 'Please check.', assignee: marta }, 'writer');
  t.match(submitted, {
    status: 'submitted',
    version: 2,
    revision: 1,
    assignee: { id: marta, name: 'Marta Lindqvist' },
    review: { state: 'submitted', hasLapsed: false, revision: 1, by: 'The writer', note: 'Please check.' },
  });
  const returned = await must('POST', `${url}/return`, { note: 'Add a source.' });
  t.match(returned, {
    status: 'draft',
    assignee: { id: marta },
    review: { state: 'returned', by: 'The editor', note: 'Add a source.' },
  });
  await must('PATCH', url, { standfirst: 'With a source.' }, 'writer');
  await must('POST', `${url}/submit`, undefined, 'writer');
  t.match(await must('POST', `${url}/approve`), { status: 'approved', review: { state: 'approved', note: null } });
  t.match(await must('POST', `${url}/publish`), { status: 'published', review: null, assignee: { id: marta } });
  t.match(
    (await must('GET', `${url}/notes`)).data.map(({ kind, text, revision, by }: Body) => [kind, text, revision, by]),
    [
      ['approved', null, 2, 'The editor'],
      ['submitted', null, 2, 'The writer'],
      ['returned', 'Add a source.', 1, 'The editor'],
      ['submitted', 'Please check.', 1, 'The writer'],
    ],
  );
  const events = await eventsOf(id);
  t.same(
    events.map(({ type, payload }) => [type, payload.status]),
    [
      ['article.created', 'draft'],
      ['article.assigned', 'submitted'],
      ['article.submitted', 'submitted'],
      ['article.returned', 'draft'],
      ['article.updated', 'draft'],
      ['article.submitted', 'submitted'],
      ['article.approved', 'approved'],
      ['article.published', 'published'],
    ],
  );
  t.same(Object.keys(events[3]?.payload).sort(), [
    'assigneeId',
    'id',
    'noteId',
    'revision',
    'slug',
    'status',
    'version',
  ]);
  t.notMatch(JSON.stringify(events), 'Please check');
  t.equal((await must('GET', desk)).status, 'published');
});

t.test('shows the status of the review in lists, searches, exports and pins, and finds articles by it', async (t) => {
  const word = 'zeppelin';
  const plain = await draft({ standfirst: word });
  const open = await draft({ standfirst: word });
  const done = await draft({ standfirst: word });
  const live = await draft({ standfirst: word });
  const back = await draft({ standfirst: word });
  await must('POST', `${open.url}/submit`, { assignee: marta });
  await must('POST', `${done.url}/submit`);
  await must('POST', `${done.url}/approve`);
  await must('POST', `${live.url}/publish`);
  await must('PATCH', live.url, { headline: 'Changed' });
  await must('POST', `${live.url}/submit`);
  await must('POST', `${back.url}/submit`);
  await must('POST', `${back.url}/return`, { note: 'No.' });
  const inOrder = (...stories: { id: string }[]) => stories.map(({ id }) => id).sort();
  const q = `q=${word}`;
  const cases: [query: string, ids: string[]][] = [
    ['status=draft', inOrder(plain, back)],
    ['status=submitted', inOrder(open)],
    ['status=approved', inOrder(done)],
    ['status=submitted,approved', inOrder(open, done)],
    ['status=draft,submitted', inOrder(plain, back, open)],
    ['status=published', inOrder(live)],
    ['review=submitted', inOrder(open, live)],
    ['review=approved', inOrder(done)],
    ['review=returned', inOrder(back)],
    ['review=submitted,returned', inOrder(open, live, back)],
    ['review=submitted&status=published', inOrder(live)],
    [`assignee=${marta}`, inOrder(open)],
    [`assignee=${marta}&status=draft`, []],
  ];
  for (const [query, ids] of cases) {
    t.same((await idsIn(`${q}&${query}`)).sort(), ids, query);
    const { page } = await must('GET', `/v1/desk/articles?${q}&${query}&count=exact`);
    t.equal(page.total, ids.length, `${query} counts the same`);
  }
  const { data } = await must('GET', `/v1/desk/articles?${q}&status=submitted`);
  t.match(data, [{ status: 'submitted', review: { state: 'submitted', revision: 1 }, assignee: { id: marta } }]);

  const exported = async (status: string) =>
    (await request('GET', `/v1/exports?status=${status}`, { as: 'editor' })).text;
  t.match(await exported('submitted'), '"status":"submitted"');
  t.match(await exported('submitted'), open.id);
  t.notMatch(await exported('draft'), open.id);
  t.match(await exported('approved'), done.id);
  const list = await must('POST', '/v1/lists', { name: 'Front', items: [{ article: open.id }] });
  t.equal(list.items[0].article.status, 'submitted');
});

t.test('imports an exported article in review as a draft, or as unpublished if readers knew it', async (t) => {
  const lines = [
    { status: 'approved', id: 'never-public' },
    { status: 'submitted', id: 'was-public', publishedAt: null, firstPublishedAt: '2017-07-07T18:00:00Z' },
  ].map(({ id, ...line }) => JSON.stringify({ ...line, headline: id, externalIds: [{ source: 'old', id }] }));
  const started = await request('POST', '/v1/imports', {
    as: 'admin',
    raw: `${lines.join('\n')}\n`,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  t.equal(started.status, 202);
  await newsroom.imports.queue.work();
  t.match(await must('GET', '/v1/desk/articles/never-public'), { status: 'draft', review: null });
  t.match(await must('GET', '/v1/desk/articles/was-public'), { status: 'unpublished', review: null });
});

t.test('lets an approval lapse when the article is changed in any way', async (t) => {
  const externalIds = [{ source: 'wire', id: 'lapsing' }];
  const approved = async (more: object = {}) => {
    const story = await draft(more);
    await must('POST', `${story.url}/submit`);
    await must('POST', `${story.url}/approve`);
    return story;
  };
  const byImport = async () => {
    const line = { headline: 'From the wire', externalIds: [{ source: 'wire', id: 'imported' }] };
    const headers = { 'content-type': 'application/x-ndjson' };
    await request('POST', '/v1/imports', { as: 'admin', raw: `${JSON.stringify(line)}\n`, headers });
    await newsroom.imports.queue.work();
  };
  const ways: Record<string, (story: { id: string; url: string }) => Promise<unknown>> = {
    patch: ({ url }) => must('PATCH', url, { standfirst: 'Changed' }),
    put: ({ url }) => must('PUT', url, { headline: 'Replaced' }),
    'by external id': () => must('PUT', '/v1/articles/by-external-id/wire/lapsing', { headline: 'Replaced' }),
    import: byImport,
    async 'restored revision'({ url }) {
      await must('PATCH', url, { standfirst: 'Changed' });
      await must('POST', `${url}/approve`);
      t.match(await must('POST', `${url}/revisions/1/restore`, {}), { revision: 3 });
    },
  };
  for (const [way, change] of Object.entries(ways)) {
    const ids = way === 'import' ? [{ source: 'wire', id: 'imported' }] : way === 'by external id' ? externalIds : [];
    const story = await approved({ externalIds: ids });
    await change(story);
    const after = await must('GET', story.desk);
    t.match(after, { status: 'submitted', review: { state: 'submitted', hasLapsed: true, by: 'The editor' } }, way);
    t.ok(after.revision > after.review.revision, way);
    const last = (await eventsOf(story.id)).at(-1);
    t.match(last, { type: 'article.updated', payload: { status: 'submitted' } }, `${way}: the event says so`);
    t.match(await must('POST', `${story.url}/approve`), { status: 'approved', review: { hasLapsed: false } }, way);
  }
  const story = await approved();
  t.match(await must('PATCH', story.url, {}), { status: 'approved' }, 'a save that changes nothing is no change');
});

t.test('ends the review when the article is published, scheduled, killed, trashed or discarded', async (t) => {
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const ends: Record<string, [end: (url: string) => Promise<unknown>, back?: string]> = {
    publish: [(url) => must('POST', `${url}/publish`)],
    schedule: [(url) => must('POST', `${url}/schedule`, { at })],
    kill: [(url) => must('POST', `${url}/kill`, { reason: 'Wrong.' }), 'unkill'],
    trash: [(url) => must('DELETE', url), 'restore'],
  };
  for (const [name, [end, back]] of Object.entries(ends)) {
    const { url, desk } = await draft();
    await must('POST', `${url}/submit`);
    await end(url);
    t.equal((await must('GET', desk)).review, null, name);
    if (back === undefined) continue;
    t.match(await must('POST', `${url}/${back}`), { status: 'draft', review: null }, `${name}, ${back}`);
  }
  const { url } = await draft();
  await must('POST', `${url}/publish`);
  await must('PATCH', url, { standfirst: 'Changed' });
  t.match(await must('POST', `${url}/submit`), { status: 'published', review: { state: 'submitted' } });
  t.match(await must('POST', `${url}/discard-changes`), { status: 'published', review: null });
});

t.test('ends the review when an article is unpublished, whoever does it, and tells the public nothing', async (t) => {
  const inReview = async (more: object = {}) => {
    const story = await draft(more);
    await must('POST', `${story.url}/publish`);
    await must('PATCH', story.url, { standfirst: 'Changed' });
    await must('POST', `${story.url}/submit`);
    return story;
  };
  const unpublishAt = new Date(Date.now() + 3_600_000).toISOString();
  const planned = await inReview();
  t.match(await must('POST', `${planned.url}/schedule`, { unpublishAt }), { review: { state: 'submitted' } });
  const byHand = await inReview();
  t.match(await must('POST', `${byHand.url}/unpublish`), { status: 'unpublished', review: null });
  const imported = await inReview({ externalIds: [{ source: 'wire', id: 'taken-away' }] });
  const line = {
    headline: 'Taken away',
    status: 'unpublished',
    firstPublishedAt: '2017-07-07T18:00:00Z',
    externalIds: [{ source: 'wire', id: 'taken-away' }],
  };
  const headers = { 'content-type': 'application/x-ndjson' };
  await request('POST', '/v1/imports', { as: 'admin', raw: `${JSON.stringify(line)}\n`, headers });
  await newsroom.imports.queue.work();
  now = new Date(Date.now() + 3_700_000);
  while ((await newsroom.articles.plans.queue?.work()) === 'more');
  now = undefined;
  for (const { id, desk } of [planned, byHand, imported]) {
    t.match(await must('GET', desk), { status: 'unpublished', review: null });
    const event = (await eventsOf(id)).find(({ type }) => type === 'article.unpublished');
    t.equal(event?.payload.status, 'unpublished');
  }
});

t.test('does nothing when a step is repeated, and refuses a step that is not possible', async (t) => {
  const { id, url } = await draft();
  const refuse = async (verb: string, body: object | undefined, currentStatus: string, detail: RegExp) =>
    t.match(await request('POST', `${url}/${verb}`, { as: 'editor', ...(body && { body }) }), {
      status: 409,
      body: { code: 'illegal-move', currentStatus, detail },
    });
  await refuse('approve', undefined, 'draft', /not in review/);
  await refuse('return', { note: 'No.' }, 'draft', /not in review/);
  await must('POST', `${url}/submit`, undefined, 'writer');
  const again = await must('POST', `${url}/submit`, undefined, 'writer');
  t.equal(again.version, 2, 'the same writer submits the same revision once');
  t.match(await must('POST', `${url}/submit`, { note: 'It is urgent.' }, 'writer'), { version: 3 });
  await must('POST', `${url}/approve`);
  t.match(await must('POST', `${url}/approve`), { version: 4, status: 'approved' });
  await refuse('submit', undefined, 'approved', /is approved/);
  await must('POST', `${url}/return`, { note: 'No.' });
  await refuse('return', { note: 'No.' }, 'draft', /was returned/);
  await refuse('approve', undefined, 'draft', /was returned/);
  await must('POST', `${url}/publish`);
  await refuse('submit', undefined, 'published', /nothing to review/);
  t.equal((await eventsOf(id)).filter(({ type }) => type === 'article.approved').length, 1);
  for (const body of [undefined, {}, { note: '' }, { note: 'x'.repeat(5_001) }, { note: 'a', more: 1 }])
    t.match(
      await request('POST', `${url}/return`, { as: 'editor', ...(body && { body }) }),
      { status: 400 },
      JSON.stringify(body)?.slice(0, 40),
    );
});

t.test('checks preconditions and scopes', async (t) => {
  const { url } = await draft();
  const headers = { 'if-match': '"7"' };
  for (const [method, verb, body] of [
    ['POST', 'submit', {}],
    ['PUT', 'assignee', { user: marta }],
  ] as const)
    t.match(await request(method, `${url}/${verb}`, { as: 'editor', body, headers }), { status: 412 }, verb);
  await must('POST', `${url}/submit`, undefined, 'writer');
  for (const verb of ['approve', 'return']) {
    t.match(await request('POST', `${url}/${verb}`, { as: 'editor', body: { note: 'x' }, headers }), { status: 412 });
    t.match(await request('POST', `${url}/${verb}`, { as: 'writer', body: { note: 'x' } }), {
      status: 403,
      body: { code: 'forbidden', scope: 'content:publish' },
    });
  }
  t.match(await request('POST', `${url}/submit`, { as: 'reader' }), { status: 403 });
  t.match(await request('PUT', `${url}/assignee`, { as: 'reader', body: { user: null } }), { status: 403 });
});

t.test('assigns an article to a user who can work, and ends the assignment', async (t) => {
  const { id, url, desk } = await draft();
  t.match(await must('PUT', `${url}/assignee`, { user: marta }, 'writer'), { version: 2, assignee: { id: marta } });
  t.match(await must('PUT', `${url}/assignee`, { user: marta }, 'writer'), { version: 2 });
  t.match(await must('PUT', `${url}/assignee`, { user: invited }), { assignee: { id: invited, name: 'Ines Invited' } });
  t.match(await must('PUT', `${url}/assignee`, { user: null }), { assignee: null });
  t.same(
    (await eventsOf(id)).slice(1).map(({ type, payload }) => [type, payload.assigneeId]),
    [
      ['article.assigned', marta],
      ['article.assigned', invited],
      ['article.assigned', null],
    ],
  );
  for (const user of [gone, randomUUID()]) {
    const errors = [{ pointer: '/user', code: 'unknown-user' }];
    const answer = await request('PUT', `${url}/assignee`, { as: 'writer', body: { user } });
    t.match(answer, { status: 422, body: { code: 'unknown-reference', errors } });
    t.match(await request('POST', `${url}/submit`, { as: 'writer', body: { assignee: user } }), { status: 422 });
  }
  t.match(await request('PUT', `${url}/assignee`, { as: 'writer', body: { user: 'me' } }), {
    status: 400,
    body: { errors: [{ pointer: '/user', code: 'no-user', detail: /belongs to no user/ }] },
  });
  t.match(await request('GET', '/v1/desk/articles?assignee=me', { as: 'writer' }), {
    status: 400,
    body: { errors: [{ parameter: 'assignee', code: 'no-user' }] },
  });
  t.match(await request('GET', `/v1/desk/articles?assignee=${randomUUID()}`, { as: 'writer' }), {
    status: 422,
    body: { code: 'unknown-reference', errors: [{ parameter: 'assignee' }] },
  });
  t.equal((await must('GET', desk)).status, 'draft', 'nothing else was changed');
});

t.test('takes `me` for the user of the token, and shows who took a step', async (t) => {
  const token = await database.transaction(systemActor, async (tx) => {
    const user = await tx.query
      .selectFrom('users')
      .select(['id', 'name'])
      .where('id', '=', marta)
      .executeTakeFirstOrThrow();
    return (await newsroom.tokens.createSession(tx, user)).token;
  });
  const { id, url } = await draft();
  t.match(await request('PUT', `${url}/assignee`, { token, body: { user: 'me' } }), {
    status: 200,
    body: { assignee: { id: marta, name: 'Marta Lindqvist' } },
  });
  await request('POST', `${url}/submit`, { token, body: { note: 'Mine.', assignee: null } });
  const submitted = await request('POST', `${url}/submit`, { token, body: { assignee: 'me' } });
  t.match(submitted.body, { assignee: { id: marta }, review: { by: 'Marta Lindqvist' } });
  t.match((await must('GET', `${url}/notes`)).data[0], { by: 'Marta Lindqvist', userId: marta });
  const mine = await request('GET', '/v1/desk/articles?assignee=me&status=submitted', { token });
  t.ok(mine.body.data.some((card: Body) => card.id === id));
  t.ok(mine.body.data.every(({ assignee }: Body) => assignee.id === marta));
});

t.test('reads lists of the desk with one statement, whatever the filter, and steps with few', async (t) => {
  await draft();
  for (const query of ['status=submitted', 'review=submitted,approved', `assignee=${marta}`]) {
    sent();
    await must('GET', `/v1/desk/articles?${query}`);
    t.equal(sent().filter((sql) => / articles /.test(sql)).length, 1, query);
  }
  const { url, desk } = await draft();
  const reads = async (work: () => Promise<unknown>) => {
    sent();
    await work();
    return sent().length;
  };
  const readOne = () => reads(() => must('GET', desk));
  const before = await readOne();
  const killed = await draft();
  const kill = await reads(() => must('POST', `${killed.url}/kill`, { reason: 'Wrong.' }));
  t.equal(await reads(() => must('POST', `${url}/submit`)), kill + 1, 'a step costs one more than a kill: its note');
  t.equal(await readOne(), before, 'the review costs the desk view no statement');
});

t.test('shows nothing of the review to the public', async (t) => {
  const { url, id } = await draft();
  await must('POST', `${url}/publish`);
  const before = await request('GET', url);
  const list = await request('GET', `/v1/articles?ids=${id}`);
  await must('PATCH', url, { standfirst: 'Secret change' });
  await must('POST', `${url}/submit`, { note: 'Secret note', assignee: marta });
  await must('POST', `${url}/notes`, { text: 'Secret note' });
  sent();
  const after = await request('GET', url);
  t.equal(sent().length, 0, 'the cached response stays fresh');
  t.equal(after.text, before.text);
  t.equal((await request('GET', `/v1/articles?ids=${id}`)).text, list.text);
  t.match(await request('GET', `${url}/notes`), { status: 401 });
  t.notMatch((await request('GET', '/v1/changes')).text, 'article.submitted');
});
