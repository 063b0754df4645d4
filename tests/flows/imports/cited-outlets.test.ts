import t from 'tap';
import { citedOutletsIn } from '../../../src/flows/imports/normalisation/cited-outlets.js';

const namesOf = (text: string): string[] => citedOutletsIn(text).map(({ name }) => name);

t.test('finds the outlets that an article cites, in four languages', (t) => {
  const sentences: [text: string, ...names: string[]][] = [
    ['The port reopened, reports Reuters.', 'Reuters'],
    ['The Harbour Courier reported on Monday that it was open.', 'Harbour Courier'],
    ['Prices fell, according to the Financial Times.', 'Financial Times'],
    ['Prices fell, according to The Guardian and Reuters, on Monday.', 'Guardian', 'Reuters'],
    ['He told Reuters Monday that the port was open.', 'Reuters'],
    ['Prices fell, according to a report by the news agency AFP.', 'AFP'],
    ['The news broke, reported The Washington Post.', 'Washington Post'],
    ['Laut der Süddeutschen Zeitung ist der Hafen offen.', 'Süddeutsche Zeitung'],
    ['Das berichtet der Spiegel.', 'Spiegel'],
    ['Wie die Nachrichtenagentur dpa meldet, ist der Hafen offen.', 'dpa'],
    ['Der Nachrichtenagentur AFP zufolge ist der Hafen offen.', 'AFP'],
    ["Selon l'AFP, le port est ouvert.", 'AFP'],
    ['Selon Le Monde, le port est ouvert.', 'Le Monde'],
    ['Le port est ouvert, a rapporté le Figaro.', 'Le Figaro'],
    ['D’après l’agence Reuters, le port est ouvert.', 'Reuters'],
    ['Según El País, el puerto está abierto.', 'El País'],
    ['El puerto está abierto, informó la agencia EFE.', 'EFE'],
  ];
  for (const [text, ...names] of sentences) t.strictSame(namesOf(text), names, text);
  t.end();
});

t.test('takes no person, company or place for a cited outlet', (t) => {
  for (const text of [
    'Prices fell, according to Merkel.',
    'Prices fell, according to AP Singh, a farmer.',
    'Prices fell, laut Anna Merkel.',
    'Selon Macron, le port est ouvert.',
    'Según Sánchez, el puerto está abierto.',
    'The mayor reported a loss, and Smith reported to the police.',
    'American Express reported a loss.',
    'Michael Bloomberg won. According to Bloomberg, it was close.',
    'The Reuters building burned.',
  ])
    t.strictSame(namesOf(text), [], text);
  t.end();
});

t.test('tells the first reporter from other cited outlets', (t) => {
  t.strictSame(citedOutletsIn('It was first reported by the Aegean Post, and Reuters reported it later.'), [
    { name: 'Aegean Post', url: null, relation: 'original' },
    { name: 'Reuters', url: null, relation: 'cited' },
  ]);
  t.end();
});

t.test('finishes with long texts that consist of names or of one word', async (t) => {
  for (const piece of ['A', 'A-', 'U.', 'reports A', 'according to The ', 'dpa-A'])
    t.strictSame(citedOutletsIn(`${piece.repeat(200_000 / piece.length)}.`), [], piece);
});
