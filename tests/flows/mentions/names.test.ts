import t from 'tap';
import { htmlToText } from '../../../src/lib/rich-text/index.js';
import { alias, markMentions, person } from './marked-text.js';

const people = [
  'Donald Trump',
  'Angela Merkel',
  'Olaf Scholz',
  'Emmanuel Macron',
  'Alexandria Ocasio-Cortez',
  "Patrizia d'Ettorre",
  'Alexander Van der Bellen',
  'Bashar al-Assad',
  "Conor O'Neill",
  'Mitch McConnell',
  'George W. Bush',
  'Gerald R. Ford',
  'James Webb',
  'Abraham Lincoln',
  'John F. Kennedy',
  'Recep Tayyip Erdogan',
].map((name) => person({ name }));

function check(
  t: { equal(found: unknown, wanted: unknown, name: string): unknown },
  texts: readonly string[],
  lang?: string,
) {
  for (const text of texts) t.equal(markMentions(people, text, lang), text, text);
}

t.test('finds compound names and names with particles', async (t) => {
  check(t, [
    '[Alexandria Ocasio-Cortez] came. [Ocasio-Cortez] left.',
    'Prof. [Patrizia d’Ettorre] spoke, and [d’Ettorre] left.',
    "Prof. [Patrizia d'Ettorre] spoke.",
    '[Alexander Van der Bellen] came. [Van der Bellen] left.',
    '[Bashar al-Assad] came. Reporters asked [al-Assad] about it.',
    '[Conor O’Neill] came. [O’Neill]’s wife and [Mitch McConnell] came, and [McConnell] spoke.',
  ]);
});

t.test('finds a compound surname of only one person without the full name', async (t) => {
  check(t, [
    '[Ocasio-Cortez] left.',
    'Then [Ocasio-Cortez] left. The plan of [Ocasio-Cortez]’s friends failed.',
    'Ms. [Ocasio-Cortez] left.',
    '[OCASIO-CORTEZ] LEFT',
    'Mr. Ocasio-Cortez left.',
    'The shooter was Gabriel Ocasio-Cortez. Ocasio-Cortez left.',
    'The Ocasio-Cortez Foundation met in Cortez.',
    'Cortez left, and so did Ocasio.',
    'We met on Ocasio-Cortez Street.',
    'Captain Ocasio-Cortez left.',
  ]);
  const others = ['Karine Jean-Pierre', 'Ruth Saint-Denis', 'Moon Jae-in', 'Bashar al-Assad'];
  const unclear = 'Jean-Pierre sang. The train to Saint-Denis was late. Jae-in slept. Later al-Assad left.';
  t.equal(
    markMentions(
      others.map((name) => person({ name })),
      unclear,
    ),
    unclear,
  );
  const relatives = ['Anna Müller-Brandt', 'Jonas Müller-Brandt'].map((name) => person({ name }));
  t.equal(markMentions(relatives, 'Müller-Brandt schwieg.', 'de'), 'Müller-Brandt schwieg.');
  t.equal(
    markMentions(relatives.slice(0, 1), 'Gestern schwieg Müller-Brandt.', 'de'),
    'Gestern schwieg [Müller-Brandt].',
  );
});

t.test('finds names after an elided article or preposition', async (t) => {
  check(t, ['La visite d’[Emmanuel Macron] est terminée.', "Le discours d'[Emmanuel Macron] a duré une heure."], 'fr');
  check(t, ['Il ritorno dell’[Angela Merkel] di ieri.'], 'it');
  check(t, ['Emily D’Macron came.']);
});

t.test('finds a person with further given names or initials', async (t) => {
  check(t, [
    '[Donald John Trump] was born in New York. [Trump] went to Wharton.',
    '[Donald J. Trump] was born in New York.',
    '[George Walker Bush] was born in New Haven. [Bush] went to Yale.',
    '[Gerald Rudolph Ford] spoke. [J. F. Kennedy] did, too.',
    '[Donald John Trump II] was born in Ohio. [Trump] went to Yale.',
    '[Emmanuel Jean Macron, Jr.] was born in Ohio.',
    'Then [Recep Erdogan] spoke.',
  ]);
});

t.test('does not mistake other people for a person with further given names', async (t) => {
  check(t, [
    'George Herbert Walker Bush was born in Milton.',
    'Donald Trump Tower is in Istanbul.',
    'Donald Duck and Ivanka Trump came.',
    'Donald J. Trump Jr. and Donald Trump III came.',
    'Donald Tusk met Ivanka Trump there.',
  ]);
});

t.test('finds names beside ampersands and slashes', async (t) => {
  check(t, [
    '[Angela Merkel] & [Olaf Scholz] came.',
    '[Angela Merkel]/[Olaf Scholz] came.',
    '[Angela Merkel] and [Olaf Scholz] came. Later [Merkel] & [Scholz] left.',
    '[Angela Merkel] came. She bought a hat at Merkel & Sons.',
  ]);
});

t.test('finds names with invisible characters and single line breaks', async (t) => {
  check(t, [
    '[Angela Mer\u00ADkel] came.',
    '[Angela\u200B Merkel] came.',
    '[Angela  Merkel] and [Olaf\u202FScholz] came.',
    '[Angela\u200BMerkel] came.',
    'The visit of [Angela\nMerkel] was short.',
    'The visit of [Alexandria Ocasio-\nCortez] was short.'.replace('-\n', '-'),
  ]);
  const texts = ['We spoke to Angela\n\nMerkel is a name.', 'The guests:\n[Angela Merkel]\n[Olaf Scholz]'];
  check(t, texts);
});

t.test('does not find people in the names of places, ships and other things', async (t) => {
  check(t, [
    '[James Webb] died in 1992. The James Webb Space Telescope sent pictures. The Webb team cheered.',
    'The USS Gerald R. Ford left port.',
    '[James Webb] died in 1992. The James Webb Space Telescope works. Webb images are clear, but [Webb] never saw them.',
    '[George W. Bush] flew to Washington.',
    'We met at Lincoln Center, at Kennedy Airport and at the John F. Kennedy School of Government.',
  ]);
  check(t, ['La rue Charles-Macron et le lycée Emmanuel-Macron.', 'À la place Emmanuel Macron, rien.'], 'fr');
  check(t, ['Am Flughafen Angela Merkel steht die Angela-Merkel-Stiftung.'], 'de');
});

t.test('does not mistake a company for the person after whom it is named', async (t) => {
  check(t, [
    '[Gerald Ford] died in 2006. Ford recalled 10,000 trucks, the automaker said.',
    '[Gerald Ford] died in 2006. Ford said Tuesday it would recall trucks.',
    '[Gerald Ford] spoke in Detroit. [Ford] said that he was glad.',
    '[Gerald Ford] died in 2006.\n\nShares of Ford fell. The company, Ford said, will cut jobs.',
  ]);
});

t.test('uses an alias only in its time', async (t) => {
  const kasner = person({
    name: 'Angela Merkel',
    aliases: [{ name: 'Angela Kasner', kind: 'former', from: '1954', to: '1977' }],
  });
  t.equal(markMentions([kasner], 'We met [Angela Kasner].', 'en', '1976-05-01'), 'We met [Angela Kasner].');
  t.equal(markMentions([kasner], 'We met Angela Kasner.', 'en', '1978-05-01'), 'We met Angela Kasner.');
  const mono = person({
    name: 'Angela Merkel',
    aliases: [{ name: 'Mutti', kind: 'nickname', from: '2005', to: '2021' }],
  });
  const text = '[Angela Merkel] came. Then [Mutti] left.';
  t.equal(markMentions([mono], text, 'en', '2010-05-01'), text);
  t.equal(markMentions([mono], text, 'en', '2023-05-01'), '[Angela Merkel] came. Then Mutti left.');
});

t.test('links a surname that relatives share to the one whom the article names most', async (t) => {
  const clintons = ['Bill Clinton', 'Hillary Clinton'].map((name) => person({ name }));
  const check = (text: string) => t.equal(markMentions(clintons, text, 'en'), text);
  check('[Bill Clinton] and [Hillary Clinton] arrived. Clinton smiled.');
  check('[Bill Clinton] arrived. [Hillary Clinton] followed. Clinton smiled.');
  check('[Bill Clinton] arrived. [Clinton] smiled.');
  check('[Bill Clinton] spoke.\n\n[Bill Clinton] left with [Hillary Clinton].\n\nThen [Clinton] slept.');
});

t.test('finds names by an alias in another script, and by the surname of the alias', async (t) => {
  const merkel = person({ name: 'Angela Merkel', aliases: [alias('Ангела Меркель')] });
  const text = 'Вчера [Ангела Меркель] прилетела в Сочи. [Меркель] улетела вечером.';
  t.equal(markMentions([merkel], text), text);
});

t.test('finds a person by a short or other spelling of the given name, if it leads to one person', async (t) => {
  const people = [
    'Robert Mueller',
    'Sergei Lavrov',
    'Chuck Schumer',
    'William Reed',
    'Bill Reed',
    'Abdel Fattah el-Sisi',
  ];
  const records = people.map((name) => person({ name }));
  for (const text of [
    'Then [Bob Mueller] spoke.',
    'Then [Sergey Lavrov] spoke. [Lavrov] left.',
    'Then [Charles E. Schumer] spoke.',
    'Then [Bill Reed] met Ralph Mueller.',
    'Then Willy Reed spoke.',
    'Then [Abdel Fattah al-Sisi] spoke.',
  ])
    t.equal(markMentions(records, text, 'en'), text);
});

t.test('links an office and a surname to the only person with it, if no offices are known', async (t) => {
  const records = ['John McCain', 'Jane Mattis', 'Jim Mattis'].map((name) => person({ name }));
  for (const text of [
    'On Friday Senator [McCain] spoke. Later [McCain] left.',
    'On Friday Secretary Mattis spoke.',
    'On Friday Officer McCain spoke, and Mr. McCain left.',
    'Tim McCain came. On Friday Senator McCain spoke.',
  ])
    t.equal(markMentions(records, text, 'en'), text);
  const roles = [{ title: 'Senator', organisation: null, from: '1987', to: '2018' }];
  const text = 'On Friday Governor McCain spoke.';
  t.equal(markMentions([person({ name: 'John McCain', roles })], text, 'en'), text);
});

t.test('finds speakers at the start of the paragraphs of an interview', async (t) => {
  const records = ['Donald Trump', 'Xi Jinping', 'Moon Jae-in', 'Enrique Peña Nieto'].map((name) => person({ name }));
  for (const text of [
    'We met [Donald Trump].\n\n[TRUMP]: I think so.\n\nQ: Why?\n\n[TRUMP]: Because.',
    '[Xi Jinping] met [Moon Jae-in]. Later [Xi] left, and [Moon] stayed. [Enrique Peña Nieto] came, and [Peña Nieto] left.',
    'We met [Donald Trump]. The cap said TRUMP in red.',
  ])
    t.equal(markMentions(records, text, 'en'), text);
});

t.test('finds a name across a line break in the body of an article, but not across paragraphs', async (t) => {
  const linked = (html: string) => markMentions(people, htmlToText(html), 'en');
  t.match(linked('<p>Angela<br>Merkel came.</p>'), '[Angela\nMerkel]');
  t.match(linked('<p>Angela Mer&shy;kel came.</p>'), /^\[Angela Mer.kel\]/u);
  t.notMatch(linked('<p>We met Angela</p><p>Merkel came.</p>'), '[');
});
