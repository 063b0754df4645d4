import t from 'tap';
import { readPeople } from '../../../src/flows/people-import/read.js';

const read = (document: unknown) => readPeople(JSON.stringify(document), 'popolo.json');
const person = (fields: object) => read({ persons: [{ name: 'Ada King', ...fields }] }).records[0]?.input;

t.test('reads a person of a Popolo document with all supported fields', async (t) => {
  const {
    format,
    records,
    refusals: refused,
  } = read({
    persons: [
      {
        id: 'https://parliament.example/people/7',
        name: 'Ada King',
        given_name: 'Ada',
        additional_name: 'Augusta',
        family_name: 'King',
        honorific_prefix: 'Countess',
        sort_name: 'King, Ada',
        summary: 'Mathematician.',
        image: 'https://parliament.example/7.jpg',
        gender: 'female',
        identifiers: [
          { scheme: 'SIN', identifier: '046454286' },
          { scheme: 'wikidata', identifier: 'http://www.wikidata.org/entity/Q7259' },
        ],
        other_names: [
          { name: 'Ada Byron', note: 'Birth name', start_date: '1815-12-10', end_date: '1835-07-08T00:00:00Z' },
          { name: 'Ада Кинг', note: 'transliterated' },
          { name: 'Enchantress', note: 'nickname' },
          { given_name: 'A. A.', family_name: 'Lovelace' },
          { name: ' Ada King ' },
          { name: ' ' },
        ],
        links: [{ url: 'https://parliament.example/all' }],
        contact_details: [{ type: 'email', value: 'ada@parliament.example' }],
      },
    ],
  });
  t.equal(format, 'popolo');
  t.strictSame(refused, []);
  t.strictSame(records, [
    {
      from: 'entry 1 (Ada King)',
      input: {
        name: 'Ada King',
        sortName: 'King, Ada',
        givenName: 'Ada',
        familyName: 'King',
        aliases: [
          { name: 'Ada Byron', kind: 'former', from: '1815-12-10', to: '1835-07-08' },
          { name: 'Ада Кинг', kind: 'transliteration' },
          { name: 'Enchantress', kind: 'nickname' },
          { name: 'A. A. Lovelace', kind: 'alias' },
          { name: 'Ada Augusta King', kind: 'alias' },
        ],
        roles: [],
        bio: 'Mathematician.',
        imageUrl: 'https://parliament.example/7.jpg',
        wikidataId: 'Q7259',
        sameAs: ['https://parliament.example/people/7'],
      },
      omissions: [
        'gender',
        'contact_details',
        'honorific_prefix',
        'identifier SIN',
        'link https://parliament.example/all',
      ],
    },
  ]);
});

t.test('identifies people by links to Wikipedia and Wikidata, and reports other links', async (t) => {
  const { records } = read({
    persons: [
      {
        name: 'Ada King',
        links: [
          { note: 'Wikipedia (en)', url: 'https://en.wikipedia.org/wiki/Ada_Lovelace' },
          { note: 'Wikipedia (fr)', url: 'https://fr.wikipedia.org/wiki/Ada_Lovelace' },
          { note: 'Wikidata', url: 'https://www.wikidata.org/wiki/Q7259' },
          { note: 'party', url: 'https://party.example/people' },
          { note: 'none', url: 'no address' },
        ],
        birth_date: '1815-12-10',
        death_date: '1852',
        gender: null,
        email: '',
      },
    ],
  });
  t.match(records, [
    {
      input: {
        wikidataId: 'Q7259',
        sameAs: ['https://en.wikipedia.org/wiki/Ada_Lovelace', 'https://fr.wikipedia.org/wiki/Ada_Lovelace'],
      },
    },
  ]);
  t.strictSame(records[0]?.omissions, [
    'birth_date',
    'death_date',
    'link https://party.example/people',
    'link no address',
  ]);
});

t.test('dates offices by their legislative period, unless they have dates, and reports parties', async (t) => {
  const membership = { person_id: 'ada', organization_id: 'house', role: 'member', on_behalf_of_id: 'whigs' };
  const { records } = read({
    persons: [{ id: 'ada', name: 'Ada King' }],
    organizations: [
      { id: 'house', name: 'National Assembly' },
      { id: 'whigs', name: 'Whigs', classification: 'party' },
    ],
    events: [
      {
        id: 'term/11',
        name: '11th',
        classification: 'legislative period',
        start_date: '2013-03-28',
        end_date: '2017-06-15',
      },
      { id: 'term/12', name: '12th', classification: 'legislative period', start_date: '2017-06-16' },
    ],
    memberships: [
      { ...membership, legislative_period_id: 'term/11' },
      { ...membership, legislative_period_id: 'term/12' },
      { ...membership, legislative_period_id: 'term/11', start_date: '2014-01-01', area_id: 'area/1' },
      { ...membership, legislative_period_id: 'nowhere', role: 'chair' },
    ],
  });
  const office = { title: 'member', organisation: 'National Assembly' };
  t.strictSame(records[0]?.input.roles, [
    { ...office, from: '2013-03-28', to: '2017-06-15' },
    { ...office, from: '2017-06-16' },
    { ...office, from: '2014-01-01', to: '2017-06-15' },
    { ...office, title: 'chair' },
  ]);
  t.strictSame(records[0]?.omissions, ['party Whigs', 'area of a membership']);
});

t.test('reads memberships as offices, wherever the document has them', async (t) => {
  const { records } = read({
    persons: [
      {
        id: 'ada',
        name: 'Ada King',
        memberships: [
          { role: 'Speaker', organization: { name: 'Council' }, start_date: '2001' },
          { role: 'Chair', organization_id: 'assembly', start_date: '2003-02', end_date: '2002-01' },
        ],
      },
      { id: 'other', name: 'Other One' },
      { name: 'Without Id' },
    ],
    organizations: [{ id: 'assembly', name: 'Assembly' }],
    posts: [{ id: 'seat', label: 'Member for Ayr', organization_id: 'assembly' }],
    memberships: [
      {
        person_id: 'ada',
        organization_id: 'assembly',
        post_id: 'seat',
        start_date: '2010-05-06',
        end_date: '0000-00-00',
      },
      { person_id: 'ada', organization_id: 'assembly', label: 'Whip' },
      { person: { id: 'ada' }, organization_id: 'nowhere' },
      { person_id: 'ada', role: 'Speaker', organization: { name: 'Council' }, start_date: '2001' },
      { organization_id: 'assembly' },
    ],
  });
  t.strictSame(
    records.map(({ input }) => input.roles),
    [
      [
        { title: 'Speaker', organisation: 'Council', from: '2001' },
        { title: 'Chair', organisation: 'Assembly' },
        { title: 'Member for Ayr', organisation: 'Assembly', from: '2010-05-06' },
        { title: 'Whip', organisation: 'Assembly' },
        { title: 'Member' },
      ],
      [],
      [],
    ],
    'duplicates count once and invalid dates are dropped',
  );
});

t.test('reads a list of people and a single person', async (t) => {
  t.equal(read([{ id: '1', name: 'Ada King' }]).format, 'popolo');
  const { format, records } = read({ given_name: 'Ada', family_name: 'King' });
  t.equal(format, 'popolo');
  t.equal(records[0]?.input.name, 'Ada King');
});

t.test('derives the name order from the full name', async (t) => {
  const moon = { given_name: 'Jae-in', family_name: 'Moon' };
  t.equal(person({ ...moon, name: 'Moon Jae-in' })?.nameOrder, 'family-first');
  t.equal(person({ ...moon, name: 'Jae-in Moon' })?.nameOrder, undefined);
});

t.test('omits useless values, and refuses people who cannot be stored', async (t) => {
  t.strictSame(
    person({ id: 7, image: 'javascript:alert(1)', identifiers: [{ scheme: 'wikidata', identifier: 'none' }] }),
    {
      name: 'Ada King',
      aliases: [],
      roles: [],
      sameAs: [],
    },
  );
  t.equal(
    person({ other_names: Array.from({ length: 150 }, (_, at) => ({ name: `Ada ${at}` })) })?.aliases?.length,
    100,
  );
  const { records, refusals: refused } = read({
    persons: [{ name: 'Ada King' }, { id: 'x' }, null, { name: 'A'.repeat(201) }, { name: 'Ada\u0000' }],
  });
  t.equal(records.length, 1);
  t.strictSame(
    refused.map(({ from, problem }) => `${from.slice(0, 12)}: ${problem}`),
    [
      'entry 2: name: is required',
      'entry 3: must be an object with the fields of a person',
      'entry 4 (AAA: name: must have at most 200 characters',
      'entry 5 (Ada: name: must not contain a NUL, another control character or half a surrogate pair',
    ],
  );
});
