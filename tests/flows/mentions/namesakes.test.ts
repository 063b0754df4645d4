import t from 'tap';
import { compileDirectory, link } from '../../../src/flows/mentions/linker/index.js';
import { alias, check, named, person } from './marked-text.js';

const people = [
  ...named(
    'George Washington',
    'Boris Johnson',
    'Gerald Ford',
    'Donald Trump',
    'Anne Hidalgo',
    'Pedro Sánchez',
    'Donald Tusk',
    'Lucía Prado',
    'Petra Roth',
    'Sergio Mattarella',
  ),
  person({ name: 'Vladimir Putin', aliases: [alias('Владимир Путин')] }),
];

/** Returns how certain the last surname of a text is: its status, or `nothing` if it is no mention. */
function lastStatus(body: string, lang: string, headline?: string): string {
  const article = { body, lang, date: '2022-05-01', ...(headline === undefined ? {} : { headline }) };
  const inBody = link(article, compileDirectory(people)).mentions.filter(({ field }) => field === 'body');
  const last = inBody.at(-1);
  const isLastWord = last !== undefined && !last.surface.includes(' ') && last.start === body.lastIndexOf(last.surface);
  return isLastWord ? last.status : 'nothing';
}

t.test('only suggests a person for the surname of a namesake who was named last', async (t) => {
  for (const [lang, text] of [
    [
      'en',
      'A portrait of George Washington hangs in the lobby. The actor Denzel Washington opened the museum. “I love it,” Washington said.',
    ],
    ['en', 'Boris Johnson resigned. His sister Rachel Johnson wrote a column. “It was time,” Johnson wrote.'],
    ['en', 'Mayor Ann Johnson praised Boris Johnson. “He did well,” Johnson said.'],
    ['en', 'Emily Ford, no relation to Gerald Ford, spoke. Ford said that she was glad.'],
    ['en', 'Donald Trump came. Fred Trump built houses. Trump built many of them.'],
    ['fr', 'Anne Hidalgo a parlé. Éric Hidalgo a protesté. Hidalgo a voté contre le projet.'],
    ['es', 'Pedro Sánchez habló. Raúl Sánchez protestó. Sánchez votó en contra.'],
    ['pl', 'Donald Tusk przemawiał. Katarzyna Tusk słuchała. Tusk wyszła wcześniej.'],
    ['de', 'Petra Roth regierte in Frankfurt. Eugen Roth lebte in München. Roth schrieb viel.'],
    ['de', 'Petra Roth regierte in Frankfurt. Knut Roth lebte in München. Roth schrieb viel.'],
    ['it', 'Sergio Mattarella ha parlato. Ermes Mattarella era qui. Mattarella se ne andò presto.'],
    ['ru', 'Владимир Путин приехал. Вера Путина жила в Грузии. Путина умерла в 2023 году.'],
  ] as const)
    t.equal(lastStatus(text, lang), 'suggested', text);
});

t.test('keeps a surname for the person of the article although a namesake was named last', async (t) => {
  for (const [text, headline] of [
    ['Boris Johnson came. Rachel Johnson laughed. Johnson left.', 'Boris Johnson leaves'],
    ['Boris Johnson came. Rachel Johnson laughed. Johnson left.', 'Why Johnson left'],
    ['Boris Johnson came. Johnson sat down. Rachel Johnson laughed. Johnson left.', undefined],
    ['Boris Johnson came. Rachel Johnson laughed. Boris Johnson sat down. Johnson left.', undefined],
    [
      'Boris Johnson came.\n\nBoris Johnson sat.\n\nRachel Johnson laughed.\n\nIt rained.\n\nIt snowed.\n\nJohnson left.',
      undefined,
    ],
    ['Lucía Prado ganó. Las jugadoras salieron de El Prado. Prado habló.', undefined],
  ] as const)
    t.equal(lastStatus(text, text.startsWith('Lu') ? 'es' : 'en', headline), 'auto', text);
});

t.test('finds nobody whom a word for a generation shows to be a relative', async (t) => {
  check(
    t,
    people,
    ['[Boris Johnson] came. Johnson senior said no. [Johnson], 55, laughed. [Johnson] senior aides left.'],
    'en',
  );
  check(t, people, ['[Anne Hidalgo] a parlé. Hidalgo père a ri. Hidalgo fils est parti. [Hidalgo] est partie.'], 'fr');
  check(t, people, ['[Pedro Sánchez] habló. Sánchez padre dijo que sí. [Sánchez] salió.'], 'es');
  check(t, people, ['[Владимир Путин] приехал. Путин старший жил в Ленинграде. [Путин] уехал.'], 'ru');
});

t.test('ends a name at Jr. and Sr. before the next sentence', async (t) => {
  check(t, named('Donald Trump', 'Ivanka Trump', 'Donald Trump Jr.'), [
    'Mr. [Trump] replied to his son Donald Jr. [Ivanka Trump] smiled. [Donald Trump] left.',
    'He met Eric and Donald Sr. [Ivanka Trump] smiled.',
    '[Donald Trump Jr.] [Ivanka Trump] smiled.',
    'He met [Donald Trump Jr.] [Ivanka Trump] smiled.',
  ]);
});
