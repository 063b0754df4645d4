import fc from 'fast-check';
import t from 'tap';
import { readPeople } from '../../../src/flows/people-import/read.js';

t.test('detects the format by the text and not by the file name', async (t) => {
  for (const [format, text] of [
    ['popolo', '{"persons":[]}'],
    ['popolo', '[{"id":"x","slug":"ada","name":"Ada"}]'],
    ['ndjson', '{\n  "name": "Ada",\n  "slug": "ada"\n}'],
    ['ndjson', '[{"name":"Ada"}]'],
    ['ndjson', '[{"id":"x","name":"Ada","givenName":"Ada","slug":"ada"}]'],
    ['congress', '---\n- name:\n    first: Ada\n    last: King\n  terms: []\n'],
  ] as const)
    for (const name of ['people.json', 'people.yaml', '']) t.equal(readPeople(text, name).format, format, text);
});

t.test('refuses any other file with the supported formats', async (t) => {
  for (const text of [
    '',
    'Ada King',
    '5',
    '{}',
    '[1, 2]',
    'name,party\nAda,Whig\n',
    '<persons/>',
    '{"id":"abc","name":"ABC, Inc.","classification":"Corporation"}',
    '{"role":"Chef","person":{"name":"John"}}',
    '- name: Ada\n  terms: of use\n',
  ])
    t.throws(
      () => readPeople(text, 'file'),
      /"file" is not a file of people\. Supported formats: Popolo JSON .*NDJSON .*YAML/,
      text,
    );
});

t.test('refuses a broken document with the reason', async (t) => {
  t.throws(() => readPeople('{"persons": [\n{"name": "Ada"},\n', 'a.json'), /The text is not valid JSON\.$/);
  t.throws(() => readPeople(`${'['.repeat(50)}${']'.repeat(50)}`, 'a.json'), /nests deeper than 32 levels\.$/);
  t.throws(
    () => readPeople('- name:\n    first: "Ada\n  terms: []\n', 'a.yaml'),
    /The text cannot be read as YAML: .* at line \d+\.$/,
  );
  t.throws(() => readPeople('', `${'a'.repeat(10_000)}\n`), { message: /^.{0,400}$/ });
});

t.test('reads or refuses any input', async (t) => {
  const key = fc.constantFrom(
    'name',
    'aliases',
    'roles',
    'persons',
    'memberships',
    'other_names',
    'terms',
    'id',
    'slug',
  );
  const json = fc.jsonValue({ maxDepth: 1 });
  const fields = fc.dictionary(key, fc.oneof(json, fc.array(fc.dictionary(key, json), { maxLength: 3 })));
  const check = (value: unknown) => {
    const text = JSON.stringify(value);
    try {
      const { records, refusals: refused } = readPeople(text, 'people.ndjson');
      return [...records, ...refused].every(({ from }) => /^(?:line|entry) \d+/.test(from));
    } catch (error) {
      return error instanceof Error && error.message.includes('is not a file of people');
    }
  };
  t.doesNotThrow(() =>
    fc.assert(fc.property(fc.oneof(fields, fc.array(fields, { maxLength: 3 })), check), { numRuns: 300 }),
  );
});
