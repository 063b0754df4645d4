import t from 'tap';
import { compileDirectory, link } from '../../../src/flows/mentions/linker/index.js';
import { creditedQuotesIn } from '../../../src/lib/rich-text/credited-quotes.js';
import { sanitizeWithText } from '../../../src/lib/rich-text/index.js';
import { timeRatio } from '../../support/cpu-time.js';
import { named } from './marked-text.js';

const directory = compileDirectory(
  named('Ann Porter', 'Ben Ito', 'Kim Lund', '王小明', '李克强', '山田太郎', '鈴木一郎', '문재인', '윤석열'),
);

type Row = readonly [text: string, ...quotes: string[]];
type Test = { strictSame(found: unknown, wanted: unknown, name: string): unknown };

/** Checks who says what with which verb in each text. */
function check(test: Test, rows: readonly Row[]) {
  for (const [body, ...wanted] of rows) test.strictSame(quotesIn(body), wanted, body);
}

function quotesIn(body: string, creditedQuotes?: ReturnType<typeof creditedQuotesIn>): string[] {
  const quotes = link({ body, date: '2020-05-01', creditedQuotes }, directory).mentions.flatMap((mention) =>
    mention.quotes.map((quote) => ({ ...quote, speaker: mention.person?.name })),
  );
  return quotes
    .sort((a, b) => a.start - b.start)
    .map(({ speaker, text, start, end, verb }) => {
      if (body.slice(start, end) !== text) throw new Error(`${start} to ${end} are not the place of: ${text}`);
      return `${speaker} ${verb}: ${text}`;
    });
}

/** Returns the quotes of a body in HTML. */
function quotesInHtml(source: string): string[] {
  const { html, text } = sanitizeWithText(source);
  return quotesIn(text, creditedQuotesIn(html, text));
}

t.test('gives a quotation to the person whom a dash credits', async (t) => {
  check(t, [
    ['“We agree on all of it.” — Ann Porter', 'Ann Porter : We agree on all of it.'],
    ['“We agree on all of it.”\n— Ann Porter', 'Ann Porter : We agree on all of it.'],
    ['“We agree on all of it.”\n\n— Ann Porter, mayor', 'Ann Porter : We agree on all of it.'],
    ['"We agree on all of it" - Ann Porter, mayor\n\nBen Ito slept.', 'Ann Porter : We agree on all of it'],
    ['“We agree on all of it”—Mayor Ann Porter (Labour)', 'Ann Porter : We agree on all of it'],
    ['“We agree on all of it.”\nAnn Porter', 'Ann Porter : We agree on all of it.'],
    ['“Agreed.” — Ann Porter and Ben Ito', 'Ann Porter : Agreed.', 'Ben Ito : Agreed.'],
    ['“We agree on all of it” — Ann Porter nodded.'],
    ['“We agree on all of it” – the mother of Ann Porter'],
    ['“We agree on all of it” – Ann Porter’s mother'],
    ['“We agree on all of it.”\n\nAnn Porter\n\n“We do not.”\n\nBen Ito'],
  ]);
});

t.test('gives a block quote to the person whom it cites', async (t) => {
  for (const html of [
    '<blockquote>We agree.<cite>Ann Porter</cite></blockquote>',
    '<blockquote><p>We agree.</p><cite>Ann Porter</cite></blockquote>',
    '<blockquote><p>We agree. <cite>Ann Porter</cite></p></blockquote>',
    '<blockquote><p>“We agree.”</p><footer>— <cite>Ann Porter</cite>, mayor</footer></blockquote>',
    '<blockquote><p>We agree.<br>— Ann Porter</p></blockquote>',
    '<blockquote><p>We agree.</p></blockquote><p>— Ann Porter</p>',
    '<figure><blockquote><p>We <em>agree</em>.</p></blockquote><figcaption>Mayor Ann Porter</figcaption></figure>',
    '<p>Ben Ito said no.</p><figure><blockquote><p>We agree.</p><cite>Ann Porter</cite></blockquote></figure><p>He left.</p>',
  ])
    t.strictSame(quotesInHtml(html), ['Ann Porter : We agree.'], html);
  t.strictSame(quotesInHtml('<blockquote><p>We agree.</p><p>All &amp; now.</p><cite>Ann Porter</cite></blockquote>'), [
    'Ann Porter : We agree.',
    'Ann Porter : All & now.',
  ]);
});

t.test('gives a block quote to nobody else', async (t) => {
  for (const html of [
    '<p>Ann Porter said so:</p><blockquote><p>“We agree on all of it.”</p><cite>Jane Unknown</cite></blockquote>',
    '<blockquote><p>We agree on all of it.</p></blockquote><p>Ann Porter</p>',
    '<blockquote><p>We read <cite>Ann Porter</cite> daily.</p></blockquote>',
    '<figure><img src="https://example.org/a.jpg" alt=""><figcaption>Ann Porter</figcaption></figure>',
    '<blockquote><p>We agree.</p><cite>A letter, by Ann Porter</cite></blockquote>',
  ])
    t.strictSame(quotesInHtml(html), [], html);
});

t.test('finds the sources of many block quotes in a time that grows with the text', async (t) => {
  const quote = '<blockquote><p>We agree.</p><cite>Ann Porter</cite></blockquote>';
  const text = 'x '.repeat(200_000);
  const ratio = timeRatio(500, (count) => creditedQuotesIn(quote.repeat(count), text));
  t.ok(ratio < 40, `eight times the quotes take ${ratio} times as long`);
});

t.test('gives a quotation of several speakers to all of them', async (t) => {
  const both = ['Ann Porter said: We agree on it', 'Ben Ito said: We agree on it'];
  check(t, [
    ['“We agree on it,” said Ann Porter and Ben Ito.', ...both],
    ['“We agree on it,” said Mayor Ann Porter and Senator Ben Ito on Monday.', ...both],
    ['“We agree on it,” Ann Porter and Ben Ito said.', ...both],
    ['Ann Porter & Ben Ito said: “We agree on it”.', ...both],
    ['“We agree on it,” said Ann Porter, Ben Ito and Kim Lund.', ...both, 'Kim Lund said: We agree on it'],
    ['“We agree on it,” said Ann Porter and Ben Ito nodded.', 'Ann Porter said: We agree on it'],
    ['He met Ann Porter, and Ben Ito said: “We agree on it”.', 'Ben Ito said: We agree on it'],
    ['A spokesman for Ann Porter and Ben Ito said: “We agree on it”.'],
    ['王小明和李克强说：“我们都同意。”', '王小明 说: 我们都同意。', '李克强 说: 我们都同意。'],
    ['山田太郎と鈴木一郎は「賛成です」と語った。', '山田太郎 語った: 賛成です', '鈴木一郎 語った: 賛成です'],
    ['문재인과 윤석열은 “합의했다”고 말했다.', '문재인 말했다: 합의했다', '윤석열 말했다: 합의했다'],
    ['王小明与李克强会谈时说：“我们都同意。”', '王小明 说: 我们都同意。'],
  ]);
});

t.test('finds quotations in single marks and takes no apostrophe for one', async (t) => {
  check(t, [
    ["'We agree,' Ann Porter said.", 'Ann Porter said: We agree'],
    ['‘We agree’, said Ann Porter.', 'Ann Porter said: We agree'],
    ["'We agree', said Ann Porter.", 'Ann Porter said: We agree'],
    ["Ann Porter said: 'We agree on it.'", 'Ann Porter said: We agree on it.'],
    ["Ann Porter said: 'We agree on it'.", 'Ann Porter said: We agree on it'],
    ["'It's the players' choice,' said Ann Porter.", "Ann Porter said: It's the players' choice"],
    ['‘It’s the players’ choice,’ said Ann Porter.', 'Ann Porter said: It’s the players’ choice'],
    ["'Get 'em now, don't wait,' Ann Porter said.", "Ann Porter said: Get 'em now, don't wait"],
    [`'He said "never" twice,' Ann Porter said.`, 'Ann Porter said: He said "never" twice'],
    ["The '90s are over. 'We agree on it,' Ann Porter said.", 'Ann Porter said: We agree on it'],
    ["Ann Porter's players' union didn't agree, Ben Ito said."],
    ["The players', the owners' and the fans' views differ, Ann Porter said."],
    ["The 'new' rule, Ann Porter said, is Ben Ito's."],
    ["Rock 'n' roll, 'tis said, was Ann Porter's love, Ben Ito said."],
  ]);
});

t.test('gives a quotation to the subject, not to the nearest Chinese, Japanese or Korean name', async (t) => {
  check(t, [
    ['李克强对王小明说：“我们都同意。”', '李克强 说: 我们都同意。'],
    ['“我们都同意，”王小明对李克强说。', '王小明 说: 我们都同意'],
    ['王小明说，李克强曾表示：『我们都同意。』', '李克强 表示: 我们都同意。'],
    ['王小明的发言人说：“我们都同意。”'],
    ['李克强离开后，一位工人说：“我们都同意。”'],
    ['山田太郎は鈴木一郎に「みんな賛成です」と述べた。', '山田太郎 述べた: みんな賛成です'],
    ['「みんな賛成です」と山田太郎が鈴木一郎に語った。', '山田太郎 語った: みんな賛成です'],
    ['鈴木一郎の前で山田太郎は『みんな賛成です』と語った。', '山田太郎 語った: みんな賛成です'],
    ['「みんな賛成です」と鈴木一郎の妻は語った。'],
    ['山田太郎が帰ったあと、住民は「みんな賛成です」と語った。'],
    ['문재인 대통령은 윤석열에게 “우리는 합의했다”고 말했다.', '문재인 말했다: 우리는 합의했다'],
    ['문재인 대통령의 대변인은 “우리는 합의했다”고 말했다.'],
    ['문재인 대통령이 떠난 뒤 주민은 “우리는 합의했다”고 말했다.'],
  ]);
});

t.test('continues a quotation over several paragraphs in other marks', async (t) => {
  check(t, [
    [
      "'We agree on all of it.\n\n'It is a great day,' Ann Porter said.",
      'Ann Porter said: We agree on all of it.',
      'Ann Porter said: It is a great day',
    ],
    [
      '"We agree on all of it.\n\n"It is a great day.\n\n"And we go home," Ann Porter said.\n\n"Not me," Ben Ito said.',
      'Ann Porter said: We agree on all of it.',
      'Ann Porter said: It is a great day.',
      'Ann Porter said: And we go home',
      'Ben Ito said: Not me',
    ],
    [
      '« Nous sommes d’accord.\n\n» C’est un bon jour », a dit Ann Porter.',
      'Ann Porter dit: Nous sommes d’accord.',
      'Ann Porter dit: C’est un bon jour',
    ],
    [
      '王小明说：“我们都同意这件事。\n\n“今天是个好日子。”',
      '王小明 说: 我们都同意这件事。',
      '王小明 说: 今天是个好日子。',
    ],
  ]);
});

t.test('reads many single marks and credits in a time that grows with the text', async (t) => {
  for (const sentence of [
    "'a b' c, 'd '90s e' 'em f, ",
    '“We agree on it.” — Ann Porter and \n',
    '王小明和李克强「あ',
    "''' 'n' '",
  ]) {
    const ratio = timeRatio(500, (count) => quotesIn(sentence.repeat(count)));
    t.ok(ratio < 40, `eight times ${JSON.stringify(sentence)} takes ${ratio} times as long`);
  }
});
