import t from 'tap';
import { readPeople } from '../../../src/flows/people-import/read.js';

const read = (text: string) => readPeople(text, 'legislators.yaml');
const people = (text: string) => read(text).records.map(({ input }) => input);

const senator = `- id:
    bioguide: R000122
    wikidata: Q1368405
    wikipedia: Jack Reed (Rhode Island politician)
  name:
    first: John
    middle: F.
    last: Reed
    nickname: Jack
    official_full: Jack Reed
  terms:
  - type: rep
    start: '1995-01-04'
    end: '1997-01-03'
    state: RI
    party: Democrat
  - type: sen
    start: '1997-01-07'
    end: '2003-01-03'
    state: RI
    party: Democrat
  - type: sen
    start: '2003-01-07'
    end: '2009-01-03'
    state: RI
    party: Democrat
`;

/** Builds an entry with a name and terms in flow style. */
const entry = (name: string, terms: string, id = 'bioguide: X000001') =>
  `- id: {${id}}\n  name: {${name}}\n  terms: [${terms}]\n`;
const term = "{type: rep, start: '2001-01-03', end: '2003-01-03', state: TX, party: Republican}";

t.test('reads a member of Congress with names, offices and identifying pages', async (t) => {
  const { format, records, refusals: refused } = read(senator);
  t.equal(format, 'congress');
  t.strictSame(refused, []);
  t.strictSame(records, [
    {
      from: 'entry 1 (Jack Reed)',
      omissions: [],
      input: {
        name: 'Jack Reed',
        givenName: 'John',
        familyName: 'Reed',
        shortNames: ['Reed'],
        aliases: [
          { name: 'John F. Reed', kind: 'alias' },
          { name: 'John Reed', kind: 'alias' },
        ],
        roles: [
          {
            title: 'Representative',
            organisation: 'United States House of Representatives for Rhode Island',
            from: '1995-01-04',
            to: '1997-01-03',
          },
          {
            title: 'Senator',
            organisation: 'United States Senate for Rhode Island',
            from: '1997-01-07',
            to: '2009-01-03',
          },
        ],
        disambiguation: 'Democratic senator from Rhode Island',
        wikidataId: 'Q1368405',
        sameAs: [
          'https://bioguide.congress.gov/search/bio/R000122',
          'https://en.wikipedia.org/wiki/Jack_Reed_(Rhode_Island_politician)',
        ],
      },
    },
  ]);
});

t.test('builds the name as newspapers print it', async (t) => {
  for (const [parts, wikipedia, expected] of [
    [
      `first: Sanford, middle: D., last: Bishop, suffix: Jr., official_full: 'Sanford D. Bishop, Jr.'`,
      '',
      'Sanford D. Bishop Jr.',
    ],
    [`first: Eric, last: Crawford, nickname: Rick, official_full: 'Eric A. "Rick" Crawford'`, '', 'Rick Crawford'],
    ['first: Donald, middle: J., last: Trump', 'Donald Trump', 'Donald Trump'],
    ['first: Al, last: Green', 'Al Green (politician)', 'Al Green'],
    ['first: James, middle: Earl, last: Carter, nickname: Jimmy', '', 'Jimmy Carter'],
    ['first: George, middle: Herbert Walker, last: Bush', '', 'George H. W. Bush'],
    ['first: Aaron, last: Burr, suffix: Jr.', 'Somebody Else', 'Aaron Burr Jr.'],
  ] as const) {
    const [person] = people(entry(parts, term, wikipedia === '' ? '' : `wikipedia: ${wikipedia}`));
    t.equal(person?.name, expected);
  }
});

t.test('keeps other names as aliases, nicknames included, but not the name itself', async (t) => {
  const [person] = people(
    entry(
      `first: Henry, middle: C., last: Johnson, suffix: Jr., nickname: Hank, official_full: 'Henry C. "Hank" Johnson, Jr.'`,
      term,
    ),
  );
  t.equal(person?.name, 'Hank Johnson');
  t.equal(person?.familyName, 'Johnson');
  t.strictSame(
    person?.aliases?.map(({ name }) => name),
    ['Henry C. Johnson Jr.', 'Henry C. Johnson', 'Henry Johnson'],
  );
  const [bernie] = people(
    entry('first: Bernard, last: Sanders, nickname: Bernie, official_full: Bernard Sanders', term),
  );
  t.strictSame(bernie?.aliases, [{ name: 'Bernie Sanders', kind: 'nickname' }]);
});

t.test('merges terms of the same office with gaps of up to a month', async (t) => {
  const terms = (...spans: [string, string, string][]) =>
    spans.map(([state, start, end]) => `{type: rep, state: ${state}, start: '${start}', end: '${end}'}`).join(', ');
  const spans = (text: string) =>
    people(entry('first: A, last: B', text))[0]?.roles?.map(({ from, to }) => `${from} ${to}`);
  t.strictSame(spans(terms(['TX', '2001-01-03', '2003-01-03'], ['TX', '2003-02-03', '2005-01-03'])), [
    '2001-01-03 2005-01-03',
  ]);
  t.strictSame(spans(terms(['TX', '2001-01-03', '2003-01-03'], ['TX', '2003-02-04', '2005-01-03'])), [
    '2001-01-03 2003-01-03',
    '2003-02-04 2005-01-03',
  ]);
  t.strictSame(
    spans(terms(['TX', '2003-01-03', '2005-01-03'], ['TX', '2001-01-03', '2003-01-03'])),
    ['2001-01-03 2005-01-03'],
    'the order of the terms does not matter',
  );
  t.equal(spans(terms(['TX', '2001-01-03', '2003-01-03'], ['UT', '2003-01-03', '2005-01-03']))?.length, 2);
  t.strictSame(spans(terms(['TX', '0000-00-00', '2003-13-03'])), ['undefined undefined'], 'an invalid date is dropped');
});

t.test('names offices by their official titles', async (t) => {
  const held = (type: string, state: string, party = 'Republican') => {
    const place = state === '' ? '' : `, state: ${state}`;
    const [person] = people(
      entry('first: A, last: B', `{type: ${type}, start: '2001-01-03'${place}, party: ${party}}`),
    );
    return [person?.roles?.[0]?.title, person?.roles?.[0]?.organisation, person?.disambiguation];
  };
  const house = 'United States House of Representatives for';
  t.strictSame(held('rep', 'PR'), [
    'Resident Commissioner',
    `${house} Puerto Rico`,
    'Republican resident commissioner from Puerto Rico',
  ]);
  t.strictSame(held('rep', 'GU'), ['Delegate', `${house} Guam`, 'Republican delegate from Guam']);
  t.strictSame(held('rep', 'DC', 'Democrat'), [
    'Delegate',
    `${house} the District of Columbia`,
    'Democratic delegate from the District of Columbia',
  ]);
  t.strictSame(held('prez', '', 'no party'), [
    'President of the United States',
    undefined,
    'President of the United States',
  ]);
  t.strictSame(held('viceprez', ''), [
    'Vice President of the United States',
    undefined,
    'Republican vice president of the United States',
  ]);
});

t.test('refuses an invalid entry and reads the others', async (t) => {
  const { records, refusals: refused } = read(
    `${senator}- id: {bioguide: X}\n- ${'terms: []\n  name: {first: null}'}\n- text\n`,
  );
  t.equal(records.length, 1);
  t.strictSame(refused, [
    { from: 'entry 2', problem: 'must have an object "name" and a list "terms"' },
    { from: 'entry 3', problem: 'name: is required' },
    { from: 'entry 4', problem: 'must have an object "name" and a list "terms"' },
  ]);
});

t.test('reads the same data as JSON', async (t) => {
  const text = JSON.stringify([{ id: {}, name: { first: 'Ada', last: 'King' }, terms: [] }]);
  t.equal(read(text).format, 'congress');
  t.equal(people(text)[0]?.name, 'Ada King');
});

t.test('refuses YAML that is made to exhaust the reader', async (t) => {
  const bomb = [...'bcdefghij'].map((name, at) => `- &${name} [${`*${'abcdefghij'[at]},`.repeat(9)}]`).join('\n');
  for (const [what, text] of Object.entries({
    'deep lists': `${'- '.repeat(1_000_000)}a`,
    'deep brackets': `- ${'['.repeat(100_000)}`,
    'deep keys': `- ${'? '.repeat(100_000)}a`,
    aliases: `- &a [x]\n${bomb}`,
  }))
    t.throws(() => read(`${text}\n  terms:\n${senator}`), /is not a file of people/, what);
  t.strictSame(
    read('- &a\n  name: {first: A, last: B}\n  id: *a\n  terms: [*a]\n').records.length,
    1,
    'an alias cycle is read',
  );
});
