import t from 'tap';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, newsroom, database } = await openNewsroom(t);

const take = (...inputs: Parameters<typeof newsroom.people.importPeople>[1][number]['input'][]) =>
  newsroom.people.importPeople(
    systemActor,
    inputs.map((input, at) => ({ input, from: `line ${at + 1}` })),
  );
const read = async (slug: string) => (await request('GET', `/v1/people/${slug}`)).body;

const cantwell = {
  name: 'Maria Cantwell',
  familyName: 'Cantwell',
  wikidataId: 'Q22250',
  sameAs: ['https://bioguide.congress.gov/search/bio/C000127'],
  roles: [
    { title: 'Senator', organisation: 'United States Senate for Washington', from: '2001-01-03', to: '2019-01-03' },
  ],
};

t.test('creates people from records, and repeating the import changes nothing', async (t) => {
  const [first, second] = [await take(cantwell, { name: 'Solo' }), await take(cantwell, { name: 'Solo' })];
  t.match(first, { createdCount: 2, updatedCount: 0, unchangedCount: 0, refusals: [] });
  t.match(second, { createdCount: 0, updatedCount: 0, unchangedCount: 2, refusals: [] });
  t.equal((await read('maria-cantwell')).version, 1);
  t.equal(await database.prisma.event.count({ where: { type: 'person.created' } }), 2);
});

t.test('adds new data, and keeps what an editor wrote', async (t) => {
  await request('PATCH', '/v1/people/maria-cantwell', {
    as: 'editor',
    body: { name: 'Maria E. Cantwell', bio: 'Written by hand.', aliases: [{ name: 'M. Cantwell', kind: 'alias' }] },
  });
  const longer = {
    ...cantwell,
    bio: 'From a file.',
    roles: [{ ...cantwell.roles[0], title: 'Senator', to: '2025-01-03' }],
  };
  t.match(await take(longer), { createdCount: 0, updatedCount: 1 });
  const person = await read('maria-cantwell');
  t.equal(person.name, 'Maria E. Cantwell');
  t.equal(person.bio, 'Written by hand.');
  t.strictSame(
    person.aliases.map(({ name }: { name: string }) => name),
    ['M. Cantwell', 'Maria Cantwell'],
  );
  t.strictSame(
    person.roles.map(({ to }: { to: string }) => to),
    ['2025-01-03'],
    'an extended term is the same role',
  );
  t.match(await take(longer), { updatedCount: 0, unchangedCount: 1 });
});

t.test('tells namesakes apart by ids, and matches by name only when it is unique', async (t) => {
  const bioguide = (id: string) => [`https://bioguide.congress.gov/search/bio/${id}`];
  const both = [
    { name: 'John Adams', sameAs: bioguide('A000039') },
    { name: 'John Adams', sameAs: bioguide('A000041') },
  ];
  t.match(await take(...both), { createdCount: 2 });
  t.match(await take(...both), { createdCount: 0, unchangedCount: 2 });
  t.match(await take({ name: 'John Adams' }), { createdCount: 1 }, 'an ambiguous name matches neither person');
  t.match(await take({ name: 'Solo', wikidataId: 'Q5' }), { createdCount: 0, updatedCount: 1 });
  t.match(await take({ name: 'Solo', wikidataId: 'Q6' }), { createdCount: 1 });
  t.match(await take({ name: 'Twice Here' }, { name: 'Twice Here', bio: 'In one file.' }), {
    createdCount: 1,
    refusals: [],
  });
  t.equal((await read('twice-here')).bio, 'In one file.');
});

t.test('refuses an invalid record with its place, and imports the others', async (t) => {
  const outcome = await take(
    { name: 'Fine' },
    { name: 'Backwards', roles: [{ title: 'x', from: '2010', to: '2001' }] },
    { name: 'Me', slug: 'me' },
    { name: 'Taken', slug: 'maria-cantwell', wikidataId: 'Q99' },
  );
  t.equal(outcome.createdCount, 1);
  t.strictSame(
    outcome.refusals.map(({ from }) => from),
    ['line 2', 'line 3', 'line 4'],
  );
  for (const { problem } of outcome.refusals) t.ok(problem.length > 10, problem);
});

t.test('imports hundreds of people in batches of a hundred', async (t) => {
  const many = Array.from({ length: 250 }, (_, n) => ({ name: `Person Number ${n}`, shortNames: [`N${n}`] }));
  const steps: number[] = [];
  await newsroom.people.importPeople(
    systemActor,
    many.map((input) => ({ input, from: input.name })),
    (done) => steps.push(done),
  );
  t.strictSame(steps, [100, 200, 250]);
  t.equal((await read('person-number-249')).shortNames[0], 'N249');
});
