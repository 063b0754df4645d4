import t from 'tap';
import {
  checkDeletable,
  checkSpans,
  foldName,
  nameQuery,
  rolesOn,
  searchTextOf,
  sortNameOf,
} from '../../../src/content/people/rules.js';
import { Problem } from '../../../src/platform/problems/index.js';

function refusal(work: () => void): Problem | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return undefined;
}

t.test('puts the family name first in a sort name', async (t) => {
  t.equal(sortNameOf({ name: 'Angela Merkel', givenName: 'Angela', familyName: 'Merkel' }), 'Merkel, Angela');
  t.equal(
    sortNameOf({ name: 'Xi Jinping', givenName: 'Jinping', familyName: 'Xi', nameOrder: 'family-first' }),
    'Xi, Jinping',
  );
  t.equal(sortNameOf({ name: 'Emmanuel Jean-Michel Macron' }), 'Macron, Emmanuel Jean-Michel');
  t.equal(sortNameOf({ name: 'Orbán Viktor', nameOrder: 'family-first' }), 'Orbán, Viktor');
  t.equal(sortNameOf({ name: 'Pelé' }), 'Pelé');
  t.equal(sortNameOf({ name: 'The boxer', familyName: 'Ali' }), 'Ali');
});

t.test('keeps a sort name short enough for a cursor, without splitting characters', async (t) => {
  const long = sortNameOf({ name: 'x', familyName: '😀'.repeat(100), givenName: 'b'.repeat(200) });
  t.equal(long.length, 200);
  const cut = sortNameOf({ name: 'x', familyName: 'a'.repeat(199), givenName: '😀' });
  t.notMatch(cut, /[\uD800-\uDFFF]/);
  t.equal(sortNameOf({ name: 'x', familyName: `${'a'.repeat(196)}`, givenName: 'b😀' }), `${'a'.repeat(196)}, b`);
});

t.test('refuses spans that end before they begin, and names each', async (t) => {
  t.equal(
    refusal(() => checkSpans({})),
    undefined,
  );
  t.equal(
    refusal(() =>
      checkSpans({
        roles: [
          { from: '2017', to: '2017' },
          { from: '2017-06', to: '2017' },
        ],
      }),
    ),
    undefined,
  );
  t.equal(
    refusal(() => checkSpans({ roles: [{ from: '2017', to: null }, { to: '1999' }] })),
    undefined,
  );
  const refused = refusal(() =>
    checkSpans({
      aliases: [{ from: '2018', to: '2017-12-31' }],
      roles: [{}, { from: '2017-07-02', to: '2017-07-01' }],
    }),
  );
  t.equal(refused?.definition.code, 'invalid-request');
  t.same(
    refused?.extras.errors?.map(({ pointer }) => pointer),
    ['/aliases/0/to', '/roles/1/to'],
  );
});

t.test('includes a role on the first and last day that its dates may mean', async (t) => {
  const roles = [{ title: 'A', from: '2017', to: '2018-06' }];
  t.same(
    ['2016-12-31', '2017-01-01', '2018-06-30', '2018-07-01'].map((day) => rolesOn(roles, day).length),
    [0, 1, 1, 0],
  );
  t.equal(rolesOn([{ from: null, to: null }], '0001-01-01').length, 1);
});

t.test('folds names alike in any script, case, accent and apostrophe', async (t) => {
  t.same(foldName('  François HOLLANDE '), ['francois', 'hollande']);
  t.same(foldName('Owen O’Neill'), ['owen', 'oneill']);
  t.same(foldName('Łukasz-Søren'), ['lukasz', 'soren']);
  t.same(foldName('Владимир Путин'), ['vladimir', 'putin']);
  t.same(foldName('e\u0301'), foldName('\u00e9'));
  t.same(foldName('?! —'), []);
});

t.test('makes search words with umlauts dropped or written out, and from the part after an apostrophe', async (t) => {
  const words = searchTextOf(['Gerhard Schröder', null, undefined, "O'Neill"]).split(' ');
  for (const word of ['gerhard', 'schroder', 'schroeder', 'oneill', 'neill']) t.ok(words.includes(word), word);
  t.equal(new Set(words).size, words.length);
});

t.test('makes a query of safe prefixes, and none without a word', async (t) => {
  t.equal(nameQuery('Ang Merk'), 'ang:* & merk:*');
  t.equal(nameQuery("a' | !b:* & (c)"), 'a:* & b:* & c:*');
  t.equal(nameQuery('…'), null);
});

t.test('limits search text to what PostgreSQL can index', async (t) => {
  const names = Array.from({ length: 300 }, (_, index) => `${'㎲'.repeat(150)} ${index} ${'字'.repeat(40)}`);
  t.ok(searchTextOf(names).length <= 100_000);
  t.ok(foldName('a'.repeat(200)).every((word) => word.length <= 60));
});

t.test('refuses to delete a person whom articles name, with their number', async (t) => {
  t.equal(
    refusal(() => checkDeletable({ articles: 0, lists: [], assets: 0 })),
    undefined,
  );
  const refused = refusal(() => checkDeletable({ articles: 2, lists: [], assets: 0 }));
  t.equal(refused?.definition.code, 'person-in-use');
  t.same(refused?.extras.members, { articles: 2, lists: [], assets: 0 });
});
