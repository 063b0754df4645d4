import fc from 'fast-check';
import t from 'tap';
import { withoutCapitals } from '../../src/lib/name-capitals.js';

t.test('writes a name in capitals as it is usually written', async (t) => {
  for (const name of [
    'John Roe',
    'Anna de Vries',
    'Ursula von der Leyen',
    'Maria de la Cruz',
    'Pieter van den Berg',
    'Sophie in ’t Veld',
    'José Ortega y Gasset',
    'Maria do Carmo e Silva',
    'Bashar al-Assad',
    'Mohammed bin Salman',
    'John McIntyre',
    'Patrick O’Brien',
    "Luca Dell'Acqua",
    "Mona Ja'far",
    'Jean-Pierre Dupont',
    'John "Jack" Roe',
    'IJsbrand van Dijk',
    'Ijaz Ahmed',
    'Le Van Do',
    'Van Morrison',
    'Andrew Ng',
    'Ed Sheeran',
    'J.R.R. Tolkien',
    'JD Vance',
    'John E. Smith III',
    'Sammy Davis Jr.',
    'Иван Петров',
    "Мар'яна В’ячеславова",
    'Γιάννης Παπαδόπουλος',
    'Jürgen Müller',
  ])
    t.equal(withoutCapitals(name.toUpperCase()), name);
  t.equal(withoutCapitals('İBRAHİM IŞIK'), 'İbrahim Işık');
  t.equal(withoutCapitals('JOHN McINTYRE'), 'John McIntyre');
  t.equal(withoutCapitals('ANNA de VRIES'), 'Anna de Vries');
});

t.test('writes a surname in capitals as it is usually written', async (t) => {
  t.equal(withoutCapitals('Marc LEBRUN'), 'Marc Lebrun');
  t.equal(withoutCapitals('LEBRUN Marc'), 'Lebrun Marc');
  t.equal(withoutCapitals('Ursula VON DER LEYEN'), 'Ursula von der Leyen');
});

t.test('keeps a name that is not in capitals, and a word that may be an abbreviation', async (t) => {
  for (const name of [
    'Ann Porter',
    'Fiona MacDonald',
    'Luigi Di Maio',
    'bell hooks',
    'Jane AFP',
    'JD Vance',
    'NTB',
    'J. R. R.',
    'محمود درويش',
    '山田 太郎',
    '',
  ])
    t.equal(withoutCapitals(name), name);
});

t.test('changes nothing but the case of any text', async (t) => {
  const letters = fc.string({ unit: fc.constantFrom(...'ABCDEIJMNTVaceotvÄäПрΣς\'’-. "1'), maxLength: 40 });
  // Which small sigma a text has depends on the letters around it.
  const smallLetters = (text: string) => text.toLowerCase().replaceAll('ς', 'σ');
  fc.assert(
    fc.property(letters, (text) => {
      const name = withoutCapitals(text);
      return smallLetters(name) === smallLetters(text) && withoutCapitals(name) === name;
    }),
    { numRuns: 2_000, examples: [[' AA’Σ']] },
  );
  const startMs = performance.now();
  for (const unit of ['A', 'A.', 'A-', "O'", 'Mc', 'VAN ', '. '])
    t.equal(withoutCapitals(unit.repeat(5_000)).toLowerCase(), unit.repeat(5_000).toLowerCase());
  t.ok(performance.now() - startMs < 2_000, 'long texts take little time');
});
