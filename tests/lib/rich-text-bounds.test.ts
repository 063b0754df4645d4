import fc from 'fast-check';
import t from 'tap';
import {
  commentMarkdownToHtml,
  htmlToMarkdown,
  htmlToText,
  markdownToHtml,
  sanitizeHtml,
} from '../../src/lib/rich-text/index.js';

/** Limit for work that takes a few seconds in linear time on a slow machine. Seconds. */
const patience = 30;

function within(t: { ok(value: unknown, name: string): unknown }, name: string, work: () => unknown): void {
  const started = process.cpuUsage().user;
  work();
  t.ok((process.cpuUsage().user - started) / 1e6 < patience, name);
}

const markup = fc.oneof(
  fc.constantFrom(
    '<div>',
    '</div>',
    '<p>',
    '</p>',
    '<pre>',
    '</pre>',
    '<b>',
    '</b>',
    '<a href="/x">',
    '</a>',
    '<h1>',
    '<td>',
    '<tr>',
  ),
  fc.constantFrom(
    '<table>',
    '</table>',
    '<li>',
    '<ul>',
    '<br>',
    '<svg>',
    '</svg>',
    '<!--',
    '-->',
    '<caption>',
    '<dd>',
    '<title>',
  ),
  fc.constantFrom(
    'word',
    ' ',
    '\n\n',
    '&#13;',
    '&#10;',
    '&#1;',
    '&#12;',
    '\0',
    '\ud800',
    '<',
    '&lt;',
    '"',
    '<p title="',
    '<img src=x>',
  ),
);
const soup = fc.array(markup, { maxLength: 30 }).map((pieces) => pieces.join(''));

t.test('sanitises a hostile megabyte of HTML in linear time', async (t) => {
  const megabyte = (unit: string): string => unit.repeat(Math.ceil(1_000_000 / unit.length));
  const hostile = {
    'nested blocks': megabyte('<div><p>'),
    'formatting to be reopened':
      Array.from({ length: 40_000 }, (_, n) => `<b id=${n}>`).join('') + megabyte('<p>').slice(0, 500_000),
    'content moved out of tables': megabyte('<table>x<b></b>'),
    'attributes of one tag': `<p ${Array.from({ length: 120_000 }, (_, n) => `a${n}=1`).join(' ')}>`,
    'tags without end': megabyte('<a '),
    'comments without end': megabyte('<!--'),
  };
  for (const [name, html] of Object.entries(hostile)) {
    within(t, `${name}: sanitised`, () => sanitizeHtml(html));
    within(t, `${name}: as text`, () => htmlToText(html));
  }
  within(t, 'empty links as Markdown', () => htmlToMarkdown('<a></a>'.repeat(15_000)));
});

t.test('bounds the time, size and depth of hostile Markdown', async (t) => {
  const fill = (unit: string): string => unit.repeat(Math.floor(100_000 / unit.length));
  const hostile = {
    'emphasis that may close anything': fill('*a_ '),
    'links without end': fill('[a]('),
    'quotes in quotes': fill('>'),
    'numbers in numbers': fill('1. '),
    'stars that a comment has as lists in lists': fill('* '),
    'empty items': fill('-\n'),
    'items behind the last one allowed': fill('1. a\n'),
    'quotes in items': fill('- > b\n'),
    'headings underlined with one character': `a\n${fill('=\n').slice(2)}`,
    'tables in items': fill('- a|b\n  -|-\n'),
    'headings underlined with dashes': fill('a\n---\n'),
    'escaped stars': fill('\\*'),
    'escaped comments without end': fill('x \\<!--a '),
    'comments without end': fill('x <!--a '),
    'deeper with each line': Array.from({ length: 300 }, (_, n) => `${'  '.repeat(n)}- a`).join('\n'),
  };
  for (const [name, markdown] of Object.entries(hostile)) {
    within(t, `${name}: article`, () => markdownToHtml(markdown));
    within(t, `${name}: comment`, () => commentMarkdownToHtml(markdown));
  }
  const wide = `${'|a'.repeat(5000)}\n${'|-'.repeat(5000)}\n${'|\n'.repeat(5000)}`;
  t.ok(markdownToHtml(wide).length < 1_000_000, 'a wide header row does not expand thousands of empty rows');
  t.throws(() => markdownToHtml('a'.repeat(100_001)), RangeError);
  t.throws(() => commentMarkdownToHtml('a'.repeat(100_001)), RangeError);
});

t.test('does not repeat a long address or title for thousands of references, and keeps ordinary ones', async (t) => {
  for (const definition of [`[a]: /${'b'.repeat(50_000)}`, `[a]: /u "${'b\n'.repeat(25_000)}"`])
    t.ok(markdownToHtml(`${definition}\n\n${'[a]\n\n'.repeat(1_000)}`).length < 1_000_000);
  const definitions = Array.from({ length: 300 }, (_, index) => `[a${index}]: https://x.example/${index} "A title"`);
  const text = definitions.map((_, index) => `See [a${index}].`).join('\n\n');
  t.equal(markdownToHtml(`${text}\n\n${definitions.join('\n')}`).match(/<a href/g)?.length, 300);
  t.match(markdownToHtml(`[a]: /u\n\n[a] and more[^1]\n\n[^1]: ${'word '.repeat(5_000)}`), /<a href="\/u">a<\/a>/);
});

t.test('shows escaped characters beyond the limits as written, without the backslash', async (t) => {
  t.equal(markdownToHtml('\\*'.repeat(3_000)), `<p>${'*'.repeat(3_000)}</p>`);
  t.equal(markdownToHtml('\\<!-- a '.repeat(2)), '<p>&lt;!-- a &lt;!-- a</p>');
});

t.test('keeps 500 underlined headings or tables, shows further ones as written, and keeps rules', async (t) => {
  const headings = markdownToHtml('a\n===\n\nb\n---\n\n'.repeat(250));
  t.equal(headings.match(/<h2>/g)?.length, 500);
  const beyond = markdownToHtml('> a\n> ===\n\nb\n- ---\n\n'.repeat(501));
  t.equal(beyond.match(/<h2>/g)?.length, 500);
  const tables = markdownToHtml('a|b\n-|-\n\n'.repeat(501));
  t.equal(tables.match(/<table>/g)?.length, 500);
  t.match(tables, /<p>a\|b\n-\|-<\/p>/);
  t.match(beyond, /<p>a\n===<\/p>/);
  t.equal(markdownToHtml('a\n\n---\n\n'.repeat(600)).match(/<hr>/g)?.length, 600);
  t.match(markdownToHtml('a\n-\n'.repeat(600)), /a\n-/);
});

t.test('keeps ordinary tables, lists and rules', async (t) => {
  const table = markdownToHtml(`|a|b|\n|-|-|\n${'|[x](http://y)|c|\n'.repeat(400)}`);
  t.equal(table.match(/<a href="http:\/\/y">x<\/a>/g)?.length, 400);
  t.equal(markdownToHtml('- **a** [b](c)\n'.repeat(1500)).match(/<strong>/g)?.length, 1500);
  t.equal(markdownToHtml(`a\n\n${'* '.repeat(30)}\n\nb`).match(/<hr>/g)?.length, 1);
});

t.test('keeps all words apart when unknown blocks are removed', async (t) => {
  t.equal(sanitizeHtml('<div>a</div><div>b <i>c</i></div>'), '<p>a</p>\n<p>b <i>c</i></p>\n');
  t.equal(htmlToText('<section><h1>a</h1>b</section><table>c<tr><td>d<td>e</table>'), 'a\n\nb\n\nc\n\nd e');
  t.equal(htmlToText('<pre>\n  if a:\n\n    b <b>c</b> \n</pre>'), 'if a:\n    b c');
});

t.test('extracts the same trimmed text before and after sanitising', async () => {
  fc.assert(fc.property(soup, (html) => htmlToText(html) === htmlToText(sanitizeHtml(html))));
  fc.assert(fc.property(soup, (html) => !/^[ \t\n]|[ \t\n]$|[ \t]\n|\n{3}/.test(htmlToText(html))));
});

t.test('sanitises idempotently and removes control characters, even from broken markup', async () => {
  fc.assert(
    fc.property(soup, (html) => {
      const safe = sanitizeHtml(html);
      return sanitizeHtml(safe) === safe && !/(?![\t\n])\p{Cc}/u.test(safe);
    }),
    { numRuns: 500 },
  );
});
