import t from 'tap';
import { check, named } from './marked-text.js';

t.test('finds no short Chinese name at the start of a longer name', async (t) => {
  check(t, named('李克', '罗正', '邵平'), [
    '李克强调安全。',
    '李克强说他会来。',
    '总理李克强调安全。',
    '李克强先生来了。',
    '李克新来了。',
    '李克明确表示同意。',
    '罗正和说他会来。',
    '邵平安也参加了会议。',
    '[李克]说他会来。',
    '[罗正]和[李克]说他们会来。',
    '记者[李克]现在退休了。',
    '[邵平]建议再等一年。',
    '[邵平]研究员比较谨慎。',
  ]);
});

t.test('finds a Chinese name that is an ordinary word where a title or a verb shows that it is a name', async (t) => {
  check(t, named('高峰', '王建'), [
    '作家[高峰]二十六日去世。我和[高峰]登上了世界最高峰。洪水的高峰在夜里。',
    '作家[高峰]来了。[高峰]一九九九年入职。高峰登山协会发表了唁电。',
    '高峰时段，车辆绕行。',
    '足协，王建议会后再说。',
  ]);
});

t.test('finds no short Japanese name at the start of a longer name', async (t) => {
  check(t, named('佐藤健太', '高橋真理'), [
    '佐藤健太朗は来た。',
    '高橋真理奈は来た。',
    '[佐藤健太]は来た。',
    '[佐藤健太]夫妻は来た。',
    '[高橋真理]氏は来た。',
  ]);
});

t.test('finds a short Korean name only before a particle that fits its last syllable', async (t) => {
  check(t, named('서지', '서윤', '김수'), [
    '서지은은 왔다.',
    '서지은 씨가 왔다.',
    '서윤아는 왔다.',
    '서윤가 왔다.',
    '김수이가 왔다.',
    '[서지]는 왔다.',
    '[서지]가 왔다.',
    '[서윤]은 왔다.',
    '[서윤]이 왔다.',
    '[김수]를 만났다.',
    '[김수]까지 왔다.',
  ]);
});

t.test('finds no person in a longer name that begins with the name of the person', async (t) => {
  const people = named(
    'George Washington',
    'Henry Ford',
    'Martin Luther King',
    'Angela Merkel',
    'Simón Bolívar',
    'Emmanuel Macron',
    'Mark Rutte',
  );
  check(
    t,
    people,
    [
      'The museum honours George Washington Carver.',
      'When George Washington Carver arrived, it rained. George Washington Carver was a scientist.',
      'The novelist Henry Ford Madox and the pastor Martin Luther King Williams came.',
      'The museum honours George Washington Carver, a scientist.',
    ],
    'en',
  );
  check(t, people, ['Die Lehrerin Angela Merkel Müller wohnt hier. Angela Merkel Müller singt.'], 'de');
  check(t, people, ['El jugador Simón Bolívar Rodríguez marcó dos goles.'], 'es');
  check(t, people, ['Le boulanger Emmanuel Macron Dupont a parlé.'], 'fr');
  check(t, people, ['De bakker Mark Rutte Jansen was er ook.'], 'nl');
});

t.test('finds a person before a capitalised word that is no name', async (t) => {
  const people = named('Donald Trump', 'Angela Merkel', 'Mariano Rajoy', 'Recep Tayyip Erdoğan', 'Mark Rutte');
  check(
    t,
    people,
    [
      'He met [Angela Merkel] Thursday. Under [Donald Trump] America changed. With [Angela Merkel] Republicans talked.',
      'He deleted the [Donald Trump] Twitter account.\n\n[Angela Merkel] Visits Rome\n\nIt rained.',
      'A picture of [Angela Merkel] Photograph: Ann Porter',
    ],
    'en',
  );
  check(
    t,
    people,
    ['Heute lobte [Angela Merkel] Frankreich. Dann sah [Angela Merkel] Fehler ein. [Angela Merkel]s Rede war kurz.'],
    'de',
  );
  check(t, people, ['[Mariano Rajoy] Brey nació en Galicia. El presidente [Mariano Rajoy] Brey habló mañana.'], 'es');
  check(
    t,
    people,
    ['[Recep Tayyip Erdoğan] Ankara’da konuştu. [Recep Tayyip Erdoğan] Türkiye için çalıştığını söyledi.'],
    'tr',
  );
  check(t, people, ['Vandaag bezoekt [Mark Rutte] Parijs met zijn ministers.'], 'nl');
});
