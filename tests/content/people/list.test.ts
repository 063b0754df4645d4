import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const newsroom = await openNewsroom(t);
const { request, statements } = newsroom;

async function add(body: Record<string, unknown>) {
  const answer = await request('POST', '/v1/people', { as: 'editor', body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

const list = async (query = '') => (await request('GET', `/v1/people${query}`)).body;
const slugs = ({ data }: { data: { slug: string }[] }) => data.map(({ slug }) => slug);
const search = async (q: string) => slugs(await list(`?q=${encodeURIComponent(q)}`)).sort();

const schroeder = await add({
  name: 'Gerhard Schröder',
  aliases: [{ name: 'Acker', kind: 'nickname' }],
  roles: [{ title: 'Chancellor', organisation: 'Germany', from: '1998-10-27', to: '2005-11-22' }],
});
await add({
  name: 'François Hollande',
  roles: [
    { title: 'Mayor', from: '2001', to: '2008-03' },
    { title: 'President', from: '2012-05-15', to: '2017-05-14' },
    { title: 'Author' },
  ],
});
await add({
  name: 'Xi Jinping',
  givenName: 'Jinping',
  familyName: 'Xi',
  nameOrder: 'family-first',
  aliases: [{ name: '习近平', kind: 'alias' }],
});
await add({
  name: 'Vladimir Putin',
  aliases: [{ name: 'Владимир Путин', kind: 'transliteration' }],
  shortNames: ['Volodya'],
});
await add({ name: "Sinéad O'Connor" });

t.test('finds people by any name, by its beginning, and without diacritics', async (t) => {
  t.same(await search('schroder'), ['gerhard-schroeder']);
  t.same(await search('Schröder'), ['gerhard-schroeder']);
  t.same(await search('schroeder'), ['gerhard-schroeder']);
  t.same(await search('acker'), ['gerhard-schroeder'], 'an alias matches');
  t.same(await search('FRANCOIS'), ['francois-hollande']);
  t.same(await search('holl'), ['francois-hollande'], 'a prefix matches');
  t.same(await search('holl fran'), ['francois-hollande'], 'every word matches, in any order');
  t.same(await search('Путин'), ['vladimir-putin'], 'a name in another script matches');
  t.same(await search('volod'), ['vladimir-putin'], 'a short name matches');
  t.same(await search("o'connor"), ['sinead-oconnor']);
  t.same(await search('connor'), ['sinead-oconnor']);
  t.same(await search('holl schroder'), [], 'words of two people do not match');
  t.same(await search('Holande'), ['francois-hollande'], 'a name with a missing letter matches');
  t.same(await search('shcroeder'), ['gerhard-schroeder'], 'a name with swapped letters matches');
  t.same(await search('francois holande'), ['francois-hollande']);
});

t.test('matches no people for a query of symbols, and treats none as an operator', async (t) => {
  for (const q of ['?!', '&', ':*', "'", '(']) t.same(await search(q), [], q);
  t.same(await search('holl | !acker'), []);
  t.equal((await request('GET', '/v1/people?q=')).status, 200, 'an empty parameter counts as not given');
});

t.test('does not find a person by a removed name', async (t) => {
  const { id } = await add({ name: 'Temporary Zebra', aliases: [{ name: 'Quagga', kind: 'alias' }] });
  t.same(await search('quagga'), ['temporary-zebra']);
  await request('PATCH', `/v1/people/${id}`, { as: 'editor', body: { aliases: [] } });
  t.same(await search('quagga'), []);
  await request('DELETE', `/v1/people/${id}`, { as: 'editor' });
});

t.test('shows the roles held on the day in asOf, first and last day included', async (t) => {
  const titles = async (day: string) => {
    const one = (await request('GET', `/v1/people/francois-hollande?asOf=${day}`)).body.currentRoles;
    const [listed] = (await list(`?q=hollande&asOf=${day}`)).data;
    t.same(listed.currentRoles, one);
    return one.map(({ title }: { title: string }) => title);
  };
  t.same(await titles('2000-12-31'), ['Author']);
  t.same(await titles('2001-01-01'), ['Mayor', 'Author'], 'a year begins with its first day');
  t.same(await titles('2008-03-31'), ['Mayor', 'Author'], 'a month ends with its last day');
  t.same(await titles('2008-04-01'), ['Author']);
  t.same(await titles('2012-05-15'), ['President', 'Author']);
  t.same(await titles('2017-05-14'), ['President', 'Author']);
  t.same(await titles('2017-05-15'), ['Author']);
});

t.test('returns currentRoles only with asOf', async (t) => {
  t.notOk('currentRoles' in (await request('GET', '/v1/people/francois-hollande')).body);
  t.notOk('currentRoles' in (await list()).data[0]);
  const role = { title: 'Chancellor', organisation: 'Germany', from: '1998-10-27', to: '2005-11-22' };
  t.same((await request('GET', '/v1/people/gerhard-schroeder?asOf=2000-01-01')).body.currentRoles, [role]);
  for (const day of ['2017', '2017-02-30', '0000-01-01', 'x']) {
    const refused = await request('GET', `/v1/people?asOf=${day}`);
    t.equal(refused.status, 400, day);
    t.equal(refused.body.errors[0].parameter, 'asOf');
  }
});

const bySortName = ['francois-hollande', 'sinead-oconnor', 'vladimir-putin', 'gerhard-schroeder', 'xi-jinping'];

t.test('sorts by family name, or as requested', async (t) => {
  t.same(slugs(await list()), bySortName);
  t.same(slugs(await list('?sort=-sortName')), [...bySortName].reverse());
  t.equal(slugs(await list('?sort=name'))[0], 'francois-hollande');
  t.equal(slugs(await list('?sort=createdAt'))[0], 'gerhard-schroeder');
  t.equal(slugs(await list('?sort=-updatedAt'))[0], 'sinead-oconnor');
});

t.test('pages both ways without a gap or an overlap', async (t) => {
  for (const sort of ['sortName', '-sortName', 'name', '-name', 'updatedAt', '-updatedAt', 'createdAt', '-createdAt']) {
    const whole = slugs(await list(`?sort=${sort}`));
    const forth: string[][] = [];
    let page = await list(`?sort=${sort}&limit=2`);
    t.equal(page.page.previous, null);
    while (true) {
      forth.push(slugs(page));
      if (page.page.next === null) break;
      page = await list(`?sort=${sort}&limit=2&after=${page.page.next}`);
    }
    t.same(forth.flat(), whole, sort);
    t.equal(forth.length, 3);
    const back = await list(`?sort=${sort}&limit=2&before=${page.page.previous}`);
    t.same(slugs(back), forth[1], `${sort} back`);
    t.same(slugs(await list(`?sort=${sort}&limit=2&before=${back.page.previous}`)), forth[0]);
  }
});

t.test('links pages and keeps the query', async (t) => {
  const { headers } = await request('GET', '/v1/people?limit=2&sort=-name');
  t.match(headers.link, /^<\/v1\/people\?after=[\w-]+&limit=2&sort=-name>; rel="next"$/);
});

t.test('counts the total only when requested, with the same filters', async (t) => {
  t.notOk('total' in (await list()).page);
  t.equal((await list('?count=exact&limit=1')).page.total, 5);
  t.equal((await list('?count=exact&limit=1&q=putin')).page.total, 1);
  t.equal((await list('?count=exact&q=nobody')).page.total, 0);
});

t.test('returns only the requested fields', async (t) => {
  t.same((await request('GET', '/v1/people/xi-jinping?fields=slug,name')).body, {
    slug: 'xi-jinping',
    name: 'Xi Jinping',
  });
  t.same((await list('?fields=slug&limit=1')).data, [{ slug: 'francois-hollande' }]);
  t.same((await list('?fields=currentRoles&asOf=1900-01-01&q=schroder')).data, [{ currentRoles: [] }]);
});

t.test('filters by ids and times of change', async (t) => {
  t.same(slugs(await list(`?ids=${schroeder.id}`)), ['gerhard-schroeder']);
  t.same(slugs(await list('?ids=0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11')), []);
  const at = encodeURIComponent(schroeder.updatedAt);
  t.same(slugs(await list(`?updatedAt[lt]=${at}`)), []);
  t.ok(slugs(await list(`?updatedAt[gte]=${at}`)).includes('gerhard-schroeder'));
});

t.test('refuses an invalid parameter and names it', async (t) => {
  for (const [query, parameter] of [
    ['sort=bio', 'sort'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['after=x', 'after'],
    ['fields=email', 'fields'],
    ['ids=7', 'ids'],
    ['updatedAt[gte]=yesterday', 'updatedAt[gte]'],
    ['updatedAt[lt]=2017-13-01T00:00:00Z', 'updatedAt[lt]'],
    ['q=%00', 'q'],
    [`q=${'a'.repeat(201)}`, 'q'],
    ['count=yes', 'count'],
    ['colour=red', 'colour'],
  ] as const) {
    const refused = await request('GET', `/v1/people?${query}`);
    t.equal(refused.status, 400, query);
    t.equal(refused.body.errors[0].parameter, parameter, query);
  }
});

t.test('reads a list in one statement, or two with a count, and a person in one', async (t) => {
  const cost = async (url: string) => {
    statements();
    t.equal((await request('GET', url)).status, 200);
    return statements().length;
  };
  t.equal(await cost('/v1/people'), 1);
  t.equal(await cost('/v1/people?q=putin&asOf=2017-01-01'), 1);
  t.equal(await cost('/v1/people?count=exact'), 2);
  t.equal(await cost('/v1/people/vladimir-putin'), 1);
  t.equal(await cost(`/v1/people/${schroeder.id}?asOf=2017-01-01`), 1);
});

t.test('accepts people in articles by id and by current or old slug', async (t) => {
  const { id } = await add({ name: 'Renamed Referee' });
  await request('PATCH', `/v1/people/${id}`, { as: 'editor', body: { slug: 'referee' } });
  const relations = ['author', 'subject', 'mentioned', 'quoted'];
  const people = [id, 'referee', 'renamed-referee', 'xi-jinping'].map((person, index) => ({
    person,
    relation: relations[index],
  }));
  const { status, body } = await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Named', people } });
  t.equal(status, 201);
  const referee = { id, slug: 'referee', name: 'Renamed Referee' };
  t.match(body.people, [referee, referee, referee, { slug: 'xi-jinping' }]);
});

t.test('names every reference to an unknown person with its place', async (t) => {
  const refs = ['nobody', 'xi-jinping', '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11'];
  const people = refs.map((person) => ({ person, relation: 'mentioned' }));
  const refused = await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Unnamed', people } });
  t.match(refused, { status: 422, body: { code: 'unknown-reference' } });
  t.match(refused.body.errors, [
    { pointer: '/people/0/person', code: 'unknown-person' },
    { pointer: '/people/2/person', code: 'unknown-person' },
  ]);
  t.equal(refused.body.errors.length, 2);
});
