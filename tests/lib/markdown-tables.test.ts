import t from 'tap';
import { htmlToMarkdown, htmlToText, markdownToHtml } from '../../src/lib/rich-text/index.js';

const wordsOf = (html: string) => htmlToText(html).split(/\s+/);

t.test('writes the caption of a table as a paragraph before the table', async (t) => {
  const table = '<thead><tr><th>Port</th></tr></thead><tbody><tr><td>Wexley</td></tr></tbody></table>';
  const markdownTable = '| Port   |\n| ------ |\n| Wexley |\n';
  const cases: [string, string][] = [
    [`<table><caption>Fares in <b>2026</b></caption>${table}`, `Fares in **2026**\n\n${markdownTable}`],
    [`<p>Before</p><table><caption>Fares</caption>${table}`, `Before\n\nFares\n\n${markdownTable}`],
    [`<table><caption> </caption>${table}`, markdownTable],
    [`<table><caption id="fares">Fares</caption>${table}`, `<a id="fares"></a>Fares\n\n${markdownTable}`],
    [`<table><caption lang="fr">Tarifs</caption>${table}`, `<p lang="fr">Tarifs</p>\n\n${markdownTable}`],
    [`<table><caption><p>One</p><p>Two</p></caption>${table}`, `One Two\n\n${markdownTable}`],
    [`<figure><table><caption>Fares</caption>${table}</figure>`, `Fares\n\n${markdownTable}`],
  ];
  for (const [html, markdown] of cases) t.equal(htmlToMarkdown(html), markdown, html);
});

t.test('writes a list of definitions as a list', async (t) => {
  t.equal(
    htmlToMarkdown('<dl><dt>Berth</dt><dd>A place at the quay</dd><dt>Quay</dt><dd>Where ships lie</dd></dl>'),
    '- Berth\n\n  A place at the quay\n\n- Quay\n\n  Where ships lie\n',
  );
});

t.test(
  'loses no word of tables, captions, lists of definitions and embeds on the way to Markdown and back',
  async (t) => {
    const video =
      '<figure data-embed="youtube"><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Film</a></figure>';
    const bodies = [
      '<ul><li>First<table><caption>In a list</caption><tr><td>one</td></tr></table></li></ul>',
      '<blockquote><table><caption>In a quote</caption><tr><td>one</td></tr></table></blockquote>',
      '<dl><dt>Term</dt><dd><table><caption>In a definition</caption><tr><td>one</td></tr></table></dd></dl>',
      '<table><tr><td><table><caption>In a cell</caption><tr><td>inner</td></tr></table></td><td>outer</td></tr></table>',
      `<table><tr><td>${video}</td><td><dl><dt>Term</dt><dd>Meaning</dd></dl></td></tr></table>`,
      '<table><tr><td><p>First</p><p>second</p></td><td><ul><li>one</li><li>two</li></ul></td></tr></table>',
      '<details><summary>More</summary><table><caption>In details</caption><tr><td>one</td></tr></table></details>',
      '<table><caption>A | bar and a \\ backslash</caption><tr><td>x | y</td></tr></table>',
    ];
    for (const html of bodies) t.same(wordsOf(markdownToHtml(htmlToMarkdown(html))), wordsOf(html), html);
  },
);
