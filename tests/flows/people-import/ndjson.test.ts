import t from 'tap';
import { readPeople } from '../../../src/flows/people-import/read.js';

const read = (text: string) => readPeople(text, 'people.ndjson');
const refusal = (fields: object) => read(JSON.stringify({ name: 'Ada King', ...fields })).refusals[0]?.problem;

t.test('reads one person per line with any line breaks, and refuses only broken lines', async (t) => {
  const text = '\uFEFF{"name":"Ada King"}\r\n\r\n{"name":"Grace\r\n5\r\n{"name":" Zoe\u0301 "}\r\n';
  for (const name of ['people.ndjson', 'people.txt'])
    t.strictSame(readPeople(text, name), {
      format: 'ndjson',
      records: [
        { from: 'line 1', input: { name: 'Ada King' }, omissions: [] },
        { from: 'line 5', input: { name: 'Zoé' }, omissions: [] },
      ],
      refusals: [
        { from: 'line 3', problem: 'is not valid JSON' },
        { from: 'line 4', problem: 'must be an object with the fields of a person' },
      ],
      hasNextPage: false,
    });
});

t.test('reads a JSON array of people', async (t) => {
  const {
    format,
    records,
    refusals: refused,
  } = read(JSON.stringify([{ name: 'Ada King' }, { slug: 'nobody' }, 'text']));
  t.equal(format, 'ndjson');
  t.strictSame(records, [{ from: 'entry 1 (Ada King)', input: { name: 'Ada King' }, omissions: [] }]);
  t.strictSame(refused, [
    { from: 'entry 2', problem: 'name: is required' },
    { from: 'entry 3', problem: 'must be an object with the fields of a person' },
  ]);
  t.strictSame(read('[]'), { format: 'ndjson', records: [], refusals: [], hasNextPage: false });
  t.strictSame(read(''), { format: 'ndjson', records: [], refusals: [], hasNextPage: false });
});

t.test('names the field and the reason of a refusal', async (t) => {
  t.equal(refusal({ shoeSize: 4 }), 'has an unknown field "shoeSize"');
  t.equal(refusal({ aliases: [{ name: 'A', kind: 'alias', note: 'x' }] }), 'aliases[0]: has an unknown field "note"');
  t.equal(refusal({ givenName: 5 }), 'givenName: must be a string');
  t.equal(refusal({ aliases: [{ kind: 'alias' }] }), 'aliases[0].name: is required');
  t.match(refusal({ aliases: [{ name: 'A', kind: 'pet' }] }), /^aliases\[0\]\.kind: must be one of alias, former/);
  t.equal(refusal({ wikidataId: 'X', sortName: false })?.split('; ').length, 2);
  t.equal(read('{"nme":"Ada"}').refusals[0]?.problem, 'name: is required; has an unknown field "nme"');
  t.match(read('{"name":"Ada","__proto__":{"slug":"x"}}').refusals[0]?.problem, /has an unknown field "__proto__"/);
});

t.test('trims texts, and drops empty values and duplicates, and reports invalid dates', async (t) => {
  const alias = (name: string, more = {}) => ({ name, kind: 'alias', ...more });
  const { records } = read(
    JSON.stringify({
      name: ' Ada King',
      givenName: ' ',
      bio: null,
      shortNames: ['King', ' King ', ''],
      sameAs: ['https://a.example/', 'https://a.example/'],
      aliases: [
        alias('Ada King'),
        alias('Ada'),
        alias(' Ada '),
        alias('Ada', { from: '2017' }),
        alias(''),
        alias('A', { from: '2017-13', to: '0000-00-00' }),
      ],
      roles: [
        { title: 'Member', organisation: '', from: '2020-02-30', to: '2021-05-06T10:00:00Z' },
        { title: 'Chair', from: '2020', to: '2019-12' },
      ],
    }),
  );
  t.strictSame(records[0]?.input, {
    name: 'Ada King',
    shortNames: ['King'],
    sameAs: ['https://a.example/'],
    aliases: [alias('Ada'), alias('Ada', { from: '2017' }), alias('A')],
    roles: [{ title: 'Member', to: '2021-05-06' }, { title: 'Chair' }],
  });
  t.strictSame(records[0]?.omissions, ['date 2017-13', 'date 0000-00-00', 'date 2020-02-30', 'date 2020 to 2019-12']);
});

t.test('keeps the first hundred entries of long lists', async (t) => {
  const many = <Entry>(entry: (at: number) => Entry) => Array.from({ length: 120 }, (_, at) => entry(at));
  const { records } = read(
    JSON.stringify({
      name: 'Ada',
      aliases: many((at) => ({ name: `A${at}`, kind: 'alias' })),
      roles: many((at) => ({ title: `${at}` })),
    }),
  );
  t.equal(records[0]?.input.aliases?.length, 100);
  t.equal(records[0]?.input.roles?.at(-1)?.title, '99');
});

t.test('survives hostile lines', async (t) => {
  const deep = `{"name":"Ada","bio":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const strange =
    '{"name":"Ada","roles":[{"title":"A","organisation":{"toString":1,"valueOf":1}},{"title":["A"]},null]}';
  const half = `{"name":"${'A'.repeat(10)}\\ud800"}`;
  const { records, refusals: refused } = read([deep, strange, half, '{"name":"Grace"}'].join('\n'));
  t.equal(records.length, 1);
  t.strictSame(
    refused.map(({ problem }) => problem.slice(0, 40)),
    [
      'nests deeper than 32 levels',
      'roles[0].organisation: must be a string;',
      'name: must not contain a NUL, another co',
    ],
  );
});
