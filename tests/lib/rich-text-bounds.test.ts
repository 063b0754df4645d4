import fc from 'fast-check';
import t from 'tap';
import {
  commentMarkdownToHtml,
  htmlToMarkdown,
  htmlToText,
  markdownToHtml,
  sanitizeHtml,
} from '../../src/lib/rich-text/index.js';

/** Seconds, for what takes a few on a slow machine in linear time, and minutes or all memory otherwise. */
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

t.test('a megabyte of HTML made to be slow is done in linear time', async (t) => {
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

t.test('Markdown made to be slow, to grow or to nest is bounded', async (t) => {
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
    'comments without end': fill('x <!--a '),
    'deeper with each line': Array.from({ length: 300 }, (_, n) => `${'  '.repeat(n)}- a`).join('\n'),
  };
  for (const [name, markdown] of Object.entries(hostile)) {
    within(t, `${name}: article`, () => markdownToHtml(markdown));
    within(t, `${name}: comment`, () => commentMarkdownToHtml(markdown));
  }
  const wide = `${'|a'.repeat(5000)}\n${'|-'.repeat(5000)}\n${'|\n'.repeat(5000)}`;
  t.ok(markdownToHtml(wide).length < 1_000_000, 'a wide head does not fill up thousands of empty rows');
  t.throws(() => markdownToHtml('a'.repeat(100_001)), RangeError);
  t.throws(() => commentMarkdownToHtml('a'.repeat(100_001)), RangeError);
});

t.test('an ordinary table, list and rule are not mistaken for an attack', async (t) => {
  const table = markdownToHtml(`|a|b|\n|-|-|\n${'|[x](http://y)|c|\n'.repeat(400)}`);
  t.equal(table.match(/<a href="http:\/\/y">x<\/a>/g)?.length, 400);
  t.equal(markdownToHtml('- **a** [b](c)\n'.repeat(1500)).match(/<strong>/g)?.length, 1500);
  t.equal(markdownToHtml(`a\n\n${'* '.repeat(30)}\n\nb`).match(/<hr>/g)?.length, 1);
});

t.test('no words are glued, lost or invented when unknown blocks go', async (t) => {
  t.equal(sanitizeHtml('<div>a</div><div>b <i>c</i></div>'), '<p>a</p>\n<p>b <i>c</i></p>\n');
  t.equal(htmlToText('<section><h1>a</h1>b</section><table>c<tr><td>d<td>e</table>'), 'a\n\nb\n\nc\n\nd e');
  t.equal(htmlToText('<pre>\n  if a:\n\n    b <b>c</b> \n</pre>'), 'if a:\n    b c');
});

t.test('the text of a story is the same before and after sanitising, without white space at its ends', async () => {
  fc.assert(fc.property(soup, (html) => htmlToText(html) === htmlToText(sanitizeHtml(html))));
  fc.assert(fc.property(soup, (html) => !/^[ \t\n]|[ \t\n]$|[ \t]\n|\n{3}/.test(htmlToText(html))));
});

t.test('what is sanitised is stable and has no control character, even of markup that no parser likes', async () => {
  fc.assert(
    fc.property(soup, (html) => {
      const safe = sanitizeHtml(html);
      return sanitizeHtml(safe) === safe && !/(?![\t\n])\p{Cc}/u.test(safe);
    }),
    { numRuns: 500 },
  );
});
