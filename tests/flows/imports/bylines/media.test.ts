import t, { type Test } from 'tap';
import { parseByline } from '../../../../src/flows/imports/bylines/index.js';

/** A byline, and the people and organisations that it names. It must name them as a printed byline and as an author. */
type Example = [byline: string, people: string[], organisations?: string[]];

function check(t: Test, examples: readonly Example[]): void {
  for (const [byline, people, organisations = []] of examples)
    for (const isName of [false, true]) {
      const found = parseByline(byline, { isName });
      const names = found.people.map(({ name }) => name);
      t.strictSame([names, found.organisations, found.place], [people, organisations, null], `${byline} (${isName})`);
    }
}

t.test('tells a person from the newspaper or station behind the name', async (t) => {
  for (const medium of [
    ...['Denver Post', 'Boise Weekly', 'Kansas City Star', 'Idaho Statesman', 'Arizona Republic', 'Wexley Courier'],
    ...['Sacramento Bee', 'Capitol Beat', 'Idaho Capital Sun', 'Fresno Bee', 'Tulsa World', 'Minnesota Star Tribune'],
    ...['Kölner Stadt-Anzeiger', 'Hamburger Abendblatt', 'Berliner Morgenpost', 'Münchner Merkur'],
    ...['La Voz de Galicia', 'Diario de Sevilla', 'Heraldo de Aragón', 'Corriere della Sera', 'Jornal de Notícias'],
    ...['MinnPost', 'Stateline', 'WBEZ', 'KQED', 'Ouest-France', 'Houston Chronicle', 'Miami Herald'],
  ]) {
    check(t, [
      [`By Ann Porter, ${medium}`, ['Ann Porter'], [medium]],
      [`By Ann Porter | ${medium}`, ['Ann Porter'], [medium]],
      [`By Ann Porter\n${medium}`, ['Ann Porter'], [medium]],
    ]);
  }
});

t.test('knows newspapers by their places without a person before them', async (t) => {
  check(t, [
    ['Denver Post', [], ['Denver Post']],
    ['Sacramento Bee', [], ['Sacramento Bee']],
    ['Hamburger Abendblatt', [], ['Hamburger Abendblatt']],
  ]);
});

t.test('finds each medium for which people write', async (t) => {
  check(t, [
    [
      'By Ann Porter and John Roe for ProPublica and the Texas Tribune',
      ['Ann Porter', 'John Roe'],
      ['ProPublica', 'Texas Tribune'],
    ],
    ['By Ann Porter and the Harbour Light', ['Ann Porter'], ['Harbour Light']],
    ['By Ann Porter and the Rev. John Roe', ['Ann Porter', 'John Roe']],
  ]);
});

t.test('keeps people whose surnames also end the names of newspapers', async (t) => {
  check(t, [
    ['By Ann Porter, Emily Post', ['Ann Porter', 'Emily Post']],
    ['By Ann Porter, Emily Post and Mike Star', ['Ann Porter', 'Emily Post', 'Mike Star']],
    ['By Jim Courier, Ann Porter', ['Jim Courier', 'Ann Porter']],
    ['By Ann Porter, Jim Courier', ['Ann Porter', 'Jim Courier']],
    ['By Ann Porter, Heath Ledger', ['Ann Porter', 'Heath Ledger']],
    ['By Ann Porter and Samantha Bee', ['Ann Porter', 'Samantha Bee']],
    ['Austin Post', ['Austin Post']],
    ['Georgia Bee', ['Georgia Bee']],
    ['Markie Post', ['Markie Post']],
    ['Walter Merkur', ['Walter Merkur']],
    ['By Ann Porter, David McCallum', ['Ann Porter', 'David McCallum']],
    ['Andreas Mailänder, Peter Boote', ['Andreas Mailänder', 'Peter Boote']],
  ]);
});

t.test('takes a place with an article behind a name for the place', async (t) => {
  for (const place of ['The Hague', 'the Hague'])
    t.match(parseByline(`By Ann Porter, ${place}`), { people: [{ name: 'Ann Porter' }], organisations: [], place });
});
