import t from 'tap';
import { alias, check, named, person } from './marked-text.js';

t.test('finds surnames of several words in transliterated names', async (t) => {
  const people = [
    person({
      name: 'Alexander Van der Bellen',
      givenName: 'Alexander',
      familyName: 'Van der Bellen',
      aliases: [alias('Александр ван дер Беллен'), alias('Αλεξάντερ φαν ντερ Μπέλεν'), alias('ألكسندر فان دير بيلين')],
    }),
    person({ name: 'Mark Vande Hei', givenName: 'Mark', familyName: 'Vande Hei', aliases: [alias('Марк Ванде Хай')] }),
  ];
  check(t, people, ['Приехал [Александр ван дер Беллен]. По мнению [ван дер Беллена], это хорошо.'], 'ru');
  check(t, people, ['Прилетел [Марк Ванде Хай]. [Ванде Хай] остался, а с [Ванде Хаем] летят двое.'], 'ru');
  check(t, people, ['وصل [ألكسندر فان دير بيلين] أمس. ورحب الوزير ب[فان دير بيلين] هناك.'], 'ar');
});

t.test('finds surnames of names that are transliterated in the same script', async (t) => {
  const people = [person({ name: 'Volodymyr Zelensky', aliases: [alias('Volodimir Zelenski')] })];
  check(t, people, ['[Volodimir Zelenski] geldi. Sonra [Zelenski] konuştu.'], 'tr');
});

t.test('finds the first of two Spanish surnames, unless it is one of the commonest', async (t) => {
  const people = [
    person({ name: 'Lucía Iglesias Luna', givenName: 'Lucía', familyName: 'Iglesias Luna' }),
    person({ name: 'José López Prado', givenName: 'José', familyName: 'López Prado' }),
  ];
  check(
    t,
    people,
    [
      'Habló [Lucía Iglesias Luna]. Después dijo [Iglesias] que no.',
      'Habló [José López Prado]. Después dijo López que no.',
    ],
    'es',
  );
});

t.test('finds initials that stand for a given name and a patronymic', async (t) => {
  const people = [person({ name: 'Антон Козлов', aliases: [alias('Антон Викторович Козлов', 'alias')] })];
  check(t, people, ['По версии следствия, [А. В. Козлов] вывел деньги.'], 'ru');
});

t.test('does not read a title as initials', async (t) => {
  const people = [person({ name: 'Bob Graham', aliases: [alias('Daniel Robert Graham', 'alias')] })];
  check(t, people, ['Dr. Graham said that the patients were well.']);
});

t.test('does not mean somebody with a suffix by a name with other initials', async (t) => {
  check(t, named('Francis Delaney IV'), [
    'The airport is named for Francis X. Delaney. [Francis Delaney IV] was silent.',
  ]);
});

t.test('means a stranger by a surname before the article names the person of the directory', async (t) => {
  check(t, named('Francis Delaney'), [
    'Joseph Delaney built it in 1950. Delaney, a mayor, liked runways. His heir [Francis Delaney] abstained. [Delaney] left.',
  ]);
});

t.test('finds nicknames in quotation marks between given name and surname', async (t) => {
  check(t, named('Walter Tanner'), ['A speech for [Walter "Buck" Tanner] was held. [Walter “Buck” Tanner] laughed.']);
});

t.test('finds names with a Dutch article that begins with an apostrophe', async (t) => {
  const people = [person({ name: "Pim van 't Hof" }), person({ name: 'Saskia ’t Hart' })];
  check(t, people, ["[Pim van 't Hof] won. [Van 't Hof] laughed.", "[Saskia 't Hart] won. ['t Hart] laughed."]);
});

t.test('knows a title that a comma separates from the name', async (t) => {
  check(t, named('Bridget Noel'), ['Their coach, [Bridget Noel], smiled. Coach [Noel] left early.']);
  check(t, named('Nkechi Barnes'), ['It was [Nkechi Barnes], the nurse, who sang. Nurse [Barnes] left early.']);
  check(t, named('Ike Dawson'), ['It was [Ike Dawson] who sang. Nurse Dawson left early.']);
});

t.test('means by a surname in a headline not the relative whom the headline names in full after it', async (t) => {
  const people = named('Robert Bolt', 'Ann Bolt');
  const { compileDirectory, link } = await import('../../../src/flows/mentions/linker/index.js');
  const { mentions } = link(
    { headline: 'Bolt wins in Rome, Ann Bolt loses', body: 'Robert Bolt won on Monday. Ann Bolt lost.' },
    compileDirectory(people),
  );
  t.strictSame(
    mentions.filter(({ field }) => field === 'headline').map(({ person }) => person?.slug),
    ['Robert Bolt', 'Ann Bolt'],
  );
});

t.test('finds Finnish, Polish and Ukrainian names whose stem changes', async (t) => {
  check(
    t,
    named('Heikki Joki', 'Emil Virtanen', 'Tuula Laine', 'Kari Lampi'),
    [
      'Paikalla oli [Heikki Joki]. Kaupunki kuuli [Joen] puheen.',
      'Voittaja oli [Emil Virtanen]. Yleisö näki [Virtasta] kiitettävän.',
      'Valtuusto valitsi [Tuula Laineen] ja kiitti [Lainetta].',
      'Valtuusto kuuli [Kari Lammen] puheen.',
    ],
    'fi',
  );
  check(t, named('Stanisława Gwiazda'), ['Lek odkryła [Stanisława Gwiazda]. Nagrodę przyznano [Gwieździe].'], 'pl');
  check(t, named('Тимур Сокіл'), ['Гру [Тимура Сокола] похвалили. Подякували [Тимурові Соколу].'], 'uk');
  check(
    t,
    named('Robert Zawadzki', 'Anna Zawadzka'),
    ['Byli tam [Robert Zawadzki] i [Anna Zawadzka]. Wygrał [Zawadzki].'],
    'pl',
  );
});

t.test('recognises Finnish by its endings', async (t) => {
  check(t, named('Sauli Koskela'), [
    '[Sauli Koskela] luovutti avaimet perjantaina talossa. Kaikki näkivät [Koskelan] torilla.',
  ]);
});

t.test('finds Japanese surnames before titles that end like other titles', async (t) => {
  const people = ['長谷川誠', '福島健太', '大谷翔平'].map((name) =>
    person({
      name,
      familyName: name.slice(0, -2) === '長谷' ? '長谷川' : name.slice(0, 2),
      givenName: name.slice(2),
      nameOrder: 'family-first',
    }),
  );
  check(t, people, [
    '[長谷川誠]学長は笑った。[長谷川]学長は帰った。[福島健太]助教は福島県に行く。[福島]助教が来た。',
    '[大谷翔平]投手が勝った。[大谷]外野手も来た。大谷町は雨だ。',
  ]);
});

t.test('finds surnames in katakana and Hangul of people with foreign names', async (t) => {
  const people = [person({ name: 'Mike Trout', aliases: [alias('マイク・トラウト'), alias('마이크 트라우트')] })];
  check(t, people, ['[マイク・トラウト]選手が来た。[トラウト]選手は笑った。マイクトラウトの店。']);
  check(t, people, ['[마이크 트라우트]가 왔다. [트라우트]는 웃었다.']);
});

t.test('does not take single Korean characters for surnames without a form of address', async (t) => {
  const people = [person({ name: '이민경', familyName: '이', givenName: '민경', nameOrder: 'family-first' })];
  check(t, people, [
    '[이민경] 의원은 왔다. 이 도시에 산다. [이] 의원은 웃었다. 이 씨 성을 가진 사람도 왔다. [이] 관장도 왔다.',
  ]);
});

t.test('tells Chinese names from words by the words around them', async (t) => {
  const people = ['黄河', '任建强', '张慧敏'].map((name) =>
    person({ name, familyName: name.slice(0, 1), givenName: name.slice(1), nameOrder: 'family-first' }),
  );
  check(t, people, [
    '局长[黄河]星期四说，黄河下游水位已经回落。[黄河]和同事回来了。',
    '[任建强]来了。他接任董事长。[任]先生很高兴。',
    '副市长[张慧敏]来了。[张]副市长去了学校。',
  ]);
});
