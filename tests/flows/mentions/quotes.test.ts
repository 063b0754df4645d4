import t from 'tap';
import { compileDirectory, type LinkerOutput, link } from '../../../src/flows/mentions/linker/index.js';
import { timeRatio } from '../../support/cpu-time.js';
import { alias, person } from './marked-text.js';

const directory = compileDirectory([
  person({
    name: 'Angela Merkel',
    aliases: ['Ангела Меркель', '앙겔라 메르켈', 'أنغيلا ميركل'].map((name) => alias(name)),
  }),
  ...['Donald Tusk', 'Andrzej Duda', 'Kim Lund', 'Tim Kaine', 'Recep Tayyip Erdoğan', 'Pedro Sánchez', '문재인'].map(
    (name) => person({ name }),
  ),
  person({ name: 'Vladimir Putin', aliases: [alias('Владимир Путин')] }),
  person({ name: 'Binyamin Netanyahu', aliases: [alias('בנימין נתניהו')] }),
  person({ name: 'Kyriakos Mitsotakis', aliases: [alias('Κυριάκος Μητσοτάκης')] }),
]);

const linked = (body: string, lang?: string): LinkerOutput =>
  link({ body, date: '2020-05-01', ...(lang === undefined ? {} : { lang }) }, directory);

/** Returns the quotes of a text in its order: who says what with which verb. */
const quotesIn = (body: string, lang?: string) =>
  linked(body, lang)
    .mentions.flatMap(({ person: speaker, quotes }) => quotes.map((quote) => ({ speaker: speaker?.slug, ...quote })))
    .sort((a, b) => a.start - b.start)
    .map(({ speaker, text, start, end, verb }) => {
      if (body.slice(start, end) !== text) throw new Error(`${start} to ${end} are not the place of: ${text}`);
      return `${speaker} ${verb}: ${text}`;
    });

type Row = readonly [text: string, ...quotes: string[]];

function check(
  test: { strictSame(found: unknown, wanted: unknown, name: string): unknown },
  rows: readonly Row[],
  lang?: string,
) {
  for (const [text, ...quotes] of rows) test.strictSame(quotesIn(text, lang), quotes, text);
}

t.test('gives a quotation with words about another speaker to nobody', async (t) => {
  const first = '“We agree on all of this now,” Angela Merkel said.';
  const merkel = 'Angela Merkel said: We agree on all of this now';
  for (const second of [
    '“It is a great day for all of us,” a spokesman replied.',
    '“It is a great day for all of us,” replied Jane Unknown, a baker.',
    '“It is a great day for all of us,” he said.',
    '“It is a great day for all of us,” she said.',
    '“It is a great day for all of us,” chirped the man at the bar.',
    '“Is it a great day for all of us?” a spokesman asked.',
    'He added: “It is a great day for all of us.”',
    'A spokesman said, “It is a great day for all of us.”',
  ])
    check(t, [[`${first} ${second}`, merkel]]);
  check(t, [
    [
      '« Nous sommes tous bien d’accord », a dit Angela Merkel. « Jamais de la vie », a répliqué un voisin.',
      'Angela Merkel dit: Nous sommes tous bien d’accord',
    ],
    [
      '„Wir sind uns alle einig“, sagte Angela Merkel. „Das glaube ich aber nicht“, erwiderte ein Nachbar.',
      'Angela Merkel sagte: Wir sind uns alle einig',
    ],
    [
      '„Wir sind uns alle einig“, sagte Angela Merkel. „Das glaube ich aber nicht“, sagte Karl Nobody.',
      'Angela Merkel sagte: Wir sind uns alle einig',
    ],
  ]);
});

t.test('gives a quotation without words about its speaker to the speaker of the sentence before', async (t) => {
  check(t, [
    [
      '“We agree on all of it,” Angela Merkel said. “It is a great day for us.”',
      'Angela Merkel said: We agree on all of it',
      'Angela Merkel said: It is a great day for us.',
    ],
    [
      '“We agree on all of it,” Angela Merkel said. “It is a great day for us.” Donald Tusk said that he was glad.',
      'Angela Merkel said: We agree on all of it',
      'Angela Merkel said: It is a great day for us.',
    ],
    [
      '“We agree,” Angela Merkel said, “and it is a great day for us.”',
      'Angela Merkel said: We agree',
      'Angela Merkel said: and it is a great day for us.',
    ],
    ['“We agree on all of it,” a man said. “It is a great day for us.” Donald Tusk said that he was glad.'],
    ['Angela Merkel smiled and said: “We agree on all of it.”', 'Angela Merkel said: We agree on all of it.'],
    [
      '“We agree on all of it,” Angela Merkel said. “Never in my whole life!” Donald Tusk shouted.',
      'Angela Merkel said: We agree on all of it',
      'Donald Tusk shouted: Never in my whole life!',
    ],
  ]);
});

t.test('takes only the subject of the verb for the speaker', async (t) => {
  check(t, [
    ['“Nobody will be left behind,” Angela Merkel was told.'],
    ['“Nobody will be left behind,” said the spokesman for Angela Merkel.'],
    ['“Nobody will be left behind,” a spokesman for Angela Merkel said.'],
    ['“Nobody will be left behind,” Merkel spokesman Karl Nobody said. Angela Merkel slept.'],
    ['“Nobody will be left behind,” he told Angela Merkel.'],
    ['„Niemand wird allein gelassen“, sagte der Sprecher von Angela Merkel.'],
    ['« Personne ne sera laissé seul », a dit le porte-parole d’Angela Merkel.'],
    ['„Nikt nie zostanie sam z tym”, powiedział rzecznik Donalda Tuska.'],
    ['«Никто не останется в беде», — сказал представитель Владимира Путина.'],
    ['“Nobody ever asked me about it,” Kim Lund, a nurse, said.', 'Kim Lund said: Nobody ever asked me about it'],
    ['“Nobody ever asked me about it,” said the nurse, Kim Lund.', 'Kim Lund said: Nobody ever asked me about it'],
    ['“Nobody ever asked me about it,” Tim Kaine (D-Va.) said.', 'Tim Kaine said: Nobody ever asked me about it'],
    ['“Nobody ever asked me about it,” Kim Lund later said.', 'Kim Lund said: Nobody ever asked me about it'],
    [
      '“Nobody ever asked me about it,” said Prime Minister Donald Tusk.',
      'Donald Tusk said: Nobody ever asked me about it',
    ],
  ]);
  t.strictSame(linked('He met Angela Merkel, a spokesman said.').mentions[0]?.quoted, 'none');
});

t.test('takes a source for the speaker', async (t) => {
  check(t, [
    [
      'According to Angela Merkel, “we must all act right now.”',
      'Angela Merkel According to: we must all act right now.',
    ],
    ['« Il faut agir maintenant », selon Angela Merkel.', 'Angela Merkel selon: Il faut agir maintenant'],
    ['Am Montag sagte Angela Merkel: „Wir müssen jetzt handeln.“', 'Angela Merkel sagte: Wir müssen jetzt handeln.'],
    [
      'Jak powiedział Donald Tusk, „musimy wszyscy teraz działać”.',
      'Donald Tusk powiedział: musimy wszyscy teraz działać',
    ],
    [
      'Asked about it, Angela Merkel said “we must all act right now”, and left.',
      'Angela Merkel said: we must all act right now',
    ],
  ]);
});

t.test('takes no title of a work for a quotation', async (t) => {
  check(t, [
    ['The film “The Man Who Knew Too Much” was good, Angela Merkel said.'],
    ['Angela Merkel said the film “The Man Who Knew Too Much” was good.'],
    ['“Make America Great Again,” Donald Tusk said.', 'Donald Tusk said: Make America Great Again'],
  ]);
});

t.test('gives a quotation after a name and a colon to that person', async (t) => {
  check(t, [
    [
      'Angela Merkel: “We agree on all of it.”\n\nDonald Tusk: “We do not.”',
      'Angela Merkel : We agree on all of it.',
      'Donald Tusk : We do not.',
    ],
    ['Angela Merkel: „Wir sind uns alle einig.“', 'Angela Merkel : Wir sind uns alle einig.'],
    ['The day of Angela Merkel: “We were all quite tired.”'],
  ]);
});

t.test('continues a quotation in the next paragraph if its mark is repeated', async (t) => {
  check(t, [
    [
      'Angela Merkel said: “We agree on all of it.\n\n“It is a great day for us.”\n\n“This is of somebody else.”',
      'Angela Merkel said: We agree on all of it.',
      'Angela Merkel said: It is a great day for us.',
    ],
    [
      '“We agree on all of it.\n\n“It is a great day for us,” Angela Merkel said.',
      'Angela Merkel said: We agree on all of it.',
      'Angela Merkel said: It is a great day for us',
    ],
  ]);
});

t.test('finds speech after a dash', async (t) => {
  check(t, [
    [
      '– Zgadzamy się we wszystkim – powiedział Donald Tusk. „Nie zgadzamy się wcale” – odparł Andrzej Duda.',
      'Donald Tusk powiedział: Zgadzamy się we wszystkim',
      'Andrzej Duda odparł: Nie zgadzamy się wcale',
    ],
    [
      '– Zgadzamy się – powiedział Donald Tusk. – To dobry dzień.',
      'Donald Tusk powiedział: Zgadzamy się',
      'Donald Tusk powiedział: To dobry dzień.',
    ],
    [
      '—Estamos de acuerdo —dijo Pedro Sánchez—. Es un gran día.',
      'Pedro Sánchez dijo: Estamos de acuerdo',
      'Pedro Sánchez dijo: Es un gran día.',
    ],
    [
      '— Мы согласны, — сказал Владимир Путин. — Это хороший день.',
      'Vladimir Putin сказал: Мы согласны',
      'Vladimir Putin сказал: Это хороший день.',
    ],
    ['— Мы — согласны, — сказал Владимир Путин — президент России.', 'Vladimir Putin сказал: Мы — согласны'],
    ['– Vi är överens, säger Angela Merkel. Hon log.', 'Angela Merkel säger: Vi är överens'],
    ['– Vi er enige, sier Angela Merkel.', 'Angela Merkel sier: Vi er enige'],
    ['— Nous sommes d’accord, dit Angela Merkel.', 'Angela Merkel dit: Nous sommes d’accord'],
    [
      '– Musimy działać – powiedział Andrzej Duda. – Teraz. Donald Tusk dodał: – To prawda.',
      'Andrzej Duda powiedział: Musimy działać',
      'Andrzej Duda powiedział: Teraz.',
      'Donald Tusk dodał: To prawda.',
    ],
    ['— Zgadzamy się — powiedział kelner.\n\nDonald Tusk milczał.'],
    ['- milk and bread\n- the speech – as usual – of Angela Merkel\n- Angela Merkel said nothing'],
  ]);
});

t.test('finds quotations and their verbs in many languages', async (t) => {
  check(
    t,
    [
      [
        '“Hepimiz bu konuda anlaştık” dedi Recep Tayyip Erdoğan.',
        'Recep Tayyip Erdoğan dedi: Hepimiz bu konuda anlaştık',
      ],
      [
        'Recep Tayyip Erdoğan, "Hepimiz bu konuda anlaştık" diye konuştu.',
        'Recep Tayyip Erdoğan konuştu: Hepimiz bu konuda anlaştık',
      ],
      [
        'Recep Tayyip Erdoğan, "Hepimiz bu konuda anlaştık" ifadelerini kullandı.',
        'Recep Tayyip Erdoğan ifadelerini kullandı: Hepimiz bu konuda anlaştık',
      ],
      ['Recep Tayyip Erdoğan’ın sözcüsü, "Hepimiz bu konuda anlaştık" dedi.'],
      ['Recep Tayyip Erdoğan geldi. Bir kadın "Hepimiz bu konuda anlaştık" diye konuştu.'],
    ],
    'tr',
  );
  check(
    t,
    [
      ['문재인 대통령은 "우리는 모두 이 일에 합의했다"고 했다.', '문재인 했다: 우리는 모두 이 일에 합의했다'],
      ['문재인 대통령은 "우리는 모두 이 일에 합의했다"라고 말했다.', '문재인 말했다: 우리는 모두 이 일에 합의했다'],
      ['문재인 대통령은 “합의했다”고 밝혔다.', '문재인 밝혔다: 합의했다'],
    ],
    'ko',
  );
  check(t, [
    ['”Vi är helt överens nu”, sade Angela Merkel.', 'Angela Merkel sade: Vi är helt överens nu'],
    ['”Vi är helt överens nu”, säger Angela Merkel.', 'Angela Merkel säger: Vi är helt överens nu'],
    ['«Vi er helt enige nå», sa Angela Merkel.', 'Angela Merkel sa: Vi er helt enige nå'],
    ['«Vi er helt enige nå», sier Angela Merkel.', 'Angela Merkel sier: Vi er helt enige nå'],
    ['»Kommt alle hierher«, rief Angela Merkel.', 'Angela Merkel rief: Kommt alle hierher'],
    [
      'وأضاف بنيامين شيئا. وأضافت أنغيلا ميركل: «نحن متفقون على كل شيء».',
      'Angela Merkel وأضافت: نحن متفقون على كل شيء',
    ],
    ['«نحن متفقون على كل شيء»، وأضافت أنغيلا ميركل.', 'Angela Merkel وأضافت: نحن متفقون على كل شيء'],
    ['"אנחנו מסכימים על הכול עכשיו", השיב בנימין נתניהו.', 'Binyamin Netanyahu השיב: אנחנו מסכימים על הכול עכשיו'],
    ['בנימין נתניהו השיב: "אנחנו מסכימים על הכול עכשיו".', 'Binyamin Netanyahu השיב: אנחנו מסכימים על הכול עכשיו'],
    [
      '«Συμφωνούμε σε όλα πλέον», απάντησε ο Κυριάκος Μητσοτάκης.',
      'Kyriakos Mitsotakis απάντησε: Συμφωνούμε σε όλα πλέον',
    ],
    ['«Мы все с этим согласны», — ответил Владимир Путин.', 'Vladimir Putin ответил: Мы все с этим согласны'],
  ]);
  check(t, [['„Wir sind uns alle einig“, so Angela Merkel.', 'Angela Merkel so: Wir sind uns alle einig']], 'de');
  t.strictSame(
    linked('Angela Merkel i Donald Tusk są zgodni co do tego.', 'pl').mentions.map(({ quoted }) => quoted),
    ['none', 'none'],
  );
});

t.test('finds the speakers of many quotations in a time that grows with the text', async (t) => {
  const sentence = '“We agree on it,” Angela Merkel said. “No.” – a – b, said “c d e f” «g h i j \n';
  const ratio = timeRatio(250, (count) => linked(sentence.repeat(count)));
  t.ok(ratio < 40, `eight times the text takes ${ratio} times as long`);
});
