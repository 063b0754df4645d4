import t from 'tap';
import { compileDirectory, link } from '../../../src/flows/mentions/linker/index.js';
import { person } from './marked-text.js';

const names = [
  'Ann Porter',
  'Matthias Brandl',
  'Solène Garnier',
  'Inés Carmona',
  'Tadeusz Kielar',
  'Radek Pospíšil',
  'Jukka Rautio',
  'Cem Karataş',
  'Павел Громов',
  'Νίκος Βλαχάκης',
  'ليلى منصور',
  '沈佳琪',
];
const directory = compileDirectory(names.map((name) => person({ name })));

/** Returns who says each quotation of a text, with the verb. */
const quotesIn = (body: string): string[] =>
  link({ body, date: '2020-05-01' }, directory).mentions.flatMap(({ person: speaker, quotes }) =>
    quotes.map(({ verb }) => `${speaker?.slug} (${verb})`),
  );

t.test('takes a source for the speaker in each language, whatever the case of the name', async (t) => {
  for (const [text, quote] of [
    ['According to Ann Porter, “we must all act right now.”', 'Ann Porter (According to)'],
    ['Nach Angaben von Matthias Brandl „weiß das im Rathaus keiner“.', 'Matthias Brandl (Nach Angaben von)'],
    ['D’après Solène Garnier, « les comptes sont à l’équilibre ».', 'Solène Garnier (D’après)'],
    ['De acuerdo con Inés Carmona, «el arte no duerme nunca».', 'Inés Carmona (De acuerdo con)'],
    [
      'Most jest stary i nie dla ciężarówek. Zdaniem Tadeusza Kielara „postoi jeszcze sto lat”.',
      'Tadeusz Kielar (Zdaniem)',
    ],
    ['Podle Radka Pospíšila „chybí peníze na školy“.', 'Radek Pospíšil (Podle)'],
    ['Jukka Raution mukaan ”päätös tehdään syksyllä tai talvella”.', 'Jukka Rautio (mukaan)'],
    ['Cem Karataş’a göre “daha çok işimiz var”.', 'Cem Karataş (göre)'],
    ['По словам Павла Громова, «первый спектакль выйдет зимой».', 'Павел Громов (По словам)'],
    ['Σύμφωνα με τον Νίκο Βλαχάκη, «το κόστος είναι χαμηλό».', 'Νίκος Βλαχάκης (Σύμφωνα με τον)'],
    ['وبحسب ليلى منصور: «هذه المكتبة لكل أهل المدينة».', 'ليلى منصور (وبحسب)'],
  ] as const)
    t.strictSame(quotesIn(text), [quote], text);
});

t.test('knows verbs that report promises, confessions and answers', async (t) => {
  for (const [text, quote] of [
    ['„Das haben wir alle unterschätzt“, räumte Matthias Brandl ein.', 'Matthias Brandl (räumte)'],
    ['« Je pars sans regret », a annoncé Solène Garnier.', 'Solène Garnier (annoncé)'],
    ['« Je pars sans regret ! », s’exclame Solène Garnier.', 'Solène Garnier (s’exclame)'],
    ['«El arte no duerme nunca», reconoce Inés Carmona.', 'Inés Carmona (reconoce)'],
    ['„Raport leżał w szufladzie od roku” – przyznaje Tadeusz Kielar.', 'Tadeusz Kielar (przyznaje)'],
    ['„Čekali jsme na ni deset let,“ přiznal Radek Pospíšil.', 'Radek Pospíšil (přiznal)'],
    ['“Daha çok işimiz var” diyen Cem Karataş, planı gösterdi.', 'Cem Karataş (diyen)'],
    ['«Я ещё не решил, с чего начну», — признался Павел Громов.', 'Павел Громов (признался)'],
    ['沈佳琪回答：“钱从来都不够用。”', '沈佳琪 (回答)'],
  ] as const)
    t.strictSame(quotesIn(text), [quote], text);
  t.strictSame(link({ body: '沈佳琪提醒记者。' }, directory).mentions[0]?.quoted, 'none');
});

t.test('takes no postposition or source of another name for that of the speaker', async (t) => {
  for (const text of [
    'По словам очевидца, Павел Громов уехал. «Первый спектакль выйдет зимой», — сказал актёр.',
    'Nach Angaben der Polizei kam Matthias Brandl. „Das haben wir alle unterschätzt“, sagte ein Sprecher.',
    'According to Ann Porter, the mayor said: “It is over for all of us.”',
    'Laut Ann Porter sagte der Minister: „Das haben wir alle unterschätzt.“',
    'Zdaniem policji Tadeusz Kielar wyjechał. „Raport leżał w szufladzie od roku” – powiedział rzecznik.',
  ])
    t.strictSame(quotesIn(text), [], text);
});

t.test('gives a quotation to nobody who only reacts to it in the next sentence', async (t) => {
  for (const text of [
    '“It is over for all of us.” Ann Porter agreed.',
    '„Das haben wir alle unterschätzt.“ Matthias Brandl kritisiert das.',
    '« Les comptes sont à l’équilibre. » Solène Garnier a répondu hier soir.',
    '«Мы все уже готовы к зиме». Павел Громов согласился.',
  ])
    t.strictSame(quotesIn(text), [], text);
  t.strictSame(quotesIn('“It is over for all of us.” Ann Porter said no more.'), ['Ann Porter (said)']);
});
