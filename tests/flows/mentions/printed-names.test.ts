import t from 'tap';
import { alias, check, named, person } from './marked-text.js';

t.test('finds exact names and aliases whatever small words they have', async (t) => {
  const people = [
    person({
      name: 'Meghan Markle',
      aliases: [{ name: 'Duchess of Sussex', kind: 'alias', from: '2018-05', to: null }],
    }),
    person({ name: 'Warren Buffett', aliases: [alias('Sage of Omaha', 'nickname')] }),
    person({ name: 'Jordan Belfort', aliases: [alias('Wolf of Wall Street', 'nickname')] }),
    person({ name: 'Petra Falk', aliases: [alias('The Boss of Berlin', 'nickname')] }),
    ...named('Tariq wa Kamau', "Ngũgĩ wa Thiong'o", 'Joan of Arc'),
  ];
  check(t, people, [
    'Then the [Duchess of Sussex] spoke. The [Sage of Omaha] listened.',
    '[Duchess of Sussex] speaks.',
    'The [Wolf of Wall Street] met [The Boss of Berlin]. Later the [Boss of Berlin] left.',
    'Sussex and Omaha are far from Berlin. The sage of omaha left.',
    '[Tariq wa Kamau] came. [Kamau] left.',
    'We met [Ngũgĩ wa Thiong’o].',
    '[Joan of Arc] came. An Arc was drawn.',
  ]);
  check(t, people, ['Then the Duchess of Sussex spoke.'], 'en', '2017-01-01');
});

t.test('finds initials and family names first, as in official documents', async (t) => {
  const russian = [
    person({ name: 'Александр Лукашенко' }),
    person({ name: 'Vladimir Putin', aliases: [alias('Владимир Путин')] }),
    ...named('Пётр Ильич Гуров'),
  ];
  check(t, russian, [
    '[В. В. Путин] приехал. [Путин] уехал.',
    'Встреча с [В.В. Путиным] прошла. [А. Лукашенко] приехал. [Лукашенко] уехал.',
    'Вопросы задавал [А. Г. Лукашенко].',
    '[Путин Владимир Владимирович] приехал.',
    'Подписал указ [Лукашенко Александр Григорьевич]. Указ [Лукашенко Александра Григорьевича].',
    '[Лукашенко А. Г.] приехал.',
    'Потом Путин Владимиру Зеленскому ответил.',
    'Б. Лукашенко приехал. П. А. Гуров приехал.',
  ]);
  const people = named('Angela Merkel', 'Frank-Walter Steinmeier', 'Anna Lund', 'Adam Lund');
  check(t, people, [
    '[Merkel, Angela] (CDU)',
    'Guests:\n[Merkel, Angela]\n[Steinmeier, Frank-Walter]',
    'Then [A. Merkel] spoke. [Merkel] left.',
    'Präsident [F.-W. Steinmeier] spoke, and [F. Steinmeier] left.',
    'After Merkel, Angela Smith spoke.',
    'B. Merkel, K. A. Merkel and Kunibert A. Merkel spoke. A Merkel aide spoke. So did A. Lund.',
  ]);
});

t.test('finds a name without Jr. if it has two given names', async (t) => {
  const people = named('Martin Luther King Jr.', 'Donald Trump Jr.', 'John F. Kennedy Jr.');
  check(t, people, [
    '[Martin Luther King] spoke. Later [King] left.',
    'Martin Luther King Sr. preached. Donald Trump and John F. Kennedy came.',
  ]);
});
