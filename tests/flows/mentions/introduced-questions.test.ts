import t from 'tap';
import { compileDirectory, link } from '../../../src/flows/mentions/linker/index.js';
import { alias, person } from './marked-text.js';

const directory = compileDirectory([
  person({
    name: 'Olaf Scholz',
    aliases: ['Олаф Шольц', 'Όλαφ Σολτς', 'אולף שולץ'].map((name) => alias(name)),
  }),
]);

/** Returns the words that Olaf Scholz says. */
const quotesIn = (body: string, lang: string) =>
  link({ body, date: '2022-05-01', lang }, directory).mentions.flatMap(({ quotes }) => quotes.map(({ text }) => text));

t.test('gives a question that has its own introduction to nobody but the asker', async (t) => {
  for (const [lang, text, answer] of [
    [
      'en',
      'Olaf Scholz arrived. Anke Mills, a reporter, asked: “Why are you here?” Scholz answered: “Because I want to be.”',
      'Because I want to be.',
    ],
    [
      'en',
      'Olaf Scholz arrived. One reporter asked: “Why are you here?” Scholz answered: “Because I want to be.”',
      'Because I want to be.',
    ],
    [
      'en',
      'Olaf Scholz arrived. She asked, “Why are you here?” Scholz said: “Because I want to be.”',
      'Because I want to be.',
    ],
    ['en', 'Olaf Scholz arrived. A heckler shouted: “Go home, you liar!” Scholz said nothing about it.'],
    [
      'en',
      'Olaf Scholz arrived. Anke Mills wondered aloud, “Why are you here?” Scholz answered: “Because I want to be.”',
      'Because I want to be.',
    ],
    ['de', 'Olaf Scholz kam. Anke Müller rief: „Lügner, geh nach Hause!“ Scholz sagte dazu nichts.'],
    [
      'de',
      'Olaf Scholz kam. Eine Reporterin fragte: „Warum sind Sie hier?“ Scholz antwortete: „Weil ich es will.“',
      'Weil ich es will.',
    ],
    [
      'fr',
      'Olaf Scholz est arrivé. Une journaliste a demandé : « Pourquoi êtes-vous là ? » Scholz a répondu : « Parce que je le veux. »',
      'Parce que je le veux.',
    ],
    [
      'it',
      'Olaf Scholz è arrivato. Una giornalista ha chiesto: «Perché è venuto qui?» Scholz ha risposto: «Perché lo voglio.»',
      'Perché lo voglio.',
    ],
    [
      'es',
      'Olaf Scholz llegó. Una periodista preguntó: «¿Por qué está usted aquí?» Scholz respondió: «Porque quiero.»',
      'Porque quiero.',
    ],
    [
      'pl',
      'Olaf Scholz przyjechał. Dziennikarka zapytała: „Dlaczego pan tu jest?” Scholz odpowiedział: „Bo tak chcę.”',
      'Bo tak chcę.',
    ],
    [
      'sv',
      'Olaf Scholz kom. En reporter frågade: ”Varför är du här?” Scholz svarade: ”För att jag vill.”',
      'För att jag vill.',
    ],
    [
      'nl',
      'Olaf Scholz kwam. Een verslaggever vroeg: “Waarom bent u hier?” Scholz antwoordde: “Omdat ik het wil.”',
      'Omdat ik het wil.',
    ],
    [
      'pt',
      'Olaf Scholz chegou. Uma repórter perguntou: “Por que o senhor está aqui?” Scholz respondeu: “Porque quero.”',
      'Porque quero.',
    ],
    [
      'fi',
      'Olaf Scholz saapui. Toimittaja kysyi: ”Miksi olette täällä?” Scholz vastasi: ”Koska haluan olla.”',
      'Koska haluan olla.',
    ],
    [
      'ru',
      'Олаф Шольц приехал. Журналистка спросила: «Почему вы здесь?» Шольц ответил: «Потому что хочу.»',
      'Потому что хочу.',
    ],
    [
      'el',
      'Ο Όλαφ Σολτς έφτασε. Μια δημοσιογράφος ρώτησε: «Γιατί είστε εδώ;» Ο Σολτς απάντησε: «Επειδή το θέλω.»',
      'Επειδή το θέλω.',
    ],
    ['he', 'אולף שולץ הגיע. כתבת שאלה: "למה אתה נמצא כאן?" שולץ ענה: "כי אני רוצה."', 'כי אני רוצה.'],
  ] as const)
    t.strictSame(quotesIn(text, lang), answer === undefined ? [] : [answer], text);
});

t.test('gives a question without an introduction to the person whom the next words name', async (t) => {
  for (const [lang, text, ...quotes] of [
    ['en', 'Olaf Scholz arrived. “Why are you all here?” Scholz asked.', 'Why are you all here?'],
    ['en', 'Olaf Scholz arrived. He was late. “Why are you all here?” Scholz asked.', 'Why are you all here?'],
    ['en', 'Olaf Scholz asked: “Why are you all here?” Scholz then left.', 'Why are you all here?'],
    ['de', 'Olaf Scholz kam. „Warum sind Sie alle hier?“ Scholz fragte das zweimal.', 'Warum sind Sie alle hier?'],
    ['el', 'Ο Όλαφ Σολτς έφτασε. «Γιατί είστε όλοι εδώ;» ρώτησε ο Σολτς.', 'Γιατί είστε όλοι εδώ;'],
  ] as const)
    t.strictSame(quotesIn(text, lang), quotes, text);
});
