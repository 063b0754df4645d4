import t from 'tap';
import { alias, check, markMentions, named, person } from './marked-text.js';

t.test('finds Russian and Ukrainian names in the locative', async (t) => {
  const people = [
    person({ name: 'Sergey Lavrov', aliases: [alias('Сергей Лавров')] }),
    person({ name: 'Volodymyr Zelensky', aliases: [alias('Володимир Зеленський')] }),
    person({ name: 'Andriy Yermak', aliases: [alias('Андрій Єрмак')] }),
  ];
  check(t, people, ['Говорили о [Сергее Лаврове]. Потом спорили о [Лаврове]. Встреча с [Лавровым] прошла.'], 'ru');
  check(
    t,
    people,
    ['У [Володимирі Зеленському] бачать лідера. Говорили про [Зеленського]. Дали слово [Андрієві Єрмаку].'],
    'uk',
  );
});

t.test('finds the family name of an alias in an Eastern script without spaces', async (t) => {
  const people = [
    person({ name: 'Abe Shinzo', nameOrder: 'family-first', aliases: [alias('安倍晋三')] }),
    person({ name: 'Moon Jae-in', nameOrder: 'family-first', aliases: [alias('문재인')] }),
    person({ name: 'Donald Trump', aliases: [alias('特朗普')] }),
  ];
  check(t, people, ['[安倍晋三]が来た。[安倍]氏は笑った。[安倍]首相は去った。']);
  check(t, people, ['[문재인] 대통령이 왔다. [문] 대통령은 웃었다.']);
  check(t, people, ['[特朗普]说他来了。特先生来了。']);
});

t.test('finds two family names that a particle joins', async (t) => {
  const people = named('Marcelo Rebelo de Sousa', 'Luiz Inácio Lula da Silva');
  check(t, people, ['[Marcelo Rebelo de Sousa] falou. [Rebelo de Sousa] saiu. [Sousa] riu.'], 'pt');
  check(t, people, ['[Luiz Inácio Lula da Silva] falou. [Lula da Silva] saiu.'], 'pt');
});

t.test('finds two people whom a dash joins, but nobody in a compound with a hyphen', async (t) => {
  const people = named('Angela Merkel', 'Olaf Scholz');
  check(
    t,
    people,
    [
      'The [Angela Merkel]–[Olaf Scholz] pact held. The [Merkel]–[Scholz] pact broke.',
      '[Angela Merkel] left. The Merkel-Scholz pact held. The Merkel–Okada Act passed.',
    ],
    'en',
  );
});

t.test('finds a German surname in the genitive behind its noun', async (t) => {
  const people = [person({ name: 'Angela Merkel' }), person({ name: 'Anna Krüger' })];
  for (const text of [
    '[Angela Merkel] kam in die Stadt. Die Politik [Merkel]s wurde gelobt.',
    '[Angela Merkel] kam in die Stadt. Nach dem Abgang [Merkel]s wurde gewählt.',
    '[Anna Krüger] kam in die Stadt. Das ist die Werkstatt [Krüger]s und der Garten.',
    '[Angela Merkel] kam in die Stadt. Die Reden Petra Merkels sind länger.',
  ])
    t.equal(markMentions(people, text, 'de'), text, text);
});

t.test('does not take the locative of a man for a form of a woman’s surname', async (t) => {
  const text = '[Ирина Соколова] приехала. Пришёл её муж. О Соколове говорили. О [Соколовой] не говорили.';
  t.equal(markMentions([person({ name: 'Ирина Соколова' })], text), text);
});

t.test('finds a name before a word that looks like the word for a thing in another language', async (t) => {
  const turkish = 'Bakan [Kemal Özdemir] salı günü konuştu. [Özdemir] salı akşamı döndü.';
  check(t, named('Kemal Özdemir'), [turkish, 'Herkes Kemal Özdemir Parkı’na gitti.'], 'tr');
  check(t, named('Kaarina Salo'), ['Konsertti oli paikassa Kaarina Salo sali.'], 'fi');
  check(t, named('Ana Horvat', 'Ivan Babić'), ['Pobijedit će [Ana Horvat] ili [Ivan Babić].'], 'hr');
  check(t, named('Carlos Vega'), ['De la casa de [Carlos Vega] salí tarde.'], 'es');
  check(t, named('Ann Porter'), ['They saw [Ann Porter] holding a map.', 'The firm Ann Porter Holding sold it.'], 'en');
  check(t, named('Юрий Дроздов'), ['Потом ответил им [Юрий Дроздов]. Школа им. Дроздова открыта.'], 'ru');
});

t.test('finds Russian surnames that end in -ой in all cases', async (t) => {
  const people = named('Алексей Толстой', 'Павел Береговой', 'Дмитрий Донской', 'Иван Петров');
  const texts = [
    'Интервью с [Алексеем Толстым] вышло. О [Толстом] говорили. У [Толстого] спросили. К [Толстому] пришли.',
    'Он говорил с [Павлом Береговым]. Потом он спорил о [Береговом].',
    'Встреча с [Дмитрием Донским] прошла. Вопрос о [Донском] решили.',
    'Встреча с [Иваном Петровым] прошла. С ним был Береговым назначенный врач.',
  ];
  check(t, people, texts, 'ru');
});
