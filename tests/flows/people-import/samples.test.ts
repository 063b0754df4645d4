import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { readPeople } from '../../../src/flows/people-import/read.js';

const folder = new URL('../../../../shared/samples/', import.meta.url);
const read = (path: string) => readPeople(readFileSync(new URL(path, folder), 'utf8'), path);

const skip = existsSync(folder) ? false : 'the sample files are not here';

t.test('reads all of Congress and every president', { skip }, async (t) => {
  const files = ['legislators-current', 'executive'].map((name) => read(`people/congress-${name}.yaml`));
  t.strictSame(
    files.map(({ format }) => format),
    ['congress', 'congress'],
  );
  const counts = files.map(({ records }) => records.length);
  t.comment(`people: ${counts.join(' and ')}`);
  t.strictSame(counts, [537, 80]);
  t.strictSame(
    files.flatMap(({ refusals: refused }) => refused),
    [],
  );
  const people = files.flatMap(({ records }) => records.map(({ input }) => input));
  t.ok(people.every(({ roles = [], disambiguation }) => roles.length > 0 && disambiguation != null));
  t.notOk(
    people.some(({ name }) => /["“,]/.test(name)),
    'names are as newspapers print them',
  );
});

t.test('reads the examples of Popolo', { skip }, async (t) => {
  for (const name of ['example-person', 'example-embedding-person']) {
    const { format, records, refusals: refused } = read(`popolo/${name}.json`);
    t.equal(format, 'popolo');
    t.equal(records[0]?.input.name, 'Mr. John Q. Public, Esq.');
    t.strictSame(refused, []);
  }
  t.throws(() => read('popolo/example-organization.json'), /is not a file of people/);
});
