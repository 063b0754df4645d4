import t from 'tap';
import { compileDirectory, link } from '../../../src/flows/mentions/linker/index.js';
import { alias, person } from './marked-text.js';

const directory = compileDirectory([
  person({ name: 'Abdel Fattah el-Sisi', aliases: [alias('عبد الفتاح السيسي')] }),
  person({ name: 'Abe Shinzo', nameOrder: 'family-first', aliases: [alias('安倍晋三')] }),
  person({ name: 'Recep Tayyip Erdoğan' }),
]);

/** Returns the verbs and words of all quotes in a text. */
const quotesIn = (body: string, lang: string) =>
  link({ body, date: '2020-05-01', lang }, directory).mentions.flatMap(({ quotes }) =>
    quotes.map(({ verb, text }) => `${verb}: ${text}`),
  );

t.test('finds answers in Arabic, Japanese and Turkish', async (t) => {
  for (const [lang, text, ...quotes] of [
    ['ar', 'عبد الفتاح السيسي وصل. أجاب السيسي: «نحن نعمل من أجل البلاد كلها»', 'أجاب: نحن نعمل من أجل البلاد كلها'],
    [
      'ar',
      'عبد الفتاح السيسي وصل. وتساءل السيسي: «من يعمل من أجل البلاد كلها؟»',
      'وتساءل: من يعمل من أجل البلاد كلها؟',
    ],
    ['ja', '安倍晋三は「私たちは全員でこれを決めた」と答えた。', '答えた: 私たちは全員でこれを決めた'],
    ['ja', '「私たちは全員でこれを決めた」と安倍晋三は言った。', '言った: 私たちは全員でこれを決めた'],
    ['ja', '安倍晋三は「全員で決めた」と記者団に反論した。', '反論した: 全員で決めた'],
    [
      'tr',
      'Erdoğan geldi. Recep Tayyip Erdoğan, “Bu konuda aynı fikirdeyiz” yanıtını verdi.',
      'yanıtını verdi: Bu konuda aynı fikirdeyiz',
    ],
    [
      'tr',
      'Erdoğan geldi. Recep Tayyip Erdoğan, “Bu konuda aynı fikirdeyiz” cevabını verdi.',
      'cevabını verdi: Bu konuda aynı fikirdeyiz',
    ],
    ['tr', 'Recep Tayyip Erdoğan cevabını bekliyor. “Bu konuda hepimiz aynı fikirdeyiz.”'],
  ] as const)
    t.strictSame(quotesIn(text, lang), quotes, text);
});
