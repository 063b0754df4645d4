import t from 'tap';
import { compileDirectory, link } from '../../../src/flows/mentions/linker/index.js';
import { person } from './marked-text.js';

const names = [
  'Ann Porter',
  'Ben Hall',
  'Anna Schmidt',
  'Carl Weber',
  'Marie Dubois',
  'Paul Laurent',
  'Lucía Torres',
  'Diego Vargas',
];
const directory = compileDirectory(names.map((name) => person({ name })));

/** Returns who says each quotation of a text, in the order of the text. */
const speakersIn = (body: string): string[] =>
  link({ body, date: '2020-05-01' }, directory)
    .mentions.flatMap(({ person: speaker, quotes }) =>
      quotes.map(({ start }) => ({ slug: speaker?.slug ?? '', start })),
    )
    .sort((a, b) => a.start - b.start)
    .map(({ slug }) => slug);

const english = '“The harbour will open in May,”';
const german = '„Der Hafen wird im Mai geöffnet.“';
const french = '« Le port ouvrira en mai. »';
const spanish = '«El puerto abrirá en mayo».';

t.test('gives a quotation to a speaker whose employer or home follows the name', async (t) => {
  for (const words of [
    'Ann Porter of the port authority said.',
    'Ann Porter from Wexley said.',
    'Ann Porter at the port authority in Wexley told reporters.',
    'Ann Porter of Wexley’s port authority said on Monday.',
    'Ann Porter of the Department of Health and Care said.',
    'harbour master Ann Porter of Wexley said.',
    'Ann Porter of the port authority, who knows Ben Hall, said.',
  ])
    t.strictSame(speakersIn(`${english} ${words}`), ['Ann Porter'], words);
  t.strictSame(speakersIn(`${english} Ann Porter and Ben Hall of the port authority said.`), [
    'Ann Porter',
    'Ben Hall',
  ]);
  for (const words of ['von der Hafenbehörde sagte', 'aus Wexley sagte', 'beim Hafen in Wexley betonte'])
    t.strictSame(speakersIn(`Anna Schmidt ${words}: ${german}`), ['Anna Schmidt'], words);
  for (const words of ['de l’autorité portuaire a déclaré', 'd’Alès a dit', 'du port de Wexley affirme'])
    t.strictSame(speakersIn(`Marie Dubois ${words} : ${french}`), ['Marie Dubois'], words);
  for (const words of ['de la autoridad portuaria dijo', 'del puerto de Wexley afirmó'])
    t.strictSame(speakersIn(`Lucía Torres ${words}: ${spanish}`), ['Lucía Torres'], words);
});

t.test('gives a quotation to a speaker about whom a clause follows the name, whoever the clause names', async (t) => {
  for (const words of [
    'who has led the port since 2019, said.',
    'who succeeded Ben Hall in 2019, told reporters.',
    'whom Ben Hall said he admired, said.',
    'the wife of Ben Hall, said.',
    'of the port authority, who knows Ben Hall, has said.',
    'who has led the port authority in the northern town of Wexley since March 2019, said.',
  ])
    t.strictSame(speakersIn(`${english} Ann Porter, ${words}`), ['Ann Porter'], words);
  for (const text of [
    `Anna Schmidt, die Carl Weber 2019 ablöste, sagte: ${german}`,
    `Anna Schmidt von der Hafenbehörde, die Carl Weber kennt, sagte: ${german}`,
  ])
    t.strictSame(speakersIn(text), ['Anna Schmidt'], text);
  for (const words of [
    'qui a succédé à Paul Laurent en 2019',
    'l’épouse de Paul Laurent',
    'de l’autorité portuaire, qui connaît Paul Laurent',
  ])
    t.strictSame(speakersIn(`Marie Dubois, ${words}, a déclaré : ${french}`), ['Marie Dubois'], words);
  t.strictSame(speakersIn(`Lucía Torres, que sucedió a Diego Vargas en 2019, dijo: ${spanish}`), ['Lucía Torres']);
});

t.test('gives a quotation to the speaker of the sentence that leads to it, wherever the speech was', async (t) => {
  for (const text of [
    'Ann Porter came. Porter said in a speech on Monday in Wexley: “We open.”',
    'Ann Porter told reporters at a news conference in Wexley on Monday evening after the meeting: “We open.”',
    'Ann Porter said in a letter to Ben Hall: “We open.”',
    'Ben Hall said that Ann Porter of the port authority said: “We open.”',
  ])
    t.strictSame(speakersIn(text), ['Ann Porter'], text);
  t.strictSame(speakersIn(`Anna Schmidt sagte in einer Rede am Montag in Wexley: ${german}`), ['Anna Schmidt']);
  t.strictSame(speakersIn(`Marie Dubois a déclaré dans un discours lundi à Wexley : ${french}`), ['Marie Dubois']);
  t.strictSame(speakersIn(`Lucía Torres dijo en un discurso el lunes en Wexley: ${spanish}`), ['Lucía Torres']);
});

t.test('gives no quotation to somebody after whose name another clause has the verb', async (t) => {
  for (const text of [
    `${english} a spokesman of Ann Porter of the port authority said.`,
    `${english} a spokesman for Ann Porter, who knows Ben Hall, said.`,
    `${english} people who know Ann Porter from school said.`,
    `${english} Ann Porter of the port authority was told.`,
    'He met Ann Porter of the port authority, a spokesman said.',
    `${english} He met Ann Porter, who knows Ben Hall, said a spokesman.`,
    'Ann Porter of Wexley lost her job after the mayor said: “The harbour will open in May.”',
    'Ann Porter of Wexley left and the mayor said: “The harbour will open in May.”',
    `Anna Schmidt von der Behörde kam und der Minister sagte: ${german}`,
  ])
    t.strictSame(speakersIn(text), [], text);
  t.strictSame(speakersIn(`${english} Ann Porter, a friend of Ben Hall, left, said Carl Weber.`), ['Carl Weber']);
});

t.test('gives each of several credited quotations in one line to its speaker', async (t) => {
  for (const [text, ...speakers] of [
    ['“The harbour will open.” — Ann Porter “The harbour will close.” — Ben Hall', 'Ann Porter', 'Ben Hall'],
    ['“The harbour will open.” — Ann Porter, baker; “It will close.” — Ben Hall, cook', 'Ann Porter', 'Ben Hall'],
    ['„Der Hafen öffnet.“ — Anna Schmidt „Der Hafen schließt.“ — Carl Weber', 'Anna Schmidt', 'Carl Weber'],
    ['« Le port ouvrira. » — Marie Dubois « Le port fermera. » — Paul Laurent', 'Marie Dubois', 'Paul Laurent'],
    ['«El puerto abrirá.» — Lucía Torres «El puerto cerrará.» — Diego Vargas', 'Lucía Torres', 'Diego Vargas'],
    ['“The harbour will open” — Ann Porter “loved this harbour so much” — and left.'],
  ] as const)
    t.strictSame(speakersIn(text), speakers, text);
});

t.test('gives a quotation to the author of the work that the credit names', async (t) => {
  for (const [text, speaker] of [
    ['“The harbour will open in May.” —Ann Porter, in “The Sea”', 'Ann Porter'],
    ['“The harbour will open in May.” — Ann Porter, “The Sea and the Land” (1999)', 'Ann Porter'],
    ['„Der Hafen wird im Mai geöffnet.“ – Anna Schmidt, in „Das Meer“', 'Anna Schmidt'],
    ['« Le port ouvrira en mai. » — Marie Dubois, dans « La Mer »', 'Marie Dubois'],
    ['«El puerto abrirá en mayo.» — Lucía Torres, en «El mar»', 'Lucía Torres'],
  ] as const)
    t.strictSame(speakersIn(text), [speaker], text);
});
