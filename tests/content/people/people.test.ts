import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const newsroom = await openNewsroom(t);
const { request } = newsroom;

const merkel = {
  name: 'Angela Merkel',
  givenName: 'Angela',
  familyName: 'Merkel',
  shortNames: ['Merkel', 'the Chancellor'],
  aliases: [{ name: 'Angela Dorothea Kasner', kind: 'former', to: '1977' }],
  roles: [
    { title: 'Federal Minister', organisation: 'Federal Government', from: '1991-01-18', to: '1998-10' },
    { title: 'Federal Chancellor', from: '2005-11-22', to: '2021' },
  ],
  disambiguation: 'politician',
  bio: 'Scientist and politician.',
  imageUrl: 'https://images.example/merkel.jpg',
  wikidataId: 'Q567',
  sameAs: ['https://www.britannica.com/biography/Angela-Merkel'],
};

async function add(body: Record<string, unknown>) {
  const answer = await request('POST', '/v1/people', { as: 'editor', body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

async function eventsOf(id: string) {
  const rows = await newsroom.database.prisma.event.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
  return rows.map(({ type, payload, actor }) => ({ type, payload, actor }));
}

const places = (body: { errors?: { pointer?: string; parameter?: string }[] }) =>
  body.errors?.map(({ pointer, parameter }) => pointer ?? parameter);

t.test('returns a new person whole, by id and by slug', async (t) => {
  const made = await request('POST', '/v1/people', { as: 'editor', body: merkel });
  t.equal(made.status, 201);
  t.equal(made.headers.location, '/v1/people/angela-merkel');
  t.match(made.headers.etag, /^"1\./);
  const { id, createdAt, updatedAt, ...shown } = made.body;
  t.same(shown, {
    ...merkel,
    slug: 'angela-merkel',
    sortName: 'Merkel, Angela',
    nameOrder: 'given-first',
    aliases: [{ name: 'Angela Dorothea Kasner', kind: 'former', from: null, to: '1977' }],
    roles: [merkel.roles[0], { ...merkel.roles[1], organisation: null }],
    visibility: 'public',
    version: 1,
    articleCount: 0,
    firstAppearance: null,
    latestAppearance: null,
    with: [],
  });
  t.equal(createdAt, updatedAt);
  const { visibility, ...publicBody } = made.body;
  t.equal(visibility, 'public');
  t.same((await request('GET', `/v1/desk/people/${id}`, { as: 'reader' })).body, made.body);
  t.same((await request('GET', `/v1/people/${id}`)).body, publicBody);
  t.same((await request('GET', `/v1/people/${id.toUpperCase()}`)).body, publicBody);
  t.same((await request('GET', '/v1/people/angela-merkel')).body, publicBody);
  const { articleCount, firstAppearance, latestAppearance, with: company, ...listed } = publicBody;
  t.same(
    { articleCount, firstAppearance, latestAppearance, company },
    { articleCount: 0, firstAppearance: null, latestAppearance: null, company: [] },
  );
  t.same((await request('GET', `/v1/people?ids=${id}`)).body.data, [listed]);
});

t.test('defaults omitted fields to null or empty, and makes a slug for a name without letters', async (t) => {
  const person = await add({ name: '☺' });
  t.equal(person.slug, 'person');
  t.match(person, {
    givenName: null,
    familyName: null,
    disambiguation: null,
    bio: null,
    imageUrl: null,
    wikidataId: null,
  });
  t.same([person.shortNames, person.aliases, person.roles, person.sameAs], [[], [], [], []]);
  t.equal((await add({ name: '☹' })).slug, 'person-2');
});

t.test('requires the write scope to add, change or delete people', async (t) => {
  const { slug } = await add({ name: 'Guarded Person' });
  for (const [method, url, body] of [
    ['POST', '/v1/people', { name: 'X' }],
    ['PUT', `/v1/people/${slug}`, { name: 'X' }],
    ['PATCH', `/v1/people/${slug}`, { name: 'X' }],
    ['DELETE', `/v1/people/${slug}`, undefined],
  ] as const) {
    t.equal((await request(method, url, { body })).status, 401, method);
    t.equal((await request(method, url, { as: 'reader', body })).status, 403, method);
  }
});

t.test('changes only the fields in a patch: null clears, lists are replaced', async (t) => {
  const before = await add({ ...merkel, name: 'Patched Person', wikidataId: 'Q11' });
  const patch = (body: unknown) => request('PATCH', `/v1/people/${before.id}`, { as: 'editor', body });

  const emptied = await patch({ bio: null, wikidataId: null, shortNames: null });
  t.equal(emptied.status, 200);
  t.same(emptied.body, {
    ...before,
    bio: null,
    wikidataId: null,
    shortNames: [],
    version: 2,
    updatedAt: emptied.body.updatedAt,
  });

  const replaced = await patch({ roles: [{ title: 'Author' }], aliases: [] });
  t.same(replaced.body.roles, [{ title: 'Author', organisation: null, from: null, to: null }]);
  t.same(replaced.body.aliases, []);
  t.equal(replaced.body.disambiguation, 'politician');
  t.equal(replaced.body.version, 3);
  t.same((await request('GET', `/v1/desk/people/${before.id}`, { as: 'reader' })).body, replaced.body);
});

t.test('refuses to clear the name', async (t) => {
  const { slug } = await add({ name: 'Nameless Wish' });
  const refused = await request('PATCH', `/v1/people/${slug}`, { as: 'editor', body: { name: null } });
  t.equal(refused.status, 400);
  t.same(places(refused.body), ['/name']);
});

t.test('derives the sort name from the names until one is chosen, and again when it is cleared', async (t) => {
  const { slug } = await add({ name: 'Ann Smith', givenName: 'Ann', familyName: 'Smith' });
  const patch = async (body: unknown) =>
    (await request('PATCH', `/v1/people/${slug}`, { as: 'editor', body })).body.sortName;
  t.equal(await patch({ familyName: 'Jones' }), 'Jones, Ann');
  t.equal(await patch({ sortName: 'Aaa' }), 'Aaa');
  t.equal(await patch({ familyName: 'Brown' }), 'Aaa');
  t.equal(await patch({ sortName: null }), 'Brown, Ann');
});

t.test('resets omitted fields on PUT and keeps the slug', async (t) => {
  const before = await add({ ...merkel, name: 'Replaced Person', wikidataId: 'Q12' });
  const { status, body } = await request('PUT', `/v1/people/${before.slug}`, {
    as: 'editor',
    body: { name: 'Quite Another' },
  });
  t.equal(status, 200);
  t.match(body, {
    id: before.id,
    slug: 'replaced-person',
    name: 'Quite Another',
    sortName: 'Another, Quite',
    bio: null,
    version: 2,
  });
  t.same([body.shortNames, body.roles, body.sameAs], [[], [], []]);
  t.same(
    body.aliases,
    [...before.aliases, { name: 'Replaced Person', kind: 'former', from: null, to: null }],
    'former names stay',
  );
  t.equal(body.createdAt, before.createdAt);
});

t.test('redirects an old slug for good, and never gives it to another person', async (t) => {
  const { id } = await add({ name: 'Old Name', slug: 'old-name' });
  const renamed = await request('PATCH', `/v1/people/${id}`, { as: 'editor', body: { slug: 'new-name' } });
  t.equal(renamed.body.slug, 'new-name');
  const moved = await request('GET', '/v1/people/old-name?asOf=2017-06-29');
  t.equal(moved.status, 308);
  t.equal(moved.headers.location, '/v1/people/new-name?asOf=2017-06-29');
  t.equal((await request('PATCH', '/v1/people/old-name', { as: 'editor', body: { bio: 'x' } })).status, 200);
  const taken = await request('POST', '/v1/people', { as: 'editor', body: { name: 'Old Name', slug: 'old-name' } });
  t.equal(taken.status, 409);
  t.equal(taken.body.code, 'slug-taken');
  t.same(places(taken.body), ['/slug']);
  t.equal((await add({ name: 'Old Name' })).slug, 'old-name-2');
});

t.test('refuses a Wikidata id that another person has, on create, on update and in a race', async (t) => {
  await add({ name: 'Has Wikidata', wikidataId: 'Q42' });
  const other = await add({ name: 'Wants Wikidata', wikidataId: 'Q43' });
  for (const refused of [
    await request('POST', '/v1/people', { as: 'editor', body: { name: 'Second', wikidataId: 'Q42' } }),
    await request('PATCH', `/v1/people/${other.slug}`, { as: 'editor', body: { wikidataId: 'Q42' } }),
    await request('PUT', `/v1/people/${other.slug}`, { as: 'editor', body: { name: 'Second', wikidataId: 'Q42' } }),
  ]) {
    t.equal(refused.status, 409);
    t.equal(refused.body.code, 'wikidata-id-taken');
    t.same(places(refused.body), ['/wikidataId']);
  }
  t.equal((await request('GET', `/v1/people/${other.slug}`)).body.version, 1, 'the refused change leaves nothing');
  const race = await Promise.all(
    ['One', 'Two', 'Three'].map((name) =>
      request('POST', '/v1/people', { as: 'editor', body: { name, wikidataId: 'Q44' } }),
    ),
  );
  t.same(race.map(({ status }) => status).sort(), [201, 409, 409]);
  const same = await request('PATCH', `/v1/people/${other.slug}`, { as: 'editor', body: { wikidataId: 'Q43' } });
  t.equal(same.status, 200, 'a person keeps its own Wikidata id');
});

t.test('refuses a write based on an old version and changes nothing', async (t) => {
  const { slug } = await add({ name: 'Contested Person' });
  const first = await request('GET', `/v1/people/${slug}`);
  const headers = { 'if-match': first.headers.etag ?? '' };
  t.equal((await request('PATCH', `/v1/people/${slug}`, { as: 'editor', body: { bio: 'A' }, headers })).status, 200);
  for (const [method, body] of [
    ['PATCH', { bio: 'B' }],
    ['PUT', { name: 'B' }],
    ['DELETE', undefined],
  ] as const) {
    const stale = await request(method, `/v1/people/${slug}`, { as: 'editor', body, headers });
    t.equal(stale.status, 412, method);
    t.equal(stale.body.code, 'stale-version');
    t.equal(stale.body.currentVersion, 2);
  }
  const now = await request('GET', `/v1/people/${slug}`);
  t.equal(now.body.bio, 'A');
  const current = { 'if-match': now.headers.etag ?? '' };
  t.equal((await request('DELETE', `/v1/people/${slug}`, { as: 'editor', headers: current })).status, 204);
});

t.test('gives simultaneous changes different versions', async (t) => {
  const { id } = await add({ name: 'Busy Person' });
  const answers = await Promise.all(
    ['A', 'B', 'C', 'D'].map((title) =>
      request('PATCH', `/v1/people/${id}`, { as: 'editor', body: { roles: [{ title }] } }),
    ),
  );
  t.same(answers.map(({ body }) => body.version).sort(), [2, 3, 4, 5]);
  t.equal((await request('GET', `/v1/people/${id}`)).body.roles.length, 1);
});

t.test('returns 304 while nothing has changed', async (t) => {
  const { slug } = await add({ name: 'Cached Person' });
  const { headers } = await request('GET', `/v1/people/${slug}`);
  const again = await request('GET', `/v1/people/${slug}`, { headers: { 'if-none-match': headers.etag ?? '' } });
  t.equal(again.status, 304);
});

t.test('writes an event for every change, with person, version and actor', async (t) => {
  const { id } = await add({ name: 'Eventful Person' });
  await request('PATCH', `/v1/people/${id}`, { as: 'editor', body: { name: 'Eventful Human' } });
  await request('PATCH', `/v1/people/${id}`, { as: 'editor', body: { name: '' } });
  await request('DELETE', `/v1/people/${id}`, { as: 'editor' });
  t.same(await eventsOf(id), [
    {
      type: 'person.created',
      payload: {
        id,
        slug: 'eventful-person',
        name: 'Eventful Person',
        visibility: 'public',
        names: ['Eventful Person'],
        version: 1,
      },
      actor: 'The editor',
    },
    {
      type: 'person.updated',
      payload: {
        id,
        slug: 'eventful-person',
        name: 'Eventful Human',
        visibility: 'public',
        names: ['Eventful Human'],
        version: 2,
      },
      actor: 'The editor',
    },
    {
      type: 'person.deleted',
      payload: {
        id,
        slug: 'eventful-person',
        name: 'Eventful Human',
        visibility: 'public',
        names: ['Eventful Human', 'Eventful Person'],
        version: 2,
      },
      actor: 'The editor',
    },
  ]);
});

t.test('deletes a person and frees the slug', async (t) => {
  const { id, slug } = await add({ ...merkel, name: 'Short Lived', wikidataId: 'Q13' });
  t.equal((await request('DELETE', `/v1/people/${slug}`, { as: 'editor' })).status, 204);
  for (const ref of [id, slug]) {
    t.equal((await request('GET', `/v1/people/${ref}`)).status, 404);
    t.equal((await request('DELETE', `/v1/people/${ref}`, { as: 'editor' })).status, 404);
    t.equal((await request('PATCH', `/v1/people/${ref}`, { as: 'editor', body: {} })).status, 404);
  }
  t.equal((await add({ name: 'Short Lived', wikidataId: 'Q13' })).slug, slug);
});

t.test('refuses an invalid value and names the field', async (t) => {
  const entries = (n: number, entry: unknown) => Array.from({ length: n }, () => entry);
  const cases: [Record<string, unknown>, string][] = [
    [{ name: '' }, '/name'],
    [{ name: ' ' }, '/name'],
    [{ name: 'a'.repeat(201) }, '/name'],
    [{ name: 'a\u0000b' }, '/name'],
    [{ name: 7 }, '/name'],
    [{ slug: 'No Slug' }, '/slug'],
    [{ slug: 'new' }, '/slug'],
    [{ slug: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11' }, '/slug'],
    [{ sortName: '' }, '/sortName'],
    [{ givenName: 'a'.repeat(201) }, '/givenName'],
    [{ familyName: '' }, '/familyName'],
    [{ nameOrder: 'last-first' }, '/nameOrder'],
    [{ shortNames: [''] }, '/shortNames/0'],
    [{ shortNames: entries(101, 'x') }, '/shortNames'],
    [{ aliases: [{ name: 'x', kind: 'pet' }] }, '/aliases/0/kind'],
    [{ aliases: [{ kind: 'alias' }] }, '/aliases/0/name'],
    [{ aliases: [{ name: 'x', kind: 'alias', from: '2017-02-30' }] }, '/aliases/0/from'],
    [{ aliases: [{ name: 'x', kind: 'alias', from: '2018', to: '2017' }] }, '/aliases/0/to'],
    [{ aliases: [{ name: 'x', kind: 'alias', since: '2018' }] }, '/aliases/0/since'],
    [{ aliases: entries(101, { name: 'x', kind: 'alias' }) }, '/aliases'],
    [{ roles: [{ title: '' }] }, '/roles/0/title'],
    [{ roles: [{ title: 'x', organisation: '' }] }, '/roles/0/organisation'],
    [{ roles: [{ title: 'x', to: '17' }] }, '/roles/0/to'],
    [{ roles: [{ title: 'x', from: '2017-07-02', to: '2017-07-01' }] }, '/roles/0/to'],
    [{ roles: [{ title: 'x', from: '10000' }] }, '/roles/0/from'],
    [{ roles: entries(101, { title: 'x' }) }, '/roles'],
    [{ disambiguation: 'a'.repeat(201) }, '/disambiguation'],
    [{ bio: 'a'.repeat(10_001) }, '/bio'],
    [{ imageUrl: 'javascript:alert(1)' }, '/imageUrl'],
    [{ wikidataId: 'Q0' }, '/wikidataId'],
    [{ wikidataId: 'q567' }, '/wikidataId'],
    [{ wikidataId: `Q${'1'.repeat(16)}` }, '/wikidataId'],
    [{ sameAs: ['ftp://example.org'] }, '/sameAs/0'],
    [{ sameAs: entries(101, 'https://example.org') }, '/sameAs'],
    [{ id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11' }, '/id'],
    [{ currentRoles: [] }, '/currentRoles'],
    [{ email: 'x@example.org' }, '/email'],
  ];
  const { slug } = await add({ name: 'Strict Person' });
  for (const [wrong, pointer] of cases) {
    for (const [method, url, body] of [
      ['POST', '/v1/people', { name: 'X', ...wrong }],
      ['PUT', `/v1/people/${slug}`, { name: 'X', ...wrong }],
      ['PATCH', `/v1/people/${slug}`, wrong],
    ] as const) {
      const refused = await request(method, url, { as: 'editor', body });
      t.equal(refused.status, 400, `${method} ${JSON.stringify(wrong).slice(0, 80)}`);
      t.same(places(refused.body), [pointer], method);
    }
  }
  t.equal((await request('GET', `/v1/people/${slug}`)).body.version, 1);
});

t.test('stores, finds and pages over the largest permitted person', async (t) => {
  const many = <T>(make: (index: number) => T) => Array.from({ length: 100 }, (_, index) => make(index));
  const person = await add({
    name: '㎲'.repeat(200),
    shortNames: many((index) => `${'字'.repeat(190)} ${index}`),
    aliases: many((index) => ({ name: `${'㎲'.repeat(190)} ${index}`, kind: 'alias' })),
    roles: many((index) => ({ title: `Role ${index}` })),
    bio: 'b'.repeat(10_000),
  });
  t.same(
    (await request('GET', `/v1/people/${person.id}`)).body.roles.map((role: { title: string }) => role.title),
    many((i) => `Role ${i}`),
  );
  t.equal((await request('GET', `/v1/people?q=${encodeURIComponent('㎲'.repeat(20))}`)).body.data.length, 1);
  for (const sort of ['-sortName', '-name']) {
    const { page } = (await request('GET', `/v1/people?sort=${sort}&limit=1`)).body;
    t.equal((await request('GET', `/v1/people?sort=${sort}&limit=1&after=${page.next}`)).status, 200);
  }
});
