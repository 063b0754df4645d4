import fc from 'fast-check';
import t from 'tap';
import { commentMarkdown } from '../../../src/flows/comments-import/comment-markdown.js';
import { commentMarkdownToHtml, htmlToText } from '../../../src/lib/rich-text/index.js';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const words = (text: string) => text.split(/\s+/u).filter((word) => word !== '');

t.test('shows plain text unchanged, even when it looks like Markdown', async (t) => {
  const character = fc.constantFrom(...'ab 1*_`[]()<>#+-=.!\\&;:~|^\n\t{}"\'/éß😀');
  const text = fc.string({ unit: character, maxLength: 60 });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(text, fc.constantFrom('breaks', 'spaces'), (written, lines) => {
        const markdown = commentMarkdown(escaped(written), lines as 'breaks');
        return words(htmlToText(commentMarkdownToHtml(markdown))).join(' ') === words(written).join(' ');
      }),
      { numRuns: 2_000 },
    ),
  );
});

t.test('keeps the markup that comments may have, and turns the rest into text', async (t) => {
  const html = (source: string, lines: 'breaks' | 'spaces' = 'spaces') =>
    commentMarkdownToHtml(commentMarkdown(source, lines));
  const link = '<a href="https://a.example/?b=1&amp;c=2" rel="nofollow ugc noopener">';
  for (const [source, expected] of [
    ['<p>a</p><p>b<br>c</p>', '<p>a</p>\n<p>b<br>\nc</p>'],
    ['<div>a</div>b <b>c</b><i>d</i>', '<p>a</p>\n<p>b <strong>c</strong><em>d</em></p>'],
    ['<a href="https://a.example/?b=1&c=2">x [y]</a>', `<p>${link}x [y]</a></p>`],
    ['<a href="javascript:alert(1)">x</a><script>y</script>', '<p>x</p>'],
    ['<h1>a</h1><blockquote>b</blockquote>', '<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>'],
    ['<ul><li>a<ol><li>b</li></ol></li></ul>', '<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol>\n</li>\n</ul>'],
    ['x<em> a </em>y <i> </i>', '<p>x <em>a</em> y</p>'],
    ['<code>`a`</code>', '<p><code>`a`</code></p>'],
    ['<img src="x"> <br>', ''],
  ] as const)
    t.equal(html(source), expected, source);
  t.equal(html('a\nb\n\nc', 'breaks'), '<p>a<br>\nb</p>\n<p>c</p>');
  t.equal(
    html('<blockquote>a\n\nb</blockquote>\n<ul>\n<li>c\nd</li>\n</ul>', 'breaks'),
    html('<blockquote><p>a</p><p>b</p></blockquote><ul><li>c<br>d</li></ul>'),
  );
});

t.test('converts the largest accepted comments quickly', async (t) => {
  for (const [source, lines] of [
    ['<em> </em>'.repeat(1_000), 'spaces'],
    ['<em>x</em>'.repeat(1_000), 'spaces'],
    ['a\n'.repeat(2_000), 'breaks'],
    ['<blockquote>'.repeat(2_000), 'spaces'],
    ['[x](y)'.repeat(1_000), 'breaks'],
    [`${' '.repeat(60_000)}<b>`, 'breaks'],
  ] as const) {
    const began = performance.now();
    commentMarkdownToHtml(commentMarkdown(source, lines));
    t.ok(performance.now() - began < 60_000, source.slice(0, 12));
  }
});
