import t from 'tap';
import { ROLES } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, newsroom, tokens, sent } = await openNewsroom(t);

async function must(method: string, path: string, body?: object) {
  const answer = await request(method, path, body === undefined ? { as: 'admin' } : { as: 'admin', body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}
const make = (path: string, body: object = {}) => must('POST', path, body);
const makeToken = (token: string, body: object) => request('POST', '/v1/tokens', { token, body });

let made = 0;
const name = (what: string) => `${what} ${++made}`;
const soon = () => new Date(Date.now() + 3_600_000).toISOString();

const sport = await make('/v1/sections', { name: 'Sport' });
const football = await make('/v1/sections', { name: 'Football', parent: 'sport' });
await make('/v1/sections', { name: 'Politics' });
const culture = await make('/v1/sections', { name: 'Culture' });
const refOf = ({ id, slug, name, path }: Record<string, string>) => ({ id, slug, name, path });

const scopes = [...ROLES.editor, 'comments:moderate', 'tokens'];
const limited = (await makeToken(tokens.admin, { name: 'Desk of sport', scopes, sections: ['sport'] })).body.token;
const outside = { status: 403, body: { code: 'outside-sections', sections: ['sport'] } };
const as = (token: string, body?: object) => (body === undefined ? { token } : { token, body });

/** Creates an article in a section and publishes it there. Then the draft copy moves to another section. */
async function movedArticle(publishedIn: string, draftIn: string): Promise<string> {
  const { id } = await make('/v1/articles', { headline: name('Ferry'), section: publishedIn });
  await make(`/v1/articles/${id}/publish`);
  await must('PATCH', `/v1/articles/${id}`, { section: draftIn });
  return `/v1/articles/${id}`;
}

t.test('shows the sections of a token, by path, and accepts ids, slugs and former slugs', async (t) => {
  await must('PATCH', '/v1/sections/culture', { slug: 'arts' });
  const arts = { ...refOf(culture), slug: 'arts', path: 'arts' };
  const { status, body } = await makeToken(tokens.admin, {
    name: 'Two desks',
    role: 'writer',
    sections: [sport.id, 'culture', 'arts'],
  });
  t.equal(status, 201);
  t.same(body.sections, [arts, refOf(sport)]);
  t.same((await request('GET', '/v1/me', { token: body.token })).body.sections, [arts, refOf(sport)]);
  const { data } = (await request('GET', '/v1/tokens?limit=100', { as: 'admin' })).body;
  t.same(data.find(({ id }: { id: string }) => id === body.id).sections, [arts, refOf(sport)]);
  t.equal(data.find((one: { name: string }) => one.name === 'The writer').sections, null);
  t.match(await request('POST', '/v1/articles', as(body.token, { headline: 'Elsewhere', section: 'politics' })), {
    status: 403,
    body: { detail: 'The token may only change articles in the sections arts and sport, with those below.' },
  });
  t.match(await makeToken(tokens.admin, { name: 'X', role: 'writer', sections: ['sport', 'nowhere'] }), {
    status: 422,
    body: { code: 'unknown-reference', errors: [{ pointer: '/sections/1', code: 'unknown-section' }] },
  });
  for (const sections of [[], Array.from({ length: 101 }, () => 'sport')])
    t.equal((await makeToken(tokens.admin, { name: 'X', role: 'writer', sections })).status, 400);
});

t.test('limits a new token to the sections of the token that creates it', async (t) => {
  for (const sections of [undefined, null, ['sport']]) {
    const child = await makeToken(limited, { name: name('Child'), role: 'writer', sections });
    t.match(child, { status: 201, body: { sections: [refOf(sport)] } }, JSON.stringify(sections));
  }
  const child = await makeToken(limited, { name: 'Football', scopes, sections: ['football'] });
  t.same(child.body.sections, [refOf(football)]);
  t.match(await makeToken(child.body.token, { name: 'Wider', role: 'writer', sections: ['sport'] }), {
    status: 403,
    body: { code: 'grant-too-wide', sections: ['sport'], errors: [{ pointer: '/sections' }] },
  });
  t.match(await makeToken(limited, { name: 'Wider', role: 'writer', sections: ['football', 'politics'] }), {
    status: 403,
    body: { code: 'grant-too-wide', sections: ['politics'] },
  });
});

t.test('limits what a token may change, and not what it may read', async (t) => {
  const { id } = await make('/v1/articles', { headline: 'In politics', section: 'politics' });
  t.equal((await request('GET', `/v1/desk/articles/${id}`, { token: limited })).status, 200);
  t.match(await request('PATCH', `/v1/articles/${id}`, as(limited, { standfirst: 'Changed' })), outside);
  t.match(await request('PATCH', '/v1/articles/no-such', as(limited, { standfirst: 'Changed' })), { status: 404 });
  t.equal((await request('POST', '/v1/articles/no-such/nothing', as(limited, {}))).status, 404);
});

t.test('refuses to move an article into or out of another section', async (t) => {
  const { id } = await make('/v1/articles', { headline: 'In sport', section: 'sport' });
  const path = `/v1/articles/${id}`;
  for (const section of ['politics', null])
    t.match(await request('PATCH', path, as(limited, { section })), outside, `to ${section}`);
  t.equal((await request('PATCH', path, as(limited, { section: 'football' }))).status, 200, 'to a section below');
  await must('PATCH', path, { section: 'politics' });
  t.match(await request('PATCH', path, as(limited, { section: 'sport' })), outside, 'out of another section');
  await must('PATCH', path, { section: 'sport' });
  const { data } = await must('GET', `${path}/revisions`);
  const inPolitics = data.find(({ number }: { number: number }) => number === 3);
  t.match(await request('POST', `${path}/revisions/${inPolitics.number}/restore`, as(limited, {})), outside);
  t.equal((await must('GET', `/v1/desk/articles/${id}`)).section.slug, 'sport');
});

t.test('changes a publication only if it and the draft copy are in the sections of the token', async (t) => {
  const cases: [verb: string, body?: object][] = [
    ['publish'],
    ['unpublish'],
    ['discard-changes'],
    ['schedule', { at: soon() }],
    ['kill', { reason: 'In error.' }],
    ['corrections', { kind: 'update', note: 'More.' }],
    ['comments', { authorName: 'A', authorEmail: 'a@example.org', body: 'Hello' }],
    ['mentions/relink'],
  ];
  const [gone, come] = [await movedArticle('sport', 'politics'), await movedArticle('politics', 'sport')];
  for (const path of [gone, come])
    for (const [verb, body] of cases)
      t.match(await request('POST', `${path}/${verb}`, as(limited, body)), outside, `${verb} ${path}`);
  for (const path of [gone, come]) t.match(await request('DELETE', path, as(limited)), outside);
  t.match(await request('PATCH', gone, as(limited, { standfirst: 'Changed' })), outside);
  t.equal(
    (await request('PATCH', come, as(limited, { standfirst: 'Changed' }))).status,
    200,
    'saving the draft copy leaves the publication as it is',
  );
});

t.test('ends a plan only if the scheduled revision is in the sections of the token', async (t) => {
  const { id } = await make('/v1/articles', { headline: 'Planned', section: 'politics' });
  await make(`/v1/articles/${id}/schedule`, { at: soon() });
  await must('PATCH', `/v1/articles/${id}`, { section: 'sport' });
  for (const verb of ['unschedule', 'publish'])
    t.match(await request('POST', `/v1/articles/${id}/${verb}`, as(limited)), outside, verb);
  t.equal((await request('PATCH', `/v1/articles/${id}`, as(limited, { standfirst: 'Changed' }))).status, 200);
});

t.test('creates no article outside the sections of the token by external id', async (t) => {
  const put = (id: string, body: object) =>
    request('PUT', `/v1/articles/by-external-id/wire/${id}`, as(limited, { headline: 'Put', ...body }));
  t.match(await put('1', { section: 'politics' }), outside);
  t.match(await put('1', {}), outside);
  t.equal((await put('1', { section: 'football' })).status, 201);
  t.match(await put('1', { section: 'politics' }), outside);
  t.equal(await database.prisma.article.count({ where: { headline: 'Put' } }), 1);
});

t.test('decides only on comments in the sections of the token, one by one', async (t) => {
  const comments = [];
  for (const section of ['sport', 'politics']) {
    const { id } = await make('/v1/articles', { headline: name('Discussed'), section });
    await make(`/v1/articles/${id}/publish`);
    const body = { authorName: 'A', authorEmail: 'a@example.org', body: name('Hello') };
    comments.push((await request('POST', `/v1/articles/${id}/comments`, { body })).body.id);
  }
  const decisions = comments.map((id) => ({ id, version: 1, status: 'approved' }));
  const { status, body } = await request('POST', '/v1/comment-decisions', as(limited, { decisions }));
  t.equal(status, 200);
  t.match(body.data, [
    { status: 200, comment: { status: 'approved' }, problem: null },
    { status: 403, comment: { status: 'pending' }, problem: { code: 'outside-sections' } },
  ]);
});

t.test('refuses sections and people in bulk requests, and articles in other sections', async (t) => {
  const operations = [
    { op: 'create', type: 'section', body: { name: 'Below', parent: 'sport' } },
    { op: 'create', type: 'person', body: { name: 'Somebody' } },
    { op: 'create', type: 'article', body: { headline: 'Bulk', section: 'politics' } },
    { op: 'create', type: 'article', body: { headline: 'Bulk', section: 'sport' } },
  ];
  const { body } = await request('POST', '/v1/bulk', as(limited, { operations }));
  t.same(
    body.data.map((one: { status: number; problem?: { code: string } }) => one.problem?.code ?? one.status),
    ['outside-sections', 'outside-sections', 'outside-sections', 201],
  );
  t.match(await request('POST', '/v1/bulk', as(limited, { operations, atomic: true })), {
    status: 403,
    body: { code: 'outside-sections', operation: 0 },
  });
});

t.test('follows sections that move, and may change nothing when its sections are deleted', async (t) => {
  const { id } = await make('/v1/sections', { name: 'Chess', parent: 'politics' });
  const article = await make('/v1/articles', { headline: 'Check', section: id });
  const { token } = (await makeToken(tokens.admin, { name: 'Chess', scopes, sections: ['chess'] })).body;
  const change = (holder: string) =>
    request('PATCH', `/v1/articles/${article.id}`, as(holder, { standfirst: name('Changed') }));
  t.match(await change(limited), outside);
  await must('PATCH', '/v1/sections/chess', { parent: 'sport' });
  t.equal((await change(limited)).status, 200, 'the section is below sport now');
  t.equal((await change(token)).status, 200);
  await must('DELETE', '/v1/sections/chess?moveTo=sport');
  t.same((await request('GET', '/v1/me', { token })).body.sections, []);
  t.match(await change(token), {
    status: 403,
    body: {
      code: 'outside-sections',
      sections: [],
      detail: 'The token may change nothing, because all sections to which it was limited were deleted.',
    },
  });
  const child = await makeToken(token, { name: 'Child of chess', role: 'writer' });
  t.same(child.body.sections, [], 'a token that it creates may change nothing either');
});

t.test('background work in the name of a token has the limit of the token', async (t) => {
  const { id } = (await makeToken(tokens.admin, { name: 'Nightly', role: 'importer', sections: ['sport'] })).body;
  t.same((await newsroom.tokens.findActor({ tokenId: id, userId: null }))?.sectionLimit, [refOf(sport)]);
});

t.test('costs no statement unless a token is limited', async (t) => {
  const unlimited = (await makeToken(tokens.admin, { name: 'Without limit', scopes })).body.token;
  const steps: [method: string, verb: string, body: () => object][] = [
    ['PATCH', '', () => ({ standfirst: name('Changed') })],
    ['POST', '/publish', () => ({})],
    ['POST', '/locks', () => ({})],
  ];
  const statementsOf = async (token: string) => {
    const { id } = await make('/v1/articles', { headline: name('Counted'), section: 'sport' });
    const statements: string[][] = [];
    for (const [method, verb, body] of steps) {
      sent();
      t.ok((await request(method, `/v1/articles/${id}${verb}`, as(token, body()))).status < 300);
      statements.push(sent());
    }
    return statements;
  };
  // The first use of a token in a minute is recorded with a statement of its own.
  for (const token of [limited, unlimited]) await request('GET', '/v1/me', { token });
  const checks = (statements: string[][]) =>
    statements.map((all) => all.filter((sql) => /lineage &&/.test(sql)).length);
  const [withLimit, without] = [await statementsOf(limited), await statementsOf(unlimited)];
  t.same(checks(withLimit), [2, 1, 1], 'before and after an edit, and once otherwise');
  t.same(checks(without), [0, 0, 0]);
  t.same(
    withLimit.map((all, index) => all.length - (without[index]?.length ?? 0)),
    [2, 1, 1],
  );
});
