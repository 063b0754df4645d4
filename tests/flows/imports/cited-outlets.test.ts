import t from 'tap';
import { citedOutletsIn } from '../../../src/flows/imports/normalisation/cited-outlets.js';

const namesOf = (text: string): string[] => citedOutletsIn(text).map(({ name }) => name);

t.test('finds the outlets that an article cites, in several languages', (t) => {
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
    ['According to the Washington Post and the New York Times, it is.', 'Washington Post', 'New York Times'],
    ['According to the Washington Post and Reuters, it is.', 'Washington Post', 'Reuters'],
    ['According to The Sun, the Washington Post and AFP, it is.', 'Sun', 'Washington Post', 'AFP'],
    ['Prices fell, Bloomberg said on Monday.', 'Bloomberg'],
    ['The Sun reported it.', 'Sun'],
    ['The Mirror reported it.', 'Mirror'],
    ['The BBC understands that it is.', 'BBC'],
    ['According to Nature, it is.', 'Nature'],
    ['Lisbon Post reported it.', 'Lisbon Post'],
    ['Volgens de Volkskrant is de haven open.', 'De Volkskrant'],
    ['Det skriver VG.', 'VG'],
    ['Det skriver VG/Aftenposten.', 'VG', 'Aftenposten'],
    ["Secondo l'Ansa, il porto è aperto.", 'Ansa'],
    ['Segundo a Folha, o porto está aberto.', 'Folha'],
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
    'According to Emily Post, forks go left.',
    'Jan Courier reported it, according to Mary Ann Herald.',
    'According to nature, it is.',
    'Sun said that the mirror reported nothing, and the sun says hello.',
    'Prices fell, said Smith and Jones, and Lee understands it.',
    'Smith hatte zuerst darüber berichtet.',
  ])
    t.strictSame(namesOf(text), [], text);
  t.end();
});

t.test('tells the first reporter from other cited outlets', (t) => {
  t.strictSame(citedOutletsIn('It was first reported by the Aegean Post, and Reuters reported it later.'), [
    { name: 'Aegean Post', url: null, relation: 'original' },
    { name: 'Reuters', url: null, relation: 'cited' },
  ]);
  t.strictSame(citedOutletsIn('First reported by the Financial Times, the deal is done.'), [
    { name: 'Financial Times', url: null, relation: 'original' },
  ]);
  t.strictSame(citedOutletsIn('Der Tagesspiegel hatte zuerst darüber berichtet.'), [
    { name: 'Der Tagesspiegel', url: null, relation: 'original' },
  ]);
  t.end();
});

t.test('finishes with long texts that consist of names or of one word', async (t) => {
  for (const piece of ['A', 'A-', 'U.', 'reports A', 'according to The ', 'dpa-A', 'Reuters, ', 'AFP/'])
    t.strictSame(citedOutletsIn(`${piece.repeat(200_000 / piece.length)}.`), [], piece);
});
