import t from 'tap';
import { alias, check, named, person } from './marked-text.js';

const people = [
  ...named(
    'Magdalena Andersson',
    'Anna Fischer',
    'Sergio Mattarella',
    'Donald Tusk',
    'Emmanuel Macron',
    'Pedro Sánchez',
    'Mark Rutte',
    'Alexander Stubb',
    'Petr Fiala',
    'Recep Tayyip Erdoğan',
    'António Costa',
    'Mette Frederiksen',
    'Petra Roth',
    'Giorgia Meloni',
  ),
  person({ name: 'Binyamin Netanyahu', aliases: [alias('בנימין נתניהו')] }),
  person({ name: 'Kyriakos Mitsotakis', aliases: [alias('Κυριάκος Μητσοτάκης')] }),
];

t.test('finds no person in the full name of a stranger that begins a sentence', async (t) => {
  for (const [lang, text] of [
    ['sv', '[Magdalena Andersson] talade. Bengt Andersson var där.'],
    ['sv', '[Magdalena Andersson] talade. Torgils Andersson var där.'],
    ['da', '[Mette Frederiksen] talte. Troels Frederiksen var der også.'],
    ['de', '[Anna Fischer] sprach. Joschka Fischer war auch da. Knut Fischer ging.'],
    ['de', '[Petra Roth] regierte in Frankfurt. Eugen Roth lebte in München.'],
    [
      'it',
      '[Sergio Mattarella] ha parlato. Piersanti Mattarella era presidente della regione. Ermes Mattarella era qui.',
    ],
    ['fr', '[Emmanuel Macron] a parlé. Tiphaine Macron était là. Briac Macron aussi.'],
    ['es', '[Pedro Sánchez] habló. Arantxa Sánchez estaba allí. Ibón Sánchez salió.'],
    ['pt', '[António Costa] falou. Zeferino Costa estava lá.'],
    ['nl', '[Mark Rutte] sprak. Sjaak Rutte was er ook. Jorrit Rutte niet.'],
    ['pl', '[Donald Tusk] przemawiał. Kasia Tusk była obecna.'],
    ['cs', '[Petr Fiala] mluvil. Bohumil Fiala tam byl také.'],
    ['fi', '[Alexander Stubb] puhui. Göran Stubb oli paikalla.'],
    ['tr', '[Recep Tayyip Erdoğan] konuştu. Yılmaz Erdoğan oradaydı.'],
    ['el', 'Ο [Κυριάκος Μητσοτάκης] μίλησε. Λεωνίδας Μητσοτάκης ήταν εκεί.'],
    ['he', '[בנימין נתניהו] דיבר. יאיר נתניהו היה שם. אחר כך דיבר יאיר נתניהו.'],
  ] as const)
    check(t, people, [text], lang);
});

t.test('finds a surname after a word that begins a sentence and is no given name', async (t) => {
  check(
    t,
    people,
    [
      '[Anna Fischer] sprach. Auch [Fischer] war da. Gegen [Fischer] stimmte niemand. Selbst [Fischer] lachte.',
      '[Anna Fischer] sprach. Hat [Fischer] recht? Wirkt [Fischer] müde? Gestern [Fischer], heute Roth.',
      '[Anna Fischer] sprach. Ministerin [Fischer] ging. Torwart [Fischer] blieb. Sprecherin [Fischer] kam.',
    ],
    'de',
  );
  check(
    t,
    people,
    ['[Pedro Sánchez] habló. Llegó [Sánchez] tarde. Según [Sánchez], no. Presidente [Sánchez] salió.'],
    'es',
  );
  check(
    t,
    people,
    ['[Emmanuel Macron] a parlé. Selon [Macron], non. D’après [Macron], oui. Pour [Macron], c’est fini.'],
    'fr',
  );
  check(
    t,
    people,
    ['[Giorgia Meloni] ha parlato. Secondo [Meloni], no. Parla [Meloni] per ultima. Disse [Meloni] di sì.'],
    'it',
  );
  check(t, people, ['[Mark Rutte] sprak. Premier [Rutte] ging. Volgens [Rutte] niet. Heeft [Rutte] gelijk?'], 'nl');
  check(
    t,
    people,
    ['[Magdalena Andersson] talade. Statsminister [Andersson] gick. Enligt [Andersson] inte. Får [Andersson] rätt?'],
    'sv',
  );
  check(t, people, ['[Donald Tusk] przemawiał. Premier [Tusk] wyszedł. Według [Tuska] nie. Przyjechał [Tusk].'], 'pl');
  check(t, people, ['[Mette Frederiksen] talte. Mange sagde farvel. Farvel [Frederiksen], skrev avisen.'], 'da');
});
