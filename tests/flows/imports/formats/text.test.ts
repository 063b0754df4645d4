import { Readable } from 'node:stream';
import t from 'tap';
import { text } from '../../../../src/flows/imports/formats/text/index.js';
import { formatOf, readArticles } from '../../../../src/flows/imports/read.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const strike = `Dockers at the old harbour voted on Sunday to go on with their strike.

Eleven ships have waited outside of the breakwater since last week.`;
const library = `Readers may go down to the forty thousand books in the cellar from Monday on.

The librarian says that nobody has counted them since 1978.`;
const two = `Harbour strike enters second week\n\n${strike}\n\nLibrary opens its cellar to readers\n\n${library}\n`;

const headlinesOf = async (file: string): Promise<string[]> =>
  draftsOf(await readAll(text, file)).map(({ headline }) => headline);

t.test('reads the headline, byline, date, dateline and paragraphs of a text', async (t) => {
  const file = `Harbour strike enters second week
By Maria Kouri and Nikos Vale

3 November 2024

ATHENS (ANA-MPA) — Dockers at the old harbour voted on Sunday to go on with their
strike, which has kept eleven ships outside since last week.

What they want

“We are <not> tired,” their speaker told the Guardian. The losses were first reported by Reuters.
`;
  const draft = await only(text, file, { name: 'strike.txt' });
  t.equal(refusalOf(draft), null);
  t.match(draft, {
    key: { source: 'text', id: 'strike.txt' },
    headline: 'Harbour strike enters second week',
    dateline: 'ATHENS',
    status: 'published',
    publishedAt: new Date('2024-11-03T00:00:00Z'),
  });
  t.strictSame(
    draft.people.map(({ name, relation }) => [name, relation]),
    [
      ['Maria Kouri', 'author'],
      ['Nikos Vale', 'author'],
    ],
  );
  t.strictSame(
    draft.sources.map(({ name, relation }) => [name, relation]),
    [
      ['ANA-MPA', 'syndicated'],
      ['Reuters', 'original'],
      ['Guardian', 'cited'],
    ],
  );
  t.match(draft.body, /^<p>Dockers at .* with their strike, which has/);
  t.match(draft.body, '<h2>What they want</h2>\n<p>“We are &lt;not&gt; tired,”');
  t.strictSame(reasonsOf(draft), []);
});

t.test('makes two linked articles of a text with two headlines', async (t) => {
  const drafts = draftsOf(await readAll(text, two, { name: 'monday.txt' }));
  t.strictSame(
    drafts.map(({ headline, key, relatedKeys }) => [headline, key.id, relatedKeys.map(({ id }) => id)]),
    [
      ['Harbour strike enters second week', 'monday.txt', ['monday.txt#2']],
      ['Library opens its cellar to readers', 'monday.txt#2', ['monday.txt']],
    ],
  );
  t.match(drafts[0]?.body, /^<p>Dockers .*<\/p>\n<p>Eleven .*<\/p>$/);
  t.match(drafts[1]?.body, /^<p>Readers .*<\/p>\n<p>The librarian .*<\/p>$/);
  t.ok(drafts.every((draft) => draft.status === 'draft' && refusalOf(draft) === null));
});

t.test('keeps the keys of the articles of a text when a part of it is edited', async (t) => {
  const keys = async (file: string, name: string | null) =>
    draftsOf(await readAll(text, file, { name })).map(({ key }) => key);
  const edited = two.replace('Library opens its cellar', 'The library opens its old cellar').replace('Eleven', 'Nine');
  t.strictSame(await keys(edited, 'a.txt'), await keys(two, 'a.txt'));
  t.strictSame(await keys(edited, null), await keys(two, null));
});

t.test(
  'takes a line for the headline of another article only if it looks like one and has two paragraphs',
  async (t) => {
    const split = ['Harbour strike enters second week', 'Library opens its cellar to readers'];
    const start = `${split[0]}\n\n${strike}\n\n`;
    const cases: [what: string, file: string, isSplit: boolean][] = [
      ['a subheading of two words', `${start}What they want\n\n${library}`, false],
      ['a subheading with a colon', `${start}What the union asks of the port:\n\n${library}`, false],
      ['a sentence', `${start}The library opens its old cellar.\n\n${library}`, false],
      ['one paragraph', `${start}${split[1]}\n\n${library.split('\n\n')[0]}`, false],
      ['a short subheading and a long one', `${start}Background\n\n${library}\n\n${split[1]}\n\n${library}`, false],
      ['numbered steps', `${start}2. Open the cellar to all readers\n\n${library}`, false],
      ['a byline', `${start}${split[1]}\nBy Anna Berg\n\n${library}`, true],
      ['a byline in a block of its own', `${start}${split[1]}\n\nVon Anna Berg\n\n${library}`, true],
      ['a date', `${start}${split[1]}\n\n3 November 2024\n\n${library}`, true],
      ['a rule above', `${start}* * *\n\n${split[1]}\n\n${library}`, true],
      ['underlined headlines', `${split[0]}\n=====\n\n${strike}\n\n${split[1]}\n=====\n\n${library}`, true],
      ['Windows line breaks', two.replaceAll('\n', '\r\n'), true],
      ['no empty lines', two.replaceAll('\n\n', '\n'), true],
      ['no headline at the top', `${strike}\n\n${split[1]}\n\n${library}`, false],
    ];
    for (const [what, file, isSplit] of cases) t.equal((await headlinesOf(file)).length, isSplit ? 2 : 1, what);
    t.strictSame(await headlinesOf(`${start}${split[1]}\nBy Anna Berg\n\n${library}`), split);
  },
);

t.test('splits a text of several articles although one of them is too short, and reports this one', async (t) => {
  const short = 'Pool stays closed\nBy Eva Lind\n5 November 2024\n\nThe town has found no money for the pool.';
  const [first, second] = [
    `Harbour strike enters second week\nBy Ann Porter\n3 November 2024\n\n${strike}`,
    `Library opens its cellar to readers\nBy John Roe\n4 November 2024\n\n${library}`,
  ];
  const reported = '"Pool stays closed By Eva Lind 5 November 2024 The town has…"';
  for (const gap of ['\n\n* * *\n\n', '\n\n\n\n', '\n\n'])
    for (const [parts, reason, ids] of [
      [[first, short, second], 'between-stories', ['a.txt', 'a.txt#3']],
      [[first, second, short], 'between-stories', ['a.txt', 'a.txt#2']],
      [[short, first, second], 'before-the-first-story', ['a.txt#2', 'a.txt#3']],
    ] as const) {
      const drafts = draftsOf(await readAll(text, parts.join(gap), { name: 'a.txt' }));
      t.strictSame(
        drafts.map(({ people }) => people.map(({ name }) => name)),
        [['Ann Porter'], ['John Roe']],
      );
      t.strictSame(
        drafts.map(({ key }) => key.id),
        ids,
      );
      t.strictSame(drafts.map(reasonsOf), [[`${reported}: ${reason}`], []]);
      t.notMatch(drafts.map(({ body }) => body).join(), /pool|Lind/);
    }
  // Without a byline or a date, a short part is a section of the article above it.
  const section = 'What they want\n\nThe dockers want more money for work at night.';
  const drafts = draftsOf(await readAll(text, [first, section, second].join('\n\n* * *\n\n')));
  t.equal(drafts.length, 2);
  t.match(drafts[0]?.body, '<h2>What they want</h2>\n<p>The dockers want');
});

t.test('keeps a short part of a text in the article above it, and reports this', async (t) => {
  const first = `Harbour strike enters second week\n\n${strike}`;
  const second = `Library opens its cellar to readers\n\n${library}`;
  const short = 'The pool of the town stays closed\n\nThe town has found no money.';
  for (const gap of ['\n\n* * *\n\n', '\n\n'])
    for (const [parts, owner] of [
      [[first, short, second], 0],
      [[first, second, short], 1],
    ] as const) {
      const drafts = draftsOf(await readAll(text, parts.join(gap), { name: 'a.txt' }));
      t.equal(drafts.length, 2);
      t.match(drafts[owner]?.body, '<h2>The pool of the town stays closed</h2>\n<p>The town has found no money.</p>');
      t.match(
        reasonsOf(drafts[owner]).join(),
        /"The pool of the town stays closed The town.*": kept-in-the-story-above/,
      );
      t.notMatch([drafts[1 - owner]?.body, ...reasonsOf(drafts[1 - owner])].join(), /pool/);
    }
  const sections = [first, short, short.replace('pool', 'cinema'), second].join('\n\n');
  t.equal((await headlinesOf(sections)).length, 1, 'as many short parts as articles are the sections of one article');
  const titled = ['Monday edition', first, second].join('\n\n* * *\n\n');
  t.strictSame(await headlinesOf(titled), ['Harbour strike enters second week', 'Library opens its cellar to readers']);
  const introduced = ['Monday edition\n\nThis is the news of the day.', first, second].join('\n\n* * *\n\n');
  t.equal((await headlinesOf(introduced)).length, 1, 'a short text at the beginning may introduce sections');
});

t.test('detects plain text by its name or content', async (t) => {
  const head = Buffer.from(two);
  t.equal(formatOf(head, 'story.txt', undefined), 'text');
  t.equal(formatOf(head, null, undefined), 'text');
  const short = Buffer.from('Toll rises\n\nThe toll rises by a tenth in May, the port said on Thursday.\n');
  t.equal(formatOf(short, null, 'text/plain; charset=utf-8'), 'text');
  t.equal(formatOf(Buffer.from('One line'), null, 'text/plain'), undefined);
  t.equal(formatOf(Buffer.from('name,slug\nA,b\n\nC,d\n'), null, undefined), undefined);
  t.equal(formatOf(Buffer.from('<?xml version="1.0"?><rss version="2.0"><channel>'), 'feed.txt', undefined), 'rss');
  const { format, read } = await readArticles(Readable.from([Buffer.from(two)]), {
    source: 'wire',
    name: null,
    siteUrl: null,
  });
  t.equal(format, 'text');
  const reads = [];
  for await (const one of read) reads.push(one);
  t.ok(draftsOf(reads).every(({ key, relatedKeys }) => key.source === 'wire' && relatedKeys[0]?.source === 'wire'));
});

t.test('refuses a text that is empty, too long or not in UTF-8', async (t) => {
  t.match(skippedOf(await readAll(text, 'x'.repeat(5 * 2 ** 20))), [/too-long/]);
  t.match(skippedOf(await readAll(text, Buffer.from('Caf\xe9 reopens', 'latin1'))), [/not-utf8/]);
  t.strictSame(await readAll(text, ' \n\n '), []);
});

t.test('reads long texts quickly, and only valid drafts from damaged ones', async (t) => {
  const start = Date.now();
  for (const file of [
    'A line of words\n\n'.repeat(50_000),
    `${'-'.repeat(2 ** 20)}x`,
    `${'By A '.repeat(2 ** 18)}`,
    two.repeat(500),
  ])
    await readAll(text, file);
  t.ok(Date.now() - start < 30_000, `${Date.now() - start} ms`);
  await endsWell(text, two, 100);
});

t.test(
  'reads the language from the text, and reports that it takes the default if the text does not show it',
  async (t) => {
    const texts = [
      [
        'de',
        'Hafenstreik geht weiter\n\nDie Hafenarbeiter haben am Sonntag beschlossen, dass sie ihren Streik fortsetzen. Seit der vergangenen Woche warten elf Schiffe vor dem Hafen, und es ist nicht klar, wann sie einlaufen können.',
      ],
      [
        'uk',
        'Страйк у порту триває\n\nДокери старого порту в неділю проголосували за те, щоб продовжити страйк. Одинадцять суден стоять за хвилерізом із минулого тижня, і ніхто не знає, коли їх приймуть.',
      ],
      [
        'ja',
        '港のストライキ続く\n\n古い港の港湾労働者は日曜日、ストライキを続けることを決めた。先週から十一隻の船が防波堤の外で待っている。',
      ],
    ] as const;
    for (const [lang, article] of texts) {
      const draft = await only(text, article, { name: 'a.txt' });
      t.equal(draft.lang, lang);
      t.notMatch(reasonsOf(draft).join(), /language/);
    }
    const unsure = await only(text, 'Toll rises\n\nToll: 12 euro (10).', { name: 'a.txt' });
    t.equal(unsure.lang, null);
    t.match(reasonsOf(unsure), ['status: draft-for-want-of-a-date', 'language: en-is-assumed']);
  },
);
