import t from 'tap';
import { parseByline } from '../../../../src/flows/imports/bylines/index.js';

t.test('names people behind a Greek article in the nominative', async (t) => {
  const examples: [byline: string, ...names: string[]][] = [
    ['Του Γιώργου Παπαδόπουλου', 'Γιώργος Παπαδόπουλος'],
    ['Της Ελένης Καραγιάννη', 'Ελένη Καραγιάννη'],
    ['Του Κώστα Καραγιάννη', 'Κώστας Καραγιάννης'],
    ['Του Αλέξη Τσίπρα', 'Αλέξης Τσίπρας'],
    ['Του Αλεξάνδρου Δημητρίου', 'Αλέξανδρος Δημητρίου'],
    ['Της Μαρίας Παπαδοπούλου και του Νίκου Αλεξίου', 'Μαρία Παπαδοπούλου', 'Νίκος Αλεξίου'],
    ['Των Νίκου Ζαφειρίου και Άννας Λαζάρου', 'Νίκος Ζαφειρίου', 'Άννα Λαζάρου'],
  ];
  for (const [byline, ...names] of examples)
    for (const isName of [false, true])
      t.strictSame(
        parseByline(byline, { isName }).people.map(({ name }) => name),
        names,
        `${byline} (${isName})`,
      );
});

t.test('keeps Greek names without an article, and other names behind one, as they are printed', async (t) => {
  for (const [byline, name] of [
    ['Γιώργος Παπαδόπουλος', 'Γιώργος Παπαδόπουλος'],
    ['Ελένη Δημητρίου', 'Ελένη Δημητρίου'],
    ['Του Ντάνιελ Σμιθ', 'Ντάνιελ Σμιθ'],
    ['Του John Roe', 'John Roe'],
  ] as const)
    t.match(parseByline(byline).people, [{ name }], byline);
});
