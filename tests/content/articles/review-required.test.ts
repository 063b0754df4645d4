import t from 'tap';
import { createNewsroom } from '../../../src/newsroom.js';
import { commandLineActor } from '../../../src/platform/auth/index.js';
import { type Body, openNewsroom } from '../../support/newsroom.js';

let now = new Date();
const operator = 'the-token-of-the-operator';
const { request, newsroom, database, tokens, statements } = await openNewsroom(t, {
  environment: { REVIEW_REQUIRED: 'on', ADMIN_TOKEN: operator },
  clock: () => now,
});
const free = await openNewsroom(t);

type Token = string;

const tokenOf = async (name: string, scopes: string[]): Promise<Token> =>
  (await request('POST', '/v1/tokens', { as: 'admin', body: { name, scopes } })).body.token;
const all = ['content:read', 'content:write', 'content:publish', 'import'];
const author = await tokenOf('The author', all);
const other = await tokenOf('The other', all);
const third = await tokenOf('The third', all);

const send = (token: Token, method: string, url: string, body?: object) =>
  request(method, url, body === undefined ? { token } : { token, body });
async function must(token: Token, method: string, url: string, body?: object): Promise<Body> {
  const answer = await send(token, method, url, body);
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
}
const later = () => new Date(now.getTime() + 3_600_000).toISOString();

let count = 0;
async function draft(more: object = {}): Promise<{ id: string; url: string; desk: string }> {
  const { id } = await must(author, 'POST', '/v1/articles', { headline: `Ferry ${count++}`, ...more });
  return { id, url: `/v1/articles/${id}`, desk: `/v1/desk/articles/${id}` };
}
async function approved(more: object = {}) {
  const story = await draft(more);
  await must(author, 'POST', `${story.url}/submit`);
  await must(other, 'POST', `${story.url}/approve`);
  return story;
}
const refused = { status: 409, body: { code: 'needs-approval' } };

/** Every request that publishes or schedules the newest revision of an article. */
const ways: Record<string, (story: { id: string; url: string; key: string }) => ReturnType<typeof send>> = {
  publish: ({ url }) => send(author, 'POST', `${url}/publish`),
  'publish as of a time': ({ url }) => send(author, 'POST', `${url}/publish`, { at: '2017-07-07T18:00:00Z' }),
  schedule: ({ url }) => send(author, 'POST', `${url}/schedule`, { at: later() }),
  'external id': async ({ url, key }) => {
    const { headline, externalIds } = (await must(author, 'GET', url.replace('/v1/', '/v1/desk/'))) as Body;
    const publishedAt = '2017-07-07T18:00:00Z';
    return send(author, 'PUT', `/v1/articles/by-external-id/wire/${key}`, { headline, externalIds, publishedAt });
  },
  async bulk({ id }) {
    const answer = await send(author, 'POST', '/v1/bulk', {
      operations: [{ op: 'publish', type: 'article', ref: id }],
    });
    const { status, problem } = answer.body.data[0];
    return { ...answer, status, body: problem };
  },
};
const withKey = async (make: typeof draft) => {
  const key = `key-${count}`;
  return { ...(await make({ externalIds: [{ source: 'wire', id: key }] })), key };
};

for (const [name, way] of Object.entries(ways)) {
  t.test(`publishes with "${name}" only what a second person has approved`, async (t) => {
    const story = await withKey(draft);
    t.match(await way(story), refused, 'a draft');
    await must(author, 'POST', `${story.url}/submit`);
    t.match(await way(story), refused, 'a submitted article');
    t.match(await must(author, 'GET', story.desk), { status: 'submitted', revision: 1 });
    await must(other, 'POST', `${story.url}/approve`);
    await must(author, 'PATCH', story.url, { standfirst: 'Changed' });
    t.match(await way(story), refused, 'an article that was changed after its approval');
    await must(other, 'POST', `${story.url}/approve`);
    await must(author, 'PATCH', story.url, { standfirst: null });
    await must(other, 'POST', `${story.url}/approve`);
    const answer = await way(story);
    t.ok(answer.status < 300, `${answer.status} ${answer.text}`);
    t.match(await must(author, 'GET', story.desk), {
      status: name === 'schedule' ? 'scheduled' : 'published',
      review: null,
    });
  });
}

t.test('nobody approves a text on which they have worked since its last publication', async (t) => {
  const story = await draft();
  await must(author, 'POST', `${story.url}/submit`);
  const own = { status: 403, body: { code: 'own-approval' } };
  t.match(await send(author, 'POST', `${story.url}/approve`), own);
  await must(other, 'PATCH', story.url, { standfirst: 'Mine' });
  t.match(await send(other, 'POST', `${story.url}/approve`), own, 'an editor of the text is not a second person');
  await must(third, 'POST', `${story.url}/approve`);
  await must(third, 'POST', `${story.url}/publish`);
  await must(third, 'PATCH', story.url, { standfirst: 'A new sentence' });
  await must(third, 'POST', `${story.url}/submit`);
  t.match(await send(third, 'POST', `${story.url}/approve`), own);
  t.match(await must(author, 'POST', `${story.url}/approve`), { review: { state: 'approved' } }, 'that was before');
  t.match(await must(third, 'POST', `${story.url}/publish`), { status: 'published', hasUnpublishedChanges: false });
});

t.test('nobody approves their own text after somebody else has discarded and restored it', async (t) => {
  const { url, desk } = await approved();
  await must(other, 'POST', `${url}/publish`);
  const own = { status: 403, body: { code: 'own-approval' } };
  await must(third, 'PATCH', url, { dateline: 'Hamburg' });
  await must(author, 'PATCH', url, { standfirst: 'My words' });
  await must(other, 'POST', `${url}/discard-changes`);
  await must(other, 'POST', `${url}/revisions/3/restore`, {});
  t.match(await must(other, 'GET', desk), { revision: 5, standfirst: 'My words', dateline: 'Hamburg' });
  await must(other, 'POST', `${url}/submit`);
  t.match(await send(author, 'POST', `${url}/approve`), own, 'who wrote the restored text');
  t.match(await send(third, 'POST', `${url}/approve`), own, 'who wrote a part of it earlier');
  t.match(await send(other, 'POST', `${url}/approve`), own, 'who restored it');

  await must(other, 'POST', `${url}/discard-changes`);
  await must(other, 'POST', `${url}/revisions/5/restore`, {});
  await must(other, 'POST', `${url}/submit`);
  t.match(await send(author, 'POST', `${url}/approve`), own, 'a restored revision that was restored itself');
  const fourth = await tokenOf('The fourth', all);
  await must(fourth, 'POST', `${url}/approve`);
  await must(author, 'POST', `${url}/publish`);

  await must(other, 'PATCH', url, { standfirst: null });
  await must(other, 'POST', `${url}/revisions/7/restore`, {});
  await must(other, 'POST', `${url}/submit`);
  t.match(await must(author, 'POST', `${url}/approve`), { review: { state: 'approved' } }, 'a text that was published');
});

t.test('keeps the revisions that show who has worked on a text', async (t) => {
  const retention = createNewsroom(database, {
    secret: 'k'.repeat(32),
    isReviewRequired: true,
    revisionRetention: { newest: 1, days: 0 },
  }).jobs.find(({ name }) => name === 'revision-retention');
  const { url } = await draft();
  await must(other, 'PATCH', url, { standfirst: 'By the other' });
  while ((await retention?.work()) === 'more');
  await must(author, 'POST', `${url}/submit`);
  t.match(await send(author, 'POST', `${url}/approve`), { status: 403, body: { code: 'own-approval' } });
  await must(third, 'POST', `${url}/approve`);
  await must(third, 'POST', `${url}/publish`);
  while ((await retention?.work()) === 'more');
  const { data } = await must(author, 'GET', `${url}/revisions`);
  t.same(
    data.map(({ number }: Body) => number),
    [2],
    'a publication ends this',
  );
});

t.test('takes everybody who is not known for one person, such as the holders of ADMIN_TOKEN', async (t) => {
  const { id } = await must(operator, 'POST', '/v1/articles', { headline: 'By the operator' });
  const url = `/v1/articles/${id}`;
  await must(operator, 'POST', `${url}/submit`);
  const refusal = { status: 403, body: { code: 'own-approval' } };
  t.match(await send(operator, 'POST', `${url}/approve`), refusal);
  t.match(await must(other, 'POST', `${url}/approve`), { status: 'approved' });
  const story = await draft();
  await must(author, 'POST', `${story.url}/submit`);
  t.match(await must(operator, 'POST', `${story.url}/approve`), { status: 'approved' });
});

t.test('needs no approval for what changes no text, and for taking articles away', async (t) => {
  const { url } = await approved();
  await must(author, 'POST', `${url}/publish`);
  await must(author, 'POST', `${url}/publish`, { at: '2017-07-07T18:00:00Z' });
  await must(author, 'POST', `${url}/corrections`, { kind: 'correction', note: 'It was Tuesday.' });
  await must(author, 'POST', `${url}/corrections`, { kind: 'correction', note: 'At noon.', publish: true });
  await must(author, 'POST', `${url}/schedule`, { unpublishAt: later() });
  await must(author, 'PATCH', url, { standfirst: 'Not approved' });
  const together = { kind: 'correction', note: 'With the text.', publish: true };
  t.match(await send(author, 'POST', `${url}/corrections`, together), refused, 'a correction does not smuggle a text');
  await must(author, 'POST', `${url}/unschedule`);
  await must(author, 'POST', `${url}/unpublish`);
  t.match(await send(author, 'POST', `${url}/publish`), refused);
  await must(author, 'POST', `${url}/kill`, { reason: 'Wrong.' });
});

t.test('publishes a scheduled revision at its time, and not the changes after it', async (t) => {
  const { url, desk } = await approved();
  const scheduled = await must(author, 'POST', `${url}/schedule`, { at: later() });
  t.match(scheduled, { status: 'scheduled', review: null });
  await must(author, 'PATCH', url, { standfirst: 'Not approved' });
  t.match(await send(author, 'POST', `${url}/schedule`, { at: later() }), refused);
  await must(author, 'POST', `${url}/submit`);
  now = new Date(now.getTime() + 3_700_000);
  while ((await newsroom.articles.plans.queue?.work()) === 'more');
  t.match(await must(author, 'GET', desk), {
    status: 'published',
    hasUnpublishedChanges: true,
    review: { state: 'submitted', revision: 2 },
  });
  t.match((await request('GET', url)).body, { standfirst: null });
});

t.test('publishes a scheduled revision before its time without another approval', async (t) => {
  const { url } = await approved();
  await must(author, 'POST', `${url}/schedule`, { at: later() });
  t.match(await must(author, 'POST', `${url}/publish`), { status: 'published' });
});

async function importing(token: Token, lines: object[], dryRun = false): Promise<Body[]> {
  const started = await request('POST', `/v1/imports?dryRun=${dryRun}`, {
    token,
    raw: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  if (started.status !== 202) throw new Error(started.text);
  await newsroom.imports.queue.work();
  return (await must(tokens.admin, 'GET', `/v1/imports/${started.body.id}/items`)).data;
}

t.test('imports published articles as drafts and says so, unless their text is approved', async (t) => {
  const publishedAt = '2017-07-07T18:00:00.000Z';
  const line = { headline: 'From the wire', status: 'published', publishedAt, externalIds: [{ source: 'w', id: 'x' }] };
  const needs = { what: 'publication', reason: 'needs-approval', detail: /approval of a second person/ };
  t.match(await importing(author, [line], true), [{ outcome: 'created', dropped: [needs] }], 'a dry run');
  t.match(await importing(author, [line]), [{ outcome: 'created', dropped: [needs] }]);
  const url = '/v1/articles/from-the-wire';
  t.match(await must(author, 'GET', '/v1/desk/articles/from-the-wire'), { status: 'draft' });
  t.match(await importing(author, [line]), [{ outcome: 'unchanged', dropped: [needs] }]);
  await must(author, 'POST', `${url}/submit`);
  await must(other, 'POST', `${url}/approve`);
  t.match(await importing(author, [{ ...line, standfirst: 'New' }]), [{ outcome: 'updated', dropped: [needs] }]);
  t.match(await must(author, 'GET', '/v1/desk/articles/from-the-wire'), { review: { hasLapsed: true } });
  await must(other, 'POST', `${url}/approve`);
  t.match(await importing(author, [{ ...line, standfirst: 'New' }]), [{ outcome: 'updated', dropped: [] }]);
  t.match(await must(author, 'GET', '/v1/desk/articles/from-the-wire'), { status: 'published', publishedAt });
  const reply = await send(author, 'PUT', '/v1/articles/by-external-id/w/new', { headline: 'New', publishedAt });
  t.match(reply, refused);
  t.equal((await send(author, 'GET', '/v1/desk/articles/new')).status, 404, 'a refused request creates no draft');
});

t.test('lets the command line publish, as it acts for whoever has the database', async (t) => {
  const { id, desk } = await draft();
  await newsroom.articles.publish(commandLineActor, id);
  t.match(await must(author, 'GET', desk), { status: 'published' });
});

t.test('the check of a publication costs one statement, and none where no approval is required', async (t) => {
  const asAdmin = async ({ request: ask }: typeof free, method: string, url: string, body?: object) =>
    (await ask(method, url, { as: 'admin', ...(body && { body }) })).body;
  const { id } = await asAdmin(free, 'POST', '/v1/articles', { headline: 'Free' });
  free.statements();
  t.match(await asAdmin(free, 'POST', `/v1/articles/${id}/publish`), { status: 'published' });
  const freely = free.statements().length;
  const { url } = await approved();
  statements();
  await must(author, 'POST', `${url}/publish`);
  t.equal(statements().length, freely + 1);
});

t.test('an approval from before the setting was turned on counts only if it was by a second person', async (t) => {
  const before = createNewsroom(database, { secret: 'k'.repeat(32), isReviewRequired: false });
  t.teardown(() => before.close());
  const [authorActor, otherActor] = await Promise.all([author, other].map(newsroom.tokens.authenticate));
  if (authorActor === undefined || otherActor === undefined) throw new Error('A token is not valid.');
  const { id, url } = await draft();
  await must(author, 'POST', `${url}/submit`);
  await before.articles.review.approve(authorActor, id, {});
  t.match(await send(author, 'POST', `${url}/publish`), refused);
  t.match(await must(other, 'POST', `${url}/approve`), { status: 'approved', review: { by: 'The other' } });
  t.match(await must(author, 'POST', `${url}/publish`), { status: 'published' });
});
