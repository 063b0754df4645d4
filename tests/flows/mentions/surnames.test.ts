import t from 'tap';
import { markMentions, person } from './marked-text.js';

function check(
  t: { equal(found: unknown, wanted: unknown, name: string): unknown },
  names: readonly string[],
  texts: readonly string[],
  lang?: string,
) {
  const people = names.map((name) => person({ name }));
  for (const text of texts) t.equal(markMentions(people, text, lang), text, text);
}

t.test('finds a surname without its particle after the full name', async (t) => {
  const names = [
    'Dominique de Villepin',
    'Ludwig van Beethoven',
    'Alexis de Tocqueville',
    'Miguel de Cervantes',
    'Alexander Van der Bellen',
  ];
  check(t, names, [
    '[Dominique de Villepin] came. [Villepin] left. Later [de Villepin] returned.',
    '[Ludwig van Beethoven] came. They heard a work of [Beethoven].',
    'On hearing [Alexis de Tocqueville], they wept. [Tocqueville] smiled.',
    'Villepin left, and [Miguel de Cervantes] came.',
    '[Dominique de Villepin] met Marie de Villepin.',
    '[Alexander Van der Bellen] came from Bellen.',
  ]);
  check(t, names, ['[Ludwig van Beethoven] schrieb. La musique de [Beethoven] est belle.'], 'fr');
  check(t, [...names, 'Anna Villepin'], ['[Dominique de Villepin] met [Anna Villepin]. Then [Villepin] laughed.']);
});

t.test('finds a surname after a title that is a German compound or has a hyphen', async (t) => {
  const names = ['Markus Söder', 'Olaf Scholz', 'Ursula von der Leyen'];
  const texts = [
    '[Markus Söder] sprach. CSU-Chef [Söder] lächelte.',
    '[Markus Söder] sprach. Parteichef [Söder] und der Ministerpräsident [Söder] lächelten.',
    '[Markus Söder] sprach. Der CSU-Politiker [Söder] lächelte. Das sagte der CDU-Mann [Söder].',
    '[Olaf Scholz] sprach. SPD-Kanzler [Scholz] lächelte. Dann ging Ex-Kanzler [Scholz].',
    '[Ursula von der Leyen] sprach. Die EU-Kommissionspräsidentin [von der Leyen] lächelte.',
    '[Markus Söder] kam. Dann kam Karl-Heinz Söder. Auch Korbinian Söder kam.',
  ];
  check(t, names, texts, 'de');
  check(t, names, texts);
  check(t, ['Mark Rutte'], ['[Mark Rutte] sprak. VVD-leider [Rutte] en Oud-premier [Rutte] lachten.'], 'nl');
});

t.test('finds a surname in a sentence in capitals, but not in lettering', async (t) => {
  const names = ['Angela Merkel', 'Donald Trump'];
  check(t, names, [
    '[Angela Merkel] spoke. [MERKEL] LEAVES.',
    '[Angela Merkel] spoke.\n\nEX-CHANCELLOR [MERKEL] WON\n\nShe left.',
    'We met [Donald Trump]. The cap said TRUMP in red.',
    'We met [Donald Trump]. The sign read “TRUMP WINS” in red.',
    'We met [Donald Trump].\n\nTRUMP\n\nHe left.',
  ]);
  check(t, ['Ekrem İmamoğlu'], ['[Ekrem İmamoğlu] konuştu. [İMAMOĞLU] KAZANDI.'], 'tr');
});

t.test('does not find people in the names of ships and libraries, or in longer names', async (t) => {
  const names = ['Charles de Gaulle', 'Gabriel García Márquez', 'Angela Merkel', 'Boris Johnson', 'Donald Trump'];
  check(
    t,
    names,
    [
      'Le porte-avions Charles de Gaulle est parti. Le Charles de Gaulle navigue.',
      'Le général [Charles de Gaulle] parle. [Charles de Gaulle] parle.',
    ],
    'fr',
  );
  check(t, names, ['La Biblioteca Gabriel García Márquez abrió. [Gabriel García Márquez] habló.'], 'es');
  check(
    t,
    names,
    [
      'The ship “Angela Merkel” sank. The ship Angela Merkel was old. “[Angela Merkel] sank,” he said.',
      'Boris Johnson Smith is a plumber. [Boris Johnson] is not.',
      'On Friday [Donald Trump] Tuesday was forgotten. Under [Donald Trump] Congress was slow.',
    ],
    'en',
  );
});
