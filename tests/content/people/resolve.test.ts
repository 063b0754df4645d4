import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements } = await openNewsroom(t);

const add = (body: Record<string, unknown>) => request('POST', '/v1/people', { as: 'editor', body });
await add({
  name: 'Angela Merkel',
  givenName: 'Angela',
  familyName: 'Merkel',
  aliases: [{ name: 'Angela Kasner', kind: 'former', to: '1977' }],
  roles: [
    {
      title: 'Federal Chancellor',
      organisation: 'Federal Government of Germany',
      from: '2005-11-22',
      to: '2021-12-08',
    },
  ],
});
await add({ name: 'Hermann Merkel', givenName: 'Hermann', familyName: 'Merkel' });
await add({
  name: 'Gerhard Schröder',
  givenName: 'Gerhard',
  familyName: 'Schröder',
  roles: [{ title: 'Federal Chancellor', from: '1998-10-27', to: '2005-11-22' }],
});
await add({
  name: 'Gerhard Schröder',
  slug: 'schroeder-cdu',
  familyName: 'Schröder',
  disambiguation: 'CDU',
  roles: [{ title: 'Foreign Minister', from: '1961', to: '1966' }],
});

type Candidate = { person: { slug: string }; score: number; reasons: string[] };
const resolve = async (names: object[], more: object = {}): Promise<Candidate[][]> => {
  const answer = await request('POST', '/v1/people/resolve', { body: { names, ...more } });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body.results.map(({ candidates }: { candidates: Candidate[] }) => candidates);
};
const best = (candidates: Candidate[] | undefined) => candidates?.[0]?.person.slug;

t.test('resolves names of every kind, likeliest person first, in one statement', async (t) => {
  statements();
  const found = await resolve([
    { name: 'Angela Merkel' },
    { name: 'merkel', title: 'Chancellor', date: '2017-07-07' },
    { name: 'Angela Kasner', date: '1970-01-01' },
    { name: 'Gerhard Schroeder', title: 'Chancellor', date: '2003-02-01' },
    { name: 'Angla Merkl' },
    { name: 'Merkel, Angela' },
    { name: 'Nobody Atall' },
    { name: '!!!' },
  ]);
  t.equal(statements().length, 1);
  t.strictSame(found.slice(0, 6).map(best), [
    'angela-merkel',
    'angela-merkel',
    'angela-merkel',
    'gerhard-schroeder',
    'angela-merkel',
    'angela-merkel',
  ]);
  t.strictSame(found[1]?.[0]?.reasons, ['short-name', 'title-held']);
  t.ok((found[0]?.[0]?.score ?? 0) >= 0.9);
  t.ok((found[4]?.[0]?.score ?? 1) < (found[0]?.[0]?.score ?? 0));
  t.strictSame(found.slice(6), [[], []]);
});

t.test('returns both of two namesakes, neither with certainty', async (t) => {
  const [both, dated] = await resolve([
    { name: 'Gerhard Schröder' },
    { name: 'Gerhard Schröder', title: 'Foreign Minister', date: '1963' + '-05-01' },
  ]);
  t.equal(both?.length, 2);
  t.ok((both?.[0]?.score ?? 1) <= 0.5);
  t.equal(best(dated), 'schroeder-cdu');
  t.ok((dated?.[0]?.score ?? 0) > (dated?.[1]?.score ?? 1));
});

t.test('ranks names and offices from another time lower', async (t) => {
  const [then, later] = await resolve([
    { name: 'Angela Kasner', date: '1976-01-01' },
    { name: 'Angela Kasner', date: '2010-01-01' },
  ]);
  t.ok((then?.[0]?.score ?? 0) > (later?.[0]?.score ?? 1));
  t.ok(later?.[0]?.reasons.includes('alias-of-another-time'));
  const [early] = await resolve([{ name: 'Merkel', title: 'Chancellor', date: '1999-01-01' }]);
  t.ok(early?.find(({ person }) => person.slug === 'angela-merkel')?.reasons.includes('title-of-another-time'));
});

t.test('applies the limit, and names invalid input', async (t) => {
  const [one] = await resolve([{ name: 'Merkel' }], { limit: 1 });
  t.equal(one?.length, 1);
  for (const body of [
    { names: [] },
    { names: [{ name: '' }] },
    { names: [{ name: 'x', date: '2017-13-01' }] },
    { names: [{ name: 'x' }], more: 1 },
  ])
    t.equal((await request('POST', '/v1/people/resolve', { body })).status, 400, JSON.stringify(body));
});
