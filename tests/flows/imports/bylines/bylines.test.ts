import t from 'tap';
import { precisionOf, recallOf, scoreFolder } from '../../../../eval/bylines/score.js';
import { authorsOf, parseByline } from '../../../../src/flows/imports/bylines/index.js';
import { leastCpuMs } from '../../../support/cpu-time.js';

const setFolder = (name: string): string => `${process.cwd()}/eval/bylines/sets/${name}`;

t.test('names people in at least 98 % of the cases correctly and finds 98 % of them in each language', async (t) => {
  const { byFile, all } = scoreFolder(setFolder('first'));
  t.ok(all.count >= 300, 'there are at least 300 bylines');
  t.ok(byFile.size >= 8, 'there are at least 8 languages');
  for (const [language, score] of byFile) {
    t.ok(precisionOf(score.people) >= 0.98, `${language}: ${score.differences.join('; ')}`);
    t.ok(recallOf(score.people) >= 0.98, `${language}: ${score.differences.join('; ')}`);
  }
  t.ok(precisionOf(all.organisations) >= 0.98, all.differences.join('; '));
});

t.test('names people in at least 98 % of the cases correctly in each further set', async (t) => {
  for (const set of ['second', 'third', 'fourth', 'fifth']) {
    const { all } = scoreFolder(setFolder(set));
    t.ok(all.count >= 60, `${set} has bylines`);
    t.ok(precisionOf(all.people) >= 0.98, `${set}: ${all.differences.join('; ')}`);
    t.ok(recallOf(all.people) >= 0.98, `${set}: ${all.differences.join('; ')}`);
  }
});

const namesIn = (text: string, isName = false): string[] =>
  parseByline(text, { isName }).people.map(({ name }) => name);

t.test('keeps the names of people whole', async (t) => {
  const names = [
    'Ludwig Mies van der Rohe',
    'Wolf-Dieter von Arnim',
    'Maria do Carmo e Silva',
    'José Ortega y Gasset',
    'Andrew Lloyd Webber',
    'Cher',
    'Bono',
    'Le Van Do',
    'Sophie in ’t Veld',
    'Ursula von der Leyen',
    'Luigi Di Maio',
    'Mark Post',
    'Paris Hilton',
    'Fiona MacDonald',
    'J.R.R. Tolkien',
    "Ngũgĩ wa Thiong'o",
    'JANE DOE',
    'bell hooks',
    'محمود درويش',
    'ז׳בוטינסקי כהן',
    '约翰·史密斯',
    '山田 太郎',
  ];
  for (const name of names) {
    t.strictSame(namesIn(name), [name], `${name} as a byline`);
    t.strictSame(namesIn(name, true), [name], `${name} as the name of an author`);
  }
});

t.test('keeps the title of a person as it is printed', async (t) => {
  const titles = [
    ['Jane DoeStaff Writer', 'Staff Writer'],
    ['By Jane Doe, Political Editor', 'Political Editor'],
    ['Jane Doe | Staff Writer', 'Staff Writer'],
    ['Jane Doe (Chefredakteurin)', 'Chefredakteurin'],
    ['Jane Doe, Professor of Law, University of Leeds', 'Professor of Law, University of Leeds'],
    ['Jane Doe Special to The Times', 'Special to The Times'],
    ['Photographs by Jane Doe', 'Photographs by'],
    ['Übersetzt von Jane Doe', 'Übersetzt von'],
    ['Prof. Dr. Jane Doe', 'Prof. Dr.'],
    ['Von unserer Korrespondentin Jane Doe', 'Korrespondentin'],
    ['Jane Doe', null],
  ] as const;
  for (const [byline, title] of titles) t.strictSame(parseByline(byline).people, [{ name: 'Jane Doe', title }], byline);
});

t.test('returns the date that a byline prints', async (t) => {
  const dates = [
    ['By Jane Doe | May 3, 2024', '2024-05-03'],
    ['Jane Doe, 03.05.2024, 14:30 Uhr', '2024-05-03'],
    ['Publié le 3 mai 2024, mis à jour le 4 mai 2024', '2024-05-03'],
    ['Mis à jour le 4 mai 2024', '2024-05-04'],
    ['Jane Doe Fri 3 May 2024', '2024-05-03'],
    ['记者 张伟 2024年5月3日', '2024-05-03'],
    ['By Jane Doe 03/05/2024', undefined],
    ['By Jane Doe', undefined],
  ] as const;
  for (const [byline, day] of dates) t.equal(parseByline(byline).printedDate?.toISOString().slice(0, 10), day, byline);
});

t.test('reports the parts of a byline that name nobody', async (t) => {
  for (const part of ['gr/bp', 'Sports Desk', 'Die Redaktion', 'jmü', 'J.D.', 'admin', '編集部']) {
    const { people, organisations, unnamedParts } = parseByline(part);
    t.strictSame([people, organisations], [[], []], part);
    t.equal(unnamedParts.join('/'), part);
  }
  t.strictSame(authorsOf([{ text: 'desk@paper.example' }]).omissions, [
    { what: 'author', reason: 'an-address-is-no-name' },
  ]);
  t.notMatch(JSON.stringify(authorsOf([{ text: 'desk@paper.example' }])), /desk@/, 'the address is not repeated');
});

t.test('reports everything in a byline that an article does not keep', async (t) => {
  const reports = [
    ['By ???', ['byline ???: names-no-person']],
    ['By Ann Porter and ???', ['byline ???: names-no-person']],
    ['By 12345', ['byline 12345: names-no-person']],
    ['By 😀', ['byline 😀: names-no-person']],
    ['By Ann Porter @annp', ['byline @annp: no-place-for-it']],
    ['By Ann Porter https://x.example/annp', ['byline https://x.example/annp: no-place-for-it']],
    ['By Ann Porter ann@paper.example', ['e-mail address of byline: no-place-for-it']],
    ['By ann@paper.example', ['author: an-address-is-no-name']],
    ['By Ann Porter, +44 20 7946 0000', ['phone number of byline: no-place-for-it']],
    ['By Ann Porter 5 min read', ['byline 5 min read: no-place-for-it']],
    ['5 min read', ['byline 5 min read: no-place-for-it']],
    ['Von Anna Lee, 3. Mai 2024, 14:30 Uhr', ['byline 14:30 Uhr: no-place-for-it']],
    ['Published 3 May 2024, updated 4 May 2024 | Ann Porter', ['byline 4 May 2024: no-place-for-it']],
    ['Ann Porter 03/05/2024', ['date 03/05/2024: ambiguous-date']],
    ['By Ann Porter', []],
    ['Ann Porter — May 3, 2024', []],
  ] as const;
  for (const [text, expected] of reports) {
    const { omissions } = authorsOf([{ text }]);
    const found = omissions.map(({ what, reason }) => `${what}: ${reason}`);
    t.strictSame(found, expected, text);
    t.notMatch(found.join(), /ann@|7946/, 'addresses and phone numbers are not repeated');
  }
});

t.test('turns the authors of structured data into people and sources', async (t) => {
  const key = { source: 'site', id: '7' };
  t.strictSame(authorsOf([{ text: 'Jane Doe', isName: true, titleAsPrinted: 'Editor', key }]).people, [
    { name: 'Jane Doe', relation: 'author', titleAsPrinted: 'Editor', key },
  ]);
  t.strictSame(
    authorsOf([{ text: 'Jane Doe and John Roe', isName: true, key }]).people.map(({ name, key }) => [name, key]),
    [
      ['Jane Doe', null],
      ['John Roe', null],
    ],
    'an id for two people belongs to none of them',
  );
  t.strictSame(authorsOf([{ text: 'Reuters', isName: true, key }]).sources, [
    { name: 'Reuters', url: null, relation: 'syndicated' },
  ]);
  t.strictSame(authorsOf([{ text: 'University of Oslo', isName: true, key }]).sources, [
    { name: 'University of Oslo', url: null, relation: 'original' },
  ]);
  t.strictSame(authorsOf([{ text: 'jdoe82', isName: true }]).people[0]?.name, 'jdoe82', 'a login is kept');
  t.strictSame(authorsOf([{ text: 'Jane Doe in Lagos' }, { text: 'John Roe in Cairo' }]), {
    people: [
      { name: 'Jane Doe', relation: 'author', titleAsPrinted: null, key: null },
      { name: 'John Roe', relation: 'author', titleAsPrinted: null, key: null },
    ],
    sources: [],
    place: 'Lagos',
    printedDate: null,
    omissions: [{ what: 'place Cairo', reason: 'no-place-for-it' }],
  });
});

t.test('reads bylines of any content in a short time', async (t) => {
  const units = [
    'a',
    'Aa ',
    'Aa Bb e ',
    'Aa in A ',
    'und ',
    '(',
    ', ',
    'redakt',
    '<b',
    '&amp;',
    '1',
    '😀',
    'by ',
    'A/',
    '- ',
    '|',
    '新',
    '١',
    'Photo: ',
    '1.1.2020 ',
  ];
  for (const one of units)
    for (const other of units) {
      const text = (one + other).repeat(2_000).slice(0, 20_000);
      const timeMs = leastCpuMs(() => parseByline(text), 500);
      t.ok(timeMs <= 500, `${JSON.stringify(one + other)} takes ${timeMs} ms`);
    }
});
