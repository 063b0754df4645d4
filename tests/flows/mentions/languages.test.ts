import t from 'tap';
import { alias, check, named, person } from './marked-text.js';

t.test('finds Russian names in all cases', async (t) => {
  const people = [
    ...named('Анна Соколова', 'Игорь Соколов', 'Павел Дроздов', 'Сергей Белый', 'Юрий Левитанский'),
    person({ name: 'Angela Merkel', aliases: [alias('Ангела Меркель')] }),
  ];
  check(t, people, [
    'К [Павлу Дроздову] пришли гости. [Дроздова] поздравили, [Дроздовым] гордились, о [Дроздове] говорили.',
    'Письмо [Анны Соколовой] дошло. [Соколову] ждали.',
    'Встреча с [Ангелой Меркель] прошла вчера. [Меркель] уехала.',
    'Речь [Сергея Белого] и [Юрия Левитанского] слушали все.',
    'Книга [Игоря Николаевича Соколова] вышла.',
    'От имени [Игоря Соколова] выступил секретарь.',
  ]);
  check(t, people, [
    'Улица Павла Дроздова длинная.',
    'Аэропорт имени Анны Соколовой открыт.',
    'Белый снег лежал. Соколы летали.',
  ]);
});

t.test('finds Polish and Czech names in all cases', async (t) => {
  const polish = named('Marek Zawadzki', 'Anna Wiśniewska', 'Donald Tusk', 'Andrzej Duda', 'Fryderyk Chopin');
  check(
    t,
    polish,
    [
      'Rada wysłuchała [Marka Zawadzkiego]. Z [Zawadzkim] rozmawiano długo, [Zawadzkiemu] podziękowano.',
      'Sąd uniewinnił [Annę Wiśniewską]. Zdaniem [Wiśniewskiej] to dobrze.',
      'Rozmowa z [Donaldem Tuskiem] trwała. [Tuskowi] było żal. Decyzja [Andrzeja Dudy] jest znana. [Dudzie] gratulowano.',
    ],
    'pl',
  );
  check(
    t,
    polish,
    ['Samolot ląduje na lotnisku Chopina. Ulica Fryderyka Chopina jest długa.', 'Marka samochodu jest znana.'],
    'pl',
  );
  const czech = named('Václav Havel', 'Zuzana Čaputová', 'Miloš Zeman', 'Karel Čapek');
  check(
    t,
    czech,
    [
      'O [Václavu Havlovi] se mluvilo. Hra [Havla] měla úspěch.',
      'Projev [Zuzany Čaputové] trval hodinu. S [Čaputovou] mluvili novináři.',
      'Setkání s [Milošem Zemanem] skončilo. [Zemanovi] poděkovali. Knihy [Karla Čapka] se prodávají.',
    ],
    'cs',
  );
  check(t, czech, ['Letadlo přistálo na letišti Václava Havla.'], 'cs');
});

t.test('finds Finnish and Turkish names with endings', async (t) => {
  const finnish = named('Sanna Marin', 'Sauli Niinistö', 'Angela Merkel', 'Pekka Virtanen');
  check(
    t,
    finnish,
    [
      '[Sanna Marinin] hallitus kaatui. [Marinille] soitettiin, [Marinista] puhuttiin.',
      '[Sauli Niinistön] puhe oli lyhyt. [Angela Merkelille] annettiin palkinto.',
      '[Pekka Virtasen] talo myytiin. [Virtaselta] kysyttiin.',
    ],
    'fi',
  );
  const turkish = named('Recep Tayyip Erdoğan', 'Ekrem İmamoğlu');
  check(
    t,
    turkish,
    [
      '[Recep Tayyip Erdoğan]’ın konuşması uzun sürdü. [Erdoğan]’a soruldu.',
      "[Ekrem İmamoğlu]'nun partisi kazandı. Gazeteciler [İmamoğlu]'na sordu.",
    ],
    'tr',
  );
  check(t, turkish, ['Recep Tayyip Erdoğan Üniversitesi açıldı.'], 'tr');
});

t.test('finds Greek names in all cases', async (t) => {
  const greek = named('Κυριάκος Μητσοτάκης', 'Αλέξης Τσίπρας', 'Ελευθέριος Βενιζέλος');
  check(t, greek, [
    'Ο λόγος του [Κυριάκου Μητσοτάκη] κράτησε μία ώρα. Ο [Μητσοτάκης] έφυγε.',
    'Η απάντηση του [Αλέξη Τσίπρα] ήταν σύντομη. Τον [Τσίπρα] ρώτησαν πολλοί.',
    'Ο [Ελευθέριος Βενιζέλος] γεννήθηκε στην Κρήτη.',
  ]);
  check(t, greek, ['Το αεροδρόμιο Ελευθέριος Βενιζέλος είναι κλειστό.', 'Η οδός Ελευθερίου Βενιζέλου είναι μακριά.']);
});

t.test('finds Chinese names, but not in longer names or words', async (t) => {
  const people = [
    ...named('王建国', '王建', '高峰', '欧阳文静'),
    person({ name: 'Donald Trump', aliases: [alias('唐纳德·特朗普'), alias('特朗普')] }),
  ];
  check(t, people, [
    '市长[王建国]表示，[欧阳文静]来了。',
    '[王建]当选主席。[王建]说他很高兴。',
    '美国总统[唐纳德·特朗普]来访，[特朗普]表示欢迎。',
    '评论家[高峰]称赞了这本书。',
  ]);
  check(t, people, [
    '王建议会后再讨论。',
    '王建军来了。',
    '交通高峰时段很挤。',
    '王建国路很长，特朗普大厦也在那里。'.replace('特朗普大厦', '大厦'),
  ]);
});

t.test('finds Japanese names, but not in longer names or words', async (t) => {
  const people = [
    ...named('佐藤健', '安倍晋三'),
    person({ name: '田中 美咲' }),
    person({ name: 'Donald Trump', aliases: [alias('ドナルド・トランプ'), alias('トランプ')] }),
  ];
  check(t, people, [
    '俳優の[佐藤健]さんが来た。',
    '[田中美咲]さんは語った。[田中]さんは笑った。',
    '[田中 美咲]氏が当選した。',
    '[ドナルド・トランプ]大統領が来日した。[トランプ]氏は笑った。',
    '[安倍晋三]首相が会見した。',
  ]);
  check(t, people, [
    '佐藤健一さんが来た。',
    'トランプタワーは高い。',
    'イヴァンカ・トランプさんが来た。',
    '田中商店は閉まった。',
  ]);
});

t.test('finds Korean names with particles and titles, but not in longer words', async (t) => {
  const people = [
    ...named('문재인', '김정은', '이준'),
    person({ name: 'Angela Merkel', aliases: [alias('앙겔라 메르켈')] }),
  ];
  check(t, people, [
    '[문재인] 대통령은 [김정은] 위원장과 만났다. [문재인]은 웃었다.',
    '[앙겔라 메르켈] 총리가 도착했다.',
  ]);
  check(t, people, ['이준석 대표가 말했다.', '문재인로를 걸었다.', '황이준은 웃었다.']);
});

t.test('finds Arabic names with and without prefixes', async (t) => {
  const people = [
    ...named('ليلى المنصوري', 'يوسف بن حمدان'),
    person({ name: 'Donald Trump', aliases: [alias('دونالد ترامب')] }),
  ];
  check(t, people, [
    'قالت [ليلى المنصوري] إن العمل انتهى. وأضافت [المنصوري] أنها سعيدة.',
    'التقى و[دونالد ترامب] ل[يوسف بن حمدان] وب[ليلى المنصوري].',
    'وصل [دونالد ترامب]. ورحبوا ب[ترامب].',
  ]);
  check(t, people, ['افتتحوا شارع يوسف بن حمدان.', 'وقالت شركة المنصوري إنها باعت.']);
});

t.test('finds Hebrew names with and without prefixes', async (t) => {
  const people = named('בנימין נתניהו', 'יאיר לפיד', 'דוד בן גוריון');
  check(t, people, [
    '[בנימין נתניהו] נפגש עם [יאיר לפיד]. ל[נתניהו] לא היה זמן.',
    'ו[יאיר לפיד] אמר שהוא שמח. מ[לפיד] נמסר כי אין תגובה.',
  ]);
  check(t, people, ['הוא גר ברחוב דוד בן גוריון.', 'שדרות דוד בן גוריון ארוכות.']);
});

t.test('finds German names with a genitive, and not in compounds', async (t) => {
  const people = named('Angela Merkel', 'Katharina von Hagenau');
  check(
    t,
    people,
    [
      '[Angela Merkel]s Rede war kurz. [Merkel]s Sprecher ging.',
      'Ministerin [Katharina von Hagenau] kam. [Von Hagenau] ging, und [von Hagenau] schwieg.',
    ],
    'de',
  );
});
