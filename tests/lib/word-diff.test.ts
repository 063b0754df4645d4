import fc from 'fast-check';
import t from 'tap';
import { compareHtml, htmlToText, runsToHtml, sanitizeHtml } from '../../src/lib/rich-text/index.js';
import { compareSequences, compareWords, createDiffBudget, wordsOf } from '../../src/lib/word-diff.js';

const only = (html: string, gone: 'ins' | 'del', kept: 'ins' | 'del') =>
  html.replace(new RegExp(`<${gone}>[\\s\\S]*?</${gone}>`, 'g'), '').replace(new RegExp(`</?${kept}>`, 'g'), '');

/** Returns only the words, because blocks beside one another are separated in other ways. */
const bare = (html: string) => htmlToText(html).replace(/\s+/g, '');

t.test('splits words in any script, and joins to the same text', async (t) => {
  t.same(wordsOf("It's 3 o’clock, well-known."), ["It's", ' 3', ' o’clock', ',', ' well-known', '.']);
  t.same(wordsOf('Привет, мир'), ['Привет', ',', ' мир']);
  t.same(wordsOf('日本語 ok'), ['日', '本', '語', ' ok']);
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => wordsOf(text).join('') === text));
});

t.test('reports insertions and deletions word by word', async (t) => {
  t.same(compareWords('The old ferry sails.', 'The new ferry sails again.'), [
    { op: 'equal', text: 'The' },
    { op: 'delete', text: ' old' },
    { op: 'insert', text: ' new' },
    { op: 'equal', text: ' ferry sails' },
    { op: 'insert', text: ' again' },
    { op: 'equal', text: '.' },
  ]);
  t.same(compareWords('', 'New'), [{ op: 'insert', text: 'New' }]);
  t.same(compareWords('Gone', ''), [{ op: 'delete', text: 'Gone' }]);
  t.same(compareWords('', ''), []);
  t.same(compareWords('One\n\nTwo\n\nThree', 'One\n\nTwo more\n\nThree').length, 3, 'equal paragraphs form one run');
});

t.test('builds both texts from the runs of any comparison', async () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', ' ', '\n\n', 'word', '.', '日', '<b>'), { maxLength: 40 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const runs = compareWords(before, after);
      const made = (without: string) => runs.flatMap(({ op, text }) => (op === without ? [] : [text])).join('');
      const neighbours = runs.every(({ op }, index) => op !== runs[index + 1]?.op);
      return made('insert') === before && made('delete') === after && neighbours;
    }),
    { numRuns: 500 },
  );
});

t.test('renders words as HTML without markup of their own', async (t) => {
  t.equal(runsToHtml(compareWords('A <b>x</b>', 'A <script>alert(1)</script>')).match(/<\/?(?!ins>|del>)[a-z]+/), null);
});

t.test('compares bodies in their own markup', async (t) => {
  const cases: [string, string, string][] = [
    ['<p>The old ferry.</p>', '<p>The new ferry.</p>', '<p>The<del> old</del><ins> new</ins> ferry.</p>'],
    ['<p>One</p>', '<p>One</p><p>Two</p>', '<p>One</p><p><ins>Two</ins></p>'],
    ['<p>One</p><p>Two</p>', '<p>Two</p>', '<p><del>One</del></p><p>Two</p>'],
    ['<p>A word</p>', '<p>A <strong>word</strong></p>', '<p>A<del> word</del><ins> <strong>word</strong></ins></p>'],
    [
      '<ul><li>One</li><li>Two</li></ul>',
      '<ul><li>One</li><li>Two and a half</li></ul>',
      '<ul><li>One</li><li>Two<ins> and a half</ins></li></ul>',
    ],
    ['<p>Words</p><hr>', '<p>Words</p>', '<p>Words</p><del><hr></del>'],
    [
      '<table><tbody><tr><td>12</td></tr></tbody></table>',
      '<table><tbody><tr><td>13</td></tr></tbody></table>',
      '<table><tbody><tr><td><del>12</del><ins>13</ins></td></tr></tbody></table>',
    ],
    [
      '<p>See <a href="/a">this</a></p>',
      '<p>See <a href="/b">this</a></p>',
      '<p>See <del><a href="/a">this</a></del><ins><a href="/b">this</a></ins></p>',
    ],
  ];
  for (const [before, after, expected] of cases) t.equal(await compareHtml(before, after), expected, after);
});

t.test('separates an inserted paragraph from a changed one after it', async (t) => {
  const before = '<p>The minister said that the bridge would be closed in May.</p>';
  const after = `<p>Something else entirely.</p>${before.replace('May', 'June')}`;
  t.equal(
    await compareHtml(before, after),
    '<p><ins>Something else entirely.</ins></p><p>The minister said that the bridge would be closed in<del> May</del><ins> June</ins>.</p>',
  );
});

t.test('returns well-formed, safe HTML with the words of both, for any two bodies', async (t) => {
  const inline = fc.constantFrom(
    'word',
    ' ',
    'a<b>',
    '<strong>bold</strong>',
    '<em>it <a href="/x">link</a></em>',
    '<br>',
    '<img src="/i.png" alt="x">',
  );
  const html = fc
    .array(
      fc.tuple(
        fc.constantFrom('p', 'h2', 'blockquote', 'li', 'ul', 'td', 'pre', 'figure', 'div', 'script', 'ins', 'a'),
        fc.array(inline, { maxLength: 6 }),
      ),
      { maxLength: 6 },
    )
    .map((all) => all.map(([tag, parts]) => `<${tag}>${parts.join('')}</${tag}>`).join(''));
  const table = fc
    .array(fc.array(fc.constantFrom('1', '2', 'x y'), { maxLength: 3 }), { maxLength: 3 })
    .map(
      (rows) =>
        `<table><tr>${rows.map((cells) => cells.map((cell) => `<td>${cell}</td>`).join('')).join('</tr><tr>')}</tr></table>`,
    );
  const body = fc.oneof({ weight: 4, arbitrary: html }, { weight: 1, arbitrary: table });
  await fc.assert(
    fc.asyncProperty(body, body, async (one, other) => {
      const [before, after] = [sanitizeHtml(one), sanitizeHtml(other)].map((clean) =>
        // Insertions of the body itself are shown as underlined.
        clean.replace(/<(\/?)ins>/g, '<$1u>'),
      ) as [string, string];
      const shown = await compareHtml(before, after);
      t.equal(bare(only(shown, 'del', 'ins')), bare(after));
      t.equal(bare(only(shown, 'ins', 'del')), bare(before));
      const rest = shown.replace(/<\/?(?:ins|del)>/g, '');
      t.equal(sanitizeHtml(rest), rest, 'it is sanitised HTML except for the marks');
      t.notMatch(await compareHtml(after, after), /<(?:ins|del)>/);
      return t.passing();
    }),
    { numRuns: 100 },
  );
});

t.test('compares hostile bodies in bounded time, with coarser results', { timeout: 60_000 }, async (t) => {
  const many = (make: (n: number) => string, length = 1_000_000) => {
    let out = '';
    for (let n = 0; out.length < length; n += 1) out += make(n);
    return out.slice(0, length);
  };
  const pairs: Record<string, [string, string]> = {
    'all words differ': [many((n) => `a${n} `), many((n) => `b${n} `)],
    periodic: [many(() => 'a b '), many((n) => (n % 100 === 0 ? 'b b ' : 'a b '))],
    'one word': ['a'.repeat(1_000_000), 'b'.repeat(1_000_000)],
    blank: [' '.repeat(1_000_000), '\t'.repeat(1_000_000)],
    paragraphs: [many((n) => `${n % 7}\n\n`), many((n) => `${n % 5}\n\n`)],
    'long words with one beginning': [
      many((n) => `${'x'.repeat(500)}${n} `),
      many((n) => `${'x'.repeat(500)}${n + 1} `),
    ],
  };
  for (const [what, [before, after]] of Object.entries(pairs)) {
    const effort = createDiffBudget();
    const started = performance.now();
    const runs = compareWords(before, after, effort);
    const took = Math.round(performance.now() - started);
    t.equal(runs.flatMap(({ op, text }) => (op === 'insert' ? [] : [text])).join('').length, before.length, what);
    t.ok(effort.remainingSteps >= 0);
    t.comment(`${what}: ${took} ms`);
  }
  const inHtml: Record<string, [string, string]> = {
    paragraphs: [many((n) => `<p>a${n} b</p>`, 200_000), many((n) => `<p>b${n} c</p>`, 200_000)],
    'one paragraph': [`<p>${many((n) => `a${n} `)}</p>`, `<p>${many((n) => `b${n} `)}</p>`],
    'a long address around many words': [
      `<p><a href="/${'x'.repeat(200_000)}">${many((n) => `a${n} `, 90_000)}</a></p>`,
      `<p><a href="/${'x'.repeat(200_000)}y">${many((n) => `b${n} `, 90_000)}</a></p>`,
    ],
    'many lists': [
      many((n) => `<ul>${many((m) => `<li>a${n} ${m}</li>`, 1_000)}</ul>`.replace(/<l?i?[^>]*$/, ''), 200_000),
      many((n) => `<ul>${many((m) => `<li>b${n} ${m}</li>`, 1_000)}</ul>`.replace(/<l?i?[^>]*$/, ''), 200_000),
    ],
    deep: ['<ul><li>'.repeat(30) + 'a'.repeat(10), `${'<ul><li>'.repeat(29)}b`],
  };
  for (const [what, [before, after]] of Object.entries(inHtml)) {
    const started = performance.now();
    const shown = await compareHtml(before, after);
    const took = Math.round(performance.now() - started);
    t.ok(shown.includes('<ins>') && shown.includes('<del>'), what);
    t.comment(`${what}: ${took} ms, mostly for sanitising both`);
  }
});

t.test('shares the remaining effort among comparisons', async (t) => {
  const effort = { remainingSteps: 8 };
  t.equal(compareSequences(['a', 'b', 'c', 'd'], ['e', 'f', 'g', 'h'], effort), undefined);
  t.equal(effort.remainingSteps, 4);
  t.ok(compareSequences(['a'], ['a'], effort), 'equal sequences cost nothing');
  t.equal(effort.remainingSteps, 4);
});

t.test('marks only the change in a body with very many blocks or words', async (t) => {
  const blocks = '<p>x</p>'.repeat(60_000);
  t.equal(compareHtml(`${blocks}${blocks}`, `${blocks}<p>New</p>${blocks}`), `${blocks}<p><ins>New</ins></p>${blocks}`);
  const words = 'x '.repeat(60_000);
  t.equal(
    compareHtml(`<p>${words}old ${words}y</p>`, `<p>${words}new ${words}y</p>`).match(/<(ins|del)>.{3,4}<\/\1>/g)
      ?.length,
    2,
  );
  t.same(
    compareWords(`${words}old ${words}`, `${words}new ${words}`).map(({ op, text }) => (op === 'equal' ? op : text)),
    ['equal', ' old', ' new', 'equal'],
  );
});
