import t from 'tap';
import { check, named } from './marked-text.js';

t.test('tells surnames from ordinary words in German', async (t) => {
  check(
    t,
    named('Rita Winter', 'Jens König', 'Olga Neuer', 'Ute Merkel'),
    [
      '[Rita Winter] sprach lange. [Winter] bleibt bis zum Winter 2024 im Amt, also nicht nur bis Winter.',
      '[Jens König] war dabei. Auf der Bühne stand ein König aus Pappe. »Das ist gut«, sagte [König].',
      '[Olga Neuer] kam spät. [Neuer] hielt eine Rede über ein neuer klingendes Klavier.',
      'Mit [Ute Merkel] kamen die Merkels aus Bonn. Auch Frau [Merkel] sprach.',
    ],
    'de',
  );
});

t.test('tells surnames from ordinary words at the start of a sentence', async (t) => {
  check(
    t,
    named('Ewa Wrona'),
    ['Przyszła [Ewa Wrona]. Wrona na dachu zakrakała. [Wrona] powiedziała, że wraca.'],
    'pl',
  );
  check(t, named('Иван Волк'), ['Пришёл [Иван Волк]. Волк в лесу выл всю ночь. [Волк] сказал, что боится.'], 'ru');
  check(
    t,
    named('Elina Järvi'),
    ['[Elina Järvi] puhui ensin. Järvi lainehti ikkunan takana. [Järvi] sanoi, että kevät tulee.'],
    'fi',
  );
  check(t, named('Can Kaya'), ["[Can Kaya] geldi. Kaya üstünde bir kuş vardı. [Kaya]'nın evi uzaktı."], 'tr');
  check(t, named('Lars de Jager'), ['[Lars de Jager] kwam. De jager in het veld zag niets. [De Jager] lachte.'], 'nl');
  check(t, named('منى ربيع'), ['وصلت [منى ربيع] أمس. وقالت [ربيع] إن العمل مستمر. وسيبدأ المعرض بعد ربيع طويل.'], 'ar');
});

t.test('finds surnames that are ordinary words before verbs and in languages with articles', async (t) => {
  check(
    t,
    named('Karol Lis', 'Iwona Walczak'),
    ['Byli tam [Karol Lis] i [Iwona Walczak]. [Lis] planuje podróż. [Lis] i [Walczak] wracają.'],
    'pl',
  );
  check(t, named('Ольга Коваль'), ['Прийшла [Ольга Коваль]. [Коваль] запрошує всіх.'], 'uk');
  check(
    t,
    named('Silvia Greco'),
    ['Torna [Silvia Greco]. [Greco] dirige il festival. Il gruppo Greco produce olio.'],
    'it',
  );
  check(t, named('Joke Visser'), ['Hier werkt [Joke Visser]. [Visser] leidde het museum.'], 'nl');
  check(t, named('Selin Kaya'), ['Bu [Selin Kaya]. [Kaya] yarın dönecek.'], 'tr');
  check(t, named('Anita Winkler'), ['Es sprach [Anita Winkler]. In [Winkler]s Partei wird gestritten.'], 'de');
  check(t, named('Curtis King'), ['I met [Curtis King]. [King] lives near the lake.']);
});

t.test('takes a name that stands alone in quotation marks after a noun for that of a firm', async (t) => {
  check(t, named('Степан Орлов'), ['[Степан Орлов] продал завод. Завод «Орлов» переименуют.'], 'ru');
});

t.test('finds a surname with an ending after an apostrophe also if it is an ordinary word', async (t) => {
  check(t, named('Ece Deniz'), ["[Ece Deniz] konuştu. [Deniz]'in sözleri uzundu, deniz ise sakindi."], 'tr');
});

t.test('tells families from people in several languages', async (t) => {
  check(t, named('Anna Dupont'), ['[Anna Dupont] habite ici. Les Dupont sont nombreux, dit-on.'], 'fr');
  check(t, named('Ольга Орлова'), ['[Ольга Орлова] приехала. Сёстры Орловы жили в Туле.'], 'ru');
  check(t, named('Ali Polat'), ['[Ali Polat] geldi. Polat kardeşler onu bekliyordu.'], 'tr');
  check(t, named('Sara Moretti'), ['[Sara Moretti] ha parlato. Anche i Moretti di Pavia erano qui.'], 'it');
});

t.test('knows the given names of strangers in several languages', async (t) => {
  check(t, named('Ayla Arslan'), ['[Ayla Arslan] konuştu. Hakan Arslan bunu duymadı.'], 'tr');
  check(t, named('Marco Galli'), ['[Marco Galli] ha vinto. Gianni Galli, un vicino, non lo sapeva.'], 'it');
  check(t, named('Aino Korhonen'), ['[Aino Korhonen] voitti. Pekka Korhonen ei ole sukulainen.'], 'fi');
  check(t, named('ريم قباني'), ['وصلت [ريم قباني] أمس. أما الشاعر نزار قباني فقد مات.'], 'ar');
});

t.test('does not take a German noun before a surname for the given name of a stranger', async (t) => {
  check(t, named('Ina Volt'), ['[Ina Volt] kam. Die Einheit Volt ist alt. »Frau [Volt] weiß alles«, hieß es.'], 'de');
});

t.test('tells months, seasons and holidays from people in other languages', async (t) => {
  check(t, named('Luc Noël'), ['[Luc Noël] est venu. « On attend depuis Noël », a dit [Noël].'], 'fr');
});

t.test('tells firms from people', async (t) => {
  check(t, named('Ida Marlow', 'Guy Penn'), [
    '[Ida Marlow] left the law firm, Marlow & Penn, in May. [Guy Penn] stayed.',
    '[Ida Marlow] called the consulting firm Marlow, Wu & Partners.',
    '[Ida Marlow] runs Marlow Motors. Marlow sold 4,000 cars, and shares of Marlow rose. [Marlow] said no.',
  ]);
  check(t, named('Jan Kruk'), ['[Jan Kruk] ma firmę Kruk i Synowie. [Kruk] powiedział, że to dobrze.'], 'pl');
  check(t, named('Глеб Носов'), ['[Глеб Носов] основал банк «Носов и партнёры».'], 'ru');
  check(t, named('Henry Ford'), ['[Henry Ford] came. He drives the same Ford every day.']);
});

t.test('tells things that are named after people from the people', async (t) => {
  check(t, named('Ruth Penrose'), ['[Ruth Penrose] spoke about the Penrose tiling and the Penrose stairs.']);
  check(t, named('Beth Nolan'), ["[Beth Nolan] read Nolan's Law aloud. [Nolan]'s lawyer listened."]);
  check(t, named('Ben Hara'), ["[Ben Hara] came. Hara's, the bar on Main Street, was closed."]);
  check(t, named('Oskar Klein'), [
    '[Oskar Klein] laughed. The book was called “Klein’s Bottle”. [Klein]’s dog barked.',
  ]);
  check(t, named('Milo Park'), ["[Milo Park] runs in Queen's Park."]);
  check(t, named('Rose Lantos', 'Jim Okada'), ['[Rose Lantos] and [Jim Okada] wrote the Lantos–Okada Act.']);
  check(t, named('Aldo Leone'), ["[Aldo Leone] ha vinto il Leone d'oro."], 'it');
  check(t, named('Ana Ruiz'), ['[Ana Ruiz] habló. La ley Ruiz es de 2010.'], 'es');
  check(t, named('Emre Sezer'), ["[Emre Sezer] geldi. Emre Sezer Üniversitesi'nden biri konuştu."], 'tr');
  check(t, named('Naomi Osaka', 'Jo Prince'), [
    '[Naomi Osaka] was born in Osaka.',
    '[Jo Prince] came. We had a Prince on the council before.',
  ]);
  check(t, named('Олег Мороз'), ['Мэр города [Олег Мороз] приехал.'], 'ru');
});
